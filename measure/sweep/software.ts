import { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { Kernel } from "../../sw/programs.js";
import { formatOf, KernelBench } from "../../run/kernels/kernel-bench.js";
import { drawProduct } from "../../run/kernels/product.js";

/** The kernels of eight cores beside which RedMulE's speed-up stands, by what they are. */
const SOFTWARE = {
  fp16: "fp16_1x1",
  fp16Simd: "fp16_4x8",
  fp32: "fp32_4x4",
} as const satisfies Record<string, Kernel>;

export type SoftwareClocks = Readonly<Record<keyof typeof SOFTWARE, number>>;

/** Clocks of the kernels on eight cores for a product of `size` in every dimension. */
export function softwareClocks(size: number): SoftwareClocks {
  const { fp16, fp16Simd, fp32 } = SOFTWARE;
  return { fp16: clocksOf(fp16, size), fp16Simd: clocksOf(fp16Simd, size), fp32: clocksOf(fp32, size) };
}

function clocksOf(kernel: Kernel, size: number): number {
  const shape = { m: size, n: size, k: size };
  const product = drawProduct(formatOf(kernel), shape, { data: "norm", seed: 1, withY: false });
  const bench = new KernelBench(new Cluster({ cores: 8, fetch: "cache" }), product, { kernel });
  bench.advance();
  const { clocks, mismatches, message } = bench.result;
  if (clocks === null || mismatches > 0) throw new Error(`${kernel}: ${message ?? `${mismatches} wrong elements`}`);
  return clocks;
}
