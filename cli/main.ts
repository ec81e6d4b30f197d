#!/usr/bin/env node
import { main } from "./program.js";

// A reader that closes the pipe early (`redmule run | head`) has seen what it wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode);
});

process.exitCode = await main(process.argv.slice(2));
