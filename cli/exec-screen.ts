import { BLOCKS, type Energy } from "../measure/energy/estimate.js";
import type { CoreReport } from "../run/programs/core-statistics.js";
import type { ProgramResult } from "../run/programs/program-run.js";
import type { RoiReport } from "../run/programs/region-of-interest.js";
import { energyText } from "./energy-text.js";
import { plainTable } from "./screen.js";

/** What `redmule exec --json` prints. */
export interface ExecReport extends ProgramResult {
  readonly program: string;
  readonly preset: string;
  readonly isa: string;
  /** Between the two places of `--roi`; of cores that came from the first to the second. */
  readonly roi?: readonly RoiReport[];
  /** Of the cluster at 470 MHz and 0.65 V; null for other systems. */
  readonly energy: Energy | null;
  /** Wall time of the simulation. */
  readonly seconds: number;
}

/** Reasons as the table names them. */
const COLUMNS: Readonly<Record<string, string>> = {
  load_use: "load-use",
  multi_cycle: "multi-cycle",
  fp_dependency: "FP dep.",
  contention: "TCDM",
};

function coreTable(cores: readonly CoreReport[]): string {
  const reasons = [...new Set(cores.flatMap(({ lost }) => Object.keys(lost)))];
  const head = ["core", "clocks", "instr", "IPC", "issued", ...reasons.map((reason) => COLUMNS[reason] ?? reason)];
  const rows = cores.map(({ hart, clocks, instructions, ipc, issued, lost }) => [
    ...[String(hart), String(clocks), String(instructions), ipc.toFixed(3), String(issued)],
    ...reasons.map((reason) => String(lost[reason] ?? 0)),
  ]);
  return plainTable([head, ...rows]);
}

function roiTable(roi: readonly RoiReport[]): string {
  const reasons = [...new Set(roi.flatMap(({ lost }) => Object.keys(lost)))];
  const head = ["region of core", "passes", "clocks", "instr", ...reasons.map((reason) => COLUMNS[reason] ?? reason)];
  const rows = roi.map(({ hart, passes, clocks, instructions, lost }) => [
    ...[hart, passes, clocks, instructions].map(String),
    ...reasons.map((reason) => String(lost[reason] ?? 0)),
  ]);
  return rows.length === 0 ? "No core came from the start of the region to its end." : plainTable([head, ...rows]);
}

function verdict({ status, value, message, clocks }: ExecReport): string {
  if (status === "hang") return `HANG: ${message}.`;
  if (status === "limit")
    return `NOT ENDED after ${clocks} clocks: raise --max-clocks, or look with --trace or --wave.`;
  return value === 0 ? `OK: ended after ${clocks} clocks.` : `FAILED: ended after ${clocks} clocks with ${value}.`;
}

/** Energy of the whole run, and by block. */
function energyLine(energy: Energy): string {
  const { blocks } = energy;
  const parts = BLOCKS.map((block) => `${block} ${((100 * blocks[block]) / energy.microjoules).toFixed(0)} %`);
  return `${energyText(energy)}, ${energy.milliwatts.toFixed(1)} mW at 470 MHz, 0.65 V: ${parts.join(", ")}`;
}

/** Lines below a verdict. */
export function linesText(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}\n`).join("");
}

/** The end of a run on a terminal: a table of the cores, bus errors, the verdict. */
export function execScreen(report: ExecReport): string {
  const { cores, busErrors, traps = [], seconds, clocks, whereabouts = [], remarks = [], roi } = report;
  const instructions = cores.reduce((sum, core) => sum + core.instructions, 0);
  const speed = `${(instructions / seconds / 1e6).toFixed(2)} MIPS, ${Math.round(clocks / seconds / 1000)} thousand clocks/s`;
  const energy = report.energy === null ? [] : [energyLine(report.energy)];
  const errors = [...busErrors, ...traps].map(({ message }) => `${message}.`);
  const region = roi === undefined ? [] : [roiTable(roi)];
  return `\n${[coreTable(cores), ...region, ...energy, ...errors, ...remarks, verdict(report)].join("\n")}\n${linesText(whereabouts)}${speed}\n`;
}
