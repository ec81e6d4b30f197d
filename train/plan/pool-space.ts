import type { Buffer } from "./tile.js";

/** A buffer in its place for some slots, both ends included. */
export interface Resident {
  readonly buffer: Buffer;
  readonly address: number;
  readonly bytes: number;
  readonly from: number;
  until: number;
}

/** Bytes that should not be taken as long as there are others. */
export interface Precious {
  readonly address: number;
  readonly bytes: number;
}

/** Boundary at which buffers start: a bank row of words would be 64; 8 is a beat of the DMA. */
const ALIGNMENT = 8;

const whole = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** The bytes of the TCDM that buffers have, slot by slot. */
export class PoolSpace {
  /** Bytes up to the last one that is used. */
  peak = 0;
  readonly bytes: number;
  private readonly placed: Resident[] = [];
  /** Those that have bytes of another buffer, with that one. */
  private readonly guests: { readonly resident: Resident; readonly root: Buffer }[] = [];
  private residents: Resident[] = [];

  /** @param bytes size of the pool */
  constructor(bytes: number) {
    this.bytes = bytes;
  }

  /** Residents that may still matter from a slot on. */
  from(slot: number): readonly Resident[] {
    this.residents = this.residents.filter(({ until }) => until >= slot);
    return this.residents;
  }

  add(resident: Resident): void {
    this.residents.push(resident);
    this.placed.push(resident);
    this.peak = Math.max(this.peak, resident.address + resident.bytes);
  }

  /** A buffer that has bytes of another one. */
  share(resident: Resident, root: Buffer): void {
    this.residents.push(resident);
    this.guests.push({ resident, root });
  }

  /** Every buffer that has had a place of its own, as long as anybody used bytes of it. */
  history(): Resident[] {
    const found = new Map(this.placed.map((resident) => [resident.buffer, { ...resident }]));
    for (const { resident, root } of this.guests) {
      const owner = found.get(root)!;
      owner.until = Math.max(owner.until, resident.until);
    }
    return [...found.values()];
  }

  of(buffer: Buffer): Resident {
    return this.residents.find((candidate) => candidate.buffer === buffer)!;
  }

  /** Last slot in which any of the bytes belong to somebody; -1 for none. */
  lastUse(address: number, bytes: number): number {
    let last = -1;
    for (const other of this.residents) {
      if (other.address < address + bytes && address < other.address + other.bytes) last = Math.max(last, other.until);
    }
    return last;
  }

  /** Nobody has got the bytes of a buffer behind it yet. */
  unclaimed({ buffer, address, bytes, until }: Resident): boolean {
    return this.residents.every(
      (other) =>
        other.buffer === buffer ||
        other.from <= until ||
        address + bytes <= other.address ||
        other.address + other.bytes <= address,
    );
  }

  /**
   * Free bytes between blocking ones: the lowest, or highest, that touch nothing precious, or else as little of it as can be: what
   * comes first in the list is given up first. -1 when there are none.
   */
  gap(blocking: readonly Resident[], bytes: number, fromTop: boolean, precious: readonly Precious[]): number {
    for (let given = 0; given <= precious.length; given += Math.max(1, given)) {
      const found = this.free([...blocking, ...precious.slice(given)], bytes, fromTop);
      if (found >= 0) return found;
    }
    return precious.length > 0 ? this.free(blocking, bytes, fromTop) : -1;
  }

  private free(blocking: readonly Precious[], bytes: number, fromTop: boolean): number {
    const size = whole(bytes);
    const sorted = blocking
      .map(({ address, bytes: length }) => [address, whole(address + length)] as const)
      .sort((a, b) => a[0] - b[0]);
    let free = 0;
    let best = -1;
    for (const [begin, end] of [...sorted, [this.bytes, this.bytes] as const]) {
      if (begin - free >= size) {
        if (!fromTop) return free;
        best = Math.floor((begin - size) / ALIGNMENT) * ALIGNMENT;
      }
      free = Math.max(free, end);
    }
    return best;
  }
}
