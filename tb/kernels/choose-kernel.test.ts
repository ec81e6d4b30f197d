import { expect, test } from "vitest";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { KERNELS, type KernelFormat } from "../../sw/programs.js";
import { chooseKernel, type estimateClocks } from "../../run/kernels/choose-kernel.js";
import { KernelBench, SPLITS } from "../../run/kernels/kernel-bench.js";
import { drawProduct } from "../../run/kernels/product.js";

test.each([
  ["fp32", 64, 64, 64, "fp32_4x4", "columns"],
  ["fp32", 4, 32, 128, "fp32_4x4", "columns"],
  ["fp32", 8, 64, 1, "fp32_1x1", "rows"],
  ["fp16", 32, 32, 64, "fp16_4x8", "columns"],
  ["fp16", 16, 32, 4, "fp16_2x4", "rows"],
] as const)("for %s %i x %i x %i it chooses %s by %s", (format, m, n, k, kernel, split) => {
  expect(chooseKernel(format, { m, n, k }, 8)).toEqual({ kernel, split, team: 8 });
});

test.each<[KernelFormat, number, number, number]>([
  ["fp32", 16, 16, 16],
  ["fp32", 9, 20, 40],
  ["fp16", 16, 16, 24],
  ["fp16", 7, 12, 31],
])("the choice for %s %i x %i x %i loses at most an eighth against the best", (format, m, n, k) => {
  const product = drawProduct(format, { m, n, k }, { data: "norm", seed: 1, withY: false });
  const measure = (
    options: Parameters<typeof estimateClocks>[2] & { kernel: (typeof KERNELS)[KernelFormat][number] },
  ) => {
    const bench = new KernelBench(new Cluster(), product, options);
    bench.advance();
    return bench.result.clocks!;
  };
  const all = KERNELS[format].flatMap((kernel) => SPLITS.map((split) => measure({ kernel, split, team: 8 })));
  expect(measure(chooseKernel(format, { m, n, k }, 8))).toBeLessThan(1.125 * Math.min(...all));
});
