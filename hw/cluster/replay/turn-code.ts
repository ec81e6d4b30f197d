import type { FloatOperation } from "../../fpu/float-operation.js";
import { alu } from "../core/alu.js";
import { type Instruction, Op, Unit } from "../core/instruction.js";
import { pulpAlu } from "../core/pulp-alu.js";
import { type CoreData, Held } from "./core-data.js";

/** The second word of the prefetch buffer becomes the first; the word that arrives becomes the first, or the second. */
export const Shelf = { shift: 1, first: 2, second: 4 } as const;

/** In place of a register. */
export const NOWHERE = -1;
export const FROM_TARGET = -2;

/** What a turn does to the data of its core, as `recordTurn` finds it. Registers have the numbers of `RegisterFile`. */
export interface Effects {
  /** What the clock was used for, see `USES`. */
  readonly use: number;
  /** A loaded word arrives: register, 0 for none, bytes, and `Extend`. */
  readonly loadRd: number;
  readonly loadBytes: number;
  readonly loadExtend: number;
  /** A result of the FPU is written to this register, 0 for none; 1 when its exceptions count. */
  readonly floatRd: number;
  readonly floatDone: number;
  /** 1 when a floating-point register is written. */
  readonly writesFloat: number;
  /** The instruction whose result EX writes; whether the access in EX is made; the operation that the FPU takes. */
  readonly writes: Instruction | null;
  readonly accessed: number;
  readonly launch: FloatOperation | null;
  /** Where operand c comes from when ID is ready: a register, `NOWHERE`, or `FROM_TARGET`. */
  readonly operandC: number;
  readonly target: number;
  /** The instruction that goes from ID to EX, and its pc. */
  readonly issue: Instruction | null;
  readonly issuePc: number;
  /** What the prefetch buffer does with its words, `Shelf` bits, and the word that arrives. */
  readonly shelf: number;
  readonly word: number;
}

/** Words of a turn. They stand close together, since a core takes many turns a second and comes to each of them again and again. */
export const TURN_WORDS = 8;
/** Bits of the first word; the lowest ones are the operation of the ALU plus 1, or `PULP`, and 0 for no result. */
const RESULT = 0x1f;
const PULP = 0x1f;
const LOADS = 1 << 5;
const FLOAT_RD = 1 << 6;
const FLOAT_DONE = 1 << 7;
const WRITES_FLOAT = 1 << 8;
const ACCESSED = 1 << 9;
const LAUNCHES = 1 << 10;
const C_REGISTER = 1 << 11;
const C_TARGET = 1 << 12;
const ISSUES = 1 << 13;
const A_IS_PC = 1 << 14;
const B_IS_IMM = 1 << 15;
const SHELF_SHIFT = 16;
const SHELF = 7 << SHELF_SHIFT;
const USE_SHIFT = 19;
const BYTES_SHIFT = 24;
const EXTEND_SHIFT = 28;

/** Turns in an array. */
const CHUNK = 1024;

/** Writes turns one behind the other; whoever takes them keeps the array. */
export class TurnCodes {
  /** Operations of the FPU, by the numbers that the code gives them. */
  readonly floats: FloatOperation[] = [];
  words = new Int32Array(0);
  private next = 0;

  /** Place for so many turns in `words`. */
  reserve(turns: number): number {
    if (this.next + turns * TURN_WORDS > this.words.length) {
      this.words = new Int32Array(CHUNK * TURN_WORDS);
      this.next = 0;
    }
    const at = this.next;
    this.next += turns * TURN_WORDS;
    return at;
  }

  write(at: number, e: Effects): void {
    const { words } = this;
    const { writes, issue } = e;
    const bit = (is: boolean | number, flag: number): number => (is === true || (is !== false && is !== 0) ? flag : 0);
    words[at] =
      resultCode(writes) |
      bit(e.loadRd, LOADS) |
      bit(e.floatRd, FLOAT_RD) |
      bit(e.floatDone, FLOAT_DONE) |
      bit(e.writesFloat, WRITES_FLOAT) |
      bit(e.accessed, ACCESSED) |
      bit(e.launch !== null, LAUNCHES) |
      bit(e.operandC >= 0, C_REGISTER) |
      bit(e.operandC === FROM_TARGET, C_TARGET) |
      bit(issue !== null, ISSUES) |
      bit(issue?.aIsPc ?? false, A_IS_PC) |
      bit(issue?.bIsImm ?? false, B_IS_IMM) |
      (e.shelf << SHELF_SHIFT) |
      (e.use << USE_SHIFT) |
      (e.loadBytes << BYTES_SHIFT) |
      (e.loadExtend << EXTEND_SHIFT);
    words[at + 1] = (writes?.aluRd ?? 0) | (e.loadRd << 6) | (e.floatRd << 12) | (Math.max(e.operandC, 0) << 18);
    words[at + 2] = (issue?.rs1 ?? 0) | ((issue?.rs2 ?? 0) << 6);
    words[at + 3] = e.issuePc;
    words[at + 4] = issue?.immB ?? 0;
    words[at + 5] = e.target;
    words[at + 6] = e.launch !== null ? this.numberOf(e.launch) : (writes?.pulpOp ?? 0);
    words[at + 7] = e.word;
  }

  private numberOf(operation: FloatOperation): number {
    const known = this.floats.indexOf(operation);
    return known >= 0 ? known : this.floats.push(operation) - 1;
  }
}

function resultCode(d: Instruction | null): number {
  if (d === null) return 0;
  if (d.unit === Unit.pulp) return PULP;
  return (d.unit === Unit.alu ? d.op : Op.add) + 1;
}

/** So many turns, which stand one behind the other from `at` on, do what they do to the data of a core. */
export function takeTurns(
  data: CoreData,
  words: Int32Array,
  floats: readonly FloatOperation[],
  at: number,
  count: number,
): void {
  const { values, held, uses } = data;
  let a = held[Held.a];
  let b = held[Held.b];
  let c = held[Held.c];
  let flags = 0;
  let seen = 0;
  for (const end = at + count * TURN_WORDS; at < end; at += TURN_WORDS) {
    const does = words[at];
    const registers = words[at + 1];
    seen |= does;
    uses[(does >>> USE_SHIFT) & 0x1f]++;
    const code = does & RESULT;
    let result = 0;
    if (code !== 0) result = code === PULP ? pulpAlu(words[at + 6], a, b, c) : alu((code - 1) as Op, a, b);
    if ((does & LOADS) !== 0)
      values[(registers >>> 6) & 63] = data.loaded((does >>> BYTES_SHIFT) & 7, does >>> EXTEND_SHIFT);
    if ((does & FLOAT_RD) !== 0) values[(registers >>> 12) & 63] = held[Held.value];
    if ((does & FLOAT_DONE) !== 0) flags |= held[Held.flags];
    if (code !== 0) values[registers & 63] = result;
    if ((does & ACCESSED) !== 0) {
      held[Held.address] = data.address;
      held[Held.base] = a;
    }
    if ((does & LAUNCHES) !== 0) {
      const { fpu } = data;
      fpu.execute(floats[words[at + 6]], a, b, c, data.csrs.frm);
      held[Held.value] = fpu.result;
      held[Held.flags] = fpu.flags;
    }
    if ((does & C_REGISTER) !== 0) held[Held.issued] = values[registers >>> 18];
    else if ((does & C_TARGET) !== 0) held[Held.issued] = words[at + 5];
    if ((does & ISSUES) !== 0) {
      const sources = words[at + 2];
      a = (does & A_IS_PC) !== 0 ? words[at + 3] : values[sources & 63];
      b = (does & B_IS_IMM) !== 0 ? words[at + 4] : values[sources >>> 6];
      c = held[Held.issued];
    }
    if ((does & SHELF) !== 0) shelve(held, does >>> SHELF_SHIFT, words[at + 7]);
  }
  held[Held.a] = a;
  held[Held.b] = b;
  held[Held.c] = c;
  if ((seen & (FLOAT_DONE | WRITES_FLOAT)) !== 0) data.csrs.accrue(flags, (seen & WRITES_FLOAT) !== 0 ? 1 : 0);
}

function shelve(held: Int32Array, shelf: number, word: number): void {
  if ((shelf & Shelf.shift) !== 0) {
    held[Held.word0] = held[Held.word1];
    held[Held.error0] = held[Held.error1];
  }
  if ((shelf & Shelf.first) !== 0) {
    held[Held.word0] = word;
    held[Held.error0] = 0;
  } else if ((shelf & Shelf.second) !== 0) {
    held[Held.word1] = word;
    held[Held.error1] = 0;
  }
}
