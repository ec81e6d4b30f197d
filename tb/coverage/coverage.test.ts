import { describe, expect, test } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { walk } from "../../hw/probe.js";
import { redmuleParameters, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { StallPattern } from "../../run/data/random.js";
import { drawJob, PlacedJob, spacedBases, type Shape } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";
import { closureOf, emptyWaivers } from "./closure.js";
import { Coverage, merge } from "./coverage.js";
import { FSMS, packedStates, unpackedState } from "./fsm-coverage.js";
import { Group } from "./group.js";
import { htmlReport } from "./html-report.js";
import { JobCoverage } from "./job-coverage.js";
import { GROUPS } from "./model.js";
import { closureText, coverageFault, coverageFile } from "./report.js";
import { names, type Waiver } from "./waivers.js";

const JOB: Shape = { op: "GEMM", fmt: "fp8", m: 13, n: 33, k: 16 };

/** Hits of the bin with this name. */
function hits(coverage: Coverage, bin: string): number {
  for (const group of GROUPS) {
    const index = Array.from({ length: group.size }, (_, i) => i).find((i) => group.binName(i) === bin);
    if (index !== undefined) return coverage.of(group)[index];
  }
  throw new Error(`no bin ${bin}`);
}

/** A sampled job on the ideal memory. */
function covered(shape: Shape, stall = 0, parameters: Partial<RedmuleParameters> = {}): Coverage {
  const { bases, end } = spacedBases(shape);
  const bench = new RedmuleBench(redmuleParameters(parameters), { base: 0, bytes: end });
  const sampled = new JobCoverage(bench.redmule);
  bench.observers.push(() => sampled.sample());
  const placed = new PlacedJob(bench, drawJob(shape, "special", 7), bases);
  bench.softClear();
  bench.program(placed.registers);
  bench.run(stall > 0 ? new StallPattern(stall, 5) : null);
  sampled.job(placed);
  sampled.finish();
  return sampled.coverage;
}

describe("model", () => {
  test("names every bin once", () => {
    const all = GROUPS.flatMap((group) => Array.from({ length: group.size }, (_, i) => group.binName(i)));
    expect(new Set(all).size).toBe(all.length);
  });

  test("states come from the probes, and are what these show in every clock", () => {
    const { bases, end } = spacedBases(JOB);
    const bench = new RedmuleBench(redmuleParameters(), { base: 0, bytes: end });
    const probes: (() => number)[] = [];
    walk(bench.redmule.scope("redmule"), (_, probe) => {
      if (probe.states) probes.push(() => probe.get(0));
    });
    let different = 0;
    bench.observers.push(() => {
      const states = packedStates(bench.redmule);
      probes.forEach((get, i) => (different += get() === unpackedState(states, i) ? 0 : 1));
    });
    bench.program(new PlacedJob(bench, drawJob(JOB, "norm", 1), bases).registers);
    expect(bench.run().cycles).toBeGreaterThan(100);
    expect(probes.length).toBe(FSMS.length);
    expect(different).toBe(0);
  });

  test("every waiver names a bin", () => {
    expect(emptyWaivers()).toEqual([]);
  });

  test("patterns name bins by label", () => {
    const group = new Group("g", "About.", { a: ["p", "q", "r"], b: ["s", "t"] });
    const named = (pattern: string) =>
      Array.from({ length: group.size }, (_, i) => i)
        .filter((i) => names(pattern, group, i))
        .map((i) => group.binName(i));
    expect(named("g[p|r, t]")).toEqual(["g[p, t]", "g[r, t]"]);
    expect(named("g[*, s]")).toEqual(["g[p, s]", "g[q, s]", "g[r, s]"]);
    expect(named("h[*, s]")).toEqual([]);
  });
});

describe("a sampled job", () => {
  const coverage = covered(JOB);

  test("falls into the bins of its shape", () => {
    expect(hits(coverage, "shape[GEMM, fp8, M left, N steps left, K full, rows+chunks]")).toBe(1);
    expect(hits(coverage, "tiles[2, 3 or more, 1]")).toBe(1);
    expect(hits(coverage, "left[M, 1, fp8]")).toBe(1);
    expect(hits(coverage, "memory[never, GEMM]")).toBe(1);
  });

  test("goes through the states of its controller once", () => {
    for (const arc of ["IDLE>STARTING", "STARTING>COMPUTING", "COMPUTING>FINISHED"]) {
      expect(hits(coverage, `arc.controller[${arc}]`)).toBe(1);
    }
    expect(hits(coverage, "arc.controller[COMPUTING>IDLE]")).toBe(0);
    expect(hits(coverage, "event[context 0, 1 job, unlocked]")).toBe(1);
    expect(hits(coverage, "trigger[context 0, start, 0 jobs]")).toBe(1);
  });

  test("moves every row of Y and Z through its FIFO", () => {
    const moved = (fifo: string, activities: string[]) =>
      activities
        .flatMap((activity) => ["empty", "some", "full"].map((occupancy) => `fifo[${fifo}, ${activity}, ${occupancy}]`))
        .reduce((sum, bin) => sum + hits(coverage, bin), 0);
    for (const fifo of ["y row", "z row"]) {
      expect(moved(fifo, ["push", "push and pop"])).toBe(13);
      expect(moved(fifo, ["pop", "push and pop"])).toBe(13);
    }
  });

  test("meets refusals and stalls when the memory stalls", () => {
    const stalled = covered(JOB, 0.9);
    expect(hits(stalled, "memory[often, GEMM]")).toBe(1);
    expect(hits(stalled, "stall[W, LOAD_W]")).toBeGreaterThan(hits(coverage, "stall[W, LOAD_W]"));
    expect(hits(stalled, "port[W, refused, LOAD_W]")).toBeGreaterThan(0);
    expect(hits(coverage, "port[W, refused, LOAD_W]")).toBe(0);
  });
});

describe("special values", () => {
  test("are counted once a job and tensor", () => {
    const coverage = covered({ op: "MULMAX", fmt: "bf16", m: 20, n: 20, k: 20 });
    expect(hits(coverage, "operand[X, bf16, quiet NaN]")).toBe(1);
    expect(hits(coverage, "operand[W, bf16, -infinity]")).toBe(1);
    expect(hits(coverage, "operand[Y, fp16, +zero]")).toBe(0);
    expect(hits(coverage, "pair[MULMAX, infinity, zero]")).toBe(1);
    expect(hits(coverage, "result[MULMAX, bf16, signalling NaN]")).toBe(0);
  });
});

describe("registers", () => {
  test("answers, queue and clears are sampled", () => {
    const bench = new RedmuleBench(redmuleParameters(), { base: 0, bytes: 4096 });
    const sampled = new JobCoverage(bench.redmule);
    bench.observers.push(() => sampled.sample());
    bench.read(REGISTER.ACQUIRE);
    bench.read(REGISTER.ACQUIRE);
    bench.write(REGISTER.TRIGGER, 1);
    bench.read(REGISTER.ACQUIRE);
    bench.write(REGISTER.TRIGGER, 1);
    bench.read(REGISTER.ACQUIRE);
    bench.softClear();
    sampled.finish();
    const { coverage } = sampled;
    for (const answer of ["-2", "-1"]) expect(hits(coverage, `acquire[${answer}, idle]`)).toBe(1);
    expect(hits(coverage, "trigger[context 1, commit only, 1 job]")).toBe(1);
    expect(hits(coverage, "clear[all, 2 jobs]")).toBe(1);
    expect(hits(coverage, "clear.state[controller IDLE]")).toBe(1);
  });
});

describe("counts", () => {
  const first = covered(JOB);
  const second = covered({ ...JOB, op: "MAXMIN", k: 5 }, 0.3, { L: 3, H: 2, P: 1 });

  test("of runs merge to the same bytes in any order, through files too", () => {
    const both = JSON.stringify(merge(first, second));
    expect(JSON.stringify(merge(second, first))).toBe(both);
    const read = Coverage.fromJSON(JSON.parse(JSON.stringify(coverageFile(first, closureOf(first)))), "a file");
    expect(JSON.stringify(merge(second, read))).toBe(both);
    expect(merge(first, second).clocks).toBe(first.clocks + second.clocks);
  });

  test("of other bins are refused", () => {
    const record = first.toJSON();
    const [group, ...rest] = record.groups;
    for (const wrong of [{}, { ...record, groups: rest }, { ...record, groups: [{ ...group, hits: [-1] }, ...rest] }]) {
      expect(() => Coverage.fromJSON(wrong, "old.json")).toThrow(UsageError);
    }
  });

  test("close more together than alone", () => {
    const together = closureOf(merge(first, second)).covered;
    expect(together).toBeGreaterThan(closureOf(first).covered);
    expect(together).toBeGreaterThan(closureOf(second).covered);
  });
});

describe("closure", () => {
  const coverage = covered(JOB);
  const HIT = "tiles[2, 3 or more, 1]";
  const OPEN = "tiles[1, 1, 1]";

  test("leaves waived bins out, and counts those that are hit as errors", () => {
    const plain = closureOf(coverage, []);
    const waivers: Waiver[] = [{ bins: [HIT, OPEN], reason: "for the test" }];
    const waived = closureOf(coverage, waivers);
    expect(plain.holes).toContain(OPEN);
    expect(waived.holes).not.toContain(OPEN);
    expect(waived.reachable).toBe(plain.reachable - 2);
    expect(waived.wronglyWaived).toEqual([HIT]);
    expect(coverageFault(waived, null)).toMatch(/waived bins were hit, tiles/);
    expect(coverageFault(plain, null)).toBeUndefined();
    expect(coverageFault(plain, 99)).toMatch(/below 99 %/);
    expect(coverageFault(plain, plain.percent)).toBeUndefined();
  });

  test("of everything is 100 %", () => {
    const full = new Coverage();
    full.hits.fill(1);
    expect(closureOf(full, []).percent).toBe(100);
    expect(closureOf(full, []).holes).toEqual([]);
  });

  test("reports name groups, holes and reasons", () => {
    const reason = 'a <reason> & "more"';
    const closure = closureOf(coverage, [{ bins: [OPEN], reason }]);
    expect(closureText(closure)).toContain("not covered:");
    expect(closureText(closure)).toMatch(/tiles +. +26 . +1 . +3\.8 % . +1/);
    const html = htmlReport(coverage, closure);
    expect(html).toContain('title="a &lt;reason&gt; &amp; &quot;more&quot;"');
    for (const { name } of GROUPS) expect(html).toContain(`id="${name}"`);
    expect(html).not.toMatch(/(src|href)="(?!#)/);
  });
});
