/** Where replays lie: in L2 where it has room for them beside a step, else in the memory outside of the chip. */
import { clusterMap, regionOf } from "../../hw/cluster/address-map.js";
import { UsageError } from "../../hw/errors.js";
import { planL2 } from "../plan/memory.js";
import { inputGradientsFirst } from "../plan/order.js";
import type { Program } from "../step.js";

export const KEEPS = ["auto", "l2", "external"] as const;
export type Keep = (typeof KEEPS)[number];

/** L2 of the papers' cluster. */
export const L2_BYTES = regionOf(clusterMap(128 * 1024), "l2").bytes;
/** Bytes of L2 that program, kernels and records of the slots are given. */
const PROGRAM_BYTES = 96 * 1024;

/** Where replays lie, and the bytes of L2 that a step takes beside them. */
export interface Placing {
  readonly place: "l2" | "external";
  readonly l2Bytes: number;
  readonly beside: number;
}

/** Bytes of L2 that a step takes without the replay memory: tensors, and room for the program. */
function besideOf({ tensors, first, update, outputs, loss }: Program): number {
  const steps = inputGradientsFirst([...first, ...update], tensors);
  return planL2(steps, tensors, new Set([...outputs, loss!])).bytes + PROGRAM_BYTES;
}

/**
 * @param program a step whose replays come from outside
 * @param rows products read replays as they lie, in rows: these have to lie one behind the other
 * @throws UsageError where L2 is asked for and cannot be
 */
export function placingOf(
  program: Program,
  {
    keep,
    l2Bytes,
    bytes,
    rows,
  }: { readonly keep: Keep; readonly l2Bytes: number; readonly bytes: number; readonly rows: boolean },
): Placing {
  const beside = besideOf(program);
  const fits = bytes > 0 && beside + bytes <= l2Bytes;
  if (keep === "l2" && rows) {
    throw new UsageError(
      "--keep l2 gathers replays one by one, but products read FP8 replays in rows: give --products stored, or --keep external.",
    );
  }
  if (keep === "l2" && !fits) {
    throw new UsageError(
      `${bytes} bytes of replays and ${beside} of a step do not fit the ${l2Bytes} of L2: give --l2-kib ${Math.ceil((beside + bytes) / 1024)}, fewer --replays, a narrower --store, or --keep external.`,
    );
  }
  return { place: fits && !rows && keep !== "external" ? "l2" : "external", l2Bytes, beside };
}
