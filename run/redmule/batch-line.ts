import { UsageError } from "../../hw/errors.js";
import type { Profile } from "../../hw/redmule/errata.js";
import { readPlace } from "../data/file-place.js";
import { FileSink } from "../files/file-sink.js";
import { parseJobLine, type Job, type JobDefaults } from "./job.js";
import { runJob, runPair, type JobResult, type Watch } from "./run-job.js";
import { traceTo } from "./trace.js";

/** A line of a batch for a worker: plain data. */
export interface LineTask {
  /** The line, JSON. */
  readonly text: string;
  /** Its number in the file, from 1 on. */
  readonly line: number;
  readonly defaults: JobDefaults;
  /** Path of its trace without the ending; a pair appends `-first` and `-second`. */
  readonly trace?: string | undefined;
}

/** How a job of a line ended. */
export interface LineOutcome extends Pick<JobResult, "status" | "golden"> {
  /** Absent when the line is no job. */
  readonly profile?: Profile;
}

export interface LineAnswer {
  /** The result line, JSON. */
  readonly text: string;
  /** One, or two of a pair. */
  readonly outcomes: readonly LineOutcome[];
}

/** Characters that a trace collects before it writes them. */
const CHUNK = 1 << 16;

/** Runs the job or the pair of a line. A line that is no job is answered by an error line. */
export function runLine({ text, line, defaults, trace }: LineTask): LineAnswer {
  const where = `line ${line}`;
  let input: unknown;
  try {
    input = parsed(text);
    const job = parseJobLine(input, where, { ...defaults, read: readPlace });
    if ("first" in job) {
      const result = tracing(trace && `${trace}-first.csv`, (watchFirst) =>
        tracing(trace && `${trace}-second.csv`, (watchSecond) => runPair(job, watchFirst, watchSecond)),
      );
      const outcomes = [outcome(job.first, result.first), outcome(job.second, result.second)];
      return { text: JSON.stringify(result), outcomes };
    }
    const result = tracing(trace && `${trace}.csv`, (watch) => runJob(job, watch));
    return { text: JSON.stringify(result), outcomes: [outcome(job, result)] };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const message = error.message.startsWith(where) ? error.message : `${where}: ${error.message}`;
    return { text: JSON.stringify(errorResult(idOf(input), message)), outcomes: [{ status: "error", golden: "none" }] };
  }
}

/** The `id` of a line that may be anything; null when it has none. */
export function idOf(input: unknown): unknown {
  return typeof input === "object" && input !== null && "id" in input ? input.id : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`this is not JSON (${(error as Error).message}): give one object a line.`);
  }
}

function outcome({ config }: Job, { status, golden }: JobResult): LineOutcome {
  return { status, golden, profile: config.profile };
}

function errorResult(id: unknown, message: string): JobResult {
  return {
    ...{ id, status: "error", cycles: null, reads: 0, writes: 0, z: null, golden: "none", mismatches: 0 },
    message,
  };
}

/** Runs with a trace into a file, or without. A run that fails leaves no file. */
function tracing<T>(file: string | undefined, run: (watch?: Watch) => T): T {
  if (file === undefined) return run();
  const sink = new FileSink(file);
  let text = "";
  const flush = (): void => {
    const bytes = Buffer.from(text, "latin1");
    sink.write(bytes, bytes.length);
    text = "";
  };
  try {
    const result = run(
      traceTo((line) => {
        text += line;
        if (text.length >= CHUNK) flush();
      }),
    );
    flush();
    sink.close();
    return result;
  } catch (error) {
    sink.abort();
    throw error;
  }
}
