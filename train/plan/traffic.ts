import { movesOf } from "./slots.js";
import { extentOf, type Transfer } from "./tile.js";

/** Bytes of L2 and the slot in which they are written. */
interface Written {
  readonly begin: number;
  readonly end: number;
  readonly slot: number;
}

/** What the DMA moves in every slot, and when bytes of L2 are written. */
export class Traffic {
  private readonly moves: number[] = [];
  private written: Written[] = [];

  /** Estimated clocks of the DMA in a slot. */
  clocks(slot: number): number {
    return this.moves[slot] ?? 0;
  }

  load(slot: number, transfer: Transfer): void {
    this.moves[slot] = this.clocks(slot) + movesOf(transfer);
  }

  store(slot: number, transfer: Transfer): void {
    this.load(slot, transfer);
    const [begin, end] = extentOf(transfer);
    this.written.push({ begin, end, slot });
  }

  /** Nothing will be asked about slots before this one. */
  forget(before: number): void {
    this.written = this.written.filter(({ slot }) => slot >= before);
  }

  /** The first slot in which bytes of L2 are what has been stored last. */
  since(transfer: Transfer): number {
    const [begin, end] = extentOf(transfer);
    return this.written.reduce(
      (slot, written) => (written.begin < end && begin < written.end ? Math.max(slot, written.slot + 1) : slot),
      0,
    );
  }
}
