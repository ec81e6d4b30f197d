import { once } from "node:events";
import { createReadStream, readdirSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { readFault } from "../run/files/given-file.js";
import type { CeModel } from "../hw/redmule/ce-model.js";
import type { Erratum, Profile } from "../hw/redmule/errata.js";
import { idOf, type LineAnswer, type LineTask, type LineOutcome } from "../run/redmule/batch-line.js";
import type { JobDefaults } from "../run/redmule/job.js";
import { inOrder, linePool } from "../run/redmule/pool.js";
import { FileSink, makeDirectory } from "../run/files/file-sink.js";
import { atEnd } from "../run/files/temporaries.js";
import { inlineDeeply } from "./inline-deeply.js";
import { ceOption, erratumOption, jsonOption, profileOption, wholeNumber } from "./options.js";

interface BatchOptions {
  out?: string;
  profile?: Profile;
  erratum?: readonly Erratum[];
  ce?: CeModel;
  jobs: number;
  trace?: string;
  json?: true;
}

/** What a batch did: jobs by how they ended, both jobs of a pair counted. */
export interface BatchSummary {
  lines: number;
  ok: number;
  hang: number;
  error: number;
  match: number;
  mismatch: number;
  /** Jobs that make the exit code 1. */
  failed: number;
}

const PROGRESS_MS = 500;
const MOST_THREADS = 256;

/** Streams of the command, for tests. */
export interface BatchStreams {
  readonly stdin?: Readable;
  readonly stdout?: Writable;
  readonly stderr?: Writable & { readonly isTTY?: boolean };
}

/** `redmule batch`: many jobs on RedMulE alone; exit code 1 when a line is an error or the sound design fails. */
export function batchCommand(streams: BatchStreams = {}): Command {
  return new Command("batch")
    .description("run many jobs on RedMulE alone with an ideal memory; one JSON job a line, one JSON result a line")
    .argument("<jobs>", 'JSON lines file, "-" for standard input; blank lines are skipped')
    .option("--out <file>", "write the results to this file, whole or not at all (default: standard output)")
    .addOption(profileOption())
    .addOption(erratumOption())
    .addOption(ceOption())
    .option(
      "--jobs <n>",
      "threads",
      wholeNumber("--jobs", 1, MOST_THREADS),
      Math.min(availableParallelism(), MOST_THREADS),
    )
    .option("--trace <dir>", "write a CSV per job, one row a clock, named by its id or line number")
    .addOption(jsonOption().default(undefined, "summary as one JSON object, to standard output with --out"))
    .action(async (file: string, options: BatchOptions) => {
      const { stdin = process.stdin, stdout = process.stdout, stderr = process.stderr } = streams;
      if (options.trace !== undefined) keepWhole(options.trace);
      const input = file === "-" ? stdin : await opened(file);
      const output = options.out === undefined ? streamOutput(stdout) : fileOutput(options.out);
      const progress = new Progress(stderr);
      inlineDeeply();
      const pool = linePool(options.jobs);
      const lines = createInterface({ input, crlfDelay: Infinity });
      try {
        for await (const answer of inOrder(tasks(lines, options), pool)) {
          await output.write(`${answer.text}\n`);
          progress.count(answer);
        }
        if (progress.summary.lines === 0) {
          throw new UsageError(`${file === "-" ? "Standard input" : file} holds no job: give one JSON object a line.`);
        }
        output.close();
      } catch (error) {
        output.abort();
        throw error;
      } finally {
        lines.close();
        await pool.close();
      }
      if (options.json) (options.out === undefined ? stderr : stdout).write(`${JSON.stringify(progress.summary)}\n`);
      else progress.end();
      process.exitCode = progress.summary.failed === 0 ? 0 : 1;
    });
}

/** A directory in which no half-written file stays; the threads that write there end with the process. */
function keepWhole(folder: string): void {
  makeDirectory(folder, "--trace");
  atEnd(() => {
    const parts = readdirSync(folder).filter((name) => name.endsWith(`.part-${process.pid}`));
    for (const name of parts) rmSync(join(folder, name), { force: true });
  });
}

async function* tasks(
  lines: AsyncIterable<string>,
  { profile, erratum, ce, trace }: BatchOptions,
): AsyncGenerator<LineTask> {
  const defaults: JobDefaults = { profile, errata: erratum, ce };
  const names = new TraceNames();
  let line = 0;
  for await (const text of lines) {
    line++;
    if (text.trim() === "") continue;
    yield { text, line, defaults, trace: trace === undefined ? undefined : join(trace, names.of(text, line)) };
  }
}

/** A file name for each line: its id where that is a plain word and not taken, else its number. */
class TraceNames {
  private readonly taken = new Set<string>();

  of(text: string, line: number): string {
    const id = idOfText(text);
    const plain = (typeof id === "string" || typeof id === "number") && /^\w[\w.+-]{0,99}$/.test(String(id));
    let name = plain ? String(id) : String(line);
    if (this.taken.has(name)) name = `line-${line}`;
    this.taken.add(name);
    return name;
  }
}

function idOfText(text: string): unknown {
  try {
    return idOf(JSON.parse(text));
  } catch {
    return null;
  }
}

async function opened(file: string): Promise<Readable> {
  const stream = createReadStream(file, "utf8");
  try {
    await once(stream, "open");
    // A directory opens, but does not read.
    await once(stream, "readable");
  } catch (error) {
    throw readFault(file, error, "the path of a JSON lines file, or - for standard input");
  }
  return stream;
}

interface Output {
  write(text: string): Promise<void>;
  close(): void;
  abort(): void;
}

function streamOutput(stream: Writable): Output {
  return {
    write: async (text) => {
      if (!stream.write(text)) await once(stream, "drain");
    },
    close: () => undefined,
    abort: () => undefined,
  };
}

function fileOutput(path: string): Output {
  const sink = new FileSink(path);
  return {
    write: (text) => {
      const bytes = Buffer.from(text, "utf8");
      sink.write(bytes, bytes.length);
      return Promise.resolve();
    },
    close: () => sink.close(),
    abort: () => sink.abort(),
  };
}

/** Counts the answers, shows the count on a terminal, and a summary at the end. */
class Progress {
  readonly summary: BatchSummary = { lines: 0, ok: 0, hang: 0, error: 0, match: 0, mismatch: 0, failed: 0 };
  private readonly stderr: NonNullable<BatchStreams["stderr"]>;
  private shown = Date.now();

  constructor(stderr: NonNullable<BatchStreams["stderr"]>) {
    this.stderr = stderr;
  }

  count({ outcomes }: LineAnswer): void {
    const { summary } = this;
    summary.lines++;
    for (const outcome of outcomes) {
      summary[outcome.status]++;
      if (outcome.golden !== "none") summary[outcome.golden]++;
      if (fails(outcome)) summary.failed++;
    }
    if (this.stderr.isTTY && Date.now() - this.shown >= PROGRESS_MS) {
      this.shown = Date.now();
      this.stderr.write(`\r${this.text()}`);
    }
  }

  end(): void {
    this.stderr.write(`${this.stderr.isTTY ? "\r" : ""}${this.text()}\n`);
  }

  private text(): string {
    const { lines, ok, hang, error, match, mismatch } = this.summary;
    return `${lines} lines: ${ok} ok, ${hang} hang, ${error} error; golden: ${match} match, ${mismatch} mismatch`;
  }
}

/** The errata of the reference profile are there to hang and to be wrong; the sound design is not. */
function fails({ status, golden, profile }: LineOutcome): boolean {
  if (status === "error") return true;
  return profile === "sound" && (status === "hang" || golden === "mismatch");
}
