/** Writes tb/reference/golden/vectors.jsonl: of every operation and format the smallest job of the RTL vectors given as argument. */
import { readFileSync, writeFileSync } from "node:fs";

interface Vector {
  readonly config: { readonly L: number; readonly H: number; readonly P: number };
  readonly op: string;
  readonly fmt: string;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly data: string;
  readonly x: string;
  readonly w: string;
  readonly y: string | null;
  readonly z: string;
}

const source = process.argv[2];
if (source === undefined) throw new Error("usage: tsx scripts/golden-vectors.ts VECTORS.jsonl");
const chosen = new Map<string, Vector>();
const cost = (v: Vector): number =>
  v.m * v.n * v.k + (v.data === "zero" ? 1e6 : 0) - (v.n % v.config.H === 0 ? 0 : 500);
for (const line of readFileSync(source, "utf8").trim().split("\n")) {
  const vector = JSON.parse(line) as Vector;
  const key = `${vector.op} ${vector.fmt}`;
  const best = chosen.get(key);
  if (best === undefined || cost(vector) < cost(best)) chosen.set(key, vector);
}
const lines = [...chosen.values()].map(({ config, op, fmt, m, n, k, data, x, w, y, z }) =>
  JSON.stringify({ h: config.H, op, fmt, m, n, k, data, x, w, y: y ?? "", z }),
);
writeFileSync(new URL("../tb/reference/golden/vectors.jsonl", import.meta.url), lines.join("\n") + "\n");
