import { ClusterMeter } from "../train/cycles/cluster-meter.js";
import { choicesFrom } from "../tune/plan-file.js";
import type { TrainOptions } from "./train-options.js";

/** Cores and TCDM of the papers' cluster. */
const CLUSTER = { cores: 8, tcdmBytes: 128 * 1024 } as const;

/** What runs steps clock by clock under these options; undefined where no step needs it. */
export function meterFor(
  options: Pick<TrainOptions, "model" | "engine" | "l2Kib" | "point"> &
    Partial<Pick<TrainOptions, "checkStep" | "emit" | "plan" | "precision" | "layout">>,
  network = "",
): ClusterMeter | undefined {
  const { model, checkStep, emit, engine, l2Kib, point, plan, precision = "fp32", layout = "hwc" } = options;
  if (model === "functional" && checkStep === undefined && emit === undefined) return undefined;
  const priority = engine === "cores" ? "cores" : "redmule";
  const limit = l2Kib === undefined ? {} : { l2Bytes: 1024 * l2Kib };
  const choices = plan === undefined ? {} : { choices: choicesFrom(plan, network, precision, layout) };
  return new ClusterMeter({ ...CLUSTER, engine, priority, ...limit, ...choices }, point);
}
