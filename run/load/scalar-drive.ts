import {
  ADDR,
  ASKING,
  GRANTS,
  MASK,
  WDATA,
  WIDE_ADDR,
  WIDE_REQ,
  WIDE_WRITE,
} from "../../hw/cluster/tcdm/interconnect-layout.js";
import { interconnectOn } from "../../hw/cluster/tcdm/interconnect-record.js";
import {
  BEGINS,
  FIRST_READ,
  FIRST_WRITE,
  LOG,
  LOG_ENTRY,
  MASTERS,
  READS,
  STATES,
  WRITE_SHARE,
  WRITES,
} from "./load-layout.js";

/** What load-generators.as.ts exports; `job` and `record` are byte addresses in its memory. */
export interface LoadExports {
  drive(job: number, record: number): void;
  pass(job: number, record: number, clocks: number): void;
  settleAfter(job: number, record: number, clocks: number, wide: number): void;
  clockAfter(job: number, record: number, clocks: number): void;
  readLog(job: number, record: number, entries: number): void;
}

/** The same without vector instructions. */
export function scalarExports(memory: WebAssembly.Memory): LoadExports {
  const words = new Int32Array(memory.buffer);
  const { settle, edge } = interconnectOn(memory);
  const settled = (job: number, record: number, wide: number): void => {
    words[(record + WIDE_REQ) >> 2] = wide;
    driveScalar(words, job, record);
    settle(record);
  };
  const pass = (job: number, record: number, clocks: number): void => {
    for (let clock = 0; clock < clocks; clock++) {
      settled(job, record, 0);
      edge(record);
    }
  };
  const clockAfter = (job: number, record: number, clocks: number): void => {
    pass(job, record, clocks);
    settled(job, record, 1);
    edge(record);
  };
  return {
    drive: (job, record) => driveScalar(words, job, record),
    pass,
    settleAfter: (job, record, clocks, wide) => {
      pass(job, record, clocks);
      settled(job, record, wide);
    },
    clockAfter,
    readLog: (job, record, entries) => {
      for (let i = 0; i < entries; i++) {
        const entry = (job + LOG + i * LOG_ENTRY) >> 2;
        words[(record + WIDE_WRITE) >> 2] = 0;
        words[(record + WIDE_ADDR) >> 2] = words[entry + 1];
        clockAfter(job, record, words[entry]);
      }
    },
  };
}

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
function driveScalar(memory: Int32Array, job: number, at: number): void {
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
