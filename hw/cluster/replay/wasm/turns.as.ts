// What turns do to the data of their core (`npm run build:simd` compiles it with engine.as.ts).
import { execute, flags } from "./float.as";
import { compute } from "./integer.as";
import {
  A, A_IS_PC, ACCESSED, ADDRESS, ASKED, B, B_IS_IMM, B_SHIFT, BASE, C, C_REGISTER, C_SHIFT, C_TARGET, COUNTER_SHIFT, COUNTERS_AT, ERROR0,
  ERROR1, EXTEND_SHIFT, FIRST_ARRIVES, FIRST_WORD, FLAGS, FLOAT_DONE, FLOAT_RD, FLOAT_RD_SHIFT, FLOAT_WRITTEN, FRM, IMM_AT, ISSUED, ISSUES, LAUNCHES,
  LOAD_RD_SHIFT, LOAD_SHIFT, LOADS, OPERATION, OPERATION_AT, PC_AT, RAISED, RDATA, REGISTER, RESULTS, SECOND_ARRIVES, SHELF, SHIFTS,
  TARGET_AT, TURN_BYTES, TURN_SHIFT, VALUE, WORD0, WORD1, WORD_AT, WRITES_FLOAT,
} from "./layout";

/** `Extend.sign` and `Extend.zero` of instruction.ts; the third sets the upper bits. */
const SIGN: i32 = 1;
const ZERO: i32 = 0;

/** The word that the banks have answered with, in place. */
// @ts-ignore: decorator
@inline
function loaded(core: i32, does: i32): i32 {
  const bytes = (does >>> LOAD_SHIFT) & 7;
  const offset = load<i32>(core, ADDRESS) & 3;
  const shift = offset << 3;
  const word = load<i32>(core, RDATA);
  let value = word >>> shift;
  if (offset + bytes > 4) value = (word << (32 - shift)) | (load<i32>(core, FIRST_WORD) >>> shift);
  if (bytes == 4) return value;
  const extend = (does >>> EXTEND_SHIFT) & 3;
  const unused = bytes == 2 ? 16 : 24;
  if (extend == ZERO) return (value << unused) >>> unused;
  return extend == SIGN ? (value << unused) >> unused : value | (-1 << (32 - unused));
}

// @ts-ignore: decorator
@inline
function register(core: i32, number: i32): i32 {
  return load<i32>(core + (number << 2));
}

/** So many turns, which stand one behind the other from `at` on. */
export function takeTurns(core: i32, at: i32, count: i32): void {
  let a = load<i32>(core, A);
  let b = load<i32>(core, B);
  let c = load<i32>(core, C);
  for (const end = at + (count << TURN_SHIFT); at < end; at += TURN_BYTES) {
    const does = load<i32>(at);
    const registers = load<i32>(at, 4);
    const counter = core + ((does >>> COUNTER_SHIFT) << 2);
    store<i32>(counter, load<i32>(counter, COUNTERS_AT) + 1, COUNTERS_AT);
    let result = 0;
    if (does & RESULTS) result = compute(does & OPERATION, load<i32>(at, OPERATION_AT), a, b, c);
    if (does & (LOADS | FLOAT_RD | FLOAT_DONE | WRITES_FLOAT)) arrive(core, does, registers);
    if (does & RESULTS) store<i32>(core + ((registers & REGISTER) << 2), result);
    if (does & (ACCESSED | LAUNCHES)) {
      if (does & ACCESSED) {
        store<i32>(core, load<i32>(core, ASKED), ADDRESS);
        store<i32>(core, a, BASE);
      } else {
        store<i32>(core, execute(load<i32>(at, OPERATION_AT), a, b, c, load<i32>(core, FRM)), VALUE);
        store<i32>(core, flags(), FLAGS);
      }
    }
    if (does & C_REGISTER) store<i32>(core, register(core, registers >>> C_SHIFT), ISSUED);
    else if (does & C_TARGET) store<i32>(core, load<i32>(at, TARGET_AT), ISSUED);
    if (does & ISSUES) {
      const sources = load<i32>(at, 8);
      a = does & A_IS_PC ? load<i32>(at, PC_AT) : register(core, sources & REGISTER);
      b = does & B_IS_IMM ? load<i32>(at, IMM_AT) : register(core, sources >>> B_SHIFT);
      c = load<i32>(core, ISSUED);
    }
    if (does & SHELF) shelve(core, does, load<i32>(at, WORD_AT));
  }
  store<i32>(core, a, A);
  store<i32>(core, b, B);
  store<i32>(core, c, C);
}

/** What comes from the banks and from the FPU. */
// @ts-ignore: decorator
@inline
function arrive(core: i32, does: i32, registers: i32): void {
  if (does & LOADS) store<i32>(core + (((registers >>> LOAD_RD_SHIFT) & REGISTER) << 2), loaded(core, does));
  if (does & FLOAT_RD) store<i32>(core + (((registers >>> FLOAT_RD_SHIFT) & REGISTER) << 2), load<i32>(core, VALUE));
  if (does & FLOAT_DONE) store<i32>(core, load<i32>(core, RAISED) | load<i32>(core, FLAGS), RAISED);
  if (does & WRITES_FLOAT) store<i32>(core, 1, FLOAT_WRITTEN);
}

/** What the prefetch buffer does with its words. */
// @ts-ignore: decorator
@inline
function shelve(core: i32, does: i32, word: i32): void {
  if (does & SHIFTS) {
    store<i32>(core, load<i32>(core, WORD1), WORD0);
    store<i32>(core, load<i32>(core, ERROR1), ERROR0);
  }
  if (does & FIRST_ARRIVES) {
    store<i32>(core, word, WORD0);
    store<i32>(core, 0, ERROR0);
  } else if (does & SECOND_ARRIVES) {
    store<i32>(core, word, WORD1);
    store<i32>(core, 0, ERROR1);
  }
}
