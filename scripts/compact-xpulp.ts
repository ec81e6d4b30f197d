/**
 * Makes tb/reference/xpulp/ from the reference folder: `tsx scripts/compact-xpulp.ts ../shared/reference/core/xpulp`.
 * Splits the vectors by what computes them; a line stays {insn, match, mask, format, core, cols, vectors}. Lines whose results
 * are don't-cares are left out.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

interface Line {
  readonly insn: string;
  readonly cols: readonly string[];
  readonly unreliable?: unknown;
}

const source = process.argv[2];
const target = "tb/reference/xpulp";

const lines = (name: string) =>
  readFileSync(join(source, name), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line.unreliable === undefined);

/** File that a line of vectors.jsonl goes to. */
function kind({ cols }: Line): string {
  if (cols.includes("variant")) return "loops";
  if (cols.includes("mem0")) return "memory";
  if (cols.includes("wspr")) return "mac-load";
  if (cols.includes("taken")) return "branches";
  return cols.includes("fflags") ? "float" : "integer";
}

function write(name: string, rows: readonly Line[]): void {
  const text = rows.map((row) => JSON.stringify(row)).join("\n");
  writeFileSync(join(target, `${name}.jsonl.gz`), gzipSync(`${text}\n`, { level: 9 }));
}

mkdirSync(target, { recursive: true });
const vectors = lines("vectors.jsonl");
for (const name of new Set(vectors.map(kind))) {
  write(
    name,
    vectors.filter((line) => kind(line) === name),
  );
}
write("float-intended", lines("vectors_intended.jsonl"));
