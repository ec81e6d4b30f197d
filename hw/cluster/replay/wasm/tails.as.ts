// Tails of a core, a part of engine.as.ts.
import {
  AGREED, ASKS, COUNT, END, FEW_GROUPS, FLOWS, GROUPS_AT, GROUP_COUNT, KIND, LAST_LOOK, LOOKED, LOOKS, MOMENT, MOVED, SINCE, STATE_AT,
  TAIL, TAIL_AT, TAIL_TURNS, TURN_SHIFT, VERSION, VISITS, WORTH_AT,
} from "./layout";
import { enter, looked } from "./steps.as";
import { takeTurns } from "./turns.as";

// What only the TypeScript around the engine knows (engine.ts).
// @ts-ignore: decorator
@external("replay", "findTail")
declare function findTail(moment: i32): i32;

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
  for (let i = 0; i < clocks; i++) {
    const moment = load<i32>(moments + (i << 2));
    if (load<i32>(moment, KIND) & LOOKS) store<i32>(core, moment, LOOKED);
  }
  takeTurns(core, turns, clocks);
  store<i32>(core, load<i32>(moments + (clocks << 2)), MOMENT);
  store<i32>(core, 1, MOVED);
}
