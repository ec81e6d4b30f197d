import { redmuleOf } from "../../hw/config.js";
import { activityFrom, jobActivity, plus } from "../energy/activity.js";
import { energyOf } from "../energy/estimate.js";
import type { JobEnergy } from "./job-energy.js";
import type { Measured } from "./measured.js";
import { configOf, type SweepPoint } from "./point.js";

/** Bytes of a beat of the DMA. */
const BEAT = 8;

/** Energy of a point's job; null when it did not end. */
export function jobEnergy(point: SweepPoint, measured: Measured): JobEnergy | null {
  const { cycles, tiling } = measured;
  if (cycles === null) return null;
  const beats = tiling === null ? 0 : (tiling.bytesToTcdm + tiling.bytesToL2) / BEAT;
  const moved = activityFrom({ dmaBeat: beats, l2Beat: beats, bankAccess: 2 * beats });
  const job = jobActivity(redmuleOf(configOf(point)), { ...measured, op: point.op, cycles });
  const { source, microjoules, low, high, milliwatts } = energyOf(plus(job, moved), point);
  const gflop = 2e-9 * point.m * point.n * point.k;
  return { source, microjoules, low, high, milliwatts, gflopsPerWatt: gflop / (microjoules * 1e-6) };
}
