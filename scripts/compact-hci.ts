/** Cuts recorded interconnect traces to their first clocks and packs them for the tests: `tsx scripts/compact-hci.ts FROM [CLOCKS]`. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const [from, clocks = "600"] = process.argv.slice(2);
const to = "tb/reference/hci";
mkdirSync(to, { recursive: true });
for (const file of readdirSync(from).filter((name) => name.endsWith(".jsonl"))) {
  const [header, ...lines] = readFileSync(join(from, file), "utf8").trimEnd().split("\n");
  const kept = lines.slice(0, Number(clocks));
  const text = [JSON.stringify({ ...JSON.parse(header), cycles: kept.length }), ...kept].join("\n");
  writeFileSync(join(to, `${file}.gz`), gzipSync(`${text}\n`, { level: 9 }));
}
