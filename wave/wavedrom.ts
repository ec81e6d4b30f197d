import type { ClockWindow } from "./capture.js";
import { cut, isBit, runsOf, valueText, type Run } from "./runs.js";
import type { Track } from "./track.js";

/** A lane of a WaveDrom picture: a letter per clock, and the texts of the letters that start a box. */
export interface WaveLane {
  readonly name: string;
  readonly wave: string;
  readonly data?: readonly string[];
}

/** A timing diagram as WaveDrom's editor, web component and renderer read it (WaveJSON). */
export interface WaveJson {
  readonly signal: readonly WaveLane[];
  readonly head: { readonly text: string; readonly tick: number; readonly every: number };
  readonly config: { readonly hscale: number };
}

/** Widths of WaveDrom's default skin in pixels: a clock, a letter of its labels, both ends of a box together. */
export const CLOCK = 40;
const LETTER = 6.2;
const ENDS = 14;

/** Largest stretch of a clock; values that need more are cut. */
const LARGEST_SCALE = 3;

/** WaveDrom's coloured boxes 2 to 9; 2 is white. */
const COLOURS = 8;

/** The letter that starts a run; a bit that keeps the level of the lane before it, and clocks in a run, are dots. */
function letter(track: Track, { value }: Run): string {
  if (value === null) return "x";
  if (isBit(track)) return String(value);
  return track.states === undefined ? "=" : String(2 + (value % COLOURS));
}

/** Letters that fit a run of so many clocks. */
function room(clocks: number, scale: number): number {
  return Math.floor((clocks * CLOCK * scale - ENDS) / LETTER);
}

function scaleFor(tracks: readonly Track[], runs: readonly (readonly Run[])[]): number {
  const fits = (scale: number): boolean =>
    tracks.every(
      (track, t) =>
        isBit(track) ||
        runs[t].every(({ clocks, value }) => value === null || valueText(track, value).length <= room(clocks, scale)),
    );
  let scale = 1;
  while (scale < LARGEST_SCALE && !fits(scale)) scale++;
  return scale;
}

function lane(track: Track, runs: readonly Run[], scale: number): WaveLane {
  const wave = runs.map((run) => letter(track, run) + ".".repeat(run.clocks - 1)).join("");
  if (isBit(track)) return { name: track.path, wave };
  const known = runs.filter(({ value }) => value !== null);
  const data = known.map(({ clocks, value }) => cut(valueText(track, value), room(clocks, scale), "…"));
  return { name: track.path, wave, data };
}

/** High in one of so many clocks. */
function markOf(clock: number, clocks: number): string {
  return Array.from({ length: clocks }, (_, i) => {
    return i === clock ? "1" : i === 0 || i === clock + 1 ? "0" : ".";
  }).join("");
}

/** Every which clock carries its number, so that the numbers stay apart. */
function tickStep(to: number, scale: number): number {
  return Math.ceil(((String(to).length + 1) * LETTER) / (CLOCK * scale));
}

/**
 * The clocks from `from` to `to` for WaveDrom: the clock, then a lane a signal. States have colours, values are hexadecimal;
 * clocks are stretched up to threefold so that values fit, and what still does not is cut.
 * @param trigger a clock of the window that a lane of its own marks
 */
export function waveJson(
  tracks: readonly Track[],
  { from, to }: ClockWindow,
  title: string,
  trigger: number | null = null,
): WaveJson {
  const runs = tracks.map((track) => runsOf(track, from, to));
  const scale = scaleFor(tracks, runs);
  const clock: WaveLane = { name: "clk", wave: `p${".".repeat(to - from)}` };
  const mark = trigger === null ? [] : [{ name: "trigger", wave: markOf(trigger - from, to - from + 1) }];
  return {
    signal: [clock, ...mark, ...tracks.map((track, t) => lane(track, runs[t], scale))],
    head: { text: title, tick: from, every: tickStep(to, scale) },
    config: { hscale: scale },
  };
}
