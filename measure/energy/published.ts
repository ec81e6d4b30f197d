import { DATE_2022, FGCS_2023 } from "../papers.js";
import type { EventName } from "./events.js";
import { ACTIVITIES } from "./activities.js";
import type { PointName } from "./point-name.js";

/** A published point in 22 nm at the best efficiency, 0.65 V. */
export interface PublishedPoint {
  readonly name: string;
  readonly source: string;
  readonly mhz: number;
  /** Energy of a clock of the cluster in pJ, from the published figures. */
  readonly picojoules: number;
  /** How far the model may be off, as a fraction: rounding of the figures, and another generation of the design. */
  readonly tolerance: number;
  /** "taken": what the activity is, is an assumption of this model; "measured": the paper names it. */
  readonly about: "measured" | "taken";
  /** Events in a clock. */
  readonly activity: Partial<Record<EventName, number>>;
}

/** Figures of one paper agree with each other to some per cent; the design of 2022 is another one, without FP8. */
const SAME = 0.03;
const OTHER = 0.1;

const { efficient, instances, utilisation } = FGCS_2023;
const [fp16, fp8] = instances;

/** pJ a clock: 2 MAC a clock are that many FLOP, at so many GFLOPS/W. */
const fromEfficiency = (macPerClock: number, gflopsPerWatt: number): number => (2e3 * macPerClock) / gflopsPerWatt;

/** MAC a clock of the software that RedMulE is compared with in 2022. */
export const SOFTWARE_MAC_PER_CLOCK = DATE_2022.macPerClock / DATE_2022.speedUp;
const { L } = FGCS_2023.design;

const POINTS: Readonly<Record<PointName, Omit<PublishedPoint, "name" | "activity" | "mhz"> & { mhz?: number }>> = {
  gemmFp16: {
    about: "measured",
    source: `FGCS 2023: 12 x 4, FP16 GEMM, ${fp16.gemm} GFLOPS/W`,
    picojoules: fromEfficiency(L * fp16.H * utilisation, fp16.gemm),
    tolerance: SAME,
  },
  gemmFp8: {
    about: "measured",
    source: `FGCS 2023: 12 x 8, FP8 GEMM, ${fp8.gemm} GFLOPS/W`,
    picojoules: fromEfficiency(L * fp8.H * utilisation, fp8.gemm),
    tolerance: SAME,
  },
  opsFp16: {
    about: "taken",
    source: `FGCS 2023: 12 x 4, FP16 GEMM-Ops, up to ${fp16.gemmOps} GFLOPS/W (taken for MAXMIN)`,
    picojoules: fromEfficiency(L * fp16.H * utilisation, fp16.gemmOps),
    tolerance: SAME,
  },
  opsFp8: {
    about: "taken",
    source: `FGCS 2023: 12 x 8, FP8 GEMM-Ops, up to ${fp8.gemmOps} GFLOPS/W (taken for MAXMIN)`,
    picojoules: fromEfficiency(L * fp8.H * utilisation, fp8.gemmOps),
    tolerance: SAME,
  },
  date: {
    about: "measured",
    source: `DATE 2022: 8 x 4, FP16 GEMM, ${DATE_2022.efficient.gflopsPerWatt} GFLOPS/W`,
    picojoules: fromEfficiency(DATE_2022.macPerClock, DATE_2022.efficient.gflopsPerWatt),
    tolerance: OTHER,
  },
  software: {
    about: "taken",
    source: `DATE 2022: software on 8 cores, ${DATE_2022.speedUp} times slower and ${DATE_2022.energyGain} times less efficient`,
    picojoules: fromEfficiency(SOFTWARE_MAC_PER_CLOCK, DATE_2022.efficient.gflopsPerWatt / DATE_2022.energyGain),
    tolerance: OTHER,
  },
};

/** The points that the coefficients are fitted to. */
export const PUBLISHED: readonly PublishedPoint[] = Object.entries(POINTS).map(([name, point]) => ({
  name,
  mhz: efficient.mhz,
  ...point,
  activity: ACTIVITIES[name as PointName],
}));
