import { BufferUses, Holdings, Readers, type Found } from "./holdings.js";
import type { Placing } from "./placing.js";
import type { Policy } from "./policy.js";
import { PoolSpace, type Resident } from "./pool-space.js";
import { clocksOfAll, readsOf, type Slot } from "./slots.js";
import { usesOf, type Buffer, type Tile, type Transfer } from "./tile.js";
import type { Timeline } from "./timeline.js";

/** Share of the pool up to which the buffers of a tile may leave some of them where other tiles have put them for good. */
const SMALL = 1 / 4;
/** Bytes of a buffer of several tiles that has its place for good. */
const SETTLED = 64;
/** Slots before that of a tile in which its buffers may be brought, and the share of a load that must have room beside what runs there. */
export const EARLY = 4;
const HIDDEN = 0.6;

/**
 * Finds places in the pool for the buffers of tiles. What stands there, because another tile brought or made it, is not brought again.
 * Buffers that outlive a tile are taken from the top of the pool, others from its bottom, so that they do not part it.
 */
export class PoolFit {
  readonly addresses = new Map<Buffer, number>();
  readonly pool: PoolSpace;
  private readonly policy: Policy;
  private readonly timeline: Timeline;
  private readonly last = new Map<Buffer, Tile>();
  private readonly shared = new Set<Buffer>();
  /** The buffer whose bytes a buffer has. */
  private readonly roots = new Map<Buffer, Buffer>();
  private readonly holdings = new Holdings();
  private readonly readers = new Readers();
  private readonly uses: BufferUses;

  /**
   * @param bytes size of the pool
   * @param tiles all that will be placed
   */
  constructor(bytes: number, policy: Policy, timeline: Timeline, tiles: readonly Tile[]) {
    this.pool = new PoolSpace(bytes);
    this.policy = policy;
    this.timeline = timeline;
    for (const tile of tiles) {
      for (const buffer of usesOf(tile).keys()) {
        if (this.last.has(buffer)) this.shared.add(buffer);
        this.last.set(buffer, tile);
      }
    }
    this.settle();
    this.uses = new BufferUses(tiles);
  }

  /** Several tiles use the buffer. */
  isShared(buffer: Buffer): boolean {
    return this.shared.has(buffer);
  }

  /** The tiles that have the buffer write it. */
  isWritten(buffer: Buffer): boolean {
    return this.uses.writes(buffer);
  }

  /** Tile `number`, or one that may be placed from that one on, will read what it loads. Numbers do not fall from call to call. */
  expect(tile: Tile, number: number): void {
    for (const load of tile.loads) if (this.uses.replaceable(load)) this.readers.note(tile, number, load);
  }

  placing(tile: Tile): Placing {
    const uses = usesOf(tile);
    const found = new Map<Buffer, Found>();
    const bytes = [...uses.keys()].reduce((sum, buffer) => sum + buffer.bytes, 0);
    for (const load of tile.loads) {
      const { buffer } = load.place;
      if (!this.uses.replaceable(load) || this.addresses.has(buffer)) continue;
      // What stays for other tiles, in the midst of the pool, may leave no room for the large buffers of those.
      if (this.last.get(buffer) !== tile && bytes > this.pool.bytes * SMALL) continue;
      const held = this.holdings.find(load);
      if (held !== undefined) found.set(buffer, held);
    }
    return { tile, uses, read: readsOf(tile), found, early: new Map(), sparing: true };
  }

  /**
   * Gives the buffers of a tile that is loaded in `slot` their places; false when they do not fit.
   * @param since slot from which on the pool matters
   */
  fit(placing: Placing, slot: number, since: number): boolean {
    const { tile, uses, found, early } = placing;
    const near = this.pool.from(since);
    const taken = this.residentsFound(placing, slot);
    const precious = placing.sparing
      ? this.holdings.wanted().map(({ address, transfer: { bytes } }) => ({ address, bytes }))
      : [];
    early.clear();
    const brought = tile.loads.filter(({ place }) => !found.has(place.buffer));
    let waiting = clocksOfAll(brought) - this.timeline.room(slot);
    for (const [buffer, [first]] of uses) {
      if (this.addresses.has(buffer) || found.has(buffer)) continue;
      const own = { buffer, bytes: buffer.bytes, from: slot + first, until: this.lastSlot(placing, slot, buffer) };
      const shared = this.shared.has(buffer);
      const gap = (from: number): number => {
        const blocking = [...near, ...taken].filter((other) => other.from <= own.until && from <= other.until);
        const top = shared || buffer.bytes >= this.policy.large * this.pool.bytes;
        return this.pool.gap(blocking, buffer.bytes, top, shared ? [] : precious);
      };
      const loads = first > 0 ? [] : tile.loads.filter(({ place }) => place.buffer === buffer);
      const before = this.earlier(loads, slot, waiting);
      let address = before < slot ? gap(before) : -1;
      if (address >= 0) {
        own.from = before;
        early.set(buffer, before);
        waiting -= clocksOfAll(loads);
      } else address = gap(own.from);
      if (address < 0) return false;
      taken.push({ ...own, address });
    }
    for (const resident of taken) this.take(resident, found.get(resident.buffer));
    return true;
  }

  /** A tile is loaded in `slot`: its buffers go with it, and the pool holds what it brings and what it makes. */
  hold({ tile, uses }: Placing, slot: number, brought: readonly Transfer[]): void {
    this.readers.placed(tile);
    for (const [buffer, [, last]] of uses) {
      if (this.last.get(buffer) === tile) this.pool.of(buffer).until = slot + last;
    }
    const { stages, stores } = tile;
    const made = slot + stages.length;
    const end = stages.at(-1);
    for (const load of brought) {
      if (!this.uses.writes(load.place.buffer)) this.holdContent(load, slot + 1, slot + 1);
    }
    for (const store of stores) this.holdings.write(store);
    for (const store of stores) {
      const { buffer } = store.place;
      if (this.last.get(buffer) !== tile) continue;
      const byJob = end === undefined || end.jobs.some(({ z }) => z.buffer === buffer);
      this.holdContent(store, byJob ? made + 1 : made, made + 1);
    }
  }

  /** A call of a slot uses bytes of the tile. */
  sharesWith(tile: Tile, { calls }: Slot): boolean {
    if (calls.length === 0) return false;
    const own = new Set([...usesOf(tile).keys()].map((buffer) => this.rootOf(buffer)));
    return calls.some(({ fields }) =>
      Object.values(fields).some(
        (word) => typeof word === "object" && "buffer" in word && own.has(this.rootOf(word.buffer)),
      ),
    );
  }

  /** Small buffers of many tiles have their places for good, at the top: in the midst of the pool they would part it. */
  private settle(): void {
    let top = this.pool.bytes;
    for (const buffer of this.shared) {
      if (buffer.bytes > SETTLED) continue;
      top = Math.floor((top - buffer.bytes) / 8) * 8;
      this.addresses.set(buffer, top);
      this.pool.add({ buffer, address: top, bytes: buffer.bytes, from: 0, until: Infinity });
    }
  }

  /** The last slot of a buffer of a tile that is loaded in `slot`. */
  private lastSlot({ tile, uses }: Placing, slot: number, buffer: Buffer): number {
    return this.last.get(buffer) === tile ? slot + uses.get(buffer)![1] : Infinity;
  }

  /** The buffers whose bytes stand in the pool already. */
  private residentsFound(placing: Placing, slot: number): Resident[] {
    return [...placing.found].map(([buffer, { content, offset }]) => ({
      buffer,
      address: content.address + offset,
      bytes: buffer.bytes,
      from: content.from,
      until: this.lastSlot(placing, slot, buffer),
    }));
  }

  private take(resident: Resident, held: Found | undefined): void {
    this.addresses.set(resident.buffer, resident.address);
    if (held === undefined) {
      this.pool.add(resident);
      this.holdings.overwrite(resident.address, resident.bytes);
    } else {
      const root = this.rootOf(held.content.buffer);
      this.roots.set(resident.buffer, root);
      this.pool.share(resident, root);
    }
  }

  /** The nearest slot before that of a tile in which a buffer is better brought, as something runs beside; that of the tile if there is none. */
  private earlier(loads: readonly Transfer[], slot: number, waiting: number): number {
    const { timeline } = this;
    const own = clocksOfAll(loads);
    if (waiting <= 0 || own < this.policy.hastened) return slot;
    const since = loads.reduce((latest, load) => Math.max(latest, timeline.since(load)), slot - EARLY);
    for (let at = slot - 1; at >= Math.max(0, since); at--) if (timeline.room(at) >= HIDDEN * own) return at;
    return slot;
  }

  /** The pool has the bytes of a transfer from the given slots on, for calls and for jobs. */
  private holdContent(transfer: Transfer, calls: number, jobs: number): void {
    const { buffer, offset } = transfer.place;
    const readers = this.readers.of(transfer);
    if (readers.length === 0) return;
    const resident = this.pool.of(buffer);
    if (!this.pool.unclaimed(resident)) return;
    const address = this.addresses.get(buffer)! + offset;
    this.holdings.add({ buffer, transfer, address, from: resident.from, calls, jobs, readers });
  }

  private rootOf(buffer: Buffer): Buffer {
    return this.roots.get(buffer) ?? buffer;
  }
}
