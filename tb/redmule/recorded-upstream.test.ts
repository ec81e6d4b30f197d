import { describe, expect, test } from "vitest";
import { rerun, title } from "./recorded-run.js";
import { recordedRuns, type RecordedRun } from "./reference-data.js";

/** Mismatches from which on a recorded wrong run is wrong on other random data, too. */
const CERTAIN = 8;
const WAITS = /No progress since clock \d+ .*(waits for|keeps channel).*/;

/** Every run as it was recorded beside what the model does under the profile of the reference. */
function compare(runs: readonly RecordedRun[]): { recorded: string[]; found: string[] } {
  const recorded: string[] = [];
  const found: string[] = [];
  for (const run of runs) {
    const name = title(run);
    const result = rerun(run, "upstream-51cd064");
    if (run.status === "HANG") {
      recorded.push(`${name}: hangs, diagnosed`);
      const diagnosed = result.cycles === null && WAITS.test(result.diagnosis ?? "");
      found.push(`${name}: ${diagnosed ? "hangs, diagnosed" : `${result.cycles} ${result.diagnosis}`}`);
      continue;
    }
    const { H, P } = run.config;
    const wrong = result.placed.mismatches(Math.ceil(run.n / H) * H) > 0;
    // E8 multiplies what lies behind W by zero: right or wrong by what is found there.
    const masked = H === P + 1 || run.n % H === 0;
    const certain = run.status === "ok" || (run.status === "WRONG" && run.mismatch >= CERTAIN && run.data === "norm");
    const sure = masked && certain;
    const verdict = (isWrong: boolean): string => (sure ? (isWrong ? "wrong" : "right") : "either");
    recorded.push(`${name}: ${run.cycles} ${run.reads} ${run.writes} ${verdict(run.status === "WRONG")}`);
    found.push(`${name}: ${result.cycles} ${result.reads} ${result.writes} ${verdict(wrong)}`);
  }
  return { recorded, found };
}

describe("the reference's runs on random data, clock for clock", () => {
  const runs = recordedRuns("cycles-12x4");
  const quarter = Math.ceil(runs.length / 4);
  test.each([0, 1, 2, 3])("12 x 4, quarter %i", (part) => {
    const { recorded, found } = compare(runs.slice(part * quarter, (part + 1) * quarter));
    expect(recorded.length).toBeGreaterThan(1000);
    expect(found).toEqual(recorded);
  });

  test("other arrays", () => {
    const { recorded, found } = compare(recordedRuns("cycles-configs"));
    expect(recorded.length).toBeGreaterThan(400);
    expect(found).toEqual(recorded);
  });

  test("memory stalls", () => {
    const { recorded, found } = compare(recordedRuns("stall-runs-12x4"));
    expect(recorded.length).toBeGreaterThan(200);
    expect(found).toEqual(recorded);
  });
});
