#!/usr/bin/env node
import { EXIT } from "./exit.js";
import { rememberInvocation } from "./invocation.js";
import { main } from "./program.js";
import { staleness } from "./stale-dist.js";
import { outputFault } from "./output-fault.js";

// A reader that closes the pipe early (`redmule run | head`) has seen what it wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(process.exitCode);
  process.stderr.write(`error: ${outputFault(error)}\n`);
  process.exit(EXIT.usage);
});
process.stderr.on("error", () => process.exit(EXIT.usage));

const args = process.argv.slice(2);
rememberInvocation(import.meta.url, process.argv[1], process.env);
const stale = import.meta.url.endsWith(".js") ? staleness(args[0]) : null;
if (stale !== null) process.stderr.write(`${stale.refused ? "error" : "warning"}: ${stale.text}\n`);
process.exitCode = stale?.refused ? EXIT.usage : await main(args);
