import { UsageError } from "../hw/errors.js";
import { cut, isBit, runsOf, valueText, type Run } from "./runs.js";
import type { Track } from "./track.js";

/** How a diagram is drawn. */
export interface DiagramOptions {
  /** First and last clock shown. */
  readonly from: number;
  readonly to: number;
  /** Columns of one clock, at least 2; by default as few as show every value, at most 9. */
  readonly columns?: number;
  /** Plain ASCII instead of box-drawing characters. */
  readonly ascii?: boolean;
  /** A clock that a line below the clocks marks. */
  readonly trigger?: number | null;
}

const UNICODE = { line: "─", bar: "│", rise: "┌┘", fall: "┐└", down: "┬", up: "┴", cut: "…", mark: "▼" };
const ASCII = { line: "-", bar: "|", rise: "++", fall: "++", down: "+", up: "+", cut: "~", mark: "v" };
type Glyphs = typeof UNICODE;

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
    middle += (i > 0 ? g.bar : " ") + cut(text, inner, g.cut).padEnd(inner);
    bottom += (i > 0 ? g.up : g.line) + g.line.repeat(inner);
  });
  return [top, middle, bottom];
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

function checkedWindow({ from, to }: DiagramOptions): { readonly from: number; readonly to: number } {
  if (from <= to) return { from, to };
  throw new UsageError(`The diagram from clock ${from} to ${to} is empty: the end must not lie before the start.`);
}

const nameWidth = (tracks: readonly Track[], { trigger = null }: DiagramOptions): number =>
  Math.max(trigger === null ? 5 : 7, ...tracks.map(({ path }) => path.length));

/**
 * A timing diagram for a terminal or a test's snapshot: clock numbers above, bits as lines, vectors as boxes with state
 * names or hexadecimal values. A value drawn under clock c stands during clock c.
 * @throws UsageError for an empty window or too few columns.
 */
export function diagram(tracks: readonly Track[], options: DiagramOptions): string {
  const { from, to } = checkedWindow(options);
  const glyphs = options.ascii ? ASCII : UNICODE;
  const runs = tracks.map((track) => runsOf(track, from, to));
  const columns = options.columns ?? fittingColumns(tracks, runs);
  if (columns < 2) throw new UsageError(`A clock cannot be drawn in ${columns} columns: give at least 2.`);
  const names = nameWidth(tracks, options);
  const row = (name: string, cells: string): string => `${name.padEnd(names)} ${glyphs.bar}${cells}`.trimEnd();
  const lines = [row("clock", clockRow(from, to, columns))];
  const { trigger = null } = options;
  if (trigger !== null && trigger >= from && trigger <= to) {
    lines.push(row("trigger", " ".repeat((trigger - from) * columns + 1) + glyphs.mark));
  }
  tracks.forEach((track, t) => {
    const rows = isBit(track) ? bitRows(runs[t], columns, glyphs) : vectorRows(track, runs[t], columns, glyphs);
    // The middle of three rows, the lower of two.
    rows.forEach((cells, i) => lines.push(row(i === 1 ? track.path : "", cells)));
  });
  return `${lines.join("\n")}\n`;
}

/**
 * The same in diagrams one below the other, each at most `width` characters wide, with at least one clock.
 * @throws UsageError as `diagram`
 */
export function pagedDiagram(tracks: readonly Track[], options: DiagramOptions, width: number): string {
  const { from, to } = checkedWindow(options);
  const columns =
    options.columns ??
    fittingColumns(
      tracks,
      tracks.map((track) => runsOf(track, from, to)),
    );
  const room = Math.max(1, Math.floor((width - nameWidth(tracks, options) - 2) / columns));
  const total = to - from + 1;
  const clocks = Math.ceil(total / Math.ceil(total / room));
  const pages = Array.from({ length: Math.ceil(total / clocks) }, (_, i) => from + i * clocks);
  return pages
    .map((first) => diagram(tracks, { ...options, columns, from: first, to: Math.min(to, first + clocks - 1) }))
    .join("\n");
}
