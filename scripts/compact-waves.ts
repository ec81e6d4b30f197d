/**
 * Makes tb/reference/waves/ of the dumps in ../shared/reference/waves/: the variables that the map of `redmule diff` knows, their
 * codes as they are. `npx tsx scripts/compact-waves.ts`
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { mapPaths } from "../measure/diff/dump/design-in-dump.js";
import { mapSchema } from "../measure/diff/map/map.js";
import { REDMULE_51CD064 } from "../measure/diff/maps/redmule-51cd064.js";
import type { DumpVariable } from "../wave/vcd-declarations.js";
import { excerpt } from "../tb/diff/excerpt.js";

const FROM = "../shared/reference/waves";
const TO = "tb/reference/waves";
const TOP = "TOP.tb_top.dut.";
const FILES = ["gemm_12x16x16.vcd.gz"];

const paths = mapPaths(mapSchema.parse(REDMULE_51CD064));
const PORTS = /^(clk_i|rst_ni|(periph|tcdm)\.\w+|i_streamer\.i_\w+_r_id_filter\.\w+\.id_q)$/;

function isWanted({ path }: DumpVariable): boolean {
  if (!path.startsWith(TOP)) return false;
  const below = path.slice(TOP.length);
  return PORTS.test(below) || paths.has(below);
}

if (!existsSync(FROM)) console.log(`${FROM} is not here: nothing to do.`);
else {
  mkdirSync(TO, { recursive: true });
  for (const file of FILES) {
    const text = gunzipSync(readFileSync(`${FROM}/${file}`)).toString("latin1");
    writeFileSync(`${TO}/${file}`, gzipSync(Buffer.from(excerpt(text, isWanted), "latin1"), { level: 9 }));
  }
}
