import type { PaperLine } from "../sweep/paper.js";
import { INK, OKABE_ITO, QUIET } from "./colours.js";
import { decades, type Channel, type Panel } from "./spec.js";
import type { Picture } from "./study.js";

const WIDTH = 400;
const ROW = 18;
const ROOM = 1.12;
/** Pixels from the right edge to the columns of values. */
const COLUMNS = [62, 124] as const;

/** Where the model's figure comes from: what is drawn apart. */
const KINDS = {
  simulated: { title: "simulated", colour: OKABE_ITO.blue },
  fitted: { title: "fitted to the paper's figure", colour: QUIET },
  open: { title: "not to be compared: see the table", colour: OKABE_ITO.orange },
} as const;

function kindOf({ note }: PaperLine): keyof typeof KINDS {
  if (note.startsWith("open")) return "open";
  return /^fitted|^interpolated|from the published/.test(note) ? "fitted" : "simulated";
}

interface Row {
  readonly row: string;
  readonly ratio: number;
  readonly kind: string;
  readonly published: string;
  readonly model: string;
}

/** The model's figures over those of the papers, paper by paper, with both values. */
export function paperPictures(lines: readonly PaperLine[]): readonly Picture[] {
  const compared = lines.filter(({ ratio }) => ratio !== null);
  if (compared.length === 0) return [];
  const rows = compared.map((line, i): Row => {
    const isTwice = compared.some((other, j) => j !== i && other.paper === line.paper && other.figure === line.figure);
    // What tells two figures of one name apart stands at the beginning of the note.
    const which = isTwice ? `, ${line.note.split(/ \(|[,;]/)[0]}` : "";
    return {
      row: `${line.paper}: ${line.figure}${which}`,
      ratio: line.ratio!,
      kind: KINDS[kindOf(line)].title,
      published: short(line.published!),
      model: short(line.model!),
    };
  });
  const own = rows.filter(({ kind }) => kind === KINDS.simulated.title);
  const near = own.filter(({ ratio }) => Math.abs(Math.log(ratio)) <= Math.log(1.05)).length;
  const missing = lines.filter(({ model, published }) => model === null && published !== null);
  const absent =
    missing.length === 0
      ? ""
      : ` Without a figure of the model: ${missing.map(({ paper, figure }) => `${figure} (${paper})`).join("; ")}.`;
  return [
    {
      name: "papers",
      title: "The model's figures over those of the papers",
      caption: `${near} of ${own.length} simulated figures are within 5 % of the paper's, at 1 both are the same. Fitted figures are near by construction. The table of redmule sweep paper says with which command each comes about.${absent}`,
      spec: { columns: 1, concat: [panelOf(rows)] },
    },
  ];
}

function short(value: number): string {
  return value >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

function panelOf(rows: Row[]): Panel {
  const ratios = rows.map(({ ratio }) => ratio);
  const range = [Math.min(0.8, ...ratios) / ROOM, Math.max(1.25, ...ratios) * ROOM] as const;
  const order = rows.map(({ row }) => row);
  const y: Channel = { field: "row", type: "nominal", sort: order, axis: { title: null, labelLimit: 480, grid: true } };
  const x = decades("ratio", "model / paper", range);
  const kinds = Object.values(KINDS).filter(({ title }) => rows.some(({ kind }) => kind === title));
  const column = (field: "published" | "model", head: string, place: number): Panel["layer"] => [
    {
      data: { values: rows },
      mark: { type: "text", align: "right", x: "width", dx: place },
      encoding: { y, text: { field, type: "nominal" } },
    },
    {
      data: { values: [{ head }] },
      mark: { type: "text", align: "right", x: "width", dx: place, y: -10, fontWeight: 600 },
      encoding: { text: { field: "head", type: "nominal" } },
    },
  ];
  return {
    ...{ width: WIDTH, height: { step: ROW } },
    layer: [
      {
        data: { values: [{ ratio: 1 }] },
        mark: { type: "rule", color: INK, strokeWidth: 1.5 },
        encoding: { x },
      },
      {
        data: { values: rows.map((row) => ({ ...row, one: 1 })) },
        mark: { type: "rule", color: QUIET },
        encoding: { y, x, x2: { field: "one" } },
      },
      {
        data: { values: rows },
        mark: { type: "point", filled: true, size: 60, opacity: 1 },
        encoding: {
          ...{ y, x },
          color: {
            ...{ field: "kind", type: "nominal", title: "the model's figure is" },
            scale: { domain: kinds.map(({ title }) => title), range: kinds.map(({ colour }) => colour) },
            legend: { orient: "bottom", direction: "horizontal" },
          },
        },
      },
      ...column("published", "paper", COLUMNS[0]),
      ...column("model", "model", COLUMNS[1]),
    ],
  };
}
