import { CE_MODELS, type CeModel } from "../../hw/redmule/ce-model.js";
import { describe, expect, test } from "vitest";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { registersIn, valuesOf } from "../probes.js";
import { SplitMix64, StallPattern } from "../../run/data/random.js";
import { drawJob, PlacedJob, spacedBases, type Shape } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";

const SHAPES: readonly Shape[] = [
  { op: "GEMM", fmt: "fp16", m: 7, n: 11, k: 18 },
  { op: "MAXMIN", fmt: "fp8", m: 5, n: 9, k: 21 },
];
const CLOCKS = 500;
const BYTES = Math.max(...SHAPES.map((shape) => spacedBases(shape).end));
/** What a job left in the tiler and on the ports is overwritten by the next. */
const KEPT = /^redmule\.tiler\./;

function setup(ce: CeModel) {
  const bench = new RedmuleBench(redmuleParameters({ L: 4, H: 2, P: 2, port: 128 }), { base: 0, bytes: BYTES }, ce);
  const jobs = SHAPES.map((shape) => new PlacedJob(bench, drawJob(shape, "norm", 3), spacedBases(shape).bases));
  return { bench, jobs, registers: registersIn(bench.redmule.scope("redmule")) };
}

function start(bench: RedmuleBench, job: PlacedJob): void {
  bench.program(job.registers);
  bench.trigger(new StallPattern(0.2, 5));
}

describe.each(CE_MODELS)("with %s elements", (ce) => {
  const random = new SplitMix64(6);
  const moments = Array.from({ length: 6 }, () => random.integer(CLOCKS));

  test("a design that is reset in the middle of a job is a new one, and stays one", () => {
    for (const [i, moment] of moments.entries()) {
      const used = setup(ce);
      start(used.bench, used.jobs[i % 2]);
      used.bench.idle(moment);
      used.bench.redmule.reset();
      used.bench.memory.reset();
      used.bench.checks = null;
      const fresh = setup(ce);
      used.bench.memory.words.set(fresh.bench.memory.words);
      for (const { bench, jobs } of [used, fresh]) start(bench, jobs[1 - (i % 2)]);
      for (let clock = 0; clock < 40; clock++) {
        for (const { bench } of [used, fresh]) bench.idle(1 + (clock >> 2));
        expect(valuesOf(used.registers), `after ${moment}, ${clock}`).toEqual(valuesOf(fresh.registers));
      }
    }
  });

  test("a design that is cleared in the middle of a job keeps nothing of it", () => {
    for (const [i, moment] of moments.entries()) {
      const used = setup(ce);
      start(used.bench, used.jobs[i % 2]);
      used.bench.idle(moment);
      const fresh = setup(ce);
      for (const { bench } of [used, fresh]) {
        bench.stallBy(null);
        bench.write(REGISTER.SOFT_CLEAR, 0);
        bench.idle(8);
      }
      const [after, wanted] = [used, fresh].map(({ registers }) =>
        valuesOf(registers.filter(({ path }) => !KEPT.test(path))),
      );
      expect(after, `after ${moment}`).toEqual(wanted);
    }
  });
});
