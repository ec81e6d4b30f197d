import { redmuleOf } from "../../hw/config.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { formatOf, KernelBench } from "../../run/kernels/kernel-bench.js";
import { drawProduct } from "../../run/kernels/product.js";
import type { Kernel } from "../../sw/programs.js";
import { configOf, pointOf, type PointInput } from "../sweep/point.js";
import { PAPER_POINTS } from "../sweep/presets/paper.js";
import { runIdeal } from "../sweep/ideal-run.js";
import { jobActivity, plus, type Activity } from "./activity.js";
import { clusterActivity } from "./cluster-activity.js";
import { EVENT_NAMES, type EventName } from "./events.js";
import type { PointName } from "./point-name.js";
import { SOFTWARE_MAC_PER_CLOCK } from "./published.js";

type Counts = Partial<Record<EventName, number>>;

/** Runs what was measured at the published points, and gives the events in a clock. */
export function measurePoints(): Record<PointName, Counts> {
  const { dateEfficient, fp16Efficient, fp8Efficient, opsFp16Efficient, opsFp8Efficient } = PAPER_POINTS;
  return {
    gemmFp16: jobCounts(fp16Efficient),
    gemmFp8: jobCounts(fp8Efficient),
    // "Up to" is the best of all operations: the one that moves least.
    opsFp16: jobCounts({ ...opsFp16Efficient, op: "MAXMIN" }),
    opsFp8: jobCounts({ ...opsFp8Efficient, op: "MAXMIN" }),
    date: jobCounts(dateEfficient),
    software: softwareCounts(),
  };
}

function jobCounts(given: PointInput): Counts {
  const point = pointOf(given);
  const { op } = point;
  const run = runIdeal(point);
  const cycles = run.cycles!;
  const activity = jobActivity(redmuleOf(configOf(point)), { ...run, op, cycles });
  return perClock(activity, cycles);
}

function perClock(activity: Activity, clocks: number): Counts {
  const named = EVENT_NAMES.map((name, i) => [name, Number((activity[i] / clocks).toPrecision(6))] as const);
  return Object.fromEntries(named.filter(([, count]) => count > 0));
}

/** Rows, steps and columns of the software's product. */
const SIZE = 48;

/**
 * The software of 2022 is not published. Its speed lies between those of two of the kernels here: single elements, and blocks of
 * 1 x 2; the events of a MAC are mixed so that the clocks of a MAC are the paper's.
 */
function softwareCounts(): Counts {
  const [slow, fast] = [kernelRun("fp16_1x1"), kernelRun("fp16_1x2")];
  const share = (1 / SOFTWARE_MAC_PER_CLOCK - fast.clocks) / (slow.clocks - fast.clocks);
  const mixed = plus(
    slow.activity.map((count) => share * count),
    fast.activity,
    1 - share,
  );
  return perClock(mixed, 1 / SOFTWARE_MAC_PER_CLOCK);
}

/** Activity and clocks of a MAC of a product by eight cores. */
export function kernelRun(kernel: Kernel): { readonly activity: Activity; readonly clocks: number } {
  const shape = { m: SIZE, n: SIZE, k: SIZE };
  const cluster = new Cluster({ cores: 8, fetch: "cache" });
  const product = drawProduct(formatOf(kernel), shape, { data: "norm", seed: 1, withY: false });
  const bench = new KernelBench(cluster, product, { kernel });
  bench.advance();
  const macs = SIZE ** 3;
  const { clock } = cluster;
  return { activity: clusterActivity(cluster, bench.call.run.uses).map((count) => count / macs), clocks: clock / macs };
}
