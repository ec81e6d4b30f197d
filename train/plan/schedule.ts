import { extentOf, usesOf, type Buffer, type Call, type Job, type Tile, type Transfer } from "./tile.js";

/** What happens between two meetings of the cores. */
export interface Slot {
  readonly stores: Transfer[];
  readonly loads: Transfer[];
  readonly jobs: Job[];
  readonly calls: ScheduledCall[];
  /** Estimated clocks of the calls and jobs. */
  clocks: number;
  /** The step that the slot's clocks count for. */
  step: number;
}

/** A call and the step that it belongs to. */
export interface ScheduledCall extends Call {
  readonly step: number;
}

/** Slots, and where the buffers stand in the pool. */
export interface Schedule {
  readonly slots: readonly Slot[];
  readonly addresses: ReadonlyMap<Buffer, number>;
  /** The slots in which each buffer is in its place. */
  readonly residents: readonly Readonly<Resident>[];
  /** Bytes of the pool up to the last one that is used. */
  readonly peak: number;
}

/** A buffer in its place for some slots, both ends included. */
export interface Resident {
  readonly buffer: Buffer;
  readonly address: number;
  readonly from: number;
  until: number;
}

/** Bytes of L2 and the slot in which they are written. */
interface Written {
  readonly begin: number;
  readonly end: number;
  readonly slot: number;
}

/** Boundary at which buffers start: a bank row of words would be 64; 8 is a beat of the DMA. */
const ALIGNMENT = 8;
/** Estimated clocks of a short tile: it joins a slot whatever else runs there, and others join it. */
const SHORT = 800;

/** Tiles of a step that may run beside those of others, from some step on. */
export interface BackgroundTile {
  readonly tile: Tile;
  /** Index of the first step whose tiles it may run beside. */
  readonly from: number;
}

/**
 * Puts tiles into slots in their order. A tile is loaded in the first slot, not before that of the tile before it, in which
 * everything it reads has been stored and its buffers fit the pool.
 *
 * What is written in a slot can be loaded in the next one: a slot ends when its transfers have. Buffers that outlive a tile are
 * taken from the top of the pool, others from its bottom, so that they do not part it.
 */
export class Scheduler {
  private readonly slots: Slot[] = [];
  private readonly residents: Resident[] = [];
  private readonly addresses = new Map<Buffer, number>();
  private readonly last = new Map<Buffer, Tile>();
  private readonly shared = new Set<Buffer>();
  private written: Written[] = [];
  private readonly bytes: number;
  private slot = 0;
  private peak = 0;

  /** @param bytes size of the pool */
  constructor(bytes: number) {
    this.bytes = bytes;
  }

  /** @throws RangeError when a tile does not fit the pool by itself, which the tilers have to see to */
  schedule(tiles: readonly Tile[], background: readonly BackgroundTile[] = []): Schedule {
    for (const tile of [...tiles, ...background.map((each) => each.tile)]) {
      for (const buffer of usesOf(tile).keys()) {
        if (this.last.has(buffer)) this.shared.add(buffer);
        this.last.set(buffer, tile);
      }
    }
    const waiting = [...background];
    for (const tile of tiles) {
      this.place(tile);
      let slack = tile.slack ?? 0;
      while (waiting.length > 0 && waiting[0].from <= tile.step && waiting[0].tile.clocks <= 2 * slack) {
        if (!this.placeBeside(waiting[0].tile)) break;
        slack -= waiting.shift()!.tile.clocks;
      }
    }
    for (const { tile } of waiting) this.place(tile);
    return { slots: this.slots, addresses: this.addresses, residents: this.residents, peak: this.peak };
  }

  private place(tile: Tile): void {
    const uses = usesOf(tile);
    let slot = this.slot;
    const compute = this.slots[slot + 1];
    if (compute !== undefined && Math.min(compute.clocks, tile.clocks) > SHORT) slot++;
    slot = Math.max(slot, this.firstSlot(tile, slot));
    const limit = this.residents.reduce((end, { until }) => (until < Infinity ? Math.max(end, until) : end), slot) + 1;
    while (!this.fit(tile, uses, slot)) {
      if (++slot > limit) throw new RangeError(`A tile of step ${tile.step} does not fit ${this.bytes} bytes of TCDM.`);
    }
    this.slot = slot;
    this.put(tile, uses, slot);
  }

  /** Puts a tile into the slots of the one before it, if it may be there; false if not. */
  private placeBeside(tile: Tile): boolean {
    if (this.firstSlot(tile, this.slot) > this.slot) return false;
    const uses = usesOf(tile);
    if (!this.fit(tile, uses, this.slot)) return false;
    this.put(tile, uses, this.slot);
    return true;
  }

  /** The first slot in which a tile may be loaded. */
  private firstSlot({ loads, stores, stages }: Tile, from: number): number {
    let slot = from;
    const storeStage = stages.length + 1;
    const after = (transfer: Transfer, stage: number): void => {
      const [begin, end] = extentOf(transfer);
      for (const written of this.written) {
        if (written.begin < end && begin < written.end) slot = Math.max(slot, written.slot + 1 - stage);
      }
    };
    for (const load of loads) after(load, 0);
    for (const store of stores) after(store, storeStage);
    return slot;
  }

  /** Finds places for the buffers of a tile that is loaded in `slot`; false when they do not fit. */
  private fit(tile: Tile, uses: Map<Buffer, [number, number]>, slot: number): boolean {
    const live = this.residents.filter(({ until }) => until >= slot);
    const found: Resident[] = [];
    for (const [buffer, [first, last]] of uses) {
      if (this.addresses.has(buffer)) continue;
      const from = slot + first;
      const until = this.last.get(buffer) === tile ? slot + last : Infinity;
      const blocking = [...live, ...found].filter((other) => other.from <= until && from <= other.until);
      const address = this.gap(blocking, buffer.bytes, this.shared.has(buffer));
      if (address < 0) return false;
      found.push({ buffer, address, from, until });
    }
    for (const resident of found) {
      this.residents.push(resident);
      this.addresses.set(resident.buffer, resident.address);
      this.peak = Math.max(this.peak, resident.address + resident.buffer.bytes);
    }
    return true;
  }

  /** The lowest, or highest, address of free bytes between the blocking buffers; -1 when there is none. */
  private gap(blocking: readonly Resident[], bytes: number, fromTop: boolean): number {
    const size = Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    const sorted = blocking
      .map(({ address, buffer }) => [address, address + Math.ceil(buffer.bytes / ALIGNMENT) * ALIGNMENT] as const)
      .sort((a, b) => a[0] - b[0]);
    let free = 0;
    let best = -1;
    for (const [begin, end] of [...sorted, [this.bytes, this.bytes] as const]) {
      if (begin - free >= size) {
        if (!fromTop) return free;
        best = begin - size;
      }
      free = Math.max(free, end);
    }
    return best;
  }

  private put(tile: Tile, uses: Map<Buffer, [number, number]>, slot: number): void {
    const { loads, stages, stores, step, clocks } = tile;
    const storeSlot = slot + stages.length + 1;
    for (const buffer of uses.keys()) {
      if (this.last.get(buffer) !== tile) continue;
      const resident = this.residents.find((candidate) => candidate.buffer === buffer)!;
      resident.until = slot + uses.get(buffer)![1];
    }
    this.at(slot, step).loads.push(...loads);
    stages.forEach(({ calls, jobs }, i) => {
      const target = this.at(slot + 1 + i, step);
      if (target.calls.length + target.jobs.length === 0) target.step = step;
      const meets = this.sharesWith(tile, target);
      target.calls.push(...calls.map((call, c) => ({ ...call, step, barrier: call.barrier || (c === 0 && meets) })));
      target.jobs.push(...jobs);
      target.clocks += clocks / stages.length;
    });
    if (stores.length === 0) return;
    this.at(storeSlot, step).stores.push(...stores);
    this.written = this.written.filter((written) => written.slot >= slot);
    for (const store of stores) {
      const [begin, end] = extentOf(store);
      this.written.push({ begin, end, slot: storeSlot });
    }
  }

  /** A call of the slot uses a buffer of the tile. */
  private sharesWith(tile: Tile, { calls }: Slot): boolean {
    if (calls.length === 0) return false;
    const own = new Set(usesOf(tile).keys());
    return calls.some(({ fields }) =>
      Object.values(fields).some((word) => typeof word === "object" && "buffer" in word && own.has(word.buffer)),
    );
  }

  private at(slot: number, step: number): Slot {
    while (this.slots.length <= slot) {
      this.slots.push({ stores: [], loads: [], jobs: [], calls: [], clocks: 0, step });
    }
    return this.slots[slot];
  }
}
