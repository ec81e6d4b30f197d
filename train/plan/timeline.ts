import { SHORT } from "./policy.js";
import { clocksOf, clocksOfSlot, type Slot } from "./slots.js";
import type { Tile, Transfer } from "./tile.js";
import { Traffic } from "./traffic.js";

/** The slots of a schedule: what runs and what is moved in each. */
export class Timeline {
  readonly slots: Slot[] = [];
  private readonly traffic = new Traffic();

  /** Estimated clocks of all slots. */
  get clocks(): number {
    return this.slots.reduce((sum, slot, i) => sum + clocksOfSlot(slot, this.traffic.clocks(i)), 0);
  }

  /** The first slot in which bytes of L2 are what has been stored last. */
  since(transfer: Transfer): number {
    return this.traffic.since(transfer);
  }

  /** Estimated clocks of the DMA that a slot hides beyond those that it has. */
  room(slot: number): number {
    const there = slot < this.slots.length ? this.slots[slot] : undefined;
    return (there === undefined ? 0 : Math.max(there.cores, there.redmule)) - this.traffic.clocks(slot);
  }

  /**
   * A stage of a tile that is loaded in `slot` would meet much work of the same engine.
   * @param chained what the cores make in the slot is for this tile, and worth waiting for
   */
  isCrowded(tile: Tile, slot: number, chained: boolean): boolean {
    return tile.stages.some((stage, i) => {
      if (slot + 1 + i >= this.slots.length) return false;
      const there = this.slots[slot + 1 + i];
      const { cores, redmule } = clocksOf(tile, stage);
      return (!chained && Math.min(there.cores, cores) > SHORT) || Math.min(there.redmule, redmule) > SHORT;
    });
  }

  load(slot: number, step: number, transfer: Transfer): void {
    this.at(slot, step).loads.push(transfer);
    this.traffic.load(slot, transfer);
  }

  /**
   * Calls and jobs of a tile that is loaded in `slot`, a stage a slot.
   * @param meets whether calls of a slot use bytes of the tile
   */
  run(tile: Tile, slot: number, meets: (there: Slot) => boolean): void {
    const { lead, step, stages } = tile;
    const beside = this.at(slot, step);
    const leads = lead !== undefined && beside.calls.length + beside.jobs.length === 0;
    if (leads) beside.calls.push({ ...lead.call, step, isLead: true });
    const words = leads ? undefined : lead?.without;
    stages.forEach((stage, i) => {
      const there = this.at(slot + 1 + i, step);
      if (there.calls.length + there.jobs.length === 0) there.step = step;
      const waits = meets(there);
      there.calls.push(
        ...stage.calls.map((call, c) => ({
          ...call,
          ...(i + c === 0 && words && { fields: { ...call.fields, ...words } }),
          ...{ step, barrier: call.barrier || (c === 0 && waits) },
        })),
      );
      there.jobs.push(...stage.jobs.map((job) => ({ ...job, step })));
      const { cores, redmule } = clocksOf(tile, stage);
      there.cores += cores;
      there.redmule += redmule;
    });
  }

  store(slot: number, step: number, stores: readonly Transfer[]): void {
    if (stores.length === 0) return;
    this.at(slot, step).stores.push(...stores);
    for (const store of stores) this.traffic.store(slot, store);
  }

  /** Nothing will be asked about stores before a slot. */
  forget(before: number): void {
    this.traffic.forget(before);
  }

  private at(slot: number, step: number): Slot {
    while (this.slots.length <= slot) {
      this.slots.push({ stores: [], loads: [], jobs: [], calls: [], cores: 0, redmule: 0, step });
    }
    return this.slots[slot];
  }
}
