import { registerArray, type Probe } from "../probe.js";

/** Atomic operation of an access, which the memory executes in one go; `none` for plain reads and writes. */
export const Atomic = {
  none: 0,
  loadReserved: 1,
  storeConditional: 2,
  swap: 3,
  add: 4,
  xor: 5,
  and: 6,
  or: 7,
  min: 8,
  max: 9,
  minu: 10,
  maxu: 11,
} as const;
export type Atomic = (typeof Atomic)[keyof typeof Atomic];

const OPERATION_MASK = 0xf;
const MASTER_SHIFT = 4;
const MASTERS = 64;

/** The `atomic` field of a port: the operation, and the number of the master, below 64, that makes the access. */
export function atomicAccess(operation: Atomic, master: number): number {
  return operation | (master << MASTER_SHIFT);
}

/** What an atomic read-modify-write stores; operands and result are 32-bit patterns of either sign. */
export function modify(operation: number, old: number, operand: number): number {
  switch (operation) {
    case Atomic.add:
      return (old + operand) | 0;
    case Atomic.xor:
      return old ^ operand;
    case Atomic.and:
      return old & operand;
    case Atomic.or:
      return old | operand;
    case Atomic.min:
      return Math.min(old | 0, operand | 0);
    case Atomic.max:
      return Math.max(old | 0, operand | 0);
    case Atomic.minu:
      return Math.min(old >>> 0, operand >>> 0);
    case Atomic.maxu:
      return Math.max(old >>> 0, operand >>> 0);
    default:
      return operand;
  }
}

/**
 * Reservations of a memory: lr reserves a word for its master, any write of that word by anyone takes all reservations of
 * it away, and sc writes only under one and always gives its own up.
 */
export class Reservations {
  /** 0 when no word is reserved, so that plain writes need not look. */
  held = 0;
  /** Reserved word of each master, plus 1; 0 for none. */
  private readonly words = new Uint32Array(MASTERS);

  private reserve(master: number, word: number): void {
    this.words[master] = word + 1;
    this.held = 1;
  }

  /** Gives the reservation of `master` up; true when it was for `word`. */
  private claim(master: number, word: number): boolean {
    const valid = this.words[master] === word + 1;
    this.words[master] = 0;
    return valid;
  }

  /** A word is written by another than an atomic access; to be called only while a word is held. */
  written(word: number): void {
    this.held = 0;
    for (let i = 0; i < this.words.length; i++) {
      if (this.words[i] === word + 1) this.words[i] = 0;
      if (this.words[i] !== 0) this.held = 1;
    }
  }

  /**
   * Executes the atomic access to `words[at]` that the `atomic` field of a port describes.
   * @returns what the master reads: the old word, for sc 0 when it wrote and 1 when not
   */
  execute(access: number, words: Uint32Array, at: number, wdata: number): number {
    const operation = access & OPERATION_MASK;
    const master = access >>> MASTER_SHIFT;
    const old = words[at];
    if (operation === Atomic.loadReserved) {
      this.reserve(master, at);
      return old;
    }
    const conditional = operation === Atomic.storeConditional;
    if (conditional && !this.claim(master, at)) return 1;
    words[at] = modify(operation, old, wdata);
    if (this.held !== 0) this.written(at);
    return conditional ? 0 : old;
  }

  reset(): void {
    this.words.fill(0);
    this.held = 0;
  }

  /** The registers, for the scope of the memory. */
  probe(): Probe {
    const set = (i: number, value: number) => {
      this.words[i] = value;
      this.held = 1;
    };
    return { ...registerArray("reserved", 32, this.words), set };
  }
}
