/**
 * A set of banks: bank b is bit b % 32 of element b >> 5. What concerns all banks of an element is one operation, so a clock of
 * the interconnect costs what is requested in it.
 */
export type BankSet = Int32Array;

/** Banks of an element. */
export const ELEMENT_BANKS = 32;

/** The empty set among so many banks. */
export function bankSet(banks: number): BankSet {
  return new Int32Array(Math.ceil(banks / ELEMENT_BANKS));
}

/** 1 when bank `b` is in the set, else 0. */
export function hasBank(set: BankSet, b: number): number {
  return (set[b >>> 5] >>> b) & 1;
}

/** Puts bank `b` into the set (`bit` 1) or takes it out (0). */
export function putBank(set: BankSet, b: number, bit: number): void {
  set[b >>> 5] = (set[b >>> 5] & ~(1 << b)) | (bit << b);
}

/** The lowest `n` bits, none for a negative number. */
function ones(n: number): number {
  return n >= ELEMENT_BANKS ? -1 : n <= 0 ? 0 : (1 << n) - 1;
}

/**
 * Fills `set` with `count` neighbouring banks from bank `from` on, past the last bank on from bank 0.
 * @param banks their number, a power of two and at least `count`
 */
export function fillSpan(set: BankSet, banks: number, from: number, count: number): void {
  const inElement = ones(banks);
  for (let e = 0; e < set.length; e++) {
    // Banks from `from` on up to the first one of this element, and from there on up to `from` again.
    const ahead = (ELEMENT_BANKS * e - from) & (banks - 1);
    const start = banks - ahead;
    const begins = start < ELEMENT_BANKS ? ones(count) << start : 0;
    set[e] = (ones(count - ahead) | begins) & inElement;
  }
}

/** Who is connected to which bank in one clock. A connected bank sees the master's request; it executes it if it grants. */
export class BankSelect {
  /** Banks connected to a narrow port, and the number of that port, valid for these. */
  readonly narrow: BankSet;
  readonly master: Uint8Array;
  /** Banks connected to the wide port. */
  readonly wide: BankSet;

  constructor(banks: number, master: Uint8Array) {
    this.narrow = bankSet(banks);
    this.master = master;
    this.wide = bankSet(banks);
  }
}
