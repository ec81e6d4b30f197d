import type { TensorFormat } from "../../hw/redmule/operation.js";
import type { SweepPoint } from "./point.js";

/**
 * Power and energy of a job. `published`: the papers measured this array, format and operation at this clock and supply.
 * `interpolated`: the job uses the array less or more than theirs by over one per cent and is taken to draw the same power, or
 * it is one of the GEMM-Ops, for which only the best of all operations is published.
 */
export interface Energy {
  readonly source: "published" | "interpolated";
  readonly milliwatts: number;
  readonly microjoules: number;
  readonly gflopsPerWatt: number;
}

/** An efficiency that a paper reports, in GFLOPS/W, and the utilisation to which it belongs. */
interface Efficiency {
  readonly L: number;
  readonly H: number;
  readonly P: number;
  readonly port: number;
  readonly fmts: readonly TensorFormat[];
  readonly gemm: boolean;
  readonly mhz: number;
  readonly volt: number;
  readonly gflopsPerWatt: number;
  readonly utilisation: number;
}

const FP8: readonly TensorFormat[] = ["fp8", "fp8alt"];
const FGCS = { L: 12, P: 3, port: 288, mhz: 470, volt: 0.65, utilisation: 0.994 } as const;

/** RedMulE, FGCS 2023, best efficiency: 470 MHz at 0.65 V. Its figures for GEMM-Ops are the best of all operations ("up to"). */
const EFFICIENCIES: readonly Efficiency[] = [
  { ...FGCS, H: 4, fmts: ["fp16"], gemm: true, gflopsPerWatt: 755 },
  { ...FGCS, H: 8, fmts: FP8, gemm: true, gflopsPerWatt: 920 },
  { ...FGCS, H: 4, fmts: ["fp16"], gemm: false, gflopsPerWatt: 1190 },
  { ...FGCS, H: 8, fmts: FP8, gemm: false, gflopsPerWatt: 1670 },
];

/** Utilisation that still counts as the papers'. */
const NEAR = 0.01;

/** Energy of a job that took so many clocks on one of the papers' instances at their operating point; null anywhere else. */
export function energyOf(point: SweepPoint, cycles: number | null, utilisation: number | null): Energy | null {
  const found = EFFICIENCIES.find((efficiency) => isOf(point, efficiency));
  if (found === undefined || cycles === null || utilisation === null) return null;
  const { L, H, mhz, gflopsPerWatt } = found;
  const peak = (2 * L * H * mhz) / 1e3;
  const watts = (peak * found.utilisation) / gflopsPerWatt;
  const near = Math.abs(utilisation / found.utilisation - 1) <= NEAR;
  return {
    source: near && found.gemm ? "published" : "interpolated",
    milliwatts: 1e3 * watts,
    microjoules: (watts * cycles) / mhz,
    gflopsPerWatt: (peak * utilisation) / watts,
  };
}

function isOf({ op, fmt, L, H, P, port, mhz, volt }: SweepPoint, of: Efficiency): boolean {
  const gemm = op === "GEMM" || op === "MATMUL";
  const design = of.L === L && of.H === H && of.P === P && of.port === port;
  return design && of.gemm === gemm && of.fmts.includes(fmt) && of.mhz === mhz && of.volt === volt;
}
