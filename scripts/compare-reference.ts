/**
 * Runs every row of ../shared/reference/redmule through `redmule batch` and prints, per file, the rows that came out as
 * recorded under the profile of the reference RTL, and the rows that equal golden under the sound design; exit code 1 on a
 * difference. Usage: npx tsx scripts/compare-reference.ts [--jobs N] [FILE...]
 */
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import type { Profile } from "../hw/redmule/errata.js";
import type { LineTask } from "../run/redmule/batch-line.js";
import { inOrder, linePool, type LinePool } from "../run/redmule/pool.js";
import type { JobResult, PairResult } from "../run/redmule/run-job.js";

const FOLDER = fileURLToPath(new URL("../../shared/reference/redmule/", import.meta.url));
const FILES = [
  ...["vectors.jsonl", "vectors-errata.jsonl", "stall-vectors.jsonl", "second-job.jsonl"],
  ...["cycles-12x4.csv", "cycles-configs.csv", "stall-runs-12x4.csv"],
];
const UPSTREAM: Profile = "upstream-51cd064";
/** Mismatches from which on a recorded wrong run is wrong on other random data, too. */
const CERTAIN = 8;
/** Differences that are shown. */
const SHOWN = 5;

interface Recorded extends Record<string, unknown> {
  readonly status?: string;
  readonly hang?: boolean;
  readonly cycles: number;
  readonly reads: number;
  readonly writes: number;
  readonly mismatch?: number;
  readonly z?: string;
  readonly fmt: string;
  readonly n: number;
  readonly config: { readonly L: number; readonly H: number; readonly P: number };
}

interface Row {
  /** The batch line. */
  readonly text: string;
  /** What was recorded: one job, or the two of a pair. */
  readonly jobs: readonly Recorded[];
}

function rowsOf(file: string): Row[] {
  const lines = readFileSync(FOLDER + file, "utf8")
    .trim()
    .split("\n");
  if (!file.endsWith(".csv")) {
    return lines.map((text) => {
      const line = JSON.parse(text) as Recorded | { first: Recorded; second: Recorded };
      return { text, jobs: "first" in line ? [line.first, line.second] : [line] } as Row;
    });
  }
  const names = lines[0].split(",");
  return lines.slice(1).map((line) => {
    const fields = line.split(",");
    const cell = (name: string): string | undefined => fields[names.indexOf(name)];
    const size = (name: string, otherwise: number): number => Number(cell(name) ?? otherwise);
    const job = {
      config: { L: size("L", 12), H: size("H", 4), P: size("P", 3) },
      ...{ op: cell("op"), fmt: cell("fmt") ?? "fp16", m: size("M", 0), n: size("N", 0), k: size("K", 0) },
      ...{ stall: size("stall", 0), stallSeed: size("seed", 0), seed: 77 },
    };
    const recorded = {
      ...job,
      ...{ status: cell("status"), cycles: size("cycles", 0), reads: size("reads", 0) },
      ...{ writes: Number(cell("writes") ?? cell("writes_at_evt")) },
      mismatch: Number(cell("mismatch") ?? cell("mismatch_vs_model") ?? 0),
    };
    return { text: JSON.stringify(job), jobs: [recorded] } as Row;
  });
}

/** Seeds of other garbage, to find the elements that depend on it. */
const OTHER_SEEDS = [11, 22, 33, 44, 55, 66];

const NAN = "007e";

/** The same line with other garbage around its tensors, which the line gives in full. */
function withSeed(text: string, seed: number): string {
  const line = JSON.parse(text) as Record<string, object>;
  const job = (given: object): object => ({ ...given, seed });
  return JSON.stringify("first" in line ? { first: job(line.first), second: job(line.second) } : job(line));
}

/**
 * Whether z equals the record wherever garbage outside the tensors does not reach. It reaches the elements that change with
 * it or are a NaN: the recorded tensors in question are finite, the garbage is not.
 */
async function equalButForGarbage(row: Row, i: number, z: string | null, pool: LinePool): Promise<boolean> {
  const { z: recorded = "", fmt } = row.jobs[i];
  const digits = fmt.startsWith("fp8") ? 2 : 4;
  const elements = (text: string | null): string[] => text?.match(new RegExp(`.{${digits}}`, "g")) ?? [];
  const others: string[][] = [];
  for (const seed of OTHER_SEEDS) {
    const answer = await pool.run({ text: withSeed(row.text, seed), line: 1, defaults: { profile: UPSTREAM } });
    others.push(elements(resultsOf(answer.text)[i].z));
  }
  const found = elements(z);
  return elements(recorded).every(
    (bits, e) => bits === found[e] || found[e] === NAN || others.some((other) => other[e] !== found[e]),
  );
}

/** What differs from the record under the reference's errata; empty when nothing does. */
async function differences(row: Row, i: number, result: JobResult, pool: LinePool): Promise<string[]> {
  const job = row.jobs[i];
  const found: string[] = [];
  const hangs = job.status === "HANG" || job.hang === true;
  if (result.status !== (hangs ? "hang" : "ok")) return [`status ${result.status} ${result.message ?? ""}`];
  if (hangs && result.message === undefined) found.push("no diagnosis");
  if (!hangs) {
    for (const name of ["cycles", "reads", "writes"] as const) {
      if (result[name] !== job[name]) found.push(`${name} ${result[name]} instead of ${job[name]}`);
    }
  }
  if (job.z !== undefined && job.z !== result.z && !(await equalButForGarbage(row, i, result.z, pool))) found.push("z");
  // Padding (E10) is no error by the record's measure, so that only a recorded error need be one here.
  if (job.status === "WRONG" && (job.mismatch ?? 0) >= CERTAIN && result.golden !== "mismatch") found.push("golden");
  return found;
}

async function* tasksOf(rows: readonly Row[], profile: Profile): AsyncGenerator<LineTask> {
  for (const [i, { text }] of rows.entries()) yield { text, line: i + 1, defaults: { profile } };
}

function resultsOf(text: string): readonly JobResult[] {
  const result = JSON.parse(text) as JobResult | PairResult;
  return "first" in result ? [result.first, result.second] : [result];
}

const { values, positionals } = parseArgs({
  options: { jobs: { type: "string", default: String(availableParallelism()) } },
  allowPositionals: true,
});
if (!existsSync(FOLDER)) {
  console.log(`${FOLDER} is not here: nothing to compare with.`);
} else {
  const table = new Table({
    head: ["file", "rows", "equal (upstream)", "golden (sound)"],
    style: { head: [], border: [] },
  });
  const pool = linePool(Number(values.jobs));
  for (const file of positionals.length > 0 ? positionals : FILES) {
    const rows = rowsOf(file);
    let [at, equal, golden] = [0, 0, 0];
    const shown: string[] = [];
    for await (const { text } of inOrder(tasksOf(rows, UPSTREAM), pool)) {
      const row = rows[at++];
      const found: string[] = [];
      for (const [i, result] of resultsOf(text).entries()) found.push(...(await differences(row, i, result, pool)));
      if (found.length === 0) equal++;
      else shown.push(`  ${file} row ${at}: ${found.join(", ")}`);
    }
    at = 0;
    for await (const { text } of inOrder(tasksOf(rows, "sound"), pool)) {
      at++;
      if (resultsOf(text).every(({ golden: verdict }) => verdict === "match")) golden++;
      else shown.push(`  ${file} row ${at}, sound: ${text.slice(0, 160)}`);
    }
    table.push([file, rows.length, equal, golden]);
    if (equal < rows.length || golden < rows.length) process.exitCode = 1;
    if (shown.length > 0) console.log(shown.slice(0, SHOWN).join("\n"));
  }
  await pool.close();
  console.log(table.toString());
}
