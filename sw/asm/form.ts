/** One machine instruction whose operands may still be expressions. */
import { hex } from "../../hw/hex.js";
import { OPCODES } from "../isa/insn.js";
import { csrNumber } from "../isa/csr.js";
import type { Register } from "../isa/registers.js";
import { holds, type Operand } from "../isa/operands.js";
import { slotBits, type Instruction, type OperandSyntax, type Slot } from "../isa/row.js";
import { ROUNDING_MODES } from "../disasm/disassemble.js";
import { constantValue, evaluate, type Expression, type Place } from "./expression.js";
import { fail, type Statement } from "./source.js";

/** An operand as written. */
export interface WrittenOperand {
  /** Where it begins in the statement. */
  readonly offset: number;
  readonly text: string;
  readonly register?: Register;
  /** A single name: may be a CSR, a rounding mode, a fence set or a symbol. */
  readonly name?: string;
  readonly expression?: Expression;
  readonly base?: { readonly register: Register; readonly offset: number; readonly text: string };
  readonly postIncrement?: boolean;
}

export interface Form {
  readonly instruction: Instruction;
  /** Of every slot: the field's value, or an expression to evaluate when addresses are known. */
  readonly values: readonly (number | Expression)[];
  /** Where each slot stands in the statement. */
  readonly offsets: readonly number[];
}

export interface Mismatch {
  readonly offset: number;
  readonly message: string;
}

export interface FormOptions {
  /** Floating-point operands live in integer registers (Zfinx). */
  readonly fpInX: boolean;
}

const signed = (value: number): string => (value < 0 ? "-" : "") + hex(Math.abs(value));

/** Describes what an operand may be, for error messages. */
export function allowed({ operand, name }: Slot): string {
  const { kind, min, max, step, except } = operand;
  const without = except.length > 0 ? ` except ${except.join(" and ")}` : "";
  switch (kind) {
    case "x":
    case "f":
    case "xf": {
      const bank = kind === "f" ? "f" : "x";
      const range = min === max ? `${bank}${min}` : `${bank}${min} to ${bank}${max}`;
      return `a register ${range}${except.length > 0 ? ` except ${except.map((index) => bank + index).join(" and ")}` : ""}`;
    }
    case "csr":
      return "a CSR name or a number from 0 to 4095";
    case "fence":
      return "a set of the letters i, o, r, w in this order";
    case "rm":
      return "a rounding mode: rne, rtz, rdn, rup, rmm or dyn";
    case "loop":
      return "a hardware loop: 0, 1, x0 or x1";
    case "offset":
      return `a label or a distance in bytes, a multiple of ${step} from ${min} to ${max}`;
    case "opcode":
      return `an opcode name or a number from 0 to ${max}`;
    case "target":
      return "the address of an instruction";
    default: {
      const what = step > 1 ? `a multiple of ${step}` : "a number";
      const range = max > 0xffff ? `${signed(min)} to ${signed(max)}` : `${min} to ${max}`;
      return `${what} from ${range}${without}${/imm|zero/.test(name) ? "" : ` as ${name}`}`;
    }
  }
}

/** The value that the field holds for a written number, which may be the unsigned form of a negative one. */
function wrap(operand: Operand, value: bigint): number {
  const number = Number(value);
  if (operand.min < 0) {
    if (operand.writtenBits !== undefined && number > operand.max) return number - 2 ** operand.writtenBits;
    if (number > operand.max && number >= 2 ** 31 && number < 2 ** 32) return number - 2 ** 32;
  }
  return number;
}

function namedValue(operand: Operand, name: string): number | undefined {
  switch (operand.kind) {
    case "csr":
      return csrNumber(name);
    case "opcode":
      return OPCODES[name.toUpperCase()];
    case "rm": {
      const mode = ROUNDING_MODES.findIndex((known) => known === name);
      return mode < 0 ? undefined : mode;
    }
    case "fence":
      return /^i?o?r?w?$/.test(name)
        ? [...name].reduce((set, letter) => set | (8 >> "iorw".indexOf(letter)), 0)
        : undefined;
    default:
      return undefined;
  }
}

type SlotValue = { readonly value: number | Expression } | { readonly message: string };

function fitRegister(slot: Slot, register: Register | undefined, text: string, options: FormOptions): SlotValue {
  const { kind } = slot.operand;
  const bankFits =
    register !== undefined &&
    (kind === "xf" ||
      register.bank === (kind === "loop" ? "x" : kind) ||
      (kind === "f" && options.fpInX && register.bank === "x"));
  if (bankFits && holds(slot.operand, register.index)) return { value: register.index };
  const mend = kind === "f" && register?.bank === "x" ? " (integer registers need zfinx in march)" : "";
  return { message: `'${text}' cannot be ${slot.name.replace(/\W.*$/, "")}, which is ${allowed(slot)}${mend}` };
}

function fitMain(slot: Slot, written: WrittenOperand, compressedForm: boolean, options: FormOptions): SlotValue {
  const { operand } = slot;
  const { text, expression, name } = written;
  const isLoop = operand.kind === "loop" && written.register !== undefined;
  if (operand.kind === "x" || operand.kind === "f" || operand.kind === "xf" || isLoop) {
    return fitRegister(slot, written.register, text, options);
  }
  const named = name === undefined ? undefined : namedValue(operand, name);
  if (named !== undefined) return { value: named };
  // An address without offset, `(a0)`, has offset 0.
  if (expression === undefined && written.base && !written.register) return { value: 0 };
  const refusal = { message: `'${text}' is not ${allowed(slot)}` };
  if (expression === undefined) return refusal;
  if (operand.kind === "target") return { value: expression };
  const number = constantValue(expression);
  if (number === undefined) {
    const mayBeAny = (operand.kind === "imm" && !compressedForm) || operand.kind === "offset";
    return mayBeAny ? { value: expression } : refusal;
  }
  // GNU as does not compress a negative immediate that is written as an unsigned 32-bit number.
  if (compressedForm && operand.writtenBits === undefined && number > operand.max) return refusal;
  const value = wrap(operand, number);
  return holds(operand, value) ? { value } : refusal;
}

/** Fits written operands to an instruction form. */
export function fit(
  instruction: Instruction,
  written: readonly WrittenOperand[],
  end: number,
  options: FormOptions,
): Form | Mismatch {
  const values: (number | Expression)[] = [];
  const offsets: number[] = [];
  const { mnemonic, operands } = instruction;
  for (const [index, syntax] of operands.entries()) {
    const operand = written[index];
    if (!operand) {
      if (!syntax.optional) return { offset: end, message: countMessage(mnemonic, operands, written.length) };
      values.push(syntax.main!.operand.default!);
      offsets.push(end);
      continue;
    }
    const { offset, text, base } = operand;
    if (
      (base !== undefined) !== (syntax.base !== undefined) ||
      (operand.postIncrement ?? false) !== syntax.postIncrement
    ) {
      const wanted = syntax.base
        ? `an address such as ${syntax.main ? `${syntax.main.name}(${syntax.base.name}${syntax.postIncrement ? "!" : ""})` : "(rs1)"}`
        : allowed(syntax.main!);
      return { offset, message: `'${text}' is not ${wanted}` };
    }
    if (syntax.main) {
      const { sameAs } = syntax.main;
      const found = fitMain(syntax.main, operand, instruction.compressedForm, options);
      if ("message" in found) return { offset, message: found.message };
      if (sameAs !== undefined && found.value !== values[sameAs])
        return { offset, message: `'${text}' differs from the first` };
      values.push(found.value);
      offsets.push(offset);
    } else if (operand.register || (operand.expression && constantValue(operand.expression) !== 0n)) {
      return { offset, message: `'${text}' has an offset, which '${mnemonic}' cannot hold` };
    }
    if (syntax.base && base) {
      const found = fitRegister(syntax.base, base.register, base.text, options);
      if ("message" in found) return { offset: base.offset, message: found.message };
      values.push(found.value);
      offsets.push(base.offset);
    }
  }
  if (written.length > operands.length) {
    return { offset: written[operands.length].offset, message: countMessage(mnemonic, operands, written.length) };
  }
  return { instruction, values, offsets };
}

function countMessage(mnemonic: string, operands: readonly OperandSyntax[], found: number): string {
  const name = mnemonic.replace(/^\.insn[24]/, ".insn");
  const list = operands.map(({ main, base }) => (base ? `${main?.name ?? ""}(${base.name})` : main!.name)).join(", ");
  const count =
    operands.length === 0 ? "no operands" : `${operands.length} operand${operands.length > 1 ? "s" : ""} (${list})`;
  return `'${name}' takes ${count}, found ${found}`;
}

/** Signed distance that a target slot holds. */
export const distance = (target: Expression, place: Place): number =>
  Number(BigInt.asIntN(32, evaluate(target, place) - BigInt(place.pc)));

/** The word of a form at its place; stops if a value does not fit its field. */
export function encode(at: Statement, { instruction, values, offsets }: Form, place: Place): number {
  let word = instruction.match;
  for (const [index, slot] of instruction.slots.entries()) {
    let value = values[index];
    if (typeof value !== "number") {
      const { operand } = slot;
      const isTarget = operand.kind === "target" || operand.kind === "offset";
      value = isTarget ? distance(value, place) : wrap(operand, evaluate(value, place));
      if (!holds(operand, value)) {
        const range = `${operand.min} to ${operand.max}${operand.step > 1 ? ` in steps of ${operand.step}` : ""}`;
        const message = isTarget
          ? `the target is ${value} bytes away, '${instruction.mnemonic}' reaches ${range}`
          : `the value ${value} does not fit '${instruction.mnemonic}', which takes ${allowed(slot)}`;
        fail(at, offsets[index], message);
      }
    }
    word |= slotBits(slot, value);
  }
  return word >>> 0;
}
