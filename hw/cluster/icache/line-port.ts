/** Reads of whole lines: from a private cache to the shared one. One read is open at a time. */
export class LinePort {
  // Written by the private cache.
  req = 0;
  /** Byte address of the line. */
  addr = 0;
  // Written by the shared cache.
  gnt = 0;
  valid = 0;
  /** 1 with `valid` when L2 has no such line. */
  err = 0;
  readonly words: Uint32Array;

  constructor(words: number) {
    this.words = new Uint32Array(words);
  }
}
