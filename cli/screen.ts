import Table from "cli-table3";
import { CE_CLOCK_NAMES, type CeClocks } from "../hw/redmule/account.js";
import type { Energy } from "../measure/energy/estimate.js";
import { FGCS_2023 } from "../measure/papers.js";
import { energyDigits, powerText } from "./energy-text.js";
import { type RunReport, type Settings, type Verdict } from "./run-report.js";

/** Columns apart by blanks, without lines. */
const PLAIN = {
  chars: Object.fromEntries(
    ["top", "bottom", "left", "right", "mid"].flatMap((side) => [
      [side, ""],
      [`${side}-mid`, ""],
      [`${side}-left`, ""],
      [`${side}-right`, ""],
    ]),
  ),
  style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
};

type Align = "left" | "right";

/** Columns of a terminal. */
const WIDTH = 118;
/** Blanks between columns: fewer where the table would be too wide. */
const GAPS = ["   ", "  ", " "];

/** Rows of cells as a table without lines; columns without an alignment are right-aligned. */
export function plainTable(rows: readonly (readonly string[])[], aligns: readonly Align[] = []): string {
  const widthOf = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));
  const tables = GAPS.map((gap) => tableWith(gap, rows, aligns));
  return tables.find((text) => widthOf(text) <= WIDTH) ?? tables.at(-1)!;
}

function tableWith(gap: string, rows: readonly (readonly string[])[], aligns: readonly Align[]): string {
  const built = new Table({
    ...PLAIN,
    chars: { ...PLAIN.chars, middle: gap },
    colAligns: rows[0].map((_, i) => aligns[i] ?? "right"),
  });
  built.push(...rows.map((row) => [...row]));
  // The last column is padded to its width.
  return built.toString().replace(/ +$/gm, "");
}

/** Rows of a name, a number and a remark. */
export function table(rows: readonly (readonly string[])[], last: Align): string {
  return plainTable(rows, ["left", "right", last]);
}

/** Text whose lines fit a terminal: what does not goes on below, moved in by `indent` columns. */
export function wrapped(text: string, indent = 4): string {
  return text
    .split("\n")
    .flatMap((line) => wrappedLine(line, indent))
    .join("\n");
}

function wrappedLine(line: string, indent: number): string[] {
  if (line.length <= WIDTH) return [line];
  const at = line.lastIndexOf(" ", WIDTH);
  if (at <= indent) return [line];
  return [line.slice(0, at), ...wrappedLine(" ".repeat(indent) + line.slice(at + 1), indent)];
}

/** A share with two digits. */
export function percent(part: number): string {
  return `${(100 * part).toFixed(2)} %`;
}

/** The job and the design. */
export function title({ op, fmt, m, n, k, config, profile, errata, ce }: Settings): string {
  const sum = op === "MATMUL" ? "" : " and Y";
  const { L, H, P, port } = config;
  const switched = profile === "sound" && errata.length > 0 ? ` + ${errata.join(", ")}` : "";
  return [
    `${op} ${fmt}: Z[${m} x ${k}] from X[${m} x ${n}], W[${n} x ${k}]${sum}`,
    `RedMulE ${L} x ${H}, P = ${P}, ${port}-bit port, ${ce} compute elements, profile ${profile}${switched}`,
  ].join("\n");
}

/** What drives a run; `start` says in which clock it begins. */
export function drive({ data, seed, stall, stallSeed, misalign, tcdmKib }: Settings, start: string | null): string {
  const parts = [`data ${data}, seed ${seed}`, `TCDM ${tcdmKib} KiB`];
  if (stall > 0) parts.push(`stalls ${stall}, seed ${stallSeed}`);
  if (misalign.some((bytes) => bytes > 0)) parts.push(`bases moved by ${misalign.join(", ")} bytes`);
  if (start !== null) parts.push(start);
  return parts.join("; ");
}

/** Energy and power of the cluster as a row. */
export function energyRow(energy: Energy): readonly string[] {
  const { mhz, volt } = FGCS_2023.efficient;
  return [`uJ at ${mhz} MHz, ${volt} V`, energyDigits(energy.microjoules), `${powerText(energy)}`];
}

function figures({ cycles, utilisation, gflops, paperGflops, reads, writes, energy }: RunReport): string {
  const rows = [
    ["TCDM reads", String(reads), "beats"],
    ["TCDM writes", String(writes), "beats"],
  ];
  if (cycles === null) return table(rows, "left");
  const paper = paperGflops === null ? "" : `the paper: ${paperGflops}`;
  return table(
    [
      ["cycles, trigger to event", String(cycles), ""],
      ["utilisation", percent(utilisation!), ""],
      [`GFLOPS at ${FGCS_2023.mhz} MHz`, gflops!.toFixed(1), paper],
      energyRow(energy!),
      ...rows,
    ],
    "left",
  );
}

function accountTable({ account, cycles, config: { L, H } }: RunReport): string {
  if (account === null || cycles === null) return "";
  const total = cycles * L * H;
  const rows = Object.entries(account).map(([name, clocks]: [string, number]) => [
    `  ${CE_CLOCK_NAMES[name as keyof CeClocks]}`,
    String(clocks),
    percent(clocks / total),
  ]);
  const head = ["where every CE-clock went", "CE-clocks", "share"];
  return table([head, ...rows, [`  cycles x ${L} x ${H}`, String(total), percent(1)]], "right");
}

/** Whether a run ended, and how Z compares with golden. */
export function verdict({ status, message, golden, mismatches, m, k, first, wrongWrite }: Settings & Verdict): string {
  if (status === "hang") return `HANG: ${message}`;
  if (golden === "match") return `OK: every bit of the ${m * k} elements of Z equals golden.`;
  const { row, column, got, expected } = first!;
  return [
    wrapped(
      `MISMATCH: ${mismatches} of ${m * k} elements of Z differ from golden, the first at row ${row}, column ${column}: ${got}, expected ${expected}.`,
    ),
    wrongWrite === undefined
      ? "No wrong element was ever written."
      : `First wrong write in clock ${wrongWrite.clock}, of row ${wrongWrite.row}, column ${wrongWrite.column}:\n\n${wrongWrite.diagram}`,
  ].join("\n");
}

/** One terminal screen about a run, without colours. */
export function screen(report: RunReport): string {
  const { trigger } = report;
  const start = trigger === null ? null : `trigger in clock ${trigger} after reset`;
  const head = `${title(report)}\n${drive(report, start)}`;
  const end = `${verdict(report)}\nagain: ${report.replay}`;
  return `${[head, figures(report), accountTable(report), end].filter(Boolean).join("\n\n")}\n`;
}
