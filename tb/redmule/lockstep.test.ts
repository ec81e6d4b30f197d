import { expect, test } from "vitest";
import type { CeModel } from "../../hw/redmule/ce-model.js";
import { errataOf, type Profile } from "../../hw/redmule/errata.js";
import { OPERATIONS, type TensorFormat } from "../../hw/redmule/operation.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { restore, save } from "../../hw/snapshot.js";
import { SplitMix64 } from "../../run/data/random.js";
import type { DataClass } from "../../run/data/tensors.js";
import { drawJob, fillGarbage, PlacedJob, spacedBases, type Shape } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";

type ArraySizes = readonly [L: number, H: number, P: number];

function place([L, H, P]: ArraySizes, profile: Profile, ce: CeModel, shape: Shape, data: DataClass) {
  const { bases, end } = spacedBases(shape);
  const p = redmuleParameters({ L, H, P, errata: errataOf(profile) });
  const bench = new RedmuleBench(p, { base: 0, bytes: end + 0x10000 }, ce);
  fillGarbage(bench.memory.words);
  const placed = new PlacedJob(bench, drawJob(shape, data, 9), bases);
  bench.softClear();
  bench.program(placed.registers);
  return { bench, placed };
}

/** Every CE output of a design. */
function outputs({ redmule: { engine, parameters } }: RedmuleBench): number[] {
  const { L, H } = parameters;
  return Array.from({ length: L * H }, (_, i) => engine.output(Math.floor(i / H), i % H));
}

const ARRAYS: readonly ArraySizes[] = [
  [12, 4, 3],
  [3, 2, 0],
  [1, 2, 1],
  [5, 8, 2],
];
const CASES = ARRAYS.flatMap((sizes, a) =>
  OPERATIONS.map((op, o) => {
    const data = (["special", "mix", "all", "norm"] as const)[(a + o) % 4];
    return { sizes, op, data, fmt: (["fp16", "bf16", "fp8", "fp8alt"] as const)[(a + (o >> 2)) % 4] };
  }),
);

test.each(CASES)("all elements agree in every clock: $sizes $op $fmt $data", ({ sizes, op, data, fmt }) => {
  const shape: Shape = { op, fmt: fmt as TensorFormat, m: sizes[0] + 2, n: 2 * sizes[1] + 3, k: 19 };
  const fast = place(sizes, "sound", "fast", shape, data);
  const others = [place(sizes, "sound", "staged", shape, data), place(sizes, "sound", "simd", shape, data)];
  // Nobody looks at it in most clocks, which are then computed together.
  const seldom = place(sizes, "sound", "simd", shape, data);
  const random = new SplitMix64(sizes[1]);
  for (const { bench } of [fast, ...others, seldom]) bench.write(REGISTER.TRIGGER, 0);
  let changes = 0;
  let before = "";
  for (let clock = 1; !fast.bench.redmule.event && clock < 5000; clock++) {
    fast.bench.step();
    const now = outputs(fast.bench).join();
    for (const { bench } of others) {
      bench.step();
      expect(`${clock}: ${outputs(bench).join()}`).toBe(`${clock}: ${now}`);
    }
    seldom.bench.step();
    if (random.integer(9) === 0) expect(`${clock}: ${outputs(seldom.bench).join()}`).toBe(`${clock}: ${now}`);
    if (now !== before) changes++;
    before = now;
  }
  for (const { bench } of [fast, ...others, seldom]) expect(bench.redmule.event).toBe(1);
  expect(seldom.placed.mismatches()).toBe(0);
  expect(changes).toBeGreaterThan(10);
  expect(fast.placed.mismatches()).toBe(0);
});

test.each([
  ["sound", "simd"],
  ["sound", "fast"],
  ["sound", "staged"],
  ["upstream-51cd064", "simd"],
  ["upstream-51cd064", "fast"],
  ["upstream-51cd064", "staged"],
] as const)("a design saved at any clock and restored into a fresh one has the same future: %s, %s", (profile, ce) => {
  const random = new SplitMix64(4);
  const shape: Shape = { op: "GEMM", fmt: "fp8", m: 15, n: 21, k: 34 };
  const setup = () => place([12, 4, 3], profile, ce, shape, "mix").bench;
  for (let round = 0; round < 3; round++) {
    const original = setup();
    original.write(REGISTER.TRIGGER, 0);
    const at = 1 + random.integer(500);
    original.idle(at);
    const copy = setup();
    copy.checks = null;
    restore(copy.redmule.scope("redmule"), save(original.redmule.scope("redmule")));
    restore(copy.memory.scope("memory"), save(original.memory.scope("memory")));
    original.idle(200);
    copy.idle(200);
    expect(save(copy.redmule.scope("redmule"))).toEqual(save(original.redmule.scope("redmule")));
    expect(save(copy.memory.scope("memory"))).toEqual(save(original.memory.scope("memory")));
  }
});
