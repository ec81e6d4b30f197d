/**
 * A set of banks: bank b is bit b % 32 of element b >> 5. What concerns all banks of an element is one operation, so a clock of
 * the interconnect costs what is requested in it.
 */
export type BankSet = Int32Array;

/** Banks of an element. */
export const ELEMENT_BANKS = 32;

/** 1 when bank `b` is in the set, else 0. */
export function hasBank(set: BankSet, b: number): number {
  return (set[b >>> 5] >>> b) & 1;
}

/** Puts bank `b` into the set (`bit` 1) or takes it out (0). */
export function putBank(set: BankSet, b: number, bit: number): void {
  set[b >>> 5] = (set[b >>> 5] & ~(1 << b)) | (bit << b);
}

/** Who is connected to which bank in one clock. A connected bank sees the master's request; it executes it if it grants. */
export interface BankSelect {
  /** Banks connected to a narrow port, and the number of that port, valid for these. */
  readonly narrow: BankSet;
  readonly master: Uint8Array;
  /** Banks connected to the wide port. */
  readonly wide: BankSet;
}
