import type { Core } from "../core/core.js";
import { Stall } from "../core/stall.js";
import type { Turn } from "./moment.js";

/** Stands for the instruction that was issued last. */
export const LAST_ISSUED = -1;

/**
 * Sees every clock of every core of a cluster once, stepped or replayed: a turn of a replay, a clock of the pipeline between
 * settle and edge, or a stretch of sleep when it is over. It changes nothing.
 */
export interface ClockWatcher {
  turned(core: number, turn: Turn, clock: number): void;
  sampled(core: number): void;
  slept(core: number, reason: Stall, clocks: number): void;
  /** A clock that is settled as a whole, after its cores. */
  settled(clock: number): void;
}

/** Address of the instruction that a settled clock of the pipeline belongs to: in EX or in ID, or `LAST_ISSUED` where none has arrived. */
export function placeOf({ stallReason, id, ex }: Core): number {
  switch (stallReason) {
    case Stall.issued:
    case Stall.loadUse:
    case Stall.floatDependency:
      return id.pc >>> 0;
    case Stall.multiCycle:
    case Stall.misaligned:
    case Stall.contention:
    case Stall.memory:
    case Stall.barrier:
      return ex.valid !== 0 ? ex.pc >>> 0 : LAST_ISSUED;
    default:
      return LAST_ISSUED;
  }
}
