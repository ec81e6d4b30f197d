import { type Instruction, Op, Unit } from "../core/instruction.js";
import * as L from "./wasm/layout.js";

/** The second word of the prefetch buffer becomes the first; the word that arrives becomes the first, or the second. */
export const Shelf = { shift: L.SHIFTS, first: L.FIRST_ARRIVES, second: L.SECOND_ARRIVES } as const;

/** In place of a register. */
export const NOWHERE = -1;
export const FROM_TARGET = -2;

/** What a turn does to the data of its core, as `recordTurn` finds it. Registers have the numbers of `RegisterFile`. */
export interface Effects {
  /** What the clock was used for, see `USES`; 1 when an instruction retires, and when a fetch is answered. */
  readonly use: number;
  readonly retires: number;
  readonly fetches: number;
  /** A loaded word arrives: register, 0 for none, bytes, and `Extend`. */
  readonly loadRd: number;
  readonly loadBytes: number;
  readonly loadExtend: number;
  /** A result of the FPU is written to this register, 0 for none; 1 when its exceptions count. */
  readonly floatRd: number;
  readonly floatDone: number;
  /** 1 when a floating-point register is written. */
  readonly writesFloat: number;
  /** The instruction whose result EX writes; whether the access in EX is made; the operation that the FPU takes, see `floatCodeOf`. */
  readonly writes: Instruction | null;
  readonly accessed: number;
  readonly launch: number | null;
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

/** The words of a turn, which `wasm/turns.as.ts` takes. */
export function codeOf(e: Effects): Int32Array<ArrayBuffer> {
  const { writes, issue, launch } = e;
  const bit = (is: boolean | number, flag: number): number => (is === true || (is !== false && is !== 0) ? flag : 0);
  const does =
    operationOf(writes) |
    bit(writes !== null, L.RESULTS) |
    bit(e.loadRd, L.LOADS) |
    bit(e.floatRd, L.FLOAT_RD) |
    bit(e.floatDone, L.FLOAT_DONE) |
    bit(e.writesFloat, L.WRITES_FLOAT) |
    bit(e.accessed, L.ACCESSED) |
    bit(launch !== null, L.LAUNCHES) |
    bit(e.operandC >= 0, L.C_REGISTER) |
    bit(e.operandC === FROM_TARGET, L.C_TARGET) |
    bit(issue !== null, L.ISSUES) |
    bit(issue?.aIsPc ?? false, L.A_IS_PC) |
    bit(issue?.bIsImm ?? false, L.B_IS_IMM) |
    e.shelf |
    (e.loadBytes << L.LOAD_SHIFT) |
    (e.loadExtend << L.EXTEND_SHIFT) |
    (((e.use << L.USE_SHIFT) | bit(e.retires, L.RETIRES) | bit(e.fetches, L.FETCHES)) << L.COUNTER_SHIFT);
  const registers =
    (writes?.aluRd ?? 0) |
    (e.loadRd << L.LOAD_RD_SHIFT) |
    (e.floatRd << L.FLOAT_RD_SHIFT) |
    (Math.max(e.operandC, 0) << L.C_SHIFT);
  const sources = (issue?.rs1 ?? 0) | ((issue?.rs2 ?? 0) << L.B_SHIFT);
  const operation = launch ?? writes?.pulpOp ?? 0;
  return Int32Array.of(does, registers, sources, e.issuePc, issue?.immB ?? 0, e.target, operation, e.word);
}

function operationOf(d: Instruction | null): number {
  if (d === null) return 0;
  if (d.unit === Unit.pulp) return L.PULP_OP;
  return d.unit === Unit.alu ? d.op : Op.add;
}
