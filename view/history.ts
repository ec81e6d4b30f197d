import type { Scope } from "../hw/probe.js";
import { SavedRegisters, type Snapshot } from "../hw/snapshot.js";

/** Memory for snapshots, in bytes. */
const ROOM = 2 ** 27;
const FIRST_DISTANCE = 256;

/**
 * Snapshots of a design every so many clocks, to go back to. When the room is used up every second one goes and the distance
 * doubles, so that any clock of a long run is a bounded share of the run away from a snapshot.
 */
export class History {
  private readonly registers: SavedRegisters;
  private readonly kept: Snapshot[] = [];
  private readonly most: number;
  private distance = FIRST_DISTANCE;

  /** @param most snapshots to keep; by default what fits 128 MiB */
  constructor(scope: Scope, most?: number) {
    this.registers = new SavedRegisters(scope);
    this.most = most ?? Math.max(4, Math.floor(ROOM / this.registers.save().byteLength));
  }

  /** To be called between the clocks, in rising order from clock 0 on; a clock that is known already is no matter. */
  note(clock: number): void {
    if (clock !== this.kept.length * this.distance) return;
    if (this.kept.length === this.most) this.thin();
    else this.kept.push(this.registers.save());
  }

  private thin(): void {
    const every = this.kept.filter((_, i) => i % 2 === 0);
    this.kept.splice(0, Infinity, ...every);
    this.distance *= 2;
    // With an odd number of snapshots the clock at hand is no multiple of the doubled distance.
    if (this.most % 2 === 0) this.kept.push(this.registers.save());
  }

  /** The last clock up to `clock` of which there is a snapshot. */
  before(clock: number): number {
    return Math.min(Math.floor(clock / this.distance), this.kept.length - 1) * this.distance;
  }

  /** Restores the registers of the clock that `before` gives, and returns that clock. */
  restore(clock: number): number {
    const from = this.before(clock);
    this.registers.restore(this.kept[from / this.distance]);
    return from;
  }
}
