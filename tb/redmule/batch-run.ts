import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach } from "vitest";
import { batchCommand } from "../../cli/batch.js";
import type { JobResult } from "../../run/redmule/run-job.js";

/** What `redmule batch` wrote, and its exit code. */
export interface BatchRun {
  readonly results: readonly JobResult[];
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: unknown;
}

/** Runs the command on lines given as objects or as text. */
export async function batch(lines: readonly unknown[], ...args: string[]): Promise<BatchRun> {
  const input = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const outputs = Promise.all([text(stdout), text(stderr)]);
  const threads = args.includes("--jobs") ? [] : ["--jobs", "1"];
  const streams = { stdin: Readable.from([input]), stdout, stderr };
  try {
    await batchCommand(streams).parseAsync(["-", ...threads, ...args], { from: "user" });
  } finally {
    stdout.end();
    stderr.end();
  }
  const [out, err] = await outputs;
  const results = args.includes("--out") ? [] : out.trim().split("\n");
  const { exitCode } = process;
  return { results: results.map((line) => JSON.parse(line) as JobResult), stdout: out, stderr: err, exitCode };
}

/** For the tests of a file: no exit code outlives a test. */
export function withoutExitCodes(): void {
  afterEach(() => (process.exitCode = undefined));
}
