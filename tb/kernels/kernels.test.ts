import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { KERNELS, WIDE_KERNELS, type Kernel } from "../../sw/programs.js";
import { FORMS, formatOf, KernelBench, SPLITS, type KernelOptions } from "../../run/kernels/kernel-bench.js";
import { drawProduct, PRODUCT_DATA, type ProductData } from "../../run/kernels/product.js";

interface Wanted extends KernelOptions {
  readonly shape: readonly [m: number, n: number, k: number];
  readonly cores?: number;
  readonly data?: ProductData;
  readonly seed?: number;
  readonly withY?: boolean;
}

function run({ shape: [m, n, k], cores = 8, data = "norm", seed = 1, withY = false, ...options }: Wanted) {
  const product = drawProduct(formatOf(options.kernel), { m, n, k }, { data, seed, withY });
  const bench = new KernelBench(new Cluster({ cores }), product, options);
  bench.advance();
  return bench.result;
}

const ALL: readonly Kernel[] = [...KERNELS.fp32, ...KERNELS.fp16];

describe.each(ALL)("%s", (kernel) => {
  test.each(SPLITS)("whole blocks on eight cores, shared by %s", (split) => {
    expect(run({ kernel, split, shape: [16, 12, 16], withY: true }).mismatches).toBe(0);
  });

  property.prop(
    [
      fc.record({
        shape: fc.tuple(
          fc.integer({ min: 1, max: 13 }),
          fc.integer({ min: 1, max: 9 }),
          fc.integer({ min: 1, max: 19 }),
        ),
        cores: fc.integer({ min: 1, max: 9 }),
        split: fc.constantFrom(...SPLITS),
        data: fc.constantFrom(...PRODUCT_DATA),
        seed: fc.integer({ min: 0, max: 2 ** 32 }),
        withY: fc.boolean(),
        bias: fc.boolean(),
        form: fc.constantFrom(...(kernel === "fp16_1x1" ? (["rows"] as const) : FORMS)),
        padding: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)),
      }),
    ],
    { numRuns: 4 },
  )("any shape, form, team and split: every bit equals golden", (drawn) => {
    expect(run({ kernel, ...drawn })).toMatchObject({ mismatches: 0, clocks: expect.any(Number) });
  });
});

property.prop(
  [
    fc.constantFrom(...WIDE_KERNELS.fp32, ...WIDE_KERNELS.fp16),
    fc.tuple(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 19 })),
    fc.integer({ min: 1, max: 8 }),
    fc.constantFrom(...SPLITS),
    fc.nat(),
    fc.boolean(),
  ],
  { numRuns: 16 },
)("six rows of X transposed: every bit equals golden", (kernel, shape, cores, split, seed, withY) => {
  const bias = seed % 2 === 0;
  expect(run({ kernel, shape, cores, split, seed, withY, bias, form: "xt" })).toMatchObject({ mismatches: 0 });
});

test("a team may be smaller than the cluster", () => {
  const { clocks, mismatches } = run({ kernel: "fp32_2x2", shape: [32, 32, 16], team: 2 });
  expect(mismatches).toBe(0);
  expect(clocks).toBeGreaterThan(3 * run({ kernel: "fp32_2x2", shape: [32, 32, 16], team: 8 }).clocks!);
});

test("the best FP32 kernel reaches 4.0 MAC/clock on eight cores, packed FP16 1.6 times that", () => {
  const shape = [64, 64, 64] as const;
  const fp32 = run({ kernel: "fp32_4x4", shape });
  const fp16 = run({ kernel: "fp16_4x8", shape });
  expect([fp32.mismatches, fp16.mismatches]).toEqual([0, 0]);
  expect(fp32.macPerClock).toBeGreaterThan(4);
  expect(fp16.macPerClock! / fp32.macPerClock!).toBeGreaterThan(1.6);
});

test("larger blocks are faster", () => {
  const kernels = ["fp32_1x1", "fp32_1x2", "fp32_2x2", "fp32_2x4", "fp32_4x4"] as const;
  const rates = kernels.map((kernel) => run({ kernel, shape: [32, 32, 32] }).macPerClock!);
  expect(rates).toEqual([...rates].sort((a, b) => a - b));
});

test("matrices beyond the TCDM are refused", () => {
  expect(() => run({ kernel: "fp32_1x1", shape: [128, 128, 128] })).toThrow(
    /^The matrices of 128 x 128 x 128 in fp32 and the program take \d+ bytes of TCDM, which has 131072: choose a smaller shape\.$/,
  );
});
