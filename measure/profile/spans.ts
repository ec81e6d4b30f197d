/** Numbers of a span: what, depth, start, end. */
const FIELDS = 4;

/**
 * Stretches of time that nest. There may be a great many: when they become too many, those below a length are dropped, and
 * the length doubles.
 */
export class Spans {
  /** Clocks below which spans were dropped. */
  shortest = 0;
  private readonly most: number;
  private done: number[] = [];
  private readonly open: number[] = [];

  constructor(most: number) {
    this.most = most;
  }

  get depth(): number {
    return this.open.length / 2;
  }

  begin(what: number, clock: number): void {
    this.open.push(what, clock);
  }

  /** Ends the innermost span. */
  end(clock: number): void {
    if (this.open.length === 0) return;
    const start = this.open.pop()!;
    const what = this.open.pop()!;
    if (clock - start < Math.max(this.shortest, 1)) return;
    this.done.push(what, this.depth, start, clock);
    if (this.done.length >= FIELDS * this.most) this.thin();
  }

  private thin(): void {
    while (this.done.length >= (FIELDS * this.most) / 2) {
      this.shortest = Math.max(2, this.shortest * 2);
      const kept: number[] = [];
      for (let i = 0; i < this.done.length; i += FIELDS) {
        if (this.done[i + 3] - this.done[i + 2] >= this.shortest) kept.push(...this.done.slice(i, i + FIELDS));
      }
      this.done = kept;
    }
  }

  /** Ends what is open, and gives all as [what, depth, start, end], outer ones before inner ones, in the order of time. */
  close(clock: number): (readonly [what: number, depth: number, start: number, end: number])[] {
    while (this.open.length > 0) this.end(clock);
    const all: (readonly [number, number, number, number])[] = [];
    for (let i = 0; i < this.done.length; i += FIELDS) {
      const [what, depth, start, end] = this.done.slice(i, i + FIELDS);
      all.push([what, depth, start, end]);
    }
    return all.sort((a, b) => a[2] - b[2] || a[1] - b[1]);
  }
}
