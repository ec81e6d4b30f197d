// The steps of one core in a clock: its request, what comes of it, the turn that it takes; and tails.
import { ADDR, MASK, WDATA } from "../../tcdm/interconnect-layout";
import {
  A, ACCESSES, AGREED, ARRIVED_LINES, ASKED, ASKING_LINES, ASKS, B, BITS, BRANCH_SHIFT, BRANCHES, BYTES_SHIFT, C, CHECKED, CLOCKS, COUNT, COUNTS, DECISION, END,
  FETCHES, FETCHES_SHIFT, FEW_GROUPS, FILLS, FIRST_TURN, FLOWS, FOLLOWS, GOES, GOES_ON, GRANTED_LINES, GROUP_COUNT, GROUPS_AT, HELD, HELD_ADDRESS, HOLDS, IMM_AT, JUMP_IMM, JUMP_SHIFT, JUMPS, KIND, LAST_LOOK,
  LEAVES, LINES, LOOKED, LOOKS, MISSED, MISSES, MOMENT, MOVED, NEXT, PASS, POST_INCREMENT, RECORD_AT, REGISTER, REPLAYS, RETIRED, RETIRES, SETS, SETS_IMM, SETS_SHIFT, SINCE, STATE_AT, STORES,
  TAIL, TAIL_AT, TAIL_FETCHES, TAIL_RETIRES, TAIL_TURNS, TARGET, TCDM_BASE, TCDM_BYTES, TO, TURN, TURN_BYTES, TURN_SHIFT, TURN_TARGET, TWIN_AT,
  UNSEEN, VERSION, VISITS, WAIT_REQUEST, WAIT_SHIFT, WORTH_AT,
} from "./layout";
import { takeTurns } from "./turns.as";

/** Work of others that is under way, `BESIDE` bits. */
export let beside: i32 = 0;

export function setBeside(bits: i32): void {
  beside = bits;
}

// What only the TypeScript around the engine knows (engine.ts).
// @ts-ignore: decorator
@external("replay", "check")
declare function check(number: i32, moment: i32): i32;
// @ts-ignore: decorator
@external("replay", "findTail")
declare function findTail(moment: i32): i32;
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
function looked(number: i32, core: i32, moment: i32): i32 {
  if (isChecked(core, moment)) return moment;
  const twin = load<i32>(moment, TWIN_AT);
  return twin != 0 && isChecked(core, twin) ? twin : check(number, moment);
}

/** The request of this clock, at the banks if it is theirs. */
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
export function take(number: i32, core: i32): void {
  const turn = load<i32>(core, TURN);
  const goes = load<i32>(turn, GOES);
  const moment = load<i32>(core, MOMENT);
  const does = load<i32>(turn);
  store<i32>(core, load<i32>(core, CLOCKS) + 1, CLOCKS);
  store<i32>(core, load<i32>(core, RETIRED) + i32((does & RETIRES) != 0), RETIRED);
  store<i32>(core, load<i32>(core, FETCHES) + (does >>> FETCHES_SHIFT), FETCHES);
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
  if (load<i32>(moment, KIND) & LOOKS) store<i32>(core, moment, LOOKED);
  enter(number, core, load<i32>(core, TO));
}

/** Stands at a moment from now on. */
// @ts-ignore: decorator
@inline
function enter(number: i32, core: i32, moment: i32): void {
  store<i32>(core, moment, MOMENT);
  store<i32>(core, 1, MOVED);
  const asks = i32(((load<i32>(moment, KIND) >>> WAIT_SHIFT) & 7) == WAIT_REQUEST);
  const asking = load<i32>(0, ASKING_LINES);
  if (((asking >>> number) & 1) == asks) return;
  store<i32>(0, asking ^ (1 << number), ASKING_LINES);
  if (asks) beside |= LINES;
}

/** Whether all look-ups of a tail end as they did. */
function agrees(number: i32, core: i32, tail: i32): bool {
  const groups = load<i32>(tail, GROUP_COUNT) << 3;
  if (groups != 0) {
    let known = 0;
    while (known < groups && load<i32>(core + load<i32>(tail + known, GROUPS_AT)) == load<i32>(tail + known, GROUPS_AT + 4)) known += 8;
    if (known == groups) return true;
  }
  const count = load<i32>(tail, COUNT);
  const moments = tail + TAIL_TURNS + (count << TURN_SHIFT);
  const end = moments + (count << 2);
  for (let at = moments; at < end; at += 4) {
    const moment = load<i32>(at);
    if ((load<i32>(moment, KIND) & LOOKS) != 0 && looked(number, core, moment) != moment) return false;
  }
  keepGroups(core, tail, moments, end);
  return true;
}

/** The look-ups of these moments have been found to agree. */
function keepGroups(core: i32, tail: i32, moments: i32, end: i32): void {
  let count = 0;
  let last = 0;
  store<i32>(tail, 0, GROUP_COUNT);
  for (let at = moments; at < end; at += 4) {
    const moment = load<i32>(at);
    const group = load<i32>(moment, STATE_AT);
    if ((load<i32>(moment, KIND) & LOOKS) == 0 || group == last) continue;
    if (count == FEW_GROUPS) return;
    const pair = tail + (count << 3);
    store<i32>(pair, group, GROUPS_AT);
    store<i32>(pair, load<i32>(core + group), GROUPS_AT + 4);
    last = group;
    count++;
  }
  store<i32>(tail, count, GROUP_COUNT);
}

/** The clocks from `clock` on in which the core is not asked for anything; a tail then takes them. */
// @ts-ignore: decorator
@inline
export function begin(number: i32, core: i32, clock: i32): i32 {
  const moment = load<i32>(core, MOMENT);
  let tail = load<i32>(moment, TAIL_AT);
  if (tail == 0) {
    if ((load<i32>(moment, KIND) & FLOWS) == 0) return 0;
    const visits = load<i32>(moment, VISITS) + 1;
    store<i32>(moment, visits, VISITS);
    if (visits < load<i32>(0, WORTH_AT)) return 0;
    store<i32>(moment, 0, VISITS);
    tail = findTail(moment);
    if (tail == 0) return 0;
  }
  const version = load<i32>(core, VERSION);
  if (load<i32>(tail + (number << 2), AGREED) != version) {
    if (!agrees(number, core, tail)) return 0;
    store<i32>(tail + (number << 2), version, AGREED);
  }
  store<i32>(core, tail, TAIL);
  store<i32>(core, clock, SINCE);
  store<i32>(core, 0, ASKS);
  return load<i32>(tail, COUNT);
}

/** The tail is over, if there is one. */
// @ts-ignore: decorator
@inline
export function finish(number: i32, core: i32): void {
  const tail = load<i32>(core, TAIL);
  if (tail == 0) return;
  const count = load<i32>(tail, COUNT);
  store<i32>(core, 0, TAIL);
  store<i32>(core, load<i32>(core, CLOCKS) + count, CLOCKS);
  store<i32>(core, load<i32>(core, RETIRED) + load<i32>(tail, TAIL_RETIRES), RETIRED);
  store<i32>(core, load<i32>(core, FETCHES) + load<i32>(tail, TAIL_FETCHES), FETCHES);
  takeTurns(core, tail + TAIL_TURNS, count);
  const looked = load<i32>(tail, LAST_LOOK);
  if (looked != 0) store<i32>(core, looked, LOOKED);
  enter(number, core, load<i32>(tail, END));
}

/** Does what the tail has done up to a clock. */
export function stop(number: i32, core: i32, clock: i32): void {
  const tail = load<i32>(core, TAIL);
  if (tail == 0) return;
  const clocks = clock - load<i32>(core, SINCE);
  const count = load<i32>(tail, COUNT);
  if (clocks == count) {
    finish(number, core);
    return;
  }
  store<i32>(core, 0, TAIL);
  if (clocks == 0) return;
  const turns = tail + TAIL_TURNS;
  const moments = turns + (count << TURN_SHIFT);
  store<i32>(core, load<i32>(core, CLOCKS) + clocks, CLOCKS);
  for (let i = 0; i < clocks; i++) {
    const does = load<i32>(turns + i * TURN_BYTES);
    const moment = load<i32>(moments + (i << 2));
    store<i32>(core, load<i32>(core, RETIRED) + i32((does & RETIRES) != 0), RETIRED);
    store<i32>(core, load<i32>(core, FETCHES) + (does >>> FETCHES_SHIFT), FETCHES);
    if (load<i32>(moment, KIND) & LOOKS) store<i32>(core, moment, LOOKED);
  }
  takeTurns(core, turns, clocks);
  store<i32>(core, load<i32>(moments + (clocks << 2)), MOMENT);
  store<i32>(core, 1, MOVED);
}
