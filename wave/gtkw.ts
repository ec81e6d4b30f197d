import { resolve } from "node:path";
import { writeTextFile } from "../run/files/file-sink.js";
import { matching } from "./select.js";
import { bitRange, type Variable } from "./vcd-header.js";

/** Trace flags of a GTKWave save file (analyzer.h numbers them): right-justified hex, decimal and binary, group marks. */
const HEX = "@22";
const DECIMAL = "@24";
const BINARY = "@28";
const GROUP_OPEN = "@800200";
const GROUP_CLOSED = "@c00200";
const GROUP_OPEN_END = "@1000200";
const GROUP_CLOSED_END = "@1401200";

type Shown = Pick<Variable, "path" | "type" | "width">;

function flags({ type, width }: Shown): string {
  if (type === "real" || type === "integer") return DECIMAL;
  return width === 1 ? BINARY : HEX;
}

function trace(variable: Shown): string[] {
  return [flags(variable), variable.path + bitRange(variable)];
}

/**
 * The text of a GTKWave save file: the clock, an open group of key signals, then a closed group per block.
 * @param keys globs (`select.ts`) of the signals to show first; one that matches nothing is left out, so that one list
 * serves several designs.
 */
export function gtkw(
  variables: readonly Shown[],
  keys: readonly string[],
  paths: { readonly vcd: string; readonly gtkw: string },
): string {
  const clock = variables.filter(({ path }) => /^[^.]*\.clk(_count)?$/.test(path));
  const chosen = [...new Set(keys.flatMap((glob) => matching(variables, glob)))];
  const groups = new Map<string, Shown[]>();
  for (const variable of variables) {
    if (clock.includes(variable)) continue;
    const block = variable.path.slice(0, variable.path.lastIndexOf("."));
    const members = groups.get(block);
    if (members === undefined) groups.set(block, [variable]);
    else members.push(variable);
  }
  const lines = [`[dumpfile] "${paths.vcd}"`, `[savefile] "${paths.gtkw}"`, "[timestart] 0", "[sst_expanded] 1"];
  // The zoom is a power of two of time units per pixel: about 50 pixels for a clock of 1.63 ns.
  lines.push(`*-5.000000 0${" -1".repeat(26)}`);
  lines.push(...clock.flatMap(trace));
  if (chosen.length > 0)
    lines.push(GROUP_OPEN, "-key signals", ...chosen.flatMap(trace), GROUP_OPEN_END, "-key signals");
  for (const [block, members] of groups) {
    lines.push(GROUP_CLOSED, `-${block}`, ...members.flatMap(trace), GROUP_CLOSED_END, `-${block}`);
  }
  return `${lines.join("\n")}\n`;
}

/**
 * Writes the save file beside a VCD, `out.gtkw` beside `out.vcd`; see `gtkw`.
 * @returns its path.
 * @throws UsageError when it cannot be written.
 */
export function writeGtkw(vcdPath: string, variables: readonly Shown[], keys: readonly string[]): string {
  const path = `${vcdPath.replace(/\.(vcd|fst)$/, "")}.gtkw`;
  writeTextFile(path, gtkw(variables, keys, { vcd: resolve(vcdPath), gtkw: resolve(path) }));
  return path;
}
