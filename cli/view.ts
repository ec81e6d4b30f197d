import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { givenText } from "../run/files/given-file.js";
import { packageFile } from "../sw/package-file.js";
import { writeTextFile } from "../run/files/file-sink.js";
import { withStep } from "../view/step/embed.js";
import { wholeNumber } from "./options.js";

interface ViewOptions {
  readonly port?: number;
  readonly out?: string;
  readonly step?: string;
}

const HOST = "127.0.0.1";

/** `redmule view`: serves the page that runs the model in the browser until it is interrupted, or writes it to a file. */
export function viewCommand(): Command {
  return new Command("view")
    .description(
      "serve, or write, a web page that runs the model in the browser: step, rewind, array, banks, waveforms",
    )
    .option("--port <number>", "port on this machine (default: a free one)", wholeNumber("--port", 0, 65535))
    .option("--out <file>", "write the page to a file, which needs no server, instead of serving it")
    .option("--step <file>", "show a training step: what redmule train --json --timeline printed")
    .action(async ({ port = 0, out, step }: ViewOptions) => {
      const page =
        step === undefined
          ? readPage()
          : withStep(readPage(), givenText(step, "what redmule train --json --timeline printed"), step);
      if (out === undefined) await serve(page, port);
      else {
        writeTextFile(out, page);
        process.stdout.write(`${out} holds the page: open it in a browser.\n`);
      }
    });
}

function readPage(): string {
  const path = packageFile("dist", "view", "page.html");
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`The page ${path} cannot be read (${code}): build it with "npm run build".`);
  }
}

/** Serves the page until SIGINT or SIGTERM comes. */
async function serve(page: string, port: number): Promise<void> {
  const server = createServer(({ url }, response) => {
    const found = url === "/";
    response.writeHead(found ? 200 : 404, { "content-type": found ? "text/html; charset=utf-8" : "text/plain" });
    response.end(found ? page : "The page is at /.\n");
  });
  const address = await listen(server, port);
  process.stdout.write(`http://${HOST}:${address.port}/ serves the page; Ctrl-C ends it.\n`);
  await new Promise<void>((resolve) => {
    const end = (): void => {
      server.close(() => resolve());
      server.closeAllConnections();
    };
    process.once("SIGINT", end).once("SIGTERM", end);
  });
}

function listen(server: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", ({ code }: NodeJS.ErrnoException) => {
      reject(new UsageError(`Port ${port} cannot be opened (${code}): give another --port, or none for a free one.`));
    });
    server.listen(port, HOST, () => resolve(server.address() as AddressInfo));
  });
}
