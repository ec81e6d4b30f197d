// The steps of one core in a clock: its request, what comes of it, the turn that it takes.
import { ADDR, MASK, WDATA } from "../../tcdm/interconnect-layout";
import {
  A, ACCESSES, ARRIVED_LINES, ASKED, ASKING_LINES, ASKS, B, BITS, BRANCHES, BRANCH_SHIFT, BYTES_SHIFT, C, CHECKED, COUNTS, DECISION,
  FILLS, FIRST_TURN, FOLLOWS, GOES, GOES_ON, GRANTED_LINES, HELD, HELD_ADDRESS, HOLDS, IMM_AT, JUMPS, JUMP_IMM, JUMP_SHIFT, KIND,
  LEAVES, LINES, LOOKED, LOOKS, MISSED, MISSES, MOMENT, MOVED, NEXT, PASS, POST_INCREMENT, RECORD_AT, REGISTER, REPLAYS, SETS,
  SETS_IMM, SETS_SHIFT, STATE_AT, STORES, TARGET, TCDM_BASE, TCDM_BYTES, TO, TURN, TURN_TARGET, TWIN_AT, UNSEEN, WAIT_REQUEST,
  WAIT_SHIFT,
} from "./layout";
import { takeTurns } from "./turns.as";

/** Work of others that is under way, `BESIDE` bits. */
export let beside: i32 = 0;

export function setBeside(bits: i32): void {
  beside = bits;
}

/** A line has been asked for since the others were last called. */
export let asked: bool = false;

export function setAsked(has: bool): void {
  asked = has;
}

// What only the TypeScript around the engine knows (engine.ts).
// @ts-ignore: decorator
@external("replay", "check")
declare function check(number: i32, moment: i32): i32;
// @ts-ignore: decorator
@external("replay", "brings")
declare function brings(number: i32, turn: i32): i32;
// @ts-ignore: decorator
@external("replay", "fill")
declare function fill(number: i32): void;
// @ts-ignore: decorator
@external("replay", "hold")
declare function hold(number: i32, turn: i32): void;

/** `Op` of instruction.ts, as far as branches compare. */
const EQ: i32 = 11;
const NE: i32 = 12;
const LT: i32 = 13;
const GE: i32 = 14;
const LTU: i32 = 15;

// @ts-ignore: decorator
@inline
function compare(op: i32, a: i32, b: i32): i32 {
  if (op == NE) return i32(a != b);
  if (op == EQ) return i32(a == b);
  if (op == LT) return i32(a < b);
  if (op == GE) return i32(a >= b);
  return op == LTU ? i32(u32(a) < u32(b)) : i32(u32(a) >= u32(b));
}

/** The target of a register jump, 0 without one. */
// @ts-ignore: decorator
@inline
function targetOf(core: i32, moment: i32, kind: i32): i32 {
  if ((kind & JUMPS) == 0) return 0;
  return (load<i32>(core + (((kind >>> JUMP_SHIFT) & REGISTER) << 2)) + load<i32>(moment, JUMP_IMM)) & ~1;
}

/** Whether the look-up of a moment has been found to end so in this state of the cache. */
// @ts-ignore: decorator
@inline
function isChecked(core: i32, moment: i32): bool {
  return load<i32>(moment, CHECKED) == load<i32>(core + load<i32>(moment, STATE_AT));
}

/** The moment that a core stands at as its look-up ends now, 0 for one that is left to the pipeline. */
export function looked(number: i32, core: i32, moment: i32): i32 {
  if (isChecked(core, moment)) return moment;
  const twin = load<i32>(moment, TWIN_AT);
  return twin != 0 && isChecked(core, twin) ? twin : check(number, moment);
}

/** The request of this clock, at the banks if it is theirs. */
// @ts-ignore: decorator
@inline
export function request(number: i32, core: i32): i32 {
  let moment = load<i32>(core, MOMENT);
  let kind = load<i32>(moment, KIND);
  store<i32>(core, 0, ASKS);
  if ((kind & REPLAYS) == 0) return LEAVES;
  if ((kind & LOOKS) != 0 && !isChecked(core, moment)) {
    moment = looked(number, core, moment);
    if (moment == 0) return LEAVES;
    store<i32>(core, moment, MOMENT);
    kind = load<i32>(moment, KIND);
  }
  if (load<i32>(moment, FIRST_TURN) == 0) return UNSEEN;
  if (kind & (JUMPS | BRANCHES)) {
    const branches = (kind & BRANCHES) != 0;
    const op = (kind >>> BRANCH_SHIFT) & 0x1f;
    store<i32>(core, branches ? compare(op, load<i32>(core, A), load<i32>(core, B)) : 0, DECISION);
    store<i32>(core, targetOf(core, moment, kind), TARGET);
  } else store<i64>(core, 0, DECISION);
  return kind & ACCESSES ? access(number, core, kind) : GOES_ON;
}

/** An access goes to the banks in one piece, or is left to the pipeline. */
// @ts-ignore: decorator
@inline
function access(number: i32, core: i32, kind: i32): i32 {
  const a = load<i32>(core, A);
  const address = kind & POST_INCREMENT ? a : a + load<i32>(core, B);
  const offset = address & 3;
  const length = (kind >>> BYTES_SHIFT) & 7;
  if (u32(address - load<i32>(0, TCDM_BASE)) >= u32(load<i32>(0, TCDM_BYTES)) || offset + length > 4) return LEAVES;
  const shift = offset << 3;
  const port = load<i32>(0, RECORD_AT) + (number << 2);
  store<i32>(core, address, ASKED);
  store<i32>(core, 1, ASKS);
  store<i32>(port, address, ADDR);
  store<i32>(port, kind & STORES ? (length == 4 ? -1 : (1 << (length << 3)) - 1) << shift : 0, MASK);
  if (kind & STORES) store<i32>(port, rotl(load<i32>(core, C), shift), WDATA);
  return GOES_ON;
}

/** The moment behind a turn that leaves so many passes to a hardware loop, see `countClass`. */
// @ts-ignore: decorator
@inline
function follows(turn: i32, left: i32): i32 {
  return load<i32>(turn + ((u32(left) < 3 ? left : 3) << 2), FOLLOWS);
}

/** What comes of it once the banks have granted (`granted` 1) or not: the turn, and the moment behind it. */
// @ts-ignore: decorator
@inline
export function settle(number: i32, core: i32, granted: i32): i32 {
  const moment = load<i32>(core, MOMENT);
  const kind = load<i32>(moment, KIND);
  let bits = load<i32>(core, DECISION);
  if (kind & ACCESSES) bits += granted;
  const wait = (kind >>> WAIT_SHIFT) & 7;
  if (wait >= WAIT_REQUEST) bits += ((load<i32>(wait == WAIT_REQUEST ? GRANTED_LINES : ARRIVED_LINES) >>> number) & 1) << 1;
  const target = load<i32>(core, TARGET);
  let turn = load<i32>(moment, FIRST_TURN);
  while (load<i32>(turn, BITS) != bits || load<i32>(turn, TURN_TARGET) != target) {
    turn = load<i32>(turn, NEXT);
    if (turn == 0) return UNSEEN;
  }
  const goes = load<i32>(turn, GOES);
  if ((goes & FILLS) != 0 && brings(number, turn) == 0) return UNSEEN;
  const pass = goes & PASS;
  const to = pass == 0 ? load<i32>(turn, FOLLOWS) : follows(turn, load<i32>(core + (pass << 2), COUNTS - 4) - 1);
  if (to == 0) return UNSEEN;
  store<i32>(core, turn, TURN);
  store<i32>(core, to, TO);
  return GOES_ON;
}

/** Takes the turn of this clock. */
// @ts-ignore: decorator
@inline
export function take(number: i32, core: i32): void {
  const turn = load<i32>(core, TURN);
  const goes = load<i32>(turn, GOES);
  const moment = load<i32>(core, MOMENT);
  takeTurns(core, turn, 1);
  if (goes != 0) {
    const pass = goes & PASS;
    if (pass != 0) {
      const count = core + (pass << 2);
      store<i32>(count, load<i32>(count, COUNTS - 4) - 1, COUNTS - 4);
    }
    if (goes & MISSED) store<i32>(core, load<i32>(core, MISSES) + 1, MISSES);
    if (goes & FILLS) fill(number);
    if (goes & HOLDS) {
      if (goes & (PASS | SETS)) hold(number, turn);
      else store<i32>(core, load<i32>(turn, HELD), HELD_ADDRESS);
    }
    if (goes & SETS) {
      const count = goes & SETS_IMM ? load<i32>(turn, IMM_AT) : load<i32>(core, A);
      store<i32>(core + ((goes & SETS) >>> (SETS_SHIFT - 2)), count, COUNTS - 4);
      store<i32>(core, follows(turn, count), TO);
    }
  }
  store<i32>(core, select<i32>(moment, load<i32>(core, LOOKED), load<i32>(moment, KIND) & LOOKS), LOOKED);
  enter(number, core, load<i32>(core, TO));
}

/** Stands at a moment from now on. */
// @ts-ignore: decorator
@inline
export function enter(number: i32, core: i32, moment: i32): void {
  store<i32>(core, moment, MOMENT);
  store<i32>(core, 1, MOVED);
  const asks = i32(((load<i32>(moment, KIND) >>> WAIT_SHIFT) & 7) == WAIT_REQUEST);
  const asking = load<i32>(0, ASKING_LINES);
  if (((asking >>> number) & 1) == asks) return;
  store<i32>(0, asking ^ (1 << number), ASKING_LINES);
  if (!asks) return;
  beside |= LINES;
  asked = true;
}
