import { rates } from "../../run/rates.js";
import { jobEnergy } from "./energy.js";
import { runIdeal } from "./ideal-run.js";
import { runInCluster } from "./l2-run.js";
import type { Measured } from "./measured.js";
import type { SweepPoint } from "./point.js";
import type { PointResult, SweepRecord } from "./record.js";
import { runInTcdm } from "./tcdm-run.js";

const RUNS = { ideal: runIdeal, tcdm: runInTcdm, l2: runInCluster } as const;

/** Simulates a point. The record depends on point, index and version alone. */
export function runPoint(point: SweepPoint, index: number, version: string): SweepRecord {
  const measured = RUNS[point.memory](point);
  const { cycles } = measured;
  const speed = rates(point, point, cycles, point.mhz);
  return {
    ...{ index, ...point },
    ...{ status: measured.status, message: measured.message, cycles, ...speed, ...sharesOf(point, measured) },
    ...{ stalls: measured.stalls, reads: measured.reads, writes: measured.writes },
    golden: cycles === null ? "none" : measured.mismatches === 0 ? "match" : "mismatch",
    ...{ mismatches: measured.mismatches, tiling: measured.tiling },
    ...{ energy: jobEnergy(point, measured), version },
  };
}

type Shares = Pick<PointResult, "account" | "portUtilisation" | "bankUtilisation">;

function sharesOf({ L, H, banks }: SweepPoint, measured: Measured): Shares {
  const { cycles, account, reads, writes, bankAccesses } = measured;
  if (cycles === null) return { account: null, portUtilisation: null, bankUtilisation: null };
  const used = Object.values<number>({ ...account }).reduce((sum, clocks) => sum + clocks, 0);
  return {
    account: { ...account, idle: cycles * L * H - used },
    portUtilisation: (reads + writes) / cycles,
    bankUtilisation: bankAccesses === null ? null : bankAccesses / (cycles * banks),
  };
}
