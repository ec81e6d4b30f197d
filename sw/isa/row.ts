/** Rows of the instruction tables and what is derived from them: operand slots, mask, length. */
import { COMMON_OPERANDS, gather, holds, scatter, type Operand } from "./operands.js";

/**
 * One instruction form: `[mnemonic, operand syntax, match, note?]`.
 *
 * The operand syntax lists operand names separated by commas: `rd,rs1,simm12`. `imm(base)` is an address, `imm(base!)` one
 * with post-increment, `[name]` may be left out, `=0` repeats the register of operand 0. The mask is every bit that no
 * operand owns. An `"alias"` row is for the assembler only; a 16-bit row under the mnemonic of a 32-bit instruction is an
 * alias too, tried first where compression is on.
 */
export type Row = readonly [mnemonic: string, syntax: string, match: number, note?: "alias"];

/** An extension: a name as in an ISA string, its rows, and the operand kinds that only it uses. */
export interface Extension {
  readonly name: string;
  /** The extension whose instructions are the same rows on integer registers. */
  readonly onIntegers?: string;
  readonly rows: readonly Row[];
  readonly operands?: Readonly<Record<string, Operand>>;
}

export interface Slot {
  readonly operand: Operand;
  /** The operand's name in the manual, for error messages. */
  readonly name: string;
  /** Number of the operand whose register this one repeats. */
  readonly sameAs?: number;
}

export interface OperandSyntax {
  /** Absent in `(rs1)`. */
  readonly main?: Slot;
  readonly base?: Slot;
  readonly postIncrement: boolean;
  readonly optional: boolean;
}

export interface Instruction {
  readonly mnemonic: string;
  readonly syntax: string;
  readonly operands: readonly OperandSyntax[];
  /** Slots in the order of their text. */
  readonly slots: readonly Slot[];
  readonly match: number;
  readonly mask: number;
  readonly bytes: 2 | 4;
  readonly extension: string;
  /** The extension that has the instruction on integer registers. */
  readonly onIntegers?: string;
  /** True if the disassembler does not use it. */
  readonly alias: boolean;
  /** A 16-bit form of a 32-bit mnemonic. */
  readonly compressedForm: boolean;
}

const OPERAND = /^(\[)?([\w$=]*)(?:\(([\w$=]+)(!)?\))?\]?$/;

/** Derives an instruction from a row; throws if the row is wrong, which is a mistake in the table. */
export function readRow(row: Row, extension: Extension): Instruction {
  const [mnemonic, syntax, match, note] = row;
  const slots: Slot[] = [];
  const slot = (name: string): Slot => {
    const sameAs = name.startsWith("=") ? Number(name.slice(1)) : undefined;
    const operand =
      sameAs === undefined ? (extension.operands?.[name] ?? COMMON_OPERANDS[name]) : slots[sameAs]?.operand;
    if (!operand) throw new Error(`instruction table: ${mnemonic} uses the unknown operand ${name}`);
    const result = { operand, name, ...(sameAs === undefined ? {} : { sameAs }) };
    slots.push(result);
    return result;
  };
  const operands = (syntax === "" ? [] : syntax.split(",")).map((text): OperandSyntax => {
    const [, open, main, base, post] = OPERAND.exec(text)!;
    return {
      ...(main === "" ? {} : { main: slot(main) }),
      ...(base === undefined ? {} : { base: slot(base) }),
      postIncrement: post !== undefined,
      optional: open !== undefined,
    };
  });
  const bytes = (match & 3) === 3 || mnemonic.startsWith(".insn4 ") ? 4 : 2;
  const owned = slots.reduce((bits, { operand }) => bits | scatter(operand.pieces, -1), 0);
  if (owned & match) throw new Error(`instruction table: ${mnemonic} has operand bits in its match`);
  const compressedForm = bytes === 2 && !mnemonic.startsWith("c.") && !mnemonic.startsWith(".insn");
  return {
    mnemonic,
    syntax,
    operands,
    slots,
    match: match >>> 0,
    mask: ((bytes === 2 ? 0xffff : 0xffffffff) & ~owned) >>> 0,
    bytes,
    extension: extension.name,
    ...(extension.onIntegers === undefined ? {} : { onIntegers: extension.onIntegers }),
    alias: note === "alias" || compressedForm || mnemonic.startsWith(".insn"),
    compressedForm,
  };
}

/** Value of every slot of a word that matches the instruction, or undefined if one of them is reserved. */
export function readSlots(instruction: Instruction, word: number): number[] | undefined {
  const values: number[] = [];
  for (const { operand } of instruction.slots) {
    const value = gather(operand, word);
    if (!holds(operand, value)) return undefined;
    values.push(value);
  }
  return values;
}

/** Bits of one slot; the value was checked with `holds`. */
export function slotBits({ operand, sameAs }: Slot, value: number): number {
  if (sameAs !== undefined) return 0;
  return scatter(operand.pieces, operand.min > 0 ? value - operand.min : value);
}
