import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATEGORIES, clocksOf, type Explained } from "../../measure/explain/explained.js";
import { Phases, REASONS, type PhaseClocks } from "../../measure/explain/phases.js";
import { lossWords, tell } from "../../measure/explain/sentences.js";
import { errataOf } from "../../hw/redmule/errata.js";
import { drawnJobs, replayCommand, tightBases, type DrawnJob } from "../redmule/drawn-job.js";
import { drawJob, PlacedJob } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";
import { StallPattern } from "../../run/data/random.js";

/** Runs a drawn job and watches every clock of it. */
function watch(drawn: DrawnJob): Explained {
  const { bases, end } = tightBases(drawn);
  const bench = new RedmuleBench(
    { ...drawn.config, errata: errataOf("sound") },
    { base: 0, bytes: Math.ceil(end / 4) * 4 },
  );
  const placed = new PlacedJob(bench, drawJob(drawn, drawn.data, drawn.seed), bases);
  bench.softClear();
  bench.program(placed.registers);
  const phases = new Phases(bench.redmule);
  bench.observers.push(() => phases.sample());
  const { cycles } = bench.run(drawn.stall > 0 ? new StallPattern(drawn.stall, drawn.stallSeed) : null);
  const { m, n, k, config } = drawn;
  const { L, H, P } = config;
  const account = { ...phases.finish(m, n, k), idle: 0 };
  return { label: "", m, n, k, L, H, P, settings: {}, cycles: cycles!, account, phases: phases.clocks(), work: null };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function clocksOfKind(phases: PhaseClocks, kind: keyof PhaseClocks): number {
  return sum(Object.values(phases[kind] ?? {}));
}

/** What is wrong with the account of a drawn job, as sentences. */
function faults(drawn: DrawnJob): string[] {
  const job = watch(drawn);
  const { cycles, account, phases, L, H, P } = job;
  const inPhases = sum(Object.keys(phases!).map((kind) => clocksOfKind(phases!, kind as keyof PhaseClocks)));
  const clocks = clocksOf({ ...job, account: account! });
  const told = /^(\d+) of (\d+)(?:: (.*))?$/.exec(lossWords(clocks))!;
  const parts = (told[3] ?? "")
    .split(", ")
    .filter(Boolean)
    .map((part) => Number(part.split(" ")[0]));
  const detailed = tell(job)
    .slice(3)
    .map((line) => Number(/^ {2}(\d+) /.exec(line)![1]));
  const skew = ((P + 1) * (H - 1)) / 2;
  const expected: [string, number, number][] = [
    ["clocks in phases", inPhases, cycles],
    ["clocks by category", sum(CATEGORIES.map((category) => clocks[category])), cycles],
    ["clocks named in the sentence", Number(told[2]), cycles],
    ["losses named one by one", sum(parts), Number(told[1])],
    ["losses with a sentence of their own", sum(detailed), Number(told[1])],
    ["losses and useful clocks", Number(told[1]) + clocks.useful, cycles],
    ["tiler clocks", clocksOfKind(phases!, "tiler") * L * H, account!.tiler],
    ["first loads without skew", (clocksOfKind(phases!, "first loads") + skew) * L * H, account!.firstLoads],
    ["W stalls", clocksOfKind(phases!, "W stall") * L * H, account!.wStall],
    ["X stalls", clocksOfKind(phases!, "X stall") * L * H, account!.xStall],
    ["Y stalls", clocksOfKind(phases!, "Y stall") * L * H, account!.yStall],
  ];
  const refused = sum(Object.values(phases!).map((reasons) => reasons.refused ?? 0));
  return [
    ...expected.filter(([, got, right]) => got !== right).map(([what, got, right]) => `${what}: ${got}, not ${right}`),
    ...CATEGORIES.filter((category) => clocks[category] < 0).map((category) => `${clocks[category]} ${category}`),
    ...(drawn.stall === 0 && refused > 0 ? [`${refused} clocks refused by a memory that refuses nothing`] : []),
  ];
}

describe("every clock of a job is told exactly once", () => {
  test("of any job on any design", () => {
    fc.assert(
      fc.property(drawnJobs, (drawn) => {
        const found = faults(drawn);
        if (found.length > 0) throw new Error(`${found.join("; ")}. Run it again: ${replayCommand(drawn)}`);
      }),
      { numRuns: 60 },
    );
  });

  test("and every reason is met", () => {
    const met = new Set<string>();
    for (const drawn of fc.sample(drawnJobs, { numRuns: 60, seed: 1 })) {
      for (const reasons of Object.values(watch(drawn).phases!)) {
        for (const reason of Object.keys(reasons)) met.add(reason);
      }
    }
    expect([...met].sort()).toEqual([...REASONS].sort());
  });
});
