import type { Found } from "./holdings.js";
import type { FirstRead } from "./slots.js";
import type { Buffer, Tile } from "./tile.js";

/** A tile on its way into the slots. */
export interface Placing {
  readonly tile: Tile;
  /** First and last slot of each buffer, counted from that in which the tile is loaded. */
  readonly uses: ReadonlyMap<Buffer, readonly [first: number, last: number]>;
  /** First stage that reads each buffer. */
  readonly read: ReadonlyMap<Buffer, FirstRead>;
  /** Buffers whose bytes stand in the pool already. */
  readonly found: ReadonlyMap<Buffer, Found>;
  /** Slots in which buffers are brought that are brought before the others. */
  readonly early: Map<Buffer, number>;
  /** Keeps away, as long as there are other bytes, from what later tiles would find. */
  readonly sparing: boolean;
}
