import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { gemmOpsFast } from "../../golden/gemm/fast.js";
import { gemmOps } from "../../golden/gemm/gemm-ops.js";
import { newTensor, type GemmOpsJob, type Tensor } from "../../golden/gemm/job.js";
import { encodeNumber } from "../../golden/arithmetic/number.js";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import type { CeModel } from "../../hw/redmule/ce-model.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { DATA_CLASSES, makeTensor } from "../../run/data/tensors.js";
import { drawJob, PlacedJob, spacedBases, type Shape } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";

/** A model of RedMulE: from a job to its Z. */
type Model = (job: GemmOpsJob) => Tensor;

/** The register-transfer design, small enough that tiny jobs take several tiles. */
function registerTransfer(ce: CeModel): Model {
  const parameters = redmuleParameters({ L: 3, H: 2, P: 1, port: 96 });
  return (job) => {
    const { bases, end } = spacedBases(job);
    const bench = new RedmuleBench(parameters, { base: 0, bytes: end }, ce);
    const placed = new PlacedJob(bench, job, bases);
    bench.softClear();
    bench.program(placed.registers);
    const { diagnosis } = bench.run();
    if (diagnosis !== undefined) throw new Error(diagnosis);
    return placed.z();
  };
}

const MODELS: readonly (readonly [string, Model])[] = [
  ["golden", gemmOps],
  ["fast functional", gemmOpsFast],
  ["register transfer", registerTransfer("simd")],
  ["register transfer without vector instructions", registerTransfer("fast")],
  ["register transfer with staged elements", registerTransfer("staged")],
];
const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];

/** Small whole numbers that every format holds, sums of some of them too. */
const digits = (fmt: TensorFormat, count: number, seed: number): Tensor => {
  const tensor = newTensor(fmt, count);
  for (let i = 0; i < count; i++) tensor[i] = encodeNumber(fmt, ((i * 7 + seed) % 5) - 2);
  return tensor;
};

describe.each(MODELS)("%s", (_name, model) => {
  test.each(FORMATS)("X times the identity is X, %s", (fmt) => {
    const [m, n] = [7, 5];
    const x = digits(fmt, m * n, 3);
    const w = newTensor(fmt, n * n);
    for (let i = 0; i < n; i++) w[i * n + i] = encodeNumber(fmt, 1);
    // A zero of either sign plus products of +0 is +0.
    expect(model({ op: "MATMUL", fmt, m, n, k: n, x, w })).toEqual(x.map((bits) => (bits << 1 ? bits : 0)));
  });

  test.each(FORMATS)("a product with +0 added to Y leaves Y, %s", (fmt) => {
    const [m, n, k] = [4, 3, 9];
    const y = digits(fmt, m * k, 1);
    const job = { op: "GEMM", fmt, m, n, k, x: newTensor(fmt, m * n), w: newTensor(fmt, n * k), y } as const;
    expect(model(job)).toEqual(y);
  });

  test.each([
    ["ADDMAX", 5, 7, 9, 12],
    ["ADDMAX", 5, 7, 19, 19],
    ["ADDMIN", 5, 7, 19, 12],
    ["MULMAX", -2, 3, -9, -6],
    ["MULMIN", -2, 3, 4, -6],
    ["MAXMIN", 2, 6, 4, 4],
    ["MINMAX", 2, 6, 4, 4],
    ["GEMM", 2, 6, 4, 16],
  ] as const)("%s of %f, %f and %f is %f", (op, a, b, c, z) => {
    const one = (value: number): Tensor => Uint16Array.of(encodeNumber("fp16", value));
    const job = { op, fmt: "fp16", m: 1, n: 1, k: 1, x: one(a), w: one(b), y: one(c) } as const;
    expect([...model(job)]).toEqual([encodeNumber("fp16", z)]);
  });

  test.each([
    ["an overflow is infinite", [0x7bff, 0x7bff], [0x3c00, 0x3c00], 0x7c00],
    ["infinity minus infinity is the canonical NaN", [0x7c00, 0x7c00], [0x3c00, 0xbc00], 0x7e00],
    ["infinity times zero is the canonical NaN", [0x7c00, 0], [0, 0], 0x7e00],
  ] as const)("%s", (_what, x, w, z) => {
    const tensors = { x: Uint16Array.from(x), w: Uint16Array.from(w), y: new Uint16Array(1) };
    expect([...model({ op: "GEMM", fmt: "fp16", m: 1, n: 2, k: 1, ...tensors })]).toEqual([z]);
  });

  const shapes: fc.Arbitrary<Shape> = fc.record({
    op: fc.constantFrom(...OPERATIONS),
    fmt: fc.constantFrom(...FORMATS),
    m: fc.integer({ min: 1, max: 8 }),
    n: fc.integer({ min: 1, max: 9 }),
    k: fc.integer({ min: 1, max: 9 }),
  });

  property.prop([shapes, fc.constantFrom(...DATA_CLASSES), fc.nat(1e6)], { numRuns: 40 })(
    "any small job is what the definition says",
    (shape, data, seed) => {
      const job = drawJob(shape, data, seed);
      expect(model(job)).toEqual(gemmOps(job));
    },
  );

  property.prop([shapes, fc.nat(1e6)], { numRuns: 20 })(
    "rows of Z depend on their rows of X and Y alone",
    (shape, seed) => {
      const job = drawJob({ ...shape, m: shape.m + 1 }, "mix", seed);
      const { m, n, k, fmt } = job;
      const whole = model(job);
      const other = makeTensor(fmt, n, "all", seed + 1, 0);
      const x = job.x.slice();
      x.set(other, (m - 1) * n);
      expect(model({ ...job, x }).subarray(0, (m - 1) * k)).toEqual(whole.subarray(0, (m - 1) * k));
    },
  );
});
