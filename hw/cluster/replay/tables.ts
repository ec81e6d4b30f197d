import type { Moment, Tail, Turn } from "./moment.js";
import * as L from "./wasm/layout.js";
import { flows } from "./tail.js";

const LINE_WORDS = L.LINE / 4;
/** Lines of the tables at first. */
const FEW_LINES = 1 << 10;
/** Word of a byte offset. */
const at = (offset: number): number => offset >> 2;

/**
 * Moments, turns and tails as the engine reads them, in lines of `LINE` bytes, and what each line was made of. This is the original;
 * every engine has a copy in its memory, at the same addresses, and takes over what has changed since it looked last.
 */
export class Tables {
  /** Another number once everything has been forgotten. */
  generation = 0;
  words = new Int32Array(FEW_LINES * LINE_WORDS);
  /** Lines in use. */
  lines = 0;
  /** Changed lines, first and number, in the order of the changes. */
  readonly changes: number[] = [];
  private things: (Moment | Turn | Tail | null)[] = [];

  /** No line is left: nothing is recorded any more before `forget`. */
  get isFull(): boolean {
    return this.lines + 2 * L.RING_WORDS > L.MOST_LINES;
  }

  moment(address: number): Moment {
    return this.things[(address - L.TABLES) >> L.LINE_SHIFT] as Moment;
  }

  turn(address: number): Turn {
    return this.things[(address - L.TABLES) >> L.LINE_SHIFT] as Turn;
  }

  tail(address: number): Tail {
    return this.things[(address - L.TABLES) >> L.LINE_SHIFT] as Tail;
  }

  forget(): void {
    this.generation++;
    this.lines = this.changes.length = 0;
    this.things = [];
    this.words.fill(0);
  }

  /** Enters a moment, which nothing is known of yet. */
  addMoment(moment: Moment): void {
    moment.address = this.take(moment, 1);
    const from = this.wordOf(moment.address);
    this.words[from + at(L.KIND)] = kindOf(moment);
    this.words[from + at(L.JUMP_IMM)] = moment.jump?.imm ?? 0;
    this.words[from + at(L.STATE_AT)] = L.STATES_AT + 4 * moment.group;
    this.changed(moment.address, 1);
  }

  /** The look-up of a moment ends so in this state of its group, in every cache. */
  check(moment: Moment, state: number): void {
    this.words[this.wordOf(moment.address) + at(L.CHECKED)] = state;
  }

  /** Enters the moment that stands in place of one whose look-up ends in another way. */
  setTwin(moment: Moment, twin: Moment): void {
    this.words[this.wordOf(moment.address) + at(L.TWIN_AT)] = twin.address;
    this.changed(moment.address, 1);
  }

  /** Enters the turns of a moment anew, those among them that are not there yet. */
  setTurns(moment: Moment): void {
    let before = this.wordOf(moment.address) + at(L.FIRST_TURN);
    for (let { turn } = moment; turn !== null; turn = turn.next) {
      if (turn.address === 0) this.addTurn(turn);
      this.words[before] = turn.address;
      const from = this.wordOf(turn.address);
      before = from + at(L.NEXT);
      for (let i = 0; i < turn.to.length; i++) this.words[from + at(L.FOLLOWS) + i] = turn.to[i]?.address ?? 0;
      if (turn.counts === 0) this.words[from + at(L.HELD)] = turn.held;
      this.changed(turn.address, 1);
    }
    this.words[before] = 0;
    this.changed(moment.address, 1);
  }

  private addTurn(turn: Turn): void {
    turn.address = this.take(turn, 1);
    const from = this.wordOf(turn.address);
    const bits = turn.outcome & 3;
    this.words.set(turn.code, from);
    this.words[from + at(L.BITS)] = bits;
    this.words[from + at(L.TURN_TARGET)] = (turn.outcome - bits) / 2;
    const sets = (turn.sets << L.SETS_SHIFT) | (turn.setsImm ? L.SETS_IMM : 0);
    this.words[from + at(L.GOES)] = turn.pass | (turn.fetching << L.FETCHING_SHIFT) | sets;
  }

  /** Enters what follows a moment. */
  setTail(moment: Moment, tail: Tail): void {
    const { turns, moments, end } = tail;
    const count = turns.length;
    tail.address = this.take(tail, Math.ceil((L.TAIL_TURNS + count * (L.TURN_BYTES + 4)) / L.LINE));
    const from = this.wordOf(tail.address);
    const { words } = this;
    words[from + at(L.COUNT)] = count;
    words[from + at(L.END)] = end.address;
    words[from + at(L.LAST_LOOK)] = moments.findLast(({ fetchAddress }) => fetchAddress >= 0)?.address ?? 0;
    turns.forEach(({ code }, i) => words.set(code, from + at(L.TAIL_TURNS + i * L.TURN_BYTES)));
    moments.forEach(({ address }, i) => (words[from + at(L.TAIL_TURNS + count * L.TURN_BYTES) + i] = address));
    this.changed(tail.address, this.lines - this.lineOf(tail.address));
    words[this.wordOf(moment.address) + at(L.TAIL_AT)] = tail.address;
    this.changed(moment.address, 1);
  }

  /** No tail follows a moment, whatever is recorded. */
  setTailless(moment: Moment): void {
    this.words[this.wordOf(moment.address) + at(L.KIND)] &= ~L.FLOWS;
    this.changed(moment.address, 1);
  }

  private lineOf(address: number): number {
    return (address - L.TABLES) >> L.LINE_SHIFT;
  }

  private wordOf(address: number): number {
    return (address - L.TABLES) >> 2;
  }

  private changed(address: number, lines: number): void {
    this.changes.push(this.lineOf(address), lines);
  }

  private take(thing: Moment | Turn | Tail, lines: number): number {
    const line = this.lines;
    this.lines += lines;
    if (this.lines * LINE_WORDS > this.words.length) {
      const more = new Int32Array(2 * this.words.length);
      more.set(this.words);
      this.words = more;
    }
    this.things[line] = thing;
    for (let i = line + 1; i < this.lines; i++) this.things[i] = null;
    return L.TABLES + line * L.LINE;
  }
}

function kindOf(moment: Moment): number {
  const { replays, fetchAddress, access, branch, jump, wait } = moment;
  const bit = (is: boolean, flag: number): number => (is ? flag : 0);
  return (
    bit(replays, L.REPLAYS) |
    bit(fetchAddress >= 0, L.LOOKS) |
    bit(access !== null, L.ACCESSES) |
    bit(access?.postIncrement ?? false, L.POST_INCREMENT) |
    bit(access?.stores ?? false, L.STORES) |
    bit(jump !== null, L.JUMPS) |
    bit(flows(moment), L.FLOWS) |
    bit(branch >= 0, L.BRANCHES) |
    ((access?.bytes ?? 0) << L.BYTES_SHIFT) |
    (Math.max(branch, 0) << L.BRANCH_SHIFT) |
    (wait << L.WAIT_SHIFT) |
    ((jump?.rs1 ?? 0) << L.JUMP_SHIFT)
  );
}
