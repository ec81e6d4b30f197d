import type { SweepRecord } from "./record.js";

/** Units of the columns, by the name of the field that they come from. */
const UNITS: Readonly<Record<string, string>> = {
  ...{ cycles: "clocks", macPerClock: "1/clock", gflops: "GFLOPS", stalls: "clocks", account: "CE-clocks" },
  ...{ reads: "beats", writes: "beats", mismatches: "elements", mhz: "MHz", volt: "V", port: "bits" },
  ...{ dmaBandwidth: "B/clock", l2Latency: "clocks", maxClocks: "clocks", tcdmKib: "KiB" },
  ...{ "energy.milliwatts": "mW", "energy.microjoules": "uJ", "energy.low": "uJ", "energy.high": "uJ" },
  ...{
    "energy.gflopsPerWatt": "GFLOPS/W",
    "tiling.clocks": "clocks",
    "tiling.bytesToTcdm": "B",
    "tiling.bytesToL2": "B",
  },
};

/** What a field of a record may hold in a table. */
export type Cell = string | number | boolean | null;

/** Records as a table of comma-separated values (RFC 4180): nested fields by their path, units in the header, null as nothing. */
export function sweepCsv(records: readonly SweepRecord[]): string {
  const rows = records.map(fieldsOf);
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const lines = [columns.map(titleOf), ...rows.map((row) => columns.map((column) => row.get(column) ?? null))];
  return lines.map((cells) => `${cells.map(textOf).join(",")}\n`).join("");
}

/** The fields of a record by their path, as the table has them. */
export function fieldsOf(record: SweepRecord): ReadonlyMap<string, Cell> {
  return new Map(cellsOf("", record));
}

function* cellsOf(path: string, value: unknown): Generator<[string, Cell]> {
  if (Array.isArray(value)) yield [path, value.join(" ")];
  else if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) yield* cellsOf(path === "" ? name : `${path}.${name}`, inner);
  } else yield [path, value as Cell];
}

/** A column with its unit. */
export function titleOf(column: string): string {
  const [first] = column.split(".");
  const unit = UNITS[column] ?? UNITS[column.split(".").slice(0, 2).join(".")] ?? UNITS[first];
  return unit === undefined ? column : `${column} (${unit})`;
}

function textOf(cell: Cell): string {
  const text = cell === null ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
