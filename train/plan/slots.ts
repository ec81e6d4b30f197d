/** What a schedule is made of, and what the scheduler wants to know of a tile. */
import type { Resident } from "./pool-space.js";
import type { Buffer, Call, Job, Stage, Tile, Transfer } from "./tile.js";

/** What happens between two meetings of the cores. */
export interface Slot {
  readonly stores: Transfer[];
  readonly loads: Transfer[];
  readonly jobs: ScheduledJob[];
  readonly calls: ScheduledCall[];
  /** Estimated clocks of the calls, and of the jobs. */
  cores: number;
  redmule: number;
  /** The step of the first tile that has calls or jobs in it; clocks around these count for it. */
  step: number;
}

/** A call and the step that it belongs to. */
export interface ScheduledCall extends Call {
  readonly step: number;
  /** It only brings code into the caches, beside the loads of its tile. */
  readonly isLead?: boolean;
}

/** A job of RedMulE and the step that it belongs to. */
export interface ScheduledJob extends Job {
  readonly step: number;
}

/** Slots, and where the buffers stand in the pool. */
export interface Schedule {
  readonly slots: readonly Slot[];
  readonly addresses: ReadonlyMap<Buffer, number>;
  /** Every buffer in its place and time. */
  readonly residents: readonly Resident[];
  /** Bytes of the pool up to the last one that is used. */
  readonly peak: number;
  /** Estimated clocks of all slots. */
  readonly clocks: number;
}

/** The first stage of a tile that reads a buffer, and whether a job of it does. */
export interface FirstRead {
  readonly stage: number;
  jobs: boolean;
}

/** Estimated clocks of a transfer. */
export function movesOf({ bytes }: Transfer): number {
  return bytes / 7 + 30;
}

export function clocksOfAll(transfers: readonly Transfer[]): number {
  return transfers.reduce((sum, transfer) => sum + movesOf(transfer), 0);
}

/** Clocks around what runs in a slot, and how much longer the cores take beside RedMulE. */
const AROUND_SLOT = 130;
const BESIDE_REDMULE = 1.13;

/** Estimated clocks of a slot whose transfers take `moves`. */
export function clocksOfSlot({ cores, redmule }: Slot, moves: number): number {
  return AROUND_SLOT + Math.max(redmule > 0 ? BESIDE_REDMULE * cores : cores, redmule, moves);
}

/** Estimated clocks of a stage of a tile, by engine. */
export function clocksOf(
  { clocks, stages }: Tile,
  { jobs, calls, clocks: own }: Stage,
): { cores: number; redmule: number } {
  const share = own ?? clocks / stages.length;
  return jobs.length > 0 ? { cores: 0, redmule: share } : { cores: calls.length > 0 ? share : 0, redmule: 0 };
}

/** The first stage of a tile that reads each buffer, and whether a job of it does. */
export function readsOf(tile: Tile): Map<Buffer, FirstRead> {
  const found = new Map<Buffer, FirstRead>();
  const note = (buffer: Buffer, stage: number, jobs: boolean): void => {
    const known = found.get(buffer);
    if (known === undefined) found.set(buffer, { stage, jobs });
    else if (known.stage === stage) known.jobs ||= jobs;
  };
  tile.stages.forEach(({ calls, jobs }, i) => {
    for (const { fields } of calls) {
      for (const word of Object.values(fields)) {
        if (typeof word === "object" && "buffer" in word) note(word.buffer, i + 1, false);
      }
    }
    for (const { x, w, z } of jobs) for (const { buffer } of [x, w, z]) note(buffer, i + 1, true);
  });
  return found;
}
