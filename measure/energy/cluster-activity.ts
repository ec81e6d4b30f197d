import { FIRST_WORK, USES, WORK_NAMES, type Work } from "../../hw/cluster/core/use.js";
import { Stall } from "../../hw/cluster/core/stall.js";
import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import { activityFrom, plus, redmuleActivity, type Activity } from "./activity.js";
import type { EventName } from "./events.js";

/** Lanes of an FMA, and of other operations on packed elements. FP8 and bfloat16 count as FP16. */
const WORK_EVENTS: Readonly<Record<Work, readonly [EventName, number] | null>> = {
  control: null,
  integer: ["integer", 1],
  multiplication: ["multiplication", 1],
  division: ["division", 1],
  access: ["access", 1],
  fp32_fma: ["fp32Fma", 1],
  fp16_fma: ["fp16Fma", 1],
  fp16_fma_2: ["fp16Fma", 2],
  fp16_fma_4: ["fp16Fma", 4],
  float_other: ["floatOther", 1],
  float_other_2: ["floatOther", 2],
  float_division: ["division", 1],
};

/** Events of a core whose clocks went into these uses (`USES`). Every load and store is counted as one of a bank. */
export function coreActivity(uses: ArrayLike<number>): Activity {
  const counts: Partial<Record<EventName, number>> = {};
  const add = (name: EventName, count: number): void => {
    counts[name] = (counts[name] ?? 0) + count;
  };
  for (let use = 0; use < uses.length; use++) {
    // A core that waits at an event load has its clock stopped, like one that sleeps.
    const asleep = use === Stall.sleep || use === Stall.barrier;
    add(asleep ? "coreAsleep" : "coreAwake", uses[use]);
    if (use < FIRST_WORK) continue;
    const work = WORK_EVENTS[WORK_NAMES[use - FIRST_WORK]];
    add("instruction", uses[use]);
    if (work !== null) add(work[0], work[1] * uses[use]);
  }
  add("bankAccess", counts.access ?? 0);
  return activityFrom(counts);
}

/**
 * Everything that has happened in a cluster since reset, from the uses of its cores' clocks; differences of two are the activity
 * of the clocks between. A job of RedMulE counts when it ends, a core's sleep when it wakes.
 */
export function clusterActivity(cluster: Cluster, uses: readonly ArrayLike<number>[]): Activity {
  const { redmule, icache, l2, redmuleClocks } = cluster;
  const { steps, padding, beats } = redmule.work;
  const moved = l2.moved;
  const privates = icache?.privates ?? [];
  const fetched = privates.reduce((sum, { hits, misses }) => sum + hits + misses, 0);
  const around = activityFrom({
    clusterClock: cluster.clock,
    fetch: fetched,
    refill: icache?.banks.reduce((sum, { misses }) => sum + misses, 0) ?? 0,
    dmaBeat: moved.dma,
    l2Beat: moved.dma + moved.refill + moved.words,
    // A beat is two words of the banks.
    bankAccess: 2 * moved.dma,
  });
  const engine = redmuleActivity(redmule.parameters, { busy: redmuleClocks, steps, padding, beats });
  return uses.map(coreActivity).reduce((sum, core) => plus(sum, core), plus(around, engine));
}

/** Activity of RedMulE, DMA and memories up to now, in so many clocks of a cluster whose cores sleep but for the firmware's few. */
export function engineActivity(cluster: Cluster, clocks: number): Activity {
  const asleep = cluster.cores.map(() => Object.assign(new Float64Array(USES), { [Stall.sleep]: clocks }));
  const activity = clusterActivity(cluster, asleep);
  return plus(activity, activityFrom({ clusterClock: cluster.clock - clocks }), -1);
}
