import { describe, expect, test } from "vitest";
import { ERRATA, errataOf, type Erratum } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { StallPattern } from "../../run/data/random.js";
import type { DataClass } from "../../run/data/tensors.js";
import { MemoryScoreboard, PortMonitor } from "./monitors.js";
import { drawJob, PlacedJob, type Bases, type Shape } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";

interface Directed extends Shape {
  readonly array: readonly [L: number, H: number, P: number];
  readonly data?: DataClass;
  readonly stall?: readonly [p: number, seed: number];
  /** Run the job a second time without soft clear. */
  readonly twice?: boolean;
}

/** What a run under some errata did, beside the right design. */
interface Seen {
  readonly ends: boolean;
  readonly wrong: number;
  readonly spilled: boolean;
  readonly early: boolean;
  readonly reads: number;
}

function observe(job: Directed, errata: readonly Erratum[]): Seen {
  const [L, H, P] = job.array;
  const p = redmuleParameters({ L, H, P, errata: errataOf("sound", errata) });
  let at = 0x100;
  const next = (elements: number): number => (at += Math.ceil(elements / 2) * 4 + 0x400) - Math.ceil(elements / 2) * 4;
  const bases: Bases = [next(job.m * job.n), next(job.n * job.k), next(job.m * job.k)];
  const bench = new RedmuleBench(p, { base: 0, bytes: at + 0x8000 });
  bench.memory.words.fill(0xffffffff);
  const placed = new PlacedJob(bench, drawJob(job, job.data ?? "norm", 3), bases);
  const scoreboard = new MemoryScoreboard(bench);
  const monitor = PortMonitor.on(bench);
  monitor.expect(placed);
  bench.softClear();
  let result = { cycles: 0 as number | null, reads: 0 };
  for (let run = job.twice ? 0 : 1; run < 2; run++) {
    const y = placed.z();
    bench.program(placed.registers);
    result = bench.run(job.stall ? new StallPattern(...job.stall) : null);
    if (run === 0) {
      bench.drain();
      placed.put(y);
    }
  }
  const wrong = placed.mismatches();
  const early = bench.redmule.event === 1 && wrong > 0;
  bench.drain();
  return {
    ends: result.cycles !== null,
    wrong: placed.mismatches(),
    spilled: scoreboard.changed([placed]).length > 0,
    early,
    reads: result.reads,
  };
}

const GEMM = { op: "GEMM", fmt: "fp16" } as const;
const REFERENCE = [12, 4, 3] as const;

/** The smallest job known that shows each erratum alone, and what it shows. */
const CASES: readonly (readonly [Erratum, Directed, (bad: Seen, right: Seen) => boolean])[] = [
  ["E1", { ...GEMM, op: "MATMUL", array: REFERENCE, m: 13, n: 16, k: 1 }, (bad) => !bad.ends],
  ["E2", { ...GEMM, array: REFERENCE, m: 24, n: 32, k: 32, stall: [0.1, 1] }, (bad) => !bad.ends],
  ["E3", { ...GEMM, array: REFERENCE, m: 1, n: 4, k: 1, stall: [0.5, 10] }, (bad) => bad.early && bad.wrong === 0],
  ["E4", { ...GEMM, array: REFERENCE, m: 12, n: 16, k: 16, twice: true }, (bad) => !bad.ends || bad.wrong > 0],
  ["E5", { ...GEMM, array: REFERENCE, m: 13, n: 1, k: 16 }, (bad) => !bad.ends || bad.wrong > 0],
  ["E6", { ...GEMM, array: REFERENCE, m: 4, n: 18, k: 32 }, (bad) => !bad.ends || bad.wrong > 0],
  ["E7", { ...GEMM, array: REFERENCE, m: 13, n: 16, k: 4 }, (bad) => bad.spilled],
  ["E8", { ...GEMM, array: [8, 2, 3], m: 1, n: 3, k: 1 }, (bad) => bad.wrong > 0],
  ["E9", { ...GEMM, array: [4, 8, 3], m: 8, n: 32, k: 33 }, (bad) => bad.wrong > 0],
  ["E10", { ...GEMM, op: "ADDMAX", array: REFERENCE, m: 1, n: 1, k: 1, data: "neg" }, (bad) => bad.wrong > 0],
  ["E11", { ...GEMM, array: [4, 2, 1], m: 256, n: 4, k: 1024 }, (bad) => !bad.ends],
  ["E12", { ...GEMM, fmt: "fp8", array: REFERENCE, m: 2, n: 5, k: 3 }, (bad) => bad.wrong > 0 || bad.spilled],
  ["E13", { ...GEMM, fmt: "bf16", array: REFERENCE, m: 1, n: 1, k: 1 }, (bad) => bad.wrong > 0],
  ["E14", { ...GEMM, array: REFERENCE, m: 24, n: 16, k: 16, stall: [0.866, 2] }, (bad) => !bad.ends || bad.wrong > 0],
  ["E15", { ...GEMM, array: REFERENCE, m: 12, n: 16, k: 16 }, (bad, right) => bad.reads > right.reads],
];

/** Errata from here on show at the registers: `register-errata.test.ts`. */
const FIRST_OF_REGISTERS = "E16";

describe("each erratum alone", () => {
  test("has its directed job", () => {
    const all = Object.keys(ERRATA);
    expect(CASES.map(([erratum]) => erratum)).toEqual(all.slice(0, all.indexOf(FIRST_OF_REGISTERS)));
  });

  test.each(CASES)("%s shows on %o and not on the sound design", (erratum, job, shows) => {
    const right = observe(job, []);
    expect(right).toMatchObject({ ends: true, wrong: 0, spilled: false, early: false });
    const bad = observe(job, [erratum]);
    expect({ ...bad, shows: shows(bad, right) }).toMatchObject({ shows: true });
  });
});
