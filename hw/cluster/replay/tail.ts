import { type Moment, Tail, type Turn, Wait } from "./moment.js";
import { TURN_WORDS, type TurnCodes } from "./turn-code.js";

/** Visits of a moment before it is found out what follows it. */
export const WORTH = { visits: 16 };
/** Turns of a tail at most: fewer than the ring of `Replays` has places. */
export const LONGEST_TAIL = 60;
/** Shorter ones are not worth it. */
const SHORTEST = 2;

/** True for a moment whose next clock depends on nothing else. */
export function flows({ replays, access, branch, jump, wait }: Moment): boolean {
  return replays && access === 0 && branch < 0 && jump === null && (wait === Wait.none || wait === Wait.cross);
}

/** What follows a moment, as far as it has been recorded; null where that is too short or not known to its end. */
export function tailOf(first: Moment, codes: TurnCodes): Tail | null {
  const moments: Moment[] = [];
  const turns: Turn[] = [];
  let at = first;
  while (flows(at) && turns.length < LONGEST_TAIL) {
    const { turn } = at;
    if (turn === null) return null;
    if (turn.pass !== 0 || turn.fetching !== 0) break;
    if (turn.only === null) return null;
    moments.push(at);
    turns.push(turn);
    at = turn.only;
  }
  if (turns.length < SHORTEST) return null;
  const place = codes.reserve(turns.length);
  turns.forEach(({ words, at: from }, i) => {
    codes.words.set(words.subarray(from, from + TURN_WORDS), place + i * TURN_WORDS);
  });
  return new Tail(moments, turns, at, codes.words, place);
}
