/** Packs the recorded register scripts for the tests, traces without written data: `tsx scripts/compact-registers.ts FROM`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { SCRIPT_ARRAYS, withoutData } from "../tb/registers/register-script.js";

const from = process.argv[2];
const to = "tb/reference/registers";
mkdirSync(to, { recursive: true });

for (const array of Object.keys(SCRIPT_ARRAYS)) {
  for (const part of ["scripts", "trace"]) {
    const name = `${array}.${part}.txt.gz`;
    const text = gunzipSync(readFileSync(join(from, name))).toString();
    writeFileSync(join(to, name), gzipSync(text.split("\n").map(withoutData).join("\n"), { level: 9 }));
  }
}
