import { hexDigits } from "../hw/hex.js";
import { formatReal } from "./real.js";
import type { Track } from "./track.js";
import type { WaveValue } from "./vcd-reader.js";

/** Consecutive clocks in which a signal keeps its value. */
export interface Run {
  readonly clocks: number;
  readonly value: WaveValue;
}

/** The clocks from `from` to `to` of a signal, cut where its value changes. */
export function runsOf(track: Track, from: number, to: number): Run[] {
  const runs: { clocks: number; value: WaveValue }[] = [];
  for (let clock = from; clock <= to; clock++) {
    const value = track.at(clock);
    const run = runs.at(-1);
    if (run !== undefined && Object.is(run.value, value)) run.clocks++;
    else runs.push({ clocks: 1, value });
  }
  return runs;
}

/** A value as pictures spell it: the name of a state, a number with four digits, else hexadecimal; x when unknown. */
export function valueText({ width, real, states }: Track, value: WaveValue): string {
  if (value === null) return "x";
  if (real) return formatReal(Number.isFinite(value) ? Number(value.toPrecision(4)) : value);
  return states?.[value] ?? hexDigits(value, Math.ceil(width / 4));
}

/** The signal is drawn as a level, not as boxes with values. */
export function isBit({ width, states }: Track): boolean {
  return width === 1 && states === undefined;
}

/** The text, or as much of it as fits `room` characters with `mark` at the end. */
export function cut(text: string, room: number, mark: string): string {
  return text.length > room ? text.slice(0, Math.max(0, room - 1)) + mark : text;
}
