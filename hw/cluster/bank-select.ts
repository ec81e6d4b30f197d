/**
 * Who is connected to which bank in one clock, as lists, so that a clock costs what it uses. A connected bank sees the
 * master's request; the access is executed if the bank grants.
 */
export class BankSelect {
  /** Banks connected to a narrow port. */
  narrow = 0;
  /** Their numbers and the port of each; valid below `narrow` (one spare place for an entry not counted). */
  readonly bank: Uint32Array;
  readonly master: Uint8Array;
  /** Word i of the wide port: 1 when it requests and its bank is connected to it. */
  readonly word: Uint8Array;

  constructor(banks: number, words: number) {
    this.bank = new Uint32Array(banks + 1);
    this.master = new Uint8Array(banks + 1);
    this.word = new Uint8Array(words);
  }
}
