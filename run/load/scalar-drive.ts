import { ADDR, ASKING, GRANTS, MASK, WDATA } from "../../hw/cluster/tcdm/interconnect-layout.js";
import { BEGINS, FIRST_READ, FIRST_WRITE, MASTERS, READS, STATES, WRITE_SHARE, WRITES } from "./load-layout.js";

function next(x: number): number {
  x ^= x << 13;
  x ^= x >>> 17;
  return x ^ (x << 5);
}

/** The upper word of the product of two unsigned words, exact: a double holds each partial product. */
function scaled(a: number, b: number): number {
  const low = Math.floor(((a & 0xffff) * b) / 0x10000);
  return Math.floor(((a >>> 16) * b + low) / 0x10000);
}

/**
 * `drive` of load-generators.as.ts, a master at a time, for platforms without vector instructions.
 * @param memory words of the linear memory that `job` and `at` are byte addresses in
 */
export function driveScalar(memory: Int32Array, job: number, at: number): void {
  const setting = (offset: number): number => memory[(job + offset) >> 2];
  const asks = (at + ASKING) >> 2;
  const waits = memory[asks] & ~memory[(at + GRANTS) >> 2];
  const [masters, begins] = [setting(MASTERS), setting(BEGINS)];
  let asking = waits;
  for (let m = 0; m < masters; m++) {
    if (((waits >>> m) & 1) === 1) continue;
    const state = ((job + STATES) >> 2) + m;
    const chance = next(memory[state]);
    const access = next(chance);
    const writes = (access & 0xff) < WRITE_SHARE;
    const word = setting(writes ? FIRST_WRITE : FIRST_READ) + scaled(access, setting(writes ? WRITES : READS));
    if (chance >>> 2 < begins) asking |= 1 << m;
    memory[state] = access;
    memory[((at + ADDR) >> 2) + m] = word << 2;
    memory[((at + MASK) >> 2) + m] = writes ? -1 : 0;
    memory[((at + WDATA) >> 2) + m] = access >>> 1;
  }
  memory[asks] = asking;
}
