/**
 * Packs recorded interconnect traces for the tests. From `FROM/hci` the first clocks; from `FROM/contention` all clocks without
 * the written data, which change no clock, and the table of runs. Usage: npx tsx scripts/compact-hci.ts FROM [CLOCKS]
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

interface ContentionLine {
  readonly n?: readonly (readonly [core: number, addr: string, wen: number, data: string])[];
}

const [from, clocks = "600"] = process.argv.slice(2);

function firstClocks([header, ...lines]: readonly string[]): string[] {
  const kept = lines.slice(0, Number(clocks));
  return [JSON.stringify({ ...JSON.parse(header), cycles: kept.length }), ...kept];
}

function withoutData([header, ...lines]: readonly string[]): string[] {
  const strip = (text: string): string => {
    const line = JSON.parse(text) as ContentionLine;
    if (line.n === undefined) return text;
    return JSON.stringify({ ...line, n: line.n.map(([core, addr, wen]) => [core, addr, wen, "0"]) });
  };
  return [header, ...lines.map(strip)];
}

function pack(folder: string, name: string, text: string): void {
  const to = join("tb/reference", folder);
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, `${name}.gz`), gzipSync(text, { level: 9 }));
}

for (const [folder, shorten] of [
  ["hci", firstClocks],
  ["contention", withoutData],
] as const) {
  for (const name of readdirSync(join(from, folder))) {
    const text = readFileSync(join(from, folder, name), "utf8");
    if (name.endsWith(".jsonl")) pack(folder, name, `${shorten(text.trimEnd().split("\n")).join("\n")}\n`);
    if (name.endsWith(".csv")) pack(folder, name, text);
  }
}
