// Clocks of a cluster in which its cores are replayed (core-replay.ts): `npm run build:simd` compiles it to engine.wasm.ts.
import { edge, edgeFree, isFree, settle as settleBanks } from "../../tcdm/interconnect-clock.as";
import { ANSWER, ASKING, COUNTER, GRANTS, NEWER, RDATA_AT, KEPT, SOURCE, VALID } from "../../tcdm/interconnect-layout";
import { serveAlone } from "../../tcdm/lic.as";
import {
  AHEAD, ASKS, BEGUN, BESIDE, CORE_SHIFT, CORES, GOES_ON, LINES, NEVER, PASSED, RDATA, RECORD_AT, RENEWS, RING, RING_WORDS, STOPS, TURN,
  WAKE_AT, WATCHED, WIDE,
} from "./layout";
import { asked, beside, request as requestOf, setAsked, setBeside, settle as settleOf, take as takeOf } from "./steps.as";
import { begin, finish, stop } from "./tails.as";

// What only the TypeScript around the engine knows.
// @ts-ignore: decorator
@external("replay", "look")
declare function look(number: i32): void;
// @ts-ignore: decorator
@external("replay", "turned")
declare function turned(number: i32, turn: i32, clock: i32): void;
/** Whoever sees turns sees ports, too. */
// @ts-ignore: decorator
@external("replay", "show")
declare function show(asking: i32, granted: i32): void;
/** Others: their responses and requests, which depend on no request of the cores, then the rest of their clock. */
// @ts-ignore: decorator
@external("replay", "before")
declare function before(): void;
// @ts-ignore: decorator
@external("replay", "after")
declare function after(clock: i32): i32;

// @ts-ignore: decorator
@inline
function coreOf(number: i32): i32 {
  return CORES + (number << CORE_SHIFT);
}

// The steps of one core, in a clock that is settled as a whole.

export function request(number: i32): i32 {
  return requestOf(number, coreOf(number));
}

export function settle(number: i32, granted: i32): i32 {
  return settleOf(number, coreOf(number), granted);
}

export function take(number: i32): void {
  takeOf(number, coreOf(number));
}

// @ts-ignore: decorator
@inline
function ring(clock: i32): i32 {
  return RING + ((clock & (RING_WORDS - 1)) << 2);
}

/** Finds out when a core that stands at a clock is asked. */
// @ts-ignore: decorator
@inline
function due(number: i32, clock: i32, how: i32): void {
  const at = ring(how & AHEAD ? clock + begin(number, coreOf(number), clock) : clock);
  store<i32>(at, load<i32>(at) | (1 << number));
}

/** Keeps what the banks have answered to these cores. */
// @ts-ignore: decorator
@inline
function keepAnswers(record: i32, answered: i32): void {
  const rdata = load<i32>(record, RDATA_AT);
  for (let rest = answered; rest != 0; rest &= rest - 1) {
    const number = ctz(rest);
    store<i32>(coreOf(number), load<i32>(rdata + (load<i32>(record + (number << 2), SOURCE) << 2)), RDATA);
  }
}

/** A clock in which nobody asks the banks. */
// @ts-ignore: decorator
@inline
function restBanks(record: i32): void {
  store<i32>(record, 0, ASKING);
  store<i32>(record, 0, GRANTS);
  store<i32>(record, 0, VALID);
  if (load<i32>(record, NEWER) == 0) store<i32>(record, 0, COUNTER);
}

/**
 * Clocks, `clocks` at most, in which the cores of `mask` are replayed; how: see layout.ts. Fewer when a core has to leave, in a
 * clock that has not begun then, or when others stop. The clocks.
 */
export function run(mask: i32, clocks: i32, how: i32): i32 {
  const record = load<i32>(0, RECORD_AT);
  setBeside(how & BESIDE);
  memory.fill(RING, 0, RING_WORDS << 2);
  for (let rest = mask; rest != 0; rest &= rest - 1) due(ctz(rest), 0, how);
  keepAnswers(record, load<i32>(record, VALID) & mask);
  let clock = 0;
  let begun = 0;
  while (clock < clocks) {
    if (clock >= load<i32>(0, WAKE_AT)) {
      store<i32>(0, NEVER, WAKE_AT);
      setBeside(beside | LINES);
    }
    if (beside == 0 && load<i32>(ring(clock)) == 0) {
      const from = clock;
      const until = min(clocks, load<i32>(0, WAKE_AT));
      while (clock < until && load<i32>(ring(clock)) == 0) clock++;
      store<i32>(0, load<i32>(0, PASSED) + clock - from, PASSED);
      restBanks(record);
      if (clock == until) continue;
    }
    const called = load<i32>(ring(clock));
    let asking = 0;
    let rest = called;
    for (; rest != 0; rest &= rest - 1) {
      const number = ctz(rest);
      finish(number, coreOf(number));
      if (how & RENEWS) look(number);
      if (requestOf(number, coreOf(number)) != GOES_ON) break;
      asking |= load<i32>(coreOf(number), ASKS) << number;
    }
    if (rest != 0) break;
    const others = beside;
    if (others != 0 && (begun == 0 || asked)) before();
    const asks = asking | (others & WIDE) | load<i32>(record, KEPT);
    const free = (others & WIDE) == 0 && isFree(record, asking);
    let granted = free ? asking : 0;
    if (asks && !free) {
      store<i32>(record, asking, ASKING);
      settleBanks(record);
      granted = load<i32>(record, GRANTS);
    }
    for (rest = called; rest != 0; rest &= rest - 1) {
      const number = ctz(rest);
      if (settleOf(number, coreOf(number), (granted >>> number) & 1) != GOES_ON) break;
    }
    if (rest != 0) break;
    store<i32>(ring(clock), 0);
    if (how & WATCHED) show(asking, granted);
    if (free) edgeFree(record, asking);
    else if (asks) edge(record);
    else restBanks(record);
    for (rest = called; rest != 0; rest &= rest - 1) {
      const number = ctz(rest);
      const core = coreOf(number);
      if (how & WATCHED) turned(number, load<i32>(core, TURN), clock);
      takeOf(number, core);
      if ((granted >>> number) & 1) {
        store<i32>(core, free ? serveAlone(record, number) : load<i32>(record + (number << 2), ANSWER), RDATA);
      }
      due(number, clock + 1, how);
    }
    clock++;
    if (others) {
      const next = after(clock - 1);
      setBeside(next & BESIDE);
      setAsked(false);
      begun = next & BEGUN;
      if (next & STOPS) break;
    } else store<i32>(0, load<i32>(0, PASSED) + 1, PASSED);
  }
  for (let rest = mask; rest != 0; rest &= rest - 1) stop(ctz(rest), coreOf(ctz(rest)), clock);
  return clock;
}
