import type { Job } from "../../run/redmule/job.js";
import { runJob } from "../../run/redmule/run-job.js";
import { JobMeter } from "./meter.js";
import { configOf, type SweepPoint } from "./point.js";
import type { Measured } from "./measured.js";

/** The job of a point on RedMulE alone. */
export function idealJob(point: SweepPoint): Job {
  const { op, fmt, m, n, k, seed, data, stall } = point;
  return {
    ...{ config: configOf(point), op, fmt, m, n, k, seed, data, stall, stallSeed: seed, gap: 0, misalign: [0, 0, 0] },
    ...{ x: undefined, w: undefined, y: undefined, id: null, zTo: null },
  };
}

/** Runs a point on RedMulE alone with an ideal memory, which refuses requests at random where the point says so. */
export function runIdeal(point: SweepPoint): Measured {
  const { m, n, k } = point;
  const meters: JobMeter[] = [];
  const {
    cycles,
    mismatches,
    message = null,
  } = runJob(idealJob(point), ({ redmule }) => {
    const meter = new JobMeter(redmule);
    meters.push(meter);
    let over = false;
    return () => {
      over ||= redmule.event !== 0;
      if (!over) meter.sample();
    };
  });
  const status = cycles === null ? "hang" : "ok";
  return { status, message, cycles, ...meters[0].finish(m, n, k), bankAccesses: null, mismatches, tiling: null };
}
