import type { TensorFormat } from "../hw/redmule/operation.js";
import type { RedmuleParameters } from "../hw/redmule/parameters.js";

type Design = Pick<RedmuleParameters, "L" | "H" | "P" | "port">;

/** What the papers about RedMulE and its cluster report, each figure once. Clocks in MHz, supplies in V, powers in mW. */

/** RedMulE, DATE 2022: an 8 x 4 array in FP16. */
export const DATE_2022 = {
  fmas: 32,
  macPerClock: 31.6,
  utilisation: 0.988,
  /** Speed-up over the software of 8 cores, at most. */
  speedUp: 22,
  efficient: { mhz: 470, volt: 0.65, milliwatts: 43.5, gflopsPerWatt: 688 },
  /** Energy efficiency over 8 cores. */
  energyGain: 4.65,
  mhz: 666,
  squareMillimetres: 0.07,
  /** Of the cluster's area, in per cent. */
  share: 14,
} as const;

const FP16: readonly TensorFormat[] = ["fp16"];
const FP8: readonly TensorFormat[] = ["fp8", "fp8alt"];

/** RedMulE, FGCS 2023: 12 x 4 in FP16 and 12 x 8 in FP8, both with a port of 288 bits; GEMM-Ops are the best of all ("up to"). */
export const FGCS_2023 = {
  design: { L: 12, P: 3, port: 288 },
  utilisation: 0.994,
  /** Best performance. */
  mhz: 613,
  volt: 0.8,
  instances: [
    { H: 4, fmts: FP16, gflops: 58.5, gemm: 755, gemmOps: 1190 },
    { H: 8, fmts: FP8, gflops: 117, gemm: 920, gemmOps: 1670 },
  ],
  /** Best efficiency; the instances' GFLOPS/W for GEMM and for GEMM-Ops belong to it. */
  efficient: { mhz: 470, volt: 0.65 },
  /** Less than. */
  milliwatts: 60,
} as const;

/** Software on 8 cores: PULP-TrainLib (SAMOS 2022) in FP32, packed FP16 against FP32 in a training step (2023). */
export const SOFTWARE = { fp32MacPerClock: 4.39, fp16SpeedUp: 1.72 } as const;

/** Training on eight cores as the abstracts report it; best layers, whole steps; no shape and no multiply-accumulates are named. */
export const TRAINING = {
  /** SiPS 2020: FP32, at most. */
  sips: { forwardMacPerClock: 2.21, backwardMacPerClock: 1.7 },
  /** PULP-TrainLib, SAMOS 2022: over one kernel for all at most; over an STM32L4, over AIfES. */
  trainLib: { overOneSize: 2.4, overStm32: 36.6, overAifes: 30.7 },
  /** FP16 on-device learning, FGCS 2023. */
  fp16: {
    resnet8: { macPerClock: 3.11, milliseconds: 17.1 },
    dsCnn: { macPerClock: 0.81, milliseconds: 6.4 },
  },
} as const;

/** GFLOPS that FGCS 2023 reports for an instance; null for any other design or format. */
export function publishedGflops({ L, H, P, port }: Design, fmt: TensorFormat): number | null {
  const { design, instances } = FGCS_2023;
  if (L !== design.L || P !== design.P || port !== design.port) return null;
  return instances.find((instance) => instance.H === H && instance.fmts.includes(fmt))?.gflops ?? null;
}

/** VEGA (2021), 22 nm, 10 cores: best efficiency, and the kernel here that stands beside it. */
export const VEGA = [
  { format: "FP32", kernel: "fp32_4x4", gflopsPerWatt: 79 },
  { format: "FP16", kernel: "fp16_4x8", gflopsPerWatt: 129 },
] as const;
