/** Fewest clocks that a window shows. */
const LEAST = 64;

/** The part of a step that is shown. */
export class Span {
  from = 0;
  to: number;
  private readonly end: number;

  /** @param end clocks of the step */
  constructor(end: number) {
    this.end = end;
    this.to = end;
  }

  get clocks(): number {
    return this.to - this.from;
  }

  show(from: number, to: number): void {
    const clocks = Math.min(this.end, Math.max(LEAST, to - from));
    const middle = (from + to) / 2;
    this.from = Math.max(0, Math.min(this.end - clocks, middle - clocks / 2));
    this.to = this.from + clocks;
  }

  /** Shows `factor` times as many clocks; the clock `about` stays where it is. */
  zoom(factor: number, about: number): void {
    const clocks = Math.min(this.end, Math.max(LEAST, this.clocks * factor));
    const from = about - ((about - this.from) / this.clocks) * clocks;
    this.show(from, from + clocks);
  }

  pan(clocks: number): void {
    this.show(this.from + clocks, this.to + clocks);
  }

  /** Brings a clock into the window. */
  follow(clock: number): void {
    if (clock >= this.from && clock <= this.to) return;
    const { clocks } = this;
    this.show(clock - clocks * 0.05, clock + clocks * 0.95);
  }
}
