/** From a mnemonic and its operands to items: choice of the form, compression, pseudo-instructions of several words. */
import { findForms } from "../isa/isa.js";
import { findRegister } from "../isa/registers.js";
import { constant, constantValue, type Expression } from "./expression.js";
import { fit, type Form, type FormOptions, type Mismatch, type WrittenOperand } from "./form.js";
import { branchItem, codeItem, type Item } from "./items.js";
import { fail, type Statement } from "./source.js";

export interface EncodeOptions extends FormOptions {
  /** `.option rvc` is in force. */
  readonly compress: boolean;
}

const takesTarget = ({ instruction }: Form): boolean =>
  instruction.slots.some(({ operand }) => operand.kind === "target");

/** One instruction of the tables. Stops with what the best fitting form would need. */
function single(
  at: Statement,
  offset: number,
  mnemonic: string,
  written: readonly WrittenOperand[],
  options: EncodeOptions,
): Item {
  const end = at.text.trimEnd().length;
  const fitting: Form[] = [];
  let nearest: Mismatch | undefined;
  for (const instruction of findForms(mnemonic)) {
    if (instruction.compressedForm && !options.compress) continue;
    const result = fit(instruction, written, end, options);
    if ("message" in result) {
      if (!instruction.compressedForm && (!nearest || result.offset > nearest.offset)) nearest = result;
    } else {
      fitting.push(result);
      if (instruction.bytes === 4 || !takesTarget(result)) break;
    }
  }
  if (fitting.length === 0) fail(at, nearest?.offset ?? offset, nearest?.message ?? `'${mnemonic}' is no instruction`);
  if (!takesTarget(fitting[0])) return codeItem(at, fitting[0]);
  return branchItem(at, fitting, (target) => {
    const [jump] = findForms("jal").filter(({ compressedForm }) => !compressedForm);
    return { instruction: jump, values: [0, target], offsets: [offset, written.at(-1)!.offset] };
  });
}

const register = (name: string): WrittenOperand => ({ offset: 0, text: name, register: findRegister(name)! });
const value = (expression: Expression, offset: number): WrittenOperand => ({ offset, text: "", expression });
const address = (low: Expression, base: WrittenOperand, offset: number): WrittenOperand => ({
  offset,
  text: "",
  expression: low,
  base: { register: base.register!, offset: base.offset, text: base.text },
});

type Emit = (mnemonic: string, ...operands: WrittenOperand[]) => Item;

const LOADS = ["lb", "lh", "lw", "lbu", "lhu"];
/** A symbol in these needs a further register for its address. */
const ACCESSES_THROUGH = ["sb", "sh", "sw", "flw", "fsw", "flh", "fsh", "flb", "fsb"];
const SHIFTS: Readonly<Record<string, [bits: number, right: string]>> = {
  "sext.b": [24, "srai"],
  "sext.h": [16, "srai"],
  "zext.h": [16, "srli"],
};

/** `lui` and `addi` as GNU as chooses them. */
function loadImmediate(at: Statement, rd: WrittenOperand, written: WrittenOperand, emit: Emit): Item[] {
  const { expression, offset, text } = written;
  const zero = register("zero");
  const known = constantValue(expression!);
  if (known === undefined) {
    const part = (name: "hi" | "lo"): WrittenOperand =>
      value({ kind: "modifier", name, operand: expression!, at, offset }, offset);
    return [emit("lui", rd, part("hi")), emit("addi", rd, rd, part("lo"))];
  }
  if (known < -(2n ** 31n) || known >= 2n ** 32n) fail(at, offset, `'${text}' does not fit 32 bits`);
  const number = Number(BigInt.asIntN(32, known));
  const low = (number << 20) >> 20;
  const high = ((number - low) >>> 12) & 0xfffff;
  if (high === 0) return [emit("addi", rd, zero, written)];
  const upper = emit("lui", rd, value(constant(high), offset));
  return low === 0 ? [upper] : [upper, emit("addi", rd, rd, value(constant(low), offset))];
}

/** The items of a pseudo-instruction of several words, or undefined if it is none. */
function pseudo(at: Statement, mnemonic: string, written: readonly WrittenOperand[], emit: Emit): Item[] | undefined {
  const pair = (
    through: WrittenOperand,
    { expression, offset }: WrittenOperand,
    use: (low: Expression) => Item,
  ): Item[] => {
    const part = { kind: "modifier", operand: expression!, at, offset } as const;
    return [
      emit("auipc", through, value({ ...part, name: "pcrel_hi" }, offset)),
      use({ ...part, name: "pcrel_lo", back: 4 }),
    ];
  };
  const [first, second, third] = written;
  const isSymbol = (operand?: WrittenOperand): boolean => operand?.expression !== undefined && !operand.base;
  const isRegister = (operand?: WrittenOperand): boolean => operand?.register?.bank === "x" && !operand.base;
  const jumpThrough = (link: WrittenOperand, through: WrittenOperand, target: WrittenOperand): Item[] =>
    pair(through, target, (low) => emit("jalr", link, address(low, through, target.offset)));

  if (written.length === 1 && isSymbol(first)) {
    if (mnemonic === "call") return jumpThrough(register("ra"), register("ra"), first);
    if (mnemonic === "tail") return jumpThrough(register("zero"), register("t1"), first);
  }
  if (written.length === 2 && isRegister(first) && isSymbol(second)) {
    if (mnemonic === "li") return loadImmediate(at, first, second, emit);
    if (mnemonic === "la" || mnemonic === "lla") {
      return pair(first, second, (low) => emit("addi", first, first, value(low, second.offset)));
    }
    if (mnemonic === "call") return jumpThrough(first, register("t1"), second);
    if (LOADS.includes(mnemonic) && constantValue(second.expression!) === undefined) {
      return pair(first, second, (low) => emit(mnemonic, first, address(low, first, second.offset)));
    }
  }
  if (mnemonic === "jump" && written.length === 2 && isSymbol(first) && isRegister(second)) {
    return jumpThrough(register("zero"), second, first);
  }
  const accesses = ACCESSES_THROUGH.includes(mnemonic) && written.length === 3;
  const isAddress = isSymbol(second) && constantValue(second.expression!) === undefined;
  if (accesses && first.register && !first.base && isAddress && isRegister(third)) {
    return pair(third, second, (low) => emit(mnemonic, first, address(low, third, second.offset)));
  }
  const shifts = SHIFTS[mnemonic];
  if (shifts && written.length === 2 && isRegister(first) && isRegister(second)) {
    const bits = value(constant(shifts[0]), first.offset);
    return [emit("slli", first, second, bits), emit(shifts[1], first, first, bits)];
  }
  return undefined;
}

/** How the pseudo-instructions above are written, for the error of one that fits none. */
const PSEUDO_SYNTAX: Readonly<Record<string, string>> = {
  li: "li rd, number",
  la: "la rd, symbol",
  lla: "lla rd, symbol",
  call: "call symbol or call rd, symbol",
  tail: "tail symbol",
  jump: "jump symbol, rt",
  "sext.b": "sext.b rd, rs",
  "sext.h": "sext.h rd, rs",
  "zext.h": "zext.h rd, rs",
};

/** The items of one instruction statement; `offset` is where its mnemonic stands. */
export function encodeInstruction(
  at: Statement,
  offset: number,
  mnemonic: string,
  written: readonly WrittenOperand[],
  options: EncodeOptions,
): Item[] {
  const emit: Emit = (name, ...operands) => single(at, offset, name, operands, options);
  const items = pseudo(at, mnemonic, written, emit);
  if (items) return items;
  if (mnemonic in PSEUDO_SYNTAX) {
    fail(at, written[0]?.offset ?? offset, `'${mnemonic}' is written ${PSEUDO_SYNTAX[mnemonic]}`);
  }
  return [single(at, offset, mnemonic, written, options)];
}
