import type { BackgroundTile } from "./background.js";
import type { Placing } from "./placing.js";
import { POLICIES, type Policy } from "./policy.js";
import { EARLY, PoolFit } from "./pool-fit.js";
import type { Schedule } from "./slots.js";
import type { Buffer, Tile, Transfer } from "./tile.js";
import { Timeline } from "./timeline.js";

/** Slots behind that of a tile in which tiles of the background are looked at. */
const BESIDE = 2;
/** Tiles of the background that are looked at for a slot. */
const AHEAD = 24;

/**
 * Puts tiles into slots in their order. A tile is loaded in the first slot, not before that of the tile before it, in which
 * everything it reads has been stored and its buffers fit the pool. What stands in the pool is read where it is, by calls of the
 * slot that makes it at the earliest. What is written in a slot can be loaded in the next one: a slot ends when its transfers have.
 */
class Scheduler {
  private readonly timeline = new Timeline();
  private readonly fit: PoolFit;
  private slot = 0;
  /** Slots in which calls first use buffers of several tiles. */
  private readonly made = new Map<Buffer, number>();

  constructor(bytes: number, policy: Policy, tiles: readonly Tile[], background: readonly BackgroundTile[]) {
    const all = [...tiles, ...background.map((each) => each.tile)];
    this.fit = new PoolFit(bytes, policy, this.timeline, all);
    this.expectReaders(tiles, background);
  }

  run(tiles: readonly Tile[], background: readonly BackgroundTile[]): Schedule {
    const waiting = [...background];
    tiles.forEach((tile, number) => {
      this.place(tile);
      this.fill(waiting, number + 1);
    });
    for (const { tile } of waiting) this.place(tile);
    const { slots, clocks } = this.timeline;
    const { addresses, pool } = this.fit;
    return { slots, addresses, residents: pool.history(), peak: pool.peak, clocks };
  }

  /** Who will read what: tiles of the background as soon as they may run. */
  private expectReaders(tiles: readonly Tile[], background: readonly BackgroundTile[]): void {
    let next = 0;
    tiles.forEach((tile, number) => {
      for (; next < background.length && background[next].from <= number; next++) {
        this.fit.expect(background[next].tile, number);
      }
      this.fit.expect(tile, number);
    });
    for (; next < background.length; next++) this.fit.expect(background[next].tile, tiles.length);
  }

  /** Tiles of the background into slots in which the cores would wait for RedMulE. */
  private fill(waiting: BackgroundTile[], placed: number): void {
    const { slots } = this.timeline;
    const end = Math.min(slots.length, this.slot + 1 + BESIDE);
    for (let slot = this.slot + 1; slot < end; slot++) {
      const { redmule, cores } = slots[slot];
      let slack = redmule - cores;
      // The first tile of a step brings what the others use, too.
      const passed = new Set<number>();
      for (let i = 0; i < Math.min(waiting.length, AHEAD) && waiting[i].from <= placed;) {
        const { tile } = waiting[i];
        if (!passed.has(tile.step) && tile.clocks <= 2 * slack && this.placeBeside(tile, slot - 1)) {
          slack -= tile.clocks;
          waiting.splice(i, 1);
        } else {
          passed.add(tile.step);
          i++;
        }
      }
    }
  }

  private place(tile: Tile): void {
    const placing = this.fit.placing(tile);
    if (this.placeFrom(placing)) return;
    // What is found may stand in the way of the other buffers, and what is spared part the bytes that they need.
    if (placing.found.size > 0 && this.placeFrom({ ...placing, found: new Map() })) return;
    if (this.placeFrom({ ...placing, found: new Map(), sparing: false })) return;
    const { pool } = this.fit;
    const bytes = [...placing.uses.keys()].reduce((sum, buffer) => sum + Math.ceil(buffer.bytes / 8) * 8, 0);
    const missing = Math.max(bytes - pool.bytes, 8);
    throw new RangeError(`A tile of ${bytes} bytes misses ${missing} in the ${pool.bytes} bytes for buffers of TCDM.`);
  }

  private placeFrom(placing: Placing): boolean {
    const since = this.slot - EARLY;
    let slot = this.firstSlot(placing, this.slot);
    if (this.isCrowded(placing, slot)) slot = this.firstSlot(placing, slot + 1);
    const limit = this.fit.pool
      .from(since)
      .reduce((end, { until }) => (until < Infinity ? Math.max(end, until) : end), slot);
    while (!this.fit.fit(placing, slot, since)) if (++slot > limit + 1) return false;
    this.slot = slot;
    this.put(placing, slot);
    return true;
  }

  /** Puts a tile into given slots, if it may be there; false if not. */
  private placeBeside(tile: Tile, slot: number): boolean {
    const placing = this.fit.placing(tile);
    if (this.firstSlot(placing, slot) > slot || !this.fit.fit(placing, slot, this.slot - EARLY)) return false;
    this.put(placing, slot);
    return true;
  }

  /** The slot of the tile has much to do for the same engine already; what the slot itself makes for the tile is worth waiting for. */
  private isCrowded({ tile, read, found }: Placing, slot: number): boolean {
    const chained = [...found].some(
      ([buffer, { content }]) => read.has(buffer) && content.calls === slot + read.get(buffer)!.stage,
    );
    return this.timeline.isCrowded(tile, slot, chained);
  }

  /** The first slot in which a tile may be loaded. */
  private firstSlot({ tile: { loads, stores, stages, after: made = [] }, read, found }: Placing, from: number): number {
    let slot = from;
    for (const buffer of made) slot = Math.max(slot, this.made.get(buffer)! + 1 - read.get(buffer)!.stage);
    const storeStage = stages.length + 1;
    const after = (transfer: Transfer, stage: number): void => {
      slot = Math.max(slot, this.timeline.since(transfer) - stage);
    };
    for (const load of loads) if (!found.has(load.place.buffer)) after(load, 0);
    for (const store of stores) after(store, storeStage);
    for (const [buffer, { content, offset }] of found) {
      const { stage, jobs } = read.get(buffer) ?? { stage: storeStage, jobs: true };
      slot = Math.max(slot, (jobs ? content.jobs : content.calls) - stage);
      // Bytes that are changed in place: whoever reads the old ones has done so.
      if (!this.fit.isWritten(buffer)) continue;
      slot = Math.max(slot, this.fit.pool.lastUse(content.address + offset, buffer.bytes) + 1 - stage);
    }
    return slot;
  }

  private put(placing: Placing, slot: number): void {
    const { timeline, fit } = this;
    const { tile, found, early, read } = placing;
    const { step } = tile;
    for (const [buffer, { stage }] of read) {
      if (fit.isShared(buffer) && !this.made.has(buffer)) this.made.set(buffer, slot + stage);
    }
    const brought = tile.loads.filter(({ place }) => !found.has(place.buffer));
    for (const load of brought) timeline.load(early.get(load.place.buffer) ?? slot, step, load);
    timeline.run(tile, slot, (there) => fit.sharesWith(tile, there));
    timeline.forget(this.slot - EARLY);
    timeline.store(slot + tile.stages.length + 1, step, tile.stores);
    fit.hold(placing, slot, brought);
  }
}

/**
 * Tiles in slots, those of the background where they have room.
 * @param bytes size of the pool of buffers
 * @param policy which of the ways that are all right is taken
 * @throws RangeError when a tile does not fit the pool by itself, which the tilers have to see to
 */
export function scheduleTiles(
  bytes: number,
  tiles: readonly Tile[],
  background: readonly BackgroundTile[] = [],
  policy: Policy = POLICIES[0],
): Schedule {
  return new Scheduler(bytes, policy, tiles, background).run(tiles, background);
}
