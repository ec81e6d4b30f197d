import type { Instruction } from "../core/instruction.js";
import { Stall } from "../core/stall.js";

/**
 * What an open fetch that is not answered at once waits for: `miss` in the clock of the look-up, `cross` on its way to the
 * shared cache, `request` there for a grant, `refill` for its line.
 */
export const Wait = { none: 0, miss: 1, cross: 2, request: 3, refill: 4 } as const;
export type Wait = (typeof Wait)[keyof typeof Wait];

/**
 * The state of a core's pipeline at a clock boundary without its data: which instructions stand in which stage, what is fetched,
 * open and awaited (`control.ts`). What a clock does to it depends on the moment and on an outcome alone, see `Turn`.
 */
export class Moment {
  /** Its control words begin at `at`. */
  readonly words: Int32Array;
  readonly at: number;
  /** False for one that is left to the pipeline. */
  readonly replays: boolean;
  /** Instructions in ID and EX, which the control words name by their fetched words. */
  readonly inId: Instruction;
  readonly inEx: Instruction;
  /** The instruction in EX that asks the data port, or null. */
  readonly access: Instruction | null;
  /** The instruction in EX whose comparison decides, or null. */
  readonly branch: Instruction | null;
  /** The jump in ID whose target a register decides, or null. */
  readonly jump: Instruction | null;
  /** The byte address that is looked up in this clock, -1 for none, and the word there. */
  readonly fetchAddress: number;
  readonly fetchWord: number;
  /** What the open fetch waits for, and its byte address. */
  readonly wait: Wait;
  readonly waitAddress: number;
  /** The next one in the same bucket of the store. */
  readonly chain: Moment | null;
  /** What has been recorded, the turn taken last first. */
  turn: Turn | null = null;
  /** The same one with another end of the look-up, as it was found last. */
  twin: Moment | null = null;

  constructor(fields: MomentFields, words: Int32Array, at: number, chain: Moment | null) {
    this.words = words;
    this.at = at;
    this.chain = chain;
    this.replays = fields.replays;
    this.inId = fields.inId;
    this.inEx = fields.inEx;
    this.access = fields.access;
    this.branch = fields.branch;
    this.jump = fields.jump;
    this.fetchAddress = fields.fetchAddress;
    this.fetchWord = fields.fetchWord;
    this.wait = fields.wait;
    this.waitAddress = fields.waitAddress;
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
  "replays" | "inId" | "inEx" | "access" | "branch" | "jump" | "fetchAddress" | "fetchWord" | "wait" | "waitAddress"
>;

/** The second word of the prefetch buffer becomes the first; the word that arrives becomes the first, or the second. */
export const Shelf = { shift: 1, first: 2, second: 4 } as const;

/** A look-up misses; a line comes; a fetch is refused and held from now on. */
export const Fetching = { misses: 1, fills: 2, holds: 4 } as const;

/** What a core does in one clock from one moment under one outcome. Registers have the numbers of `RegisterFile`. */
export class Turn {
  /** Grant of the access, or decision of the branch, in bit 0; in bit 1 what a fetch waits for; target of the register jump above. */
  outcome = 0;
  /** Next turn of the same moment. */
  next: Turn | null = null;
  /** What the clock was used for, see `USES`; 1 when an instruction retires, and when a fetch is answered. */
  use = 0;
  /** Why nothing was issued, and the instruction that the clock belongs to, see `placeOf`. */
  reason: Stall = Stall.issued;
  place = 0;
  retires = 0;
  fetches = 0;
  /** A loaded word arrives: register, 0 for none, bytes, and `Extend`. */
  loadRd = 0;
  loadBytes = 4;
  loadExtend = 0;
  /** A result of the FPU is written to this register, 0 for none; 1 when its exceptions count. */
  floatRd = 0;
  floatDone = 0;
  /** 1 when a floating-point register is written. */
  writesFloat = 0;
  /** The instruction whose result EX writes; whether the access in EX is made; the operation that the FPU takes. */
  writes: Instruction | null = null;
  accessed = 0;
  launch: Instruction | null = null;
  /** Where operand c comes from when ID is ready: a register, -1 for nowhere, -2 for `target`. */
  operandC = -1;
  target = 0;
  /** The instruction that goes from ID to EX, and its pc. */
  issue: Instruction | null = null;
  issuePc = 0;
  /** What the prefetch buffer does with its words, `Shelf` bits, and the word that arrives. */
  shelf = 0;
  word = 0;
  /** What else a fetch does, `Fetching` bits, and the address that it holds. */
  fetching = 0;
  held = 0;
  /** Hardware loop plus 1 whose pass is counted. */
  pass = 0;
  /** The moment that follows; where a pass is counted, by `countClass` of what is left. */
  only: Moment | null = null;
  readonly to: (Moment | null)[] = [null, null, null, null];
}

/** What the pipeline can tell of the count of a hardware loop: 0, 1, 2, or anything else. */
export function countClass(count: number): number {
  return count >>> 0 < 3 ? count : 3;
}
