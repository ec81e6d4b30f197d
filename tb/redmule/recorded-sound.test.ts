import { describe, expect, test } from "vitest";
import { rerun, title } from "./recorded-run.js";
import { recordedRuns, type RecordedRun } from "./reference-data.js";

/** Shapes on which the reference gains clocks by refilling the X pad too early. */
function isE6({ config: { L, H, P }, m, n, k }: RecordedRun): boolean {
  const D = H * (P + 1);
  return n % D >= 1 && n % D <= H && (m > L || k > D);
}

/** Shapes on which the right design has nothing to do otherwise than the reference. */
function isClean({ config: { L, H, P }, op, m, n, k }: RecordedRun): boolean {
  const D = H * (P + 1);
  return m % L === 0 && n % D === 0 && k % D === 0 && n >= 2 * H && op !== "MATMUL";
}

/** Clocks that the sound design may take where the reference is right and its memory never stalls. */
function limit(run: RecordedRun): number {
  if (isE6(run)) return Infinity;
  return isClean(run) ? run.cycles : run.cycles + Math.max(4, 0.01 * run.cycles);
}

/** What is wrong with the sound design on a run, as sentences. */
function complaints(run: RecordedRun): string[] {
  const name = title(run);
  const { cycles, reads, placed, diagnosis } = rerun(run, "sound");
  if (cycles === null) return [`${name}: ${diagnosis}`];
  const found: string[] = [];
  const wrong = placed.mismatches();
  if (wrong > 0) found.push(`${name}: ${wrong} elements differ from golden`);
  if (run.status !== "ok" || run.stall > 0) return found;
  if (cycles > limit(run)) found.push(`${name}: ${cycles} clocks, the reference takes ${run.cycles}`);
  if (reads > run.reads) found.push(`${name}: ${reads} reads, the reference makes ${run.reads}`);
  return found;
}

describe("the sound design on the reference's runs: golden, as fast, with as few reads", () => {
  const runs = recordedRuns("cycles-12x4");
  const quarter = Math.ceil(runs.length / 4);
  test.each([0, 1, 2, 3])("12 x 4, quarter %i", (part) => {
    const mine = runs.slice(part * quarter, (part + 1) * quarter);
    expect(mine.length).toBeGreaterThan(1000);
    expect(mine.flatMap(complaints)).toEqual([]);
  });

  test("other arrays", () => {
    expect(recordedRuns("cycles-configs").flatMap(complaints)).toEqual([]);
  });

  test("memory stalls", () => {
    expect(recordedRuns("stall-runs-12x4").flatMap(complaints)).toEqual([]);
  });
});
