import { ClusterMeter } from "../train/cycles/cluster-meter.js";
import type { Network } from "../train/network.js";
import { choicesFrom } from "../tune/plan-file.js";
import { precisionText } from "../train/precision.js";
import type { TrainOptions } from "./train-options.js";

/** Cores and TCDM of the papers' cluster. */
const CLUSTER = { cores: 8, tcdmBytes: 128 * 1024 } as const;

/** Options that say how steps run clock by clock. */
type MeterOptions = Pick<TrainOptions, "model" | "engine" | "l2Kib" | "point"> &
  Partial<Pick<TrainOptions, "checkStep" | "emit" | "plan" | "timeline" | "precision" | "format" | "order" | "layout">>;

/** What runs steps clock by clock under these options; undefined where no step needs it. */
export function meterFor(options: MeterOptions, network?: Network): ClusterMeter | undefined {
  const {
    model,
    checkStep,
    emit,
    engine,
    l2Kib,
    point,
    plan,
    precision = "fp32",
    format = [],
    order,
    layout = "hwc",
    timeline = false,
  } = options;
  if (model === "functional" && checkStep === undefined && emit === undefined) return undefined;
  const limit = l2Kib === undefined ? {} : { l2Bytes: 1024 * l2Kib };
  const batch = network?.shapes.get(network.inputs[0])?.[0] ?? 1;
  const tuned =
    plan === undefined || network === undefined
      ? { priority: engine === "cores" ? ("cores" as const) : ("redmule" as const) }
      : choicesFrom(plan, {
          network: network.name,
          precision: precisionText({ precision, rules: format, ...(order && { order }) }),
          layout,
          batch,
        });
  return new ClusterMeter({ ...CLUSTER, engine, ...limit, ...tuned }, point, timeline);
}
