import type { Instruction, Op } from "../core/instruction.js";
import { Stall } from "../core/stall.js";
import { WAIT_REQUEST } from "./wasm/layout.js";

/**
 * What an open fetch that is not answered at once waits for: `miss` in the clock of the look-up, `cross` on its way to the
 * shared cache, `request` there for a grant, `refill` for its line.
 */
export const Wait = { none: 0, miss: 1, cross: 2, request: WAIT_REQUEST, refill: 4 } as const;
export type Wait = (typeof Wait)[keyof typeof Wait];

/**
 * The state of a core's pipeline at a clock boundary without its data: which instructions stand in which stage, what is fetched,
 * open and awaited (`control.ts`). What a clock does to it depends on the moment and on an outcome alone, see `Turn`.
 */
export class Moment {
  /** Where the engine has it (`tables.ts`). */
  address = 0;
  /** False for one that is left to the pipeline. */
  readonly replays: boolean;
  /** The byte address that is looked up in this clock, -1 for none, and the word there. */
  readonly fetchAddress: number;
  readonly fetchWord: number;
  /** The group of that address, see `FetchSide.groupOf`. */
  readonly group: number;
  /** What has been recorded, the turn found last first. */
  turn: Turn | null = null;
  /** The instruction in EX whose access is made, or null. */
  readonly access: Instruction | null;
  /** The comparison in EX that decides, -1 for none. */
  readonly branch: Op | -1;
  /** The jump in ID whose target a register decides, or null. */
  readonly jump: Instruction | null;
  /** What the open fetch waits for, and at which byte address. */
  readonly wait: Wait;
  readonly waitAddress: number;
  /** The same one with another end of the look-up, as it was found last. */
  twin: Moment | null = null;
  /** Its control words begin at `at`. */
  readonly words: Int32Array;
  readonly at: number;
  /** Instructions in ID and EX, which the control words name by their fetched words. */
  readonly inId: Instruction;
  readonly inEx: Instruction;
  /** The next one in the same bucket of the store. */
  readonly chain: Moment | null;

  constructor(fields: MomentFields, words: Int32Array, at: number, chain: Moment | null) {
    this.replays = fields.replays;
    this.fetchAddress = fields.fetchAddress;
    this.fetchWord = fields.fetchWord;
    this.group = fields.group;
    this.access = fields.access;
    this.branch = fields.branch;
    this.jump = fields.jump;
    this.wait = fields.wait;
    this.waitAddress = fields.waitAddress;
    this.words = words;
    this.at = at;
    this.inId = fields.inId;
    this.inEx = fields.inEx;
    this.chain = chain;
  }

  /** The turn of an outcome, or null. It is the first to be looked at from now on. */
  find(outcome: number): Turn | null {
    let before: Turn | null = null;
    for (let turn = this.turn; turn !== null; turn = turn.next) {
      if (turn.outcome === outcome) {
        if (before !== null) {
          before.next = turn.next;
          turn.next = this.turn;
          this.turn = turn;
        }
        return turn;
      }
      before = turn;
    }
    return null;
  }
}

/** What is said of a moment beside its control words. */
export type MomentFields = Pick<
  Moment,
  | "replays"
  | "inId"
  | "inEx"
  | "access"
  | "branch"
  | "jump"
  | "fetchAddress"
  | "fetchWord"
  | "group"
  | "wait"
  | "waitAddress"
>;

/** A look-up misses; a line comes; a fetch is refused and held from now on. As in `wasm/layout.ts`. */
export const Fetching = { misses: 1, fills: 2, holds: 4 } as const;

/** What a core does in one clock from one moment under one outcome. */
export class Turn {
  /** Grant of the access, or decision of the branch, in bit 0; in bit 1 what a fetch waits for; target of the register jump above. */
  outcome = 0;
  /** Next turn of the same moment. */
  next: Turn | null = null;
  /** Where the engine has it, 0 for nowhere, and what it does to data (`turn-code.ts`). */
  address = 0;
  code = NO_WORDS;
  /** 1 when an instruction retires, and when a fetch is answered. */
  retires = 0;
  fetches = 0;
  /** Hardware loop plus 1 whose pass is counted. */
  pass = 0;
  /** Hardware loop plus 1 whose count is set, and whether to the immediate operand of the instruction that is issued. */
  sets = 0;
  setsImm = false;
  /** What else a fetch does, `Fetching` bits. */
  fetching = 0;
  /** The moment that follows, in place 0; where a pass is counted or a count is set, by `countClass` of what is left. */
  readonly to: (Moment | null)[] = [null, null, null, null];
  /** The word that arrives, and the address that is held. */
  word = 0;
  held = 0;
  /** Why nothing was issued, the instruction that the clock belongs to, see `placeOf`, and the one that goes from ID to EX. */
  reason: Stall = Stall.issued;
  place = 0;
  issue: Instruction | null = null;

  /** Hardware loop plus 1 whose count decides what follows, 0 for none. */
  get counts(): number {
    return this.pass | this.sets;
  }

  /** @param count what is left to count, of the loop that decides */
  lead(count: number, to: Moment): void {
    this.to[this.counts === 0 ? 0 : countClass(count)] = to;
  }
}

const NO_WORDS = new Int32Array(0);

/**
 * Turns that follow one another whatever happens, as no moment of theirs has an outcome: the core is not looked at before they
 * are over.
 */
export class Tail {
  address = 0;
  readonly moments: readonly Moment[];
  readonly turns: readonly Turn[];
  /** The moment behind the last turn. */
  readonly end: Moment;

  constructor(moments: readonly Moment[], turns: readonly Turn[], end: Moment) {
    this.moments = moments;
    this.turns = turns;
    this.end = end;
  }
}

/** What the pipeline can tell of the count of a hardware loop: 0, 1, 2, or anything else. */
export function countClass(count: number): number {
  return count >>> 0 < 3 ? count : 3;
}
