import { tracksAround } from "../measure/diff/around.js";
import type { DiffRun } from "../measure/diff/diff-run.js";
import type { DiffResult, FirstDifference } from "../measure/diff/result.js";
import { shortPath } from "../measure/diff/short-path.js";
import { pagedDiagram } from "../wave/ascii.js";

/** Clocks of the list of later differences, registers of one clock, and missing signals that the screen shows. */
const CLOCKS = 20;
const REGISTERS = 8;
const MISSING = 10;
const WIDTH = 160;

/** What `redmule diff` says. */
export function diffText(run: DiffRun, result: DiffResult, wave: string | undefined): string {
  const lines = [...heading(result)];
  if (result.first === null) lines.push(`Equal: no register and no output differs in ${result.clocks} clocks.`);
  else lines.push(...told(run, result.first), "", ...later(result));
  if (wave !== undefined) lines.push("", `Both sides are in ${wave}.`);
  return `${lines.join("\n")}\n`;
}

function heading({ top, size, map, compared, mapped, unmapped, missing, clocks }: DiffResult): string[] {
  const share = ((100 * mapped) / (mapped + unmapped)).toFixed(1);
  return [
    `${top}: ${size}, map ${map}, ${clocks} clocks`,
    `Compared: ${compared.registers} registers, ${compared.outputs} outputs, ${compared.wires} wires of the RTL; they hold ${share} % of the model's registers (${mapped} of ${mapped + unmapped}).`,
    ...(missing.length === 0 ? [] : [`Not in the dump, left out: ${listed(missing, MISSING)}.`]),
  ];
}

function told(run: DiffRun, first: FirstDifference): string[] {
  const { clock, edge, time, block, registers, rtl, model, job, sinceTrigger } = first;
  const since = job > 1 ? `, clock ${sinceTrigger} of job ${job}` : "";
  const others = registers.length > 1 ? ` and ${registers.length - 1} more` : "";
  const around = tracksAround(run);
  return [
    `First difference in clock ${clock}${since} (edge ${edge}, time ${time} x ${run.timescale}), block ${block}: ${registers[0]}${others}`,
    `  RTL ${shown(rtl)}, model ${shown(model)}`,
    `  ${origin(first)}`,
    ...(around === null
      ? []
      : ["", pagedDiagram(around.tracks, { from: around.from, to: around.to }, WIDTH).trimEnd()]),
  ];
}

/** Whether the fault lies in the block itself. */
function origin({ block, inputs }: FirstDifference): string {
  if (inputs.differing.length > 0) {
    return `Inputs of ${block} differed in the clock before: ${listed(inputs.differing, REGISTERS)}. Look where they come from.`;
  }
  if (inputs.known.length === 0) {
    return `All registers agreed in the clock before; the dump has no input wire of ${block} to say more.`;
  }
  return `All registers and the ${inputs.known.length} known inputs of ${block} agreed in the clock before: the fault is inside it.`;
}

function later({ byClock, top }: DiffResult): string[] {
  const shownClocks = byClock.slice(0, CLOCKS).map(({ clock, registers, wires = [] }) => {
    const below = (path: string): string => shortPath(path.startsWith(`${top}.`) ? path.slice(top.length + 1) : path);
    const names = registers.map(below);
    const also = wires.length > 0 ? `${names.length > 0 ? "; " : ""}wires ${listed(wires.map(below), REGISTERS)}` : "";
    return `${String(clock).padStart(8)}  ${names.length > 0 ? listed(names, REGISTERS) : ""}${also}`;
  });
  const rest = byClock.length - shownClocks.length;
  return ["By clock of the first difference:", ...shownClocks, ...(rest > 0 ? [`  and in ${rest} clocks more`] : [])];
}

function listed(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return names.slice(0, most).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

function shown(value: number | string): string {
  return typeof value === "string" ? value : value < 10 ? String(value) : `${value} (0x${value.toString(16)})`;
}
