import type { CeClocks } from "../../hw/redmule/account.js";
import { energyOf } from "./energy.js";
import { runIdeal } from "./ideal-run.js";
import { runInCluster } from "./l2-run.js";
import type { SweepPoint } from "./point.js";
import type { PointResult, SweepRecord } from "./record.js";
import { runInTcdm } from "./tcdm-run.js";

/** What the simulation of a point counts. */
export interface Measured extends Pick<
  PointResult,
  "status" | "message" | "cycles" | "stalls" | "reads" | "writes" | "mismatches" | "tiling"
> {
  readonly account: CeClocks;
  /** Accesses at all banks together; null without banks. */
  readonly bankAccesses: number | null;
}

const RUNS = { ideal: runIdeal, tcdm: runInTcdm, l2: runInCluster } as const;

/** Simulates a point. The record depends on point, index and version alone. */
export function runPoint(point: SweepPoint, index: number, version: string): SweepRecord {
  const measured = RUNS[point.memory](point);
  const { cycles } = measured;
  const rates = cycles === null ? NONE : ratesOf(point, measured, cycles);
  return {
    ...{ index, ...point },
    ...{ status: measured.status, message: measured.message, cycles, ...rates },
    ...{ stalls: measured.stalls, reads: measured.reads, writes: measured.writes },
    golden: cycles === null ? "none" : measured.mismatches === 0 ? "match" : "mismatch",
    ...{ mismatches: measured.mismatches, tiling: measured.tiling },
    ...{ energy: energyOf(point, cycles, rates.utilisation), version },
  };
}

type Rates = Pick<
  PointResult,
  "utilisation" | "macPerClock" | "gflops" | "account" | "portUtilisation" | "bankUtilisation"
>;

const NONE: Rates = {
  ...{ utilisation: null, macPerClock: null, gflops: null, account: null },
  ...{ portUtilisation: null, bankUtilisation: null },
};

function ratesOf(point: SweepPoint, measured: Measured, cycles: number): Rates {
  const { m, n, k, L, H, mhz, banks } = point;
  const { account, reads, writes, bankAccesses } = measured;
  const macs = m * n * k;
  const used = Object.values<number>({ ...account }).reduce((sum, clocks) => sum + clocks, 0);
  return {
    utilisation: macs / (cycles * L * H),
    macPerClock: macs / cycles,
    gflops: (2 * macs * mhz) / (1e3 * cycles),
    account: { ...account, idle: cycles * L * H - used },
    portUtilisation: (reads + writes) / cycles,
    bankUtilisation: bankAccesses === null ? null : bankAccesses / (cycles * banks),
  };
}
