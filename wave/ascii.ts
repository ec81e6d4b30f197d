import { UsageError } from "../hw/errors.js";
import { formatReal } from "./real.js";
import type { Track } from "./track.js";
import type { WaveValue } from "./vcd-reader.js";

export interface DiagramOptions {
  /** First and last clock shown. */
  readonly from: number;
  readonly to: number;
  /** Columns of one clock, at least 2; by default as few as show every value, at most 9. */
  readonly columns?: number;
  /** Plain ASCII instead of box-drawing characters. */
  readonly ascii?: boolean;
}

/** Consecutive clocks of one value. */
interface Run {
  readonly clocks: number;
  readonly value: WaveValue;
}

const UNICODE = { line: "─", bar: "│", rise: "┌┘", fall: "┐└", down: "┬", up: "┴", cut: "…" };
const ASCII = { line: "-", bar: "|", rise: "++", fall: "++", down: "+", up: "+", cut: "~" };
type Glyphs = typeof UNICODE;

function runsOf(track: Track, from: number, to: number): Run[] {
  const runs: { clocks: number; value: WaveValue }[] = [];
  for (let clock = from; clock <= to; clock++) {
    const value = track.at(clock);
    const run = runs.at(-1);
    if (run !== undefined && Object.is(run.value, value)) run.clocks++;
    else runs.push({ clocks: 1, value });
  }
  return runs;
}

function valueText({ width, real, states }: Track, value: WaveValue): string {
  if (value === null) return "x";
  if (real) return formatReal(Number.isFinite(value) ? Number(value.toPrecision(4)) : value);
  return states?.[value] ?? value.toString(16).padStart(Math.ceil(width / 4), "0");
}

/** Two rows: the level as an upper or lower line, x on both. */
function bitRows(runs: readonly Run[], columns: number, g: Glyphs): string[] {
  let [top, bottom] = ["", ""];
  runs.forEach(({ clocks, value }, i) => {
    const edge = i > 0 && value !== null && runs[i - 1].value !== null;
    const rest = clocks * columns - (edge ? 1 : 0);
    const corner = edge ? (value === 1 ? g.rise : g.fall) : "";
    const [high, low] = value === null ? ["x", "x"] : value === 1 ? [g.line, " "] : [" ", g.line];
    top += (corner[0] ?? "") + high.repeat(rest);
    bottom += (corner[1] ?? "") + low.repeat(rest);
  });
  return [top, bottom];
}

/** Three rows: a box per value, its text cut where the box is too narrow. */
function vectorRows(track: Track, runs: readonly Run[], columns: number, g: Glyphs): string[] {
  let [top, middle, bottom] = ["", "", ""];
  runs.forEach(({ clocks, value }, i) => {
    const inner = clocks * columns - 1;
    const text = valueText(track, value);
    top += (i > 0 ? g.down : g.line) + g.line.repeat(inner);
    middle += (i > 0 ? g.bar : " ") + (text.length > inner ? text.slice(0, inner - 1) + g.cut : text.padEnd(inner));
    bottom += (i > 0 ? g.up : g.line) + g.line.repeat(inner);
  });
  return [top, middle, bottom];
}

function isBit({ width, states }: Track): boolean {
  return width === 1 && states === undefined;
}

function fittingColumns(tracks: readonly Track[], runs: readonly (readonly Run[])[]): number {
  const needs = tracks.flatMap((track, t) =>
    isBit(track) ? [] : runs[t].map(({ clocks, value }) => Math.ceil((valueText(track, value).length + 1) / clocks)),
  );
  return Math.min(
    9,
    needs.reduce((most, need) => Math.max(most, need), 3),
  );
}

function clockRow(from: number, to: number, columns: number): string {
  const step = Math.ceil((String(to).length + 1) / columns);
  let row = "";
  for (let clock = from; clock <= to; clock += step)
    row += ` ${clock}`.padEnd(Math.min(step, to - clock + 1) * columns);
  return row;
}

/**
 * A timing diagram for a terminal or a test's snapshot: clock numbers above, bits as lines, vectors as boxes with state
 * names or hexadecimal values. A value drawn under clock c stands during clock c.
 * @throws UsageError for an empty window or too few columns.
 */
export function diagram(tracks: readonly Track[], options: DiagramOptions): string {
  const { from, to } = options;
  if (!(from <= to)) {
    throw new UsageError(`The diagram from clock ${from} to ${to} is empty: the end must not lie before the start.`);
  }
  const glyphs = options.ascii ? ASCII : UNICODE;
  const runs = tracks.map((track) => runsOf(track, from, to));
  const columns = options.columns ?? fittingColumns(tracks, runs);
  if (columns < 2) throw new UsageError(`A clock cannot be drawn in ${columns} columns: give at least 2.`);
  const names = Math.max(5, ...tracks.map(({ path }) => path.length));
  const row = (name: string, cells: string): string => `${name.padEnd(names)} ${glyphs.bar}${cells}`.trimEnd();
  const lines = [row("clock", clockRow(from, to, columns))];
  tracks.forEach((track, t) => {
    const rows = isBit(track) ? bitRows(runs[t], columns, glyphs) : vectorRows(track, runs[t], columns, glyphs);
    // The middle of three rows, the lower of two.
    rows.forEach((cells, i) => lines.push(row(i === 1 ? track.path : "", cells)));
  });
  return `${lines.join("\n")}\n`;
}
