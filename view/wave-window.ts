/** Fewest and most pixels of a clock. */
const NARROWEST = 1 / 16;
const WIDEST = 160;

/** The part of the time axis that the waveforms show, and two cursors. */
export class WaveWindow {
  /** The clock at the left edge, not whole in general. */
  from = 0;
  /** Pixels of a clock. */
  scale = 12;
  cursorA: number | null = null;
  cursorB: number | null = null;
  /** Moves along with the clock that is shown. */
  follows = true;

  /** Zooms by a factor so that the clock at pixel `x` stays there. */
  zoom(factor: number, x: number): void {
    const clock = this.clockAt(x);
    this.scale = Math.min(WIDEST, Math.max(NARROWEST, this.scale * factor));
    this.from = Math.max(0, clock - x / this.scale);
  }

  pan(pixels: number): void {
    this.from = Math.max(0, this.from + pixels / this.scale);
  }

  /** Shows the clocks from `from` up to before `end` in so many pixels. */
  fit(from: number, end: number, width: number): void {
    this.scale = Math.min(WIDEST, Math.max(NARROWEST, width / Math.max(1, end - from)));
    this.from = from;
  }

  /** Brings a clock into a window of so many pixels. */
  follow(clock: number, width: number): void {
    const shown = width / this.scale;
    const margin = Math.min(4, shown / 4);
    if (clock + margin > this.from + shown) this.from = clock + margin - shown;
    if (clock < this.from) this.from = Math.max(0, clock - margin);
  }

  /** The time at a pixel, a clock and the part of it that has passed. */
  clockAt(x: number): number {
    return this.from + x / this.scale;
  }

  xOf(clock: number): number {
    return (clock - this.from) * this.scale;
  }

  /** The cursors in words. */
  describe(): string {
    const { cursorA, cursorB } = this;
    const parts = [cursorA === null ? "" : `A ${cursorA}`, cursorB === null ? "" : `B ${cursorB}`];
    if (cursorA !== null && cursorB !== null) parts.push(`B − A = ${cursorB - cursorA} clocks`);
    return parts.filter((part) => part !== "").join(" · ");
  }
}
