import { CLOCK_KINDS } from "../hw/redmule/account.js";

const MOST = 240;

/** How many clocks of each kind there were in equal stretches of time; the stretch doubles as the run grows. */
export class Strip {
  /** Clocks of a stretch. */
  stretch = 1;
  /** Clocks counted. */
  clocks = 0;
  private readonly counts = new Uint32Array(MOST * CLOCK_KINDS.length);

  /** Counts the entries of the log that are new. */
  extend(log: Uint32Array, length: number): void {
    const kinds = CLOCK_KINDS.length;
    for (; this.clocks < length; this.clocks++) {
      if (this.clocks === MOST * this.stretch) this.halve();
      this.counts[Math.floor(this.clocks / this.stretch) * kinds + (log[this.clocks] & 7)]++;
    }
  }

  private halve(): void {
    const { counts } = this;
    const kinds = CLOCK_KINDS.length;
    for (let i = 0; i < MOST; i++) {
      for (let kind = 0; kind < kinds; kind++) {
        const from = 2 * i * kinds + kind;
        counts[i * kinds + kind] = i < MOST / 2 ? counts[from] + counts[from + kinds] : 0;
      }
    }
    this.stretch *= 2;
  }

  /** Stretches that hold clocks. */
  get length(): number {
    return Math.ceil(this.clocks / this.stretch);
  }

  count(stretch: number, kind: number): number {
    return this.counts[stretch * CLOCK_KINDS.length + kind];
  }
}
