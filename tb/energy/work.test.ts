import { fc, test as property } from "@fast-check/vitest";
import { expect } from "vitest";
import { redmuleOf } from "../../hw/config.js";
import { OPERATIONS } from "../../hw/redmule/operation.js";
import { configOf, pointOf } from "../../measure/sweep/point.js";
import { runIdeal } from "../../measure/sweep/ideal-run.js";
import type { Work } from "../../hw/redmule/work.js";
import { idealJob } from "../../measure/sweep/ideal-run.js";
import { runJob } from "../../run/redmule/run-job.js";

const size = fc.integer({ min: 1, max: 40 });

property.prop([
  fc.record({
    ...{ m: size, n: size, k: size },
    op: fc.constantFrom(...OPERATIONS),
    fmt: fc.constantFrom("fp16" as const, "fp8" as const, "bf16" as const),
    array: fc.constantFrom({ L: 12, H: 4, P: 3 }, { L: 3, H: 2, P: 1 }, { L: 12, H: 8, P: 3, port: 288 }),
  }),
])("what a job did, by its configuration, is what was counted clock by clock", ({ array, ...job }) => {
  const point = pointOf({ ...job, ...array });
  const { cycles, reads, writes, account } = runIdeal(point);
  let work: Work | undefined;
  runJob(idealJob(point), ({ redmule }) => {
    work = redmule.work;
    return () => undefined;
  });
  const p = redmuleOf(configOf(point));
  expect(cycles).not.toBeNull();
  expect(work!.steps[OPERATIONS.indexOf(job.op)]).toBe(account.useful);
  expect(work!.beats).toBe(reads + writes);
  // Padding behind the last wanted column of a job counts as drain in the account.
  expect(work!.padding).toBeGreaterThanOrEqual(account.paddingN + account.paddingK);
  expect(work!.padding - account.paddingN - account.paddingK).toBeLessThanOrEqual(p.L * p.H * p.H * (p.P + 1));
});
