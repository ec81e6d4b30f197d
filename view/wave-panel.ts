import { fitting, label, MONO, MONO_WIDTH, Sheet, SMALL } from "./canvas.js";
import type { Palette } from "./palette.js";
import { valueText } from "./value-text.js";
import type { Track, WaveStore } from "./wave-store.js";
import { WaveWindow } from "./wave-window.js";

/** Pixels for the names and the values at the clock that is shown. */
export const NAMES = 300;
const RULER = 17;
const ROW = 16;

/** The waveforms. */
export class WavePanel {
  readonly sheet: Sheet;
  readonly window = new WaveWindow();
  store: WaveStore;
  /** Rows that are scrolled out above. */
  scroll = 0;

  constructor(store: WaveStore, resized: () => void) {
    this.store = store;
    this.sheet = new Sheet("wave", resized);
  }

  /** The track in the row at a height of the canvas. */
  trackAt(y: number): number | null {
    const row = Math.floor((y - RULER) / ROW) + this.scroll;
    return y >= RULER && row < this.store.tracks.length ? row : null;
  }

  scrollBy(rows: number): void {
    const shown = Math.floor((this.sheet.height - RULER) / ROW);
    this.scroll = Math.max(0, Math.min(this.store.tracks.length - shown, this.scroll + rows));
  }

  /** @param clock the clock that the machine shows */
  draw(palette: Palette, clock: number, asBits: boolean): void {
    const { sheet, window, store } = this;
    const { context } = sheet;
    if (sheet.width <= NAMES) return;
    if (window.follows) window.follow(clock, sheet.width - NAMES);
    sheet.clear(palette.ground);
    this.scrollBy(0);
    context.save();
    context.beginPath();
    context.rect(NAMES, 0, sheet.width - NAMES, sheet.height);
    context.clip();
    context.translate(NAMES, 0);
    this.drawRuler(palette);
    const rows = store.tracks.slice(this.scroll);
    rows.forEach((track, row) => this.drawTrack(palette, track, row, asBits));
    this.drawCursors(palette, clock);
    context.restore();
    rows.forEach((track, row) => this.drawName(palette, track, row, clock, asBits));
  }

  private drawRuler(palette: Palette): void {
    const { sheet, window } = this;
    const { context } = sheet;
    const step = ticksFor(window.scale);
    context.strokeStyle = palette.line;
    context.beginPath();
    for (let clock = Math.floor(window.from / step) * step; window.xOf(clock) < sheet.width; clock += step) {
      const x = Math.round(window.xOf(clock)) + 0.5;
      context.moveTo(x, RULER);
      context.lineTo(x, sheet.height);
      const text = String(clock);
      if (x >= 0 && x + 5 + 6 * text.length < sheet.width - NAMES) label(context, text, x + 3, 8, palette.faint, SMALL);
    }
    context.stroke();
  }

  private drawName(palette: Palette, track: Track, row: number, clock: number, asBits: boolean): void {
    const { store } = this;
    const { context } = this.sheet;
    const y = RULER + (row + 0.5) * ROW;
    label(context, "×", 4, y, palette.faint, MONO);
    const at = this.window.cursorA ?? clock;
    const known = at >= store.from && at < store.end;
    const value = known ? valueText(track, store.at(row + this.scroll, at), asBits) : "–";
    const shown = fitting(value, 12 * MONO_WIDTH);
    label(context, shown, NAMES - 8, y, palette.ink, MONO, "right");
    const room = NAMES - 32 - shown.length * MONO_WIDTH;
    const name = track.path.replace(/^redmule\./, "");
    const most = Math.floor(room / MONO_WIDTH);
    const text = name.length <= most ? name : `…${name.slice(name.length - most + 1)}`;
    label(context, text, 18, y, palette.faint, MONO);
  }

  private drawTrack(palette: Palette, track: Track, row: number, asBits: boolean): void {
    const top = RULER + row * ROW;
    if (top > this.sheet.height) return;
    const number = row + this.scroll;
    if (track.width === 1 && track.states === undefined) this.drawBit(palette, number, top);
    else this.drawVector(palette, track, number, top, asBits);
  }

  /** First and last clock in sight that have values. */
  private get range(): readonly [first: number, last: number] {
    const { window, store, sheet } = this;
    const first = Math.max(store.from, Math.floor(window.from));
    const last = Math.min(store.end - 1, Math.ceil(window.clockAt(sheet.width - NAMES)));
    return [first, last];
  }

  /** Calls `draw` for each run of equal values in sight. */
  private runs(track: number, draw: (from: number, to: number, value: number) => void): void {
    const { store } = this;
    const [first, last] = this.range;
    let from = first;
    for (let clock = first + 1; clock <= last + 1; clock++) {
      if (clock <= last && store.at(track, clock) === store.at(track, from)) continue;
      if (from <= last) draw(from, clock, store.at(track, from));
      from = clock;
    }
  }

  private drawBit(palette: Palette, track: number, top: number): void {
    const { window } = this;
    const { context } = this.sheet;
    const [high, low] = [top + 3.5, top + ROW - 3.5];
    context.fillStyle = palette.empty;
    context.strokeStyle = palette.accent;
    context.beginPath();
    let before = -1;
    this.runs(track, (from, to, value) => {
      const [x, end] = [window.xOf(from), window.xOf(to)];
      const y = value ? high : low;
      if (value) context.fillRect(x, high, end - x, low - high);
      if (before < 0) context.moveTo(x, y);
      else context.lineTo(x, y);
      context.lineTo(end, y);
      before = value;
    });
    context.stroke();
  }

  private drawVector(palette: Palette, track: Track, number: number, top: number, asBits: boolean): void {
    const { window } = this;
    const { context } = this.sheet;
    const [y, height] = [top + 2.5, ROW - 5];
    context.strokeStyle = palette.core;
    context.fillStyle = palette.panel;
    context.beginPath();
    this.runs(number, (from, to) => {
      const x = window.xOf(from);
      context.rect(Math.round(x) + 0.5, y, Math.max(0.5, window.xOf(to) - x), height);
    });
    context.fill();
    context.stroke();
    this.runs(number, (from, to, value) => {
      const x = Math.max(0, window.xOf(from));
      const room = window.xOf(to) - x - 4;
      if (room < 2 * MONO_WIDTH && (room < MONO_WIDTH || value > 9)) return;
      const text = valueText(track, value, asBits);
      // Of a name two letters say nothing.
      if (text.length * MONO_WIDTH > room && room < 4 * MONO_WIDTH) return;
      label(context, fitting(text, room), x + 3, y + height / 2 + 0.5, palette.ink, MONO);
    });
  }

  private drawCursors(palette: Palette, clock: number): void {
    const { window, sheet } = this;
    const { context } = sheet;
    context.fillStyle = palette.accent;
    context.globalAlpha = 0.2;
    context.fillRect(window.xOf(clock), 0, Math.max(2, window.scale), sheet.height);
    context.globalAlpha = 1;
    for (const [name, at] of [
      ["A", window.cursorA],
      ["B", window.cursorB],
    ] as const) {
      if (at === null) continue;
      const x = window.xOf(at + 0.5);
      context.fillStyle = palette.bad;
      context.fillRect(x, 0, 1, sheet.height);
      context.fillRect(x - 6, 1, 13, 13);
      label(context, name, x + 0.5, 8, palette.panel, SMALL, "center");
    }
  }
}

/** Clocks between two marks of the ruler, so that their numbers have room. */
function ticksFor(scale: number): number {
  for (let decade = 1; ; decade *= 10) {
    for (const step of [1, 2, 5]) if (step * decade * scale >= 56) return step * decade;
  }
}
