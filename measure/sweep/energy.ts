import { FGCS_2023 } from "../papers.js";
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

/** Utilisation that still counts as the papers'. */
const NEAR = 0.01;

/** Energy of a job that took so many clocks on one of the papers' instances at their operating point; null anywhere else. */
export function energyOf(point: SweepPoint, cycles: number | null, utilisation: number | null): Energy | null {
  const instance = instanceOf(point);
  if (instance === undefined || cycles === null || utilisation === null) return null;
  const { L, H, mhz, op } = point;
  const isGemm = op === "GEMM" || op === "MATMUL";
  const peak = (2 * L * H * mhz) / 1e3;
  const watts = (peak * FGCS_2023.utilisation) / (isGemm ? instance.gemm : instance.gemmOps);
  const near = Math.abs(utilisation / FGCS_2023.utilisation - 1) <= NEAR;
  return {
    source: near && isGemm ? "published" : "interpolated",
    milliwatts: 1e3 * watts,
    microjoules: (watts * cycles) / mhz,
    gflopsPerWatt: (peak * utilisation) / watts,
  };
}

function instanceOf({ fmt, L, H, P, port, mhz, volt }: SweepPoint): (typeof FGCS_2023.instances)[number] | undefined {
  const { design, efficient, instances } = FGCS_2023;
  const isDesign = design.L === L && design.P === P && design.port === port;
  if (!isDesign || efficient.mhz !== mhz || efficient.volt !== volt) return undefined;
  return instances.find((instance) => instance.H === H && instance.fmts.includes(fmt));
}
