import type { CeClocks } from "../../hw/redmule/account.js";
import { OPERATIONS } from "../../hw/redmule/operation.js";
import type { RedmuleParameters } from "../../hw/redmule/parameters.js";
import { flipFlopsOf } from "../area/design.js";
import { EVENT_NAMES, type EventName } from "./events.js";

/** How often every event happened in a run, index = place in `EVENT_NAMES`. Leakage is counted with the clock's frequency. */
export type Activity = Float64Array;

/** Cores of the papers' cluster. */
export const CORES = 8;

/** An activity of the events named; all others did not happen. */
export function activityFrom(counts: Partial<Record<EventName, number>>): Activity {
  return Float64Array.from(EVENT_NAMES, (name) => counts[name] ?? 0);
}

/** a + times b. */
export function plus(a: Activity, b: Activity, times = 1): Activity {
  return a.map((count, i) => count + times * b[i]);
}

export function countOf(activity: Activity, name: EventName): number {
  return activity[EVENT_NAMES.indexOf(name)];
}

/** What RedMulE did in some clocks. */
export interface RedmuleCounts {
  /** Clocks with a job. */
  readonly busy: number;
  /** Steps M N K by operation, index as in `OPERATIONS`, and steps of padding in rows that are not gated. */
  readonly steps: ArrayLike<number>;
  readonly padding: number;
  /** Beats of the port. */
  readonly beats: number;
}

/** Events of RedMulE and of the banks that its port reaches. */
export function redmuleActivity(p: RedmuleParameters, { busy, steps, padding, beats }: RedmuleCounts): Activity {
  const flipFlops = flipFlopsOf(p);
  const counts = { product: 0, sum: 0, comparison: 0 };
  let useful = 0;
  OPERATIONS.forEach((operation, code) => {
    for (const part of PARTS[operation]) counts[part] += steps[code];
    useful += steps[code];
  });
  return activityFrom({
    ...counts,
    padding,
    arrayBit: (useful + padding) * flipFlops.element,
    redmuleBit: busy * flipFlops.around,
    portBit: beats * p.port,
    bankAccess: (beats * p.port) / 32,
  });
}

/** The parts of a compute element that an operation moves: op1 of x and w, and op2 with the sum. */
const PARTS = {
  MATMUL: ["product", "sum"],
  GEMM: ["product", "sum"],
  ADDMAX: ["sum", "comparison"],
  ADDMIN: ["sum", "comparison"],
  MULMAX: ["product", "comparison"],
  MULMIN: ["product", "comparison"],
  MAXMIN: ["comparison", "comparison"],
  MINMAX: ["comparison", "comparison"],
} as const satisfies Record<(typeof OPERATIONS)[number], readonly ("product" | "sum" | "comparison")[]>;

/** A job as a run reports it. */
export interface RanJob {
  readonly op: (typeof OPERATIONS)[number];
  readonly cycles: number;
  readonly reads: number;
  readonly writes: number;
  readonly account: Pick<CeClocks, "useful" | "paddingN" | "paddingK">;
}

/** A job of RedMulE in a cluster whose cores sleep. */
export function jobActivity(p: RedmuleParameters, { op, cycles, reads, writes, account }: RanJob): Activity {
  const steps = OPERATIONS.map((operation) => (operation === op ? account.useful : 0));
  const padding = account.paddingN + account.paddingK;
  return plus(
    redmuleActivity(p, { busy: cycles, steps, padding, beats: reads + writes }),
    activityFrom({ clusterClock: cycles, coreAsleep: CORES * cycles }),
  );
}
