import type { Hart } from "./hart.js";

/** What an instruction does to a hart whose `pc` already stands behind it; `pc` is its own address. */
export type Execute = (model: Hart, word: number, pc: number) => void;

/** One instruction: it is meant when `word & mask` equals `match`. */
export interface IsaRow {
  readonly match: number;
  readonly mask: number;
  readonly execute: Execute;
}

export const row = (match: number, mask: number, execute: Execute): IsaRow => ({ match, mask, execute });

/** Fields of a word. */
export const rdOf = (word: number) => (word >>> 7) & 31;
export const funct3Of = (word: number) => (word >>> 12) & 7;
export const rs1Of = (word: number) => (word >>> 15) & 31;
export const rs2Of = (word: number) => (word >>> 20) & 31;
export const rs3Of = (word: number) => word >>> 27;
/** Immediates of loads and stores, sign-extended. */
export const loadOffsetOf = (word: number) => (word | 0) >> 20;
export const storeOffsetOf = (word: number) => (((word | 0) >> 25) << 5) | rdOf(word);

/** An integer instruction `rd = compute(rs1, rs2, old rd, word)` on unsigned 32-bit numbers; the result is cut to 32 bits. */
export function integerRow(
  match: number,
  mask: number,
  compute: (a: number, b: number, d: number, word: number) => number,
): IsaRow {
  return row(match, mask, ({ x }, word) => {
    x[rdOf(word)] = compute(x[rs1Of(word)], x[rs2Of(word)], x[rdOf(word)], word);
  });
}

/** Finds rows by word; every word is looked for once. */
export class IsaTable {
  private readonly rows: readonly IsaRow[];
  private readonly found = new Map<number, Execute | undefined>();

  /** The first row that matches wins. */
  constructor(rows: readonly IsaRow[]) {
    this.rows = rows;
  }

  find(word: number): Execute | undefined {
    if (!this.found.has(word)) {
      const match = this.rows.find((r) => (word & r.mask) === (r.match | 0));
      this.found.set(word, match?.execute);
    }
    return this.found.get(word);
  }
}
