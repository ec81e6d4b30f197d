import { createServer, type Socket } from "node:net";
import { GdbSession, type Line } from "../run/debug/gdb-session.js";
import { GdbStub } from "../run/debug/gdb-stub.js";
import { Timeline } from "../run/debug/timeline.js";
import type { ProgramRun } from "../run/programs/program-run.js";
import type { Program } from "../sw/program.js";
import { UsageError } from "../hw/errors.js";

/** `--gdb -`: the line is standard input and output, as GDB's `target remote | command` wants it. */
export const PIPE = "-";

/**
 * Waits for GDB and does what it says, until it leaves. A program that GDB has detached from runs on without it.
 * @param port a TCP port of this machine, 0 for any free one, or `PIPE`
 * @param say takes a sentence about where GDB finds the program
 */
export async function serveGdb(
  run: ProgramRun,
  program: Program,
  port: number | typeof PIPE,
  say: (sentence: string) => void,
): Promise<"detach" | "kill"> {
  const stub = new GdbStub(new Timeline(run), program);
  return port === PIPE ? servePipe(stub) : serveTcp(stub, port, say);
}

function servePipe(stub: GdbStub): Promise<"detach" | "kill"> {
  return new Promise((resolve) => {
    const line: Line = { send: (bytes) => void process.stdout.write(bytes, "latin1") };
    const session = new GdbSession(stub, line, () => {
      process.stdin.destroy();
      resolve(session.left!);
    });
    process.stdin.on("data", (bytes: Buffer) => session.receive(bytes.toString("latin1")));
    process.stdin.on("end", () => session.leave("kill"));
  });
}

function serveTcp(stub: GdbStub, port: number, say: (sentence: string) => void): Promise<"detach" | "kill"> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket: Socket) => {
      server.close();
      socket.setNoDelay(true);
      const session = new GdbSession(stub, { send: (bytes) => void socket.write(bytes, "latin1") }, () => {
        socket.end();
        resolve(session.left!);
      });
      socket.on("data", (bytes) => session.receive(bytes.toString("latin1")));
      socket.on("close", () => session.leave("kill"));
      socket.on("error", () => session.leave("kill"));
    });
    server.on("error", (error: NodeJS.ErrnoException) =>
      reject(new UsageError(`Port ${port} for GDB cannot be opened (${error.code}): give another one to --gdb.`)),
    );
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const given = typeof address === "object" && address !== null ? address.port : port;
      say(`the cores stand at reset; gdb-multiarch PROGRAM -ex "target remote :${given}"`);
    });
  });
}
