import type { BackgroundTile } from "./background.js";
import { BufferUses, Holdings, Readers, type Found } from "./holdings.js";
import { POLICIES, SHORT, type Policy } from "./policy.js";
import { PoolSpace, type Resident } from "./pool-space.js";
import { clocksOf, clocksOfAll, clocksOfSlot, readsOf, type FirstRead, type Schedule, type Slot } from "./slots.js";
import { usesOf, type Buffer, type Tile, type Transfer } from "./tile.js";
import { Traffic } from "./traffic.js";

/** Share of the pool up to which the buffers of a tile may leave some of them where other tiles have put them for good. */
const SMALL = 1 / 4;
/** Bytes of a buffer of several tiles that has its place for good. */
const SETTLED = 64;
/** Slots behind that of a tile in which tiles of the background are looked at. */
const BESIDE = 2;
/** Tiles of the background that are looked at for a slot. */
const AHEAD = 24;
/** Slots before that of a tile in which its buffers may be brought, and the share of a load that must have room beside what runs there. */
const EARLY = 4;
const HIDDEN = 0.6;

/** A tile on its way into the slots. */
interface Placing {
  readonly tile: Tile;
  readonly uses: Map<Buffer, [number, number]>;
  /** First stage that reads each buffer. */
  readonly read: ReadonlyMap<Buffer, FirstRead>;
  /** Buffers whose bytes stand in the pool already. */
  readonly found: ReadonlyMap<Buffer, Found>;
  /** Slots in which buffers are brought that are brought before the others. */
  readonly early: Map<Buffer, number>;
  /** Keeps away, as long as there are other bytes, from what later tiles would find. */
  readonly sparing: boolean;
}

/**
 * Puts tiles into slots in their order. A tile is loaded in the first slot, not before that of the tile before it, in which
 * everything it reads has been stored and its buffers fit the pool. What stands in the pool, because another tile brought or made it, is
 * not brought again: it is read where it is, by calls of the slot that makes it at the earliest.
 *
 * What is written in a slot can be loaded in the next one: a slot ends when its transfers have. Buffers that outlive a tile are
 * taken from the top of the pool, others from its bottom, so that they do not part it.
 */
export class Scheduler {
  private readonly slots: Slot[] = [];
  private readonly addresses = new Map<Buffer, number>();
  private readonly last = new Map<Buffer, Tile>();
  private readonly shared = new Set<Buffer>();
  /** The buffer whose bytes a buffer has. */
  private readonly roots = new Map<Buffer, Buffer>();
  private readonly pool: PoolSpace;
  private readonly policy: Policy;
  private readonly holdings = new Holdings();
  private readonly readers = new Readers();
  private uses = new BufferUses([]);
  private readonly traffic = new Traffic();
  private slot = 0;
  /** Slots in which calls first use buffers of several tiles. */
  private readonly made = new Map<Buffer, number>();

  /**
   * @param bytes size of the pool
   * @param policy which of the ways that are all right is taken
   */
  constructor(bytes: number, policy: Policy = POLICIES[0]) {
    this.pool = new PoolSpace(bytes);
    this.policy = policy;
  }

  /** @throws RangeError when a tile does not fit the pool by itself, which the tilers have to see to */
  schedule(tiles: readonly Tile[], background: readonly BackgroundTile[] = []): Schedule {
    const all = [...tiles, ...background.map((each) => each.tile)];
    for (const tile of all) {
      for (const buffer of usesOf(tile).keys()) {
        if (this.last.has(buffer)) this.shared.add(buffer);
        this.last.set(buffer, tile);
      }
    }
    this.settle();
    this.uses = new BufferUses(all);
    this.noteReaders(tiles, background);
    const waiting = [...background];
    tiles.forEach((tile, number) => {
      this.place(tile);
      this.fill(waiting, number + 1);
    });
    for (const { tile } of waiting) this.place(tile);
    const { slots, addresses, pool } = this;
    const clocks = slots.reduce((sum, slot, i) => sum + clocksOfSlot(slot, this.traffic.clocks(i)), 0);
    return { slots, addresses, residents: pool.history(), peak: pool.peak, clocks };
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

  /** Who will read what: tiles of the background as soon as they may run. */
  private noteReaders(tiles: readonly Tile[], background: readonly BackgroundTile[]): void {
    let next = 0;
    const note = (number: number, tile: Tile): void => {
      for (const load of tile.loads) if (this.uses.replaceable(load)) this.readers.note(tile, number, load);
    };
    tiles.forEach((tile, number) => {
      for (; next < background.length && background[next].from <= number; next++) note(number, background[next].tile);
      note(number, tile);
    });
    for (; next < background.length; next++) note(tiles.length, background[next].tile);
  }

  /** Tiles of the background into slots in which the cores would wait for RedMulE. */
  private fill(waiting: BackgroundTile[], placed: number): void {
    const end = Math.min(this.slots.length, this.slot + 1 + BESIDE);
    for (let slot = this.slot + 1; slot < end; slot++) {
      const { redmule, cores } = this.slots[slot];
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

  private placing(tile: Tile): Placing {
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

  private place(tile: Tile): void {
    const placing = this.placing(tile);
    if (this.placeFrom(placing)) return;
    // What is found may stand in the way of the other buffers, and what is spared part the bytes that they need.
    if (placing.found.size > 0 && this.placeFrom({ ...placing, found: new Map() })) return;
    if (this.placeFrom({ ...placing, found: new Map(), sparing: false })) return;
    const bytes = [...placing.uses.keys()].reduce((sum, buffer) => sum + Math.ceil(buffer.bytes / 8) * 8, 0);
    const missing = Math.max(bytes - this.pool.bytes, 8);
    throw new RangeError(
      `A tile of ${bytes} bytes misses ${missing} in the ${this.pool.bytes} bytes for buffers of TCDM.`,
    );
  }

  private placeFrom(placing: Placing): boolean {
    let slot = this.firstSlot(placing, this.slot);
    if (this.crowded(placing, slot)) slot = this.firstSlot(placing, slot + 1);
    const limit = this.pool
      .from(this.slot - EARLY)
      .reduce((end, { until }) => (until < Infinity ? Math.max(end, until) : end), slot);
    while (!this.fit(placing, slot)) if (++slot > limit + 1) return false;
    this.slot = slot;
    this.put(placing, slot);
    return true;
  }

  /** Puts a tile into given slots, if it may be there; false if not. */
  private placeBeside(tile: Tile, slot: number): boolean {
    const placing = this.placing(tile);
    if (this.firstSlot(placing, slot) > slot || !this.fit(placing, slot)) return false;
    this.put(placing, slot);
    return true;
  }

  /** The slot of the tile has much to do for the same engine already; what the slot itself makes for the tile is worth waiting for. */
  private crowded({ tile, read, found }: Placing, slot: number): boolean {
    const chained = [...found].some(
      ([buffer, { content }]) => read.has(buffer) && content.calls === slot + read.get(buffer)!.stage,
    );
    return tile.stages.some((stage, i) => {
      const there = this.slots.at(slot + 1 + i);
      if (there === undefined || slot + 1 + i >= this.slots.length) return false;
      const { cores, redmule } = clocksOf(tile, stage);
      return (!chained && Math.min(there.cores, cores) > SHORT) || Math.min(there.redmule, redmule) > SHORT;
    });
  }

  /** The first slot in which a tile may be loaded. */
  private firstSlot({ tile: { loads, stores, stages, after: made = [] }, read, found }: Placing, from: number): number {
    let slot = from;
    for (const buffer of made) slot = Math.max(slot, this.made.get(buffer)! + 1 - read.get(buffer)!.stage);
    const storeStage = stages.length + 1;
    const after = (transfer: Transfer, stage: number): void => {
      slot = Math.max(slot, this.traffic.since(transfer) - stage);
    };
    for (const load of loads) if (!found.has(load.place.buffer)) after(load, 0);
    for (const store of stores) after(store, storeStage);
    for (const [buffer, { content, offset }] of found) {
      const { stage, jobs } = read.get(buffer) ?? { stage: storeStage, jobs: true };
      slot = Math.max(slot, (jobs ? content.jobs : content.calls) - stage);
      // Bytes that are changed in place: whoever reads the old ones has done so.
      if (!this.uses.writes(buffer)) continue;
      slot = Math.max(slot, this.pool.lastUse(content.address + offset, buffer.bytes) + 1 - stage);
    }
    return slot;
  }

  /** Finds places for the buffers of a tile that is loaded in `slot`; false when they do not fit. */
  private fit(placing: Placing, slot: number): boolean {
    const { tile, uses, found, early, sparing } = placing;
    const near = this.pool.from(this.slot - EARLY);
    const taken: Resident[] = [];
    const until = (buffer: Buffer): number => (this.last.get(buffer) === tile ? slot + uses.get(buffer)![1] : Infinity);
    for (const [buffer, { content, offset }] of found) {
      const address = content.address + offset;
      taken.push({ buffer, address, bytes: buffer.bytes, from: content.from, until: until(buffer) });
    }
    const wanted = sparing ? this.holdings.wanted() : [];
    const precious = wanted.map(({ address, transfer: { bytes } }) => ({ address, bytes }));
    early.clear();
    let waiting = clocksOfAll(tile.loads.filter(({ place }) => !found.has(place.buffer))) - this.room(slot);
    for (const [buffer, [first]] of uses) {
      if (this.addresses.has(buffer) || found.has(buffer)) continue;
      const own = { buffer, bytes: buffer.bytes, from: slot + first, until: until(buffer) };
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
    for (const resident of taken) {
      this.addresses.set(resident.buffer, resident.address);
      const held = found.get(resident.buffer);
      if (held === undefined) {
        this.pool.add(resident);
        this.holdings.overwrite(resident.address, resident.bytes);
      } else {
        const root = this.rootOf(held.content.buffer);
        this.roots.set(resident.buffer, root);
        this.pool.share(resident, root);
      }
    }
    return true;
  }

  /** The nearest slot before that of a tile in which a buffer is better brought, as something runs beside; that of the tile if there is none. */
  private earlier(loads: readonly Transfer[], slot: number, waiting: number): number {
    const own = clocksOfAll(loads);
    if (waiting <= 0 || own < this.policy.hastened) return slot;
    const since = loads.reduce((latest, load) => Math.max(latest, this.traffic.since(load)), slot - EARLY);
    for (let at = slot - 1; at >= Math.max(0, since); at--) if (this.room(at) >= HIDDEN * own) return at;
    return slot;
  }

  /** Estimated clocks of the DMA that a slot hides beyond those that it has. */
  private room(slot: number): number {
    const there = slot < this.slots.length ? this.slots[slot] : undefined;
    return (there === undefined ? 0 : Math.max(there.cores, there.redmule)) - this.traffic.clocks(slot);
  }

  private put(placing: Placing, slot: number): void {
    const { tile, uses, found } = placing;
    const { loads, stages, stores, step, lead } = tile;
    this.readers.placed(tile);
    for (const [buffer, { stage }] of placing.read) {
      if (this.shared.has(buffer) && !this.made.has(buffer)) this.made.set(buffer, slot + stage);
    }
    for (const buffer of uses.keys()) {
      if (this.last.get(buffer) === tile) this.pool.of(buffer).until = slot + uses.get(buffer)![1];
    }
    const brought = loads.filter(({ place }) => !found.has(place.buffer));
    for (const load of brought) {
      const at = placing.early.get(load.place.buffer) ?? slot;
      this.at(at, step).loads.push(load);
      this.traffic.load(at, load);
    }
    const beside = this.at(slot, step);
    const leads = lead !== undefined && beside.calls.length + beside.jobs.length === 0;
    if (leads) beside.calls.push({ ...lead.call, step, isLead: true });
    const words = leads ? undefined : lead?.without;
    stages.forEach((stage, i) => {
      const target = this.at(slot + 1 + i, step);
      if (target.calls.length + target.jobs.length === 0) target.step = step;
      const meets = this.sharesWith(tile, target);
      target.calls.push(
        ...stage.calls.map((call, c) => ({
          ...call,
          ...(i + c === 0 && words && { fields: { ...call.fields, ...words } }),
          ...{ step, barrier: call.barrier || (c === 0 && meets) },
        })),
      );
      target.jobs.push(...stage.jobs.map((job) => ({ ...job, step })));
      const { cores, redmule } = clocksOf(tile, stage);
      target.cores += cores;
      target.redmule += redmule;
    });
    const storeSlot = slot + stages.length + 1;
    if (stores.length > 0) this.at(storeSlot, step).stores.push(...stores);
    this.traffic.forget(this.slot - EARLY);
    for (const store of stores) this.traffic.store(storeSlot, store);
    this.hold(placing, slot, brought);
  }

  /** What the pool holds of L2 behind a tile. */
  private hold({ tile }: Placing, slot: number, brought: readonly Transfer[]): void {
    const { stages, stores } = tile;
    const made = slot + stages.length;
    const end = stages.at(-1);
    const hold = (transfer: Transfer, calls: number, jobs: number): void => {
      const { buffer, offset } = transfer.place;
      const readers = this.readers.of(transfer);
      if (readers.length === 0) return;
      const resident = this.pool.of(buffer);
      if (!this.pool.unclaimed(resident)) return;
      const { from } = resident;
      const address = this.addresses.get(buffer)! + offset;
      this.holdings.add({ buffer, transfer, address, from, calls, jobs, readers });
    };
    for (const load of brought) if (!this.uses.writes(load.place.buffer)) hold(load, slot + 1, slot + 1);
    for (const store of stores) this.holdings.write(store);
    for (const store of stores) {
      const { buffer } = store.place;
      if (this.last.get(buffer) !== tile) continue;
      const byJob = end === undefined || end.jobs.some(({ z }) => z.buffer === buffer);
      hold(store, byJob ? made + 1 : made, made + 1);
    }
  }

  private rootOf(buffer: Buffer): Buffer {
    return this.roots.get(buffer) ?? buffer;
  }

  /** A call of the slot uses bytes of the tile. */
  private sharesWith(tile: Tile, { calls }: Slot): boolean {
    if (calls.length === 0) return false;
    const own = new Set([...usesOf(tile).keys()].map((buffer) => this.rootOf(buffer)));
    return calls.some(({ fields }) =>
      Object.values(fields).some(
        (word) => typeof word === "object" && "buffer" in word && own.has(this.rootOf(word.buffer)),
      ),
    );
  }

  private at(slot: number, step: number): Slot {
    while (this.slots.length <= slot) {
      this.slots.push({ stores: [], loads: [], jobs: [], calls: [], cores: 0, redmule: 0, step });
    }
    return this.slots[slot];
  }
}
