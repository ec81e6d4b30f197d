/**
 * Makes tb/reference/core/ from the reference folder: `tsx scripts/compact-core-timing.ts ../shared/reference/core`.
 * Keeps the rows of the core without FPU that use RV32IMC alone.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Fields of a CSV line; fields in quotes may hold commas. */
function fields(line: string): string[] {
  return [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map((m) => m[2] ?? m[1]).slice(0, -1);
}

const source = process.argv[2];
const target = "tb/reference/core";
const read = (name: string) => readFileSync(join(source, name), "utf8").trim().split("\n").slice(1);

const timing = read("core_timing.csv")
  .map(fields)
  .filter(([core, name]) => core.startsWith("cv32e40p") && !name.startsWith("p_"))
  .map(([, name, body, setup, offset, , x1, x8, x64]) => [name, body, setup, ...[offset, x1, x8, x64].map(Number)]);
const division = read("div_timing.csv").map((line) => {
  const [op, a, b, cycles] = line.split(",");
  return [op, a, b, Number(cycles)];
});

/** One row a line. */
function write(name: string, rows: readonly unknown[]): void {
  writeFileSync(join(target, name), `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`);
}
write("timing.json", timing);
write("division.json", division);
