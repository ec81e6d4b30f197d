import { type Moment, Tail, type Turn, Wait } from "./moment.js";

/** Visits of a moment before it is found out what follows it. */
export const WORTH = { visits: 16 };
/** Turns of a tail at most: fewer than the ring of the engine has places. */
export const LONGEST_TAIL = 60;
/** Shorter ones are not worth it. */
const SHORTEST = 2;

/** True for a moment whose next clock depends on nothing else. */
export function flows({ replays, access, branch, jump, wait }: Moment): boolean {
  return replays && access === null && branch < 0 && jump === null && (wait === Wait.none || wait === Wait.cross);
}

/** What follows a moment; "short" where that is not worth it, "unknown" where it has not been recorded to its end. */
export function tailOf(first: Moment): Tail | "short" | "unknown" {
  const moments: Moment[] = [];
  const turns: Turn[] = [];
  let at = first;
  while (flows(at) && turns.length < LONGEST_TAIL) {
    const { turn } = at;
    if (turn === null) return "unknown";
    if ((turn.pass | turn.fetching | turn.sets) !== 0) break;
    const [to] = turn.to;
    if (to === null) return "unknown";
    moments.push(at);
    turns.push(turn);
    at = to;
  }
  return turns.length < SHORTEST ? "short" : new Tail(moments, turns, at);
}
