/**
 * Makes tb/reference/fp from the project's reference set: `npx tsx scripts/fp-vectors.ts ../shared/reference/fp`.
 * Of long TestFloat files three lines in five are kept; the FP8 tables are kept whole.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

const LONG = 2500;
const source = process.argv[2];
const target = new URL("../tb/reference/fp/", import.meta.url).pathname;
mkdirSync(target, { recursive: true });

for (const file of readdirSync(join(source, "testfloat"))) {
  const lines = gunzipSync(readFileSync(join(source, "testfloat", file)))
    .toString("latin1")
    .trimEnd()
    .split("\n");
  const kept = lines.length < LONG ? lines : lines.filter((_line, i) => (i % 5) % 2 === 0);
  writeFileSync(join(target, file), gzipSync(kept.join("\n") + "\n", { level: 9 }));
}

for (const file of readdirSync(source)) {
  if (file.endsWith(".bin")) writeFileSync(join(target, `${file}.gz`), gzipSync(readFileSync(join(source, file))));
}
