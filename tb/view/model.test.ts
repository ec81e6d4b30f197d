import { test as property, fc } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { ERRATUM_NAMES } from "../../hw/redmule/errata.js";
import { OPERATIONS } from "../../hw/redmule/operation.js";
import { Camera } from "../../view/camera.js";
import { Model } from "../../view/model.js";
import { DEFAULT_FIELDS, setupOf, type Fields } from "../../view/setup.js";
import { parseJob } from "../../run/redmule/job.js";
import { runJob } from "../../run/redmule/run-job.js";

function setup(fields: Partial<Fields>) {
  return setupOf({ ...DEFAULT_FIELDS, m: "24", n: "32", k: "32", ...fields });
}

const size = fc.integer({ min: 1, max: 24 }).map(String);
const fields = fc.record({
  ...{ m: size, n: size, k: size, seed: fc.nat(1000).map(String) },
  op: fc.constantFrom(...OPERATIONS),
  fmt: fc.constantFrom("fp16", "fp8"),
  array: fc.constantFrom("4x2x1", "3x4x2", "12x4x3"),
  errata: fc.subarray(ERRATUM_NAMES, { maxLength: 2 }).map((names) => names.join(",")),
  load: fc.constantFrom("0", "0.3"),
  stall: fc.constantFrom("0", "0.2"),
  ce: fc.constantFrom("simd", "staged"),
});

property.prop([fields, fc.array(fc.nat(400), { minLength: 2, maxLength: 8 })], { numRuns: 12 })(
  "shows the same of a clock whatever was shown before",
  (given, clocks) => {
    const travelled = new Model(setup(given));
    const camera = new Camera(travelled.scope);
    for (const clock of clocks) travelled.go(clock);
    const straight = new Model(setup(given));
    straight.go(clocks.at(-1)!);
    expect(travelled.clock).toBe(straight.clock);
    const [seen, expected] = [new Uint32Array(camera.size), new Uint32Array(camera.size)];
    camera.take(seen);
    new Camera(straight.scope).take(expected);
    const differing = camera.places.filter(
      ({ at, length }) => at >= 0 && seen.subarray(at, at + length).some((value, i) => value !== expected[at + i]),
    );
    expect(differing.map(({ path }) => path)).toEqual([]);
  },
);

property.prop([fields], { numRuns: 12 })("ends as the job does on an ideal memory", (given) => {
  const alone = { ...given, load: "0" };
  const { job } = setup(alone);
  const model = new Model(setup(alone));
  model.go(Infinity);
  const { config, op, fmt, m, n, k, seed, stall, stallSeed } = job;
  const result = runJob(parseJob({ config, op, fmt, m, n, k, seed, stall, stallSeed }, "the job"));
  const { clock, diagnosis } = model.ending!;
  expect(diagnosis === undefined ? clock : null).toBe(result.cycles);
  expect(diagnosis).toBe(result.message);
});

test("a path names an element of a probe, and a path of nothing reads 0", () => {
  const model = new Model(setup({}));
  const camera = new Camera(model.scope);
  model.go(200);
  const { redmule } = model.bench;
  expect(camera.signal("redmule.z_buffer.data[17]")()).toBe(redmule.zBuffer.data[17]);
  expect(camera.signal("redmule.scheduler.state")()).toBe(redmule.scheduler.state);
  expect(camera.signal("redmule.no_such_probe")()).toBe(0);
  expect(camera.signal("redmule.z_buffer.data[999]")()).toBe(0);
});
