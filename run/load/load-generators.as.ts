// Clocks of the masters of LoadGenerators (load-generators.ts) in AssemblyScript, four masters in a vector: `npm run build:simd` compiles
// it to load-generators.wasm.ts. Requests and grants stand in the record of an interconnect (interconnect-layout.ts).
import { clock, settle } from "../../hw/cluster/tcdm/interconnect-clock.as";
import { ADDR, ASKING, GRANTS, MASK, WDATA, WIDE_ADDR, WIDE_REQ, WIDE_WRITE } from "../../hw/cluster/tcdm/interconnect-layout";
import { BEGINS, FIRST_READ, FIRST_WRITE, LOG, LOG_ENTRY, MASTERS, READS, STATES, WRITE_SHARE, WRITES } from "./load-layout";

// @ts-ignore: decorator
@inline
function next(x: v128): v128 {
  x = v128.xor(x, i32x4.shl(x, 13));
  x = v128.xor(x, i32x4.shr_u(x, 17));
  return v128.xor(x, i32x4.shl(x, 5));
}

/** The upper words of the products of unsigned words. */
// @ts-ignore: decorator
@inline
function scaled(a: v128, b: v128): v128 {
  const low = i64x2.extmul_low_i32x4_u(a, b);
  const high = i64x2.extmul_high_i32x4_u(a, b);
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/** The requests of a clock into the record at `at`, whose grants still are those of the clock before. `job` describes the load: load-layout.ts. */
export function drive(job: i32, at: i32): void {
  const masters = load<i32>(job, MASTERS);
  const waits = load<i32>(at, ASKING) & ~load<i32>(at, GRANTS);
  const begins = i32x4.splat(load<i32>(job, BEGINS));
  let asking = 0;
  for (let m = 0; m < masters; m += 4) {
    const waiting = i32x4.ne(v128.and(i32x4.splat(waits >>> m), i32x4(1, 2, 4, 8)), i32x4.splat(0));
    const state = job + (m << 2);
    const to = at + (m << 2);
    const before = v128.load(state, STATES);
    const chance = next(before);
    const access = next(chance);
    const writes = i32x4.lt_s(v128.and(access, i32x4.splat(0xff)), i32x4.splat(WRITE_SHARE));
    const first = v128.bitselect(i32x4.splat(load<i32>(job, FIRST_WRITE)), i32x4.splat(load<i32>(job, FIRST_READ)), writes);
    const words = v128.bitselect(i32x4.splat(load<i32>(job, WRITES)), i32x4.splat(load<i32>(job, READS)), writes);
    const addr = i32x4.shl(i32x4.add(first, scaled(access, words)), 2);
    asking |= i32x4.bitmask(i32x4.lt_s(i32x4.shr_u(chance, 2), begins)) << m;
    v128.store(state, v128.bitselect(before, access, waiting), STATES);
    v128.store(to, v128.bitselect(v128.load(to, ADDR), addr, waiting), ADDR);
    v128.store(to, v128.bitselect(v128.load(to, MASK), writes, waiting), MASK);
    v128.store(to, v128.bitselect(v128.load(to, WDATA), i32x4.shr_u(access, 1), waiting), WDATA);
  }
  const every = masters == 32 ? -1 : (1 << masters) - 1;
  store<i32>(at, (asking & ~waits & every) | waits, ASKING);
}

/** So many clocks of masters and interconnect without a wide request. */
export function pass(job: i32, at: i32, clocks: i32): void {
  if (clocks == 0) return;
  store<i32>(at, 0, WIDE_REQ);
  for (; clocks > 0; clocks--) {
    drive(job, at);
    clock(at);
  }
}

/** So many clocks without a wide request, then the requests and grants of one in which the wide port asks (`wide` 1) or does not. */
export function settleAfter(job: i32, at: i32, clocks: i32, wide: i32): void {
  pass(job, at, clocks);
  store<i32>(at, wide, WIDE_REQ);
  drive(job, at);
  settle(at);
}

/** So many clocks without a wide request, then one with the request in the record. */
export function clockAfter(job: i32, at: i32, clocks: i32): void {
  pass(job, at, clocks);
  store<i32>(at, 1, WIDE_REQ);
  drive(job, at);
  clock(at);
}

/** So many wide reads of the log, each in its clock. */
export function readLog(job: i32, at: i32, entries: i32): void {
  const end = job + entries * LOG_ENTRY;
  for (let entry = job; entry != end; entry += LOG_ENTRY) {
    store<i32>(at, 0, WIDE_WRITE);
    store<i32>(at, load<i32>(entry, LOG + 4), WIDE_ADDR);
    clockAfter(job, at, load<i32>(entry, LOG));
  }
}
