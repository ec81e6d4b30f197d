import { readFileSync } from "node:fs";
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { gemmOpsFast } from "../../golden/gemm/fast.js";
import { gemmOps } from "../../golden/gemm/gemm-ops.js";
import type { GemmOpsJob, Tensor } from "../../golden/gemm/job.js";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { DATA_CLASSES, makeTensor } from "../../run/data/tensors.js";
import type { RecordedJob } from "../redmule/reference-data.js";

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];

type Vector = Pick<RecordedJob, "op" | "fmt" | "m" | "n" | "k" | "x" | "w" | "y" | "z"> & { readonly h: number };

function tensor(fmt: TensorFormat, hex: string): Tensor {
  const bytes = Buffer.from(hex, "hex");
  return TENSOR_FORMATS[fmt].bytes === 1
    ? Uint8Array.from(bytes)
    : Uint16Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(2 * i));
}

const vectors = readFileSync(new URL("../reference/golden/vectors.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Vector);

describe("GEMM-Ops", () => {
  test("there is an RTL vector of every operation", () => {
    expect(new Set(vectors.map(({ op }) => op))).toEqual(new Set(OPERATIONS));
  });

  test.each(vectors)("RTL vector $op $fmt $m x $n x $k", ({ h, op, fmt, m, n, k, x, w, y, z }) => {
    const job = { op, fmt, m, n, k, x: tensor(fmt, x), w: tensor(fmt, w), y: tensor(fmt, y) };
    const padded = { ...job, paddedN: Math.ceil(n / h) * h };
    expect(gemmOps(padded)).toEqual(tensor(fmt, z));
    expect(gemmOpsFast(padded)).toEqual(tensor(fmt, z));
  });

  test.prop(
    [
      fc.record({
        op: fc.constantFrom(...OPERATIONS),
        fmt: fc.constantFrom(...FORMATS),
        m: fc.integer({ min: 1, max: 9 }),
        n: fc.integer({ min: 1, max: 12 }),
        k: fc.integer({ min: 1, max: 5 }),
        padding: fc.nat(2),
        dataClass: fc.constantFrom(...DATA_CLASSES),
        yClass: fc.constantFrom(...DATA_CLASSES),
        seed: fc.nat(),
      }),
    ],
    { numRuns: 1500 },
  )("the fast form equals the exact one", ({ op, fmt, m, n, k, padding, dataClass, yClass, seed }) => {
    const x = makeTensor(fmt, m * n, dataClass, seed, 0);
    const w = makeTensor(fmt, n * k, dataClass, seed, 1);
    const y = makeTensor(fmt, m * k, yClass, seed, 2);
    const job = { op, fmt, m, n, k, x, w, y, paddedN: n + padding };
    expect(gemmOpsFast(job)).toEqual(gemmOps(job));
    expect(gemmOpsFast(job, false)).toEqual(gemmOps(job));
  });

  test.each([
    { op: "ADDMIN", fmt: "fp8", m: 3001, n: 3, k: 7 },
    { op: "GEMM", fmt: "fp16", m: 65, n: 200, k: 513 },
    { op: "MATMUL", fmt: "bf16", m: 2, n: 1, k: 65535 },
  ] as const)(
    "$op $m x $n x $k, of which a part at a time is laid out, is the same with and without vectors",
    (shape) => {
      const { fmt, m, n, k } = shape;
      const [x, w, y] = [m * n, n * k, m * k].map((count, i) => makeTensor(fmt, count, "mix", 3, i));
      expect(gemmOpsFast({ ...shape, x, w, y })).toEqual(gemmOpsFast({ ...shape, x, w, y }, false));
    },
  );

  describe.each([
    ["exact", gemmOps],
    ["fast", (job: GemmOpsJob) => gemmOpsFast(job)],
    ["without vectors", (job: GemmOpsJob) => gemmOpsFast(job, false)],
  ] as const)("%s", (_name, golden) => {
    const x = Uint16Array.of(0x3c00, 0x4000); // 1 2
    const w = Uint16Array.of(0x4200, 0xbc00); // 3 -1
    const y = Uint16Array.of(0x4500); // 5
    test.each([
      ["MATMUL", 0x3c00], // 3 - 2
      ["GEMM", 0x4600], // 5 + 3 - 2
      ["ADDMAX", 0x4500], // max(5, 1 + 3, 2 - 1)
      ["ADDMIN", 0x3c00], // min(5, 1 + 3, 2 - 1)
      ["MULMAX", 0x4500], // max(5, 3, -2)
      ["MULMIN", 0xc000], // min(5, 3, -2)
      ["MAXMIN", 0x4000], // min(5, max(1, 3), max(2, -1))
      ["MINMAX", 0x4500], // max(5, min(1, 3), min(2, -1))
    ] as const)("%s of a row by a column", (op, z) => {
      expect(golden({ op, fmt: "fp16", m: 1, n: 2, k: 1, x, w, y })).toEqual(Uint16Array.of(z));
    });

    test("the chain rounds in every step, in ascending order", () => {
      const one = 0x3c00;
      const chain = (values: number[]): Tensor =>
        golden({
          op: "MATMUL",
          fmt: "fp16",
          m: 1,
          n: 3,
          k: 1,
          x: Uint16Array.from(values),
          w: Uint16Array.of(one, one, one),
        });
      expect(chain([one, 0x1000, 0x1000])).toEqual(Uint16Array.of(one)); // (1 + 2^-11) + 2^-11
      expect(chain([0x1000, 0x1000, one])).toEqual(Uint16Array.of(0x3c01));
    });

    test("padding turns -0 into +0 and a minimum of positive sums into 0", () => {
      const minusZero = Uint16Array.of(0x8000);
      const gemm = { op: "GEMM", fmt: "fp16", m: 1, n: 1, k: 1, x: minusZero, w: Uint16Array.of(0x3c00) } as const;
      expect(golden({ ...gemm, y: minusZero })).toEqual(minusZero);
      expect(golden({ ...gemm, y: minusZero, paddedN: 4 })).toEqual(Uint16Array.of(0));
      const addMin = { op: "ADDMIN", fmt: "fp16", m: 1, n: 2, k: 1, x, w, y } as const;
      expect(golden({ ...addMin, paddedN: 4 })).toEqual(Uint16Array.of(0));
    });

    test("a tensor of the wrong size is refused", () => {
      expect(() => golden({ op: "GEMM", fmt: "fp16", m: 1, n: 2, k: 2, x, w, y })).toThrow(
        "w has 2 elements but 2 x 2 needs 4: pass a tensor of that size.",
      );
      expect(() => golden({ op: "GEMM", fmt: "fp16", m: 1, n: 2, k: 1, x, w })).toThrow("y has 0 elements");
    });
  });
});
