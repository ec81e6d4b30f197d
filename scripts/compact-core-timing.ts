/**
 * Makes tb/reference/core/ from the reference folder: `tsx scripts/compact-core-timing.ts ../shared/reference/core`.
 * Rows of several cores that agree are one row with the names of these cores.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Fields of a CSV line; fields in quotes may hold commas. */
function fields(line: string): string[] {
  return [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map((m) => m[2] ?? m[1]).slice(0, -1);
}

const source = process.argv[2];
const target = "tb/reference/core";
const read = (name: string) => readFileSync(join(source, name), "utf8").trim().split("\n").slice(1);

/** Short name of a measured core. */
function coreName(name: string): string {
  if (name.startsWith("cv32e40p")) return "cv32e40p";
  if (name.includes("Zfinx=0")) return "fregs";
  return name.includes("FP_DIVSQRT=1") ? "zfinx_divsqrt" : "zfinx";
}

/** A number of clocks, TRAP or HANG. */
const clocks = (field: string) => (/^\d+$/.test(field) ? Number(field) : field);

/** Rows [cores, name, body, setup, start offset, clocks of 1, 8 and 64 repetitions]. */
function sequences(file: string): unknown[] {
  const merged = new Map<string, Set<string>>();
  for (const line of read(file)) {
    const [core, name, body, setup, offset, , x1, x8, x64] = fields(line);
    const key = JSON.stringify([name, body, setup, Number(offset), ...[x1, x8, x64].map(clocks)]);
    merged.set(key, (merged.get(key) ?? new Set()).add(coreName(core)));
  }
  return [...merged].map(([key, cores]) => [[...cores], ...(JSON.parse(key) as unknown[])]);
}

const division = read("div_timing.csv").map((line) => {
  const [op, a, b, ...cycles] = line.split(",");
  return [op, a, b, ...cycles.slice(0, 2).map(Number)];
});

/** One row a line, compressed. */
function write(name: string, rows: readonly unknown[]): void {
  const text = `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`;
  writeFileSync(join(target, `${name}.json.gz`), gzipSync(text, { level: 9 }));
}
write("timing", sequences("core_timing.csv"));
write("xpulp-timing", sequences("xpulp/xpulp_timing.csv"));
write("division", division);
