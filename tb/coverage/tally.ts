/**
 * Counts by small numbers while a design is clocked, and tells what it has counted once at the end: whole numbers in few
 * lines of the cache instead of a bin for each of the things that happen together.
 */
export class Tally {
  /** How often each key was met since the last `finish`. */
  readonly counts: Int32Array;
  private readonly tell: (key: number, count: number) => void;

  /**
   * @param keys how many there are, from 0 on
   * @param tell takes a key that was met and how often
   */
  constructor(keys: number, tell: (key: number, count: number) => void) {
    this.counts = new Int32Array(keys);
    this.tell = tell;
  }

  /** Keys that are the bins of a group. */
  static of(hits: Float64Array): Tally {
    return new Tally(hits.length, (bin, count) => (hits[bin] += count));
  }

  finish(): void {
    const { counts } = this;
    for (let key = 0; key < counts.length; key++) {
      if (counts[key] === 0) continue;
      this.tell(key, counts[key]);
      counts[key] = 0;
    }
  }
}
