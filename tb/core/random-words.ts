import { allInstructions } from "../../sw/isa/isa.js";
import { slotBits, type Instruction, type Slot } from "../../sw/isa/row.js";

/** An integer from 0 to below the argument. */
export type Draw = (below: number) => number;

/** splitmix32: every seed gives an unrelated sequence. */
export function generator(seed: number): Draw {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) % below;
  };
}

/** What random operands may be. Compressed instructions reach registers 8 to 15 only. */
export interface Operands {
  /** Registers to compute with. */
  readonly x: readonly number[];
  readonly f: readonly number[];
  /** Bases of loads and stores, and of those that move their base. */
  readonly pointer: number;
  readonly movingPointer: number;
  /** Register that holds an offset. */
  readonly offset: number;
  /** CSRs by address. */
  readonly csrs: readonly number[];
  /** Values of operands by their name in the instruction tables. */
  readonly fixed?: Readonly<Record<string, number>>;
}

/** All floating-point registers of a core that has some of their own. */
export const FLOAT_REGISTERS = Array.from({ length: 32 }, (_, i) => i);

/** Offsets of loads and stores stay below it. */
const NEAR = 64;
/** Bytes of the instruction that branches and jumps leap over. */
const LEAPT = 4;

function choose(draw: Draw, { operand, name }: Slot, candidates: readonly number[]): number {
  const fitting = candidates.filter((v) => v >= operand.min && v <= operand.max && !operand.except.includes(v));
  if (fitting.length === 0) throw new Error(`no value for operand ${name}`);
  return fitting[draw(fitting.length)];
}

function immediate(draw: Draw, { operand }: Slot, near: boolean): number {
  const { step, except } = operand;
  const least = near ? Math.max(operand.min, -NEAR) : operand.min;
  const most = near ? Math.min(operand.max, NEAR - step) : operand.max;
  for (;;) {
    const value = least + step * draw((most - least) / step + 1);
    if (!except.includes(value)) return value;
  }
}

function plainValue(draw: Draw, slot: Slot, instruction: Instruction, operands: Operands): number {
  switch (slot.operand.kind) {
    case "x":
      return choose(draw, slot, operands.x);
    case "f":
    case "xf":
      return choose(draw, slot, operands.f);
    case "csr":
      return choose(draw, slot, operands.csrs);
    case "target":
    case "offset":
      return instruction.bytes + LEAPT;
    default:
      return immediate(draw, slot, false);
  }
}

/** The word of an instruction with random operands; branches go over the next 32-bit instruction. */
export function randomWord(instruction: Instruction, draw: Draw, operands: Operands): number {
  let word = instruction.match;
  const put = (slot: Slot, value: () => number) => {
    const chosen = operands.fixed?.[slot.name];
    if (slot.operand.pieces.length > 0) word |= slotBits(slot, chosen ?? value());
  };
  for (const { main, base, postIncrement } of instruction.operands) {
    if (base) put(base, () => (postIncrement ? operands.movingPointer : operands.pointer));
    if (!main) continue;
    if (!base) put(main, () => plainValue(draw, main, instruction, operands));
    else if (main.operand.kind === "x") put(main, () => operands.offset);
    else put(main, () => immediate(draw, main, true));
  }
  return word >>> 0;
}

/** The instructions of the tables whose extension is named, each mnemonic once. */
export const instructionsOf = (...extensions: string[]): readonly Instruction[] =>
  allInstructions().filter(({ alias, extension }) => !alias && extensions.includes(extension));

/** Packed forms that the tables have and no core with 32-bit registers, and smallFloat's expansions of bfloat16. */
const WITHOUT_HARDWARE = /^vfcpk[cd]|^vfcpkb.a?h|^vfavg|^fm(ul|ac)ex.s.ah/;

/** Instructions that only trap. */
export const isMissing = ({ mnemonic }: Instruction): boolean => WITHOUT_HARDWARE.test(mnemonic);

const INTERESTING = [0, 1, -1, 2, -2, 0x7fffffff, -0x80000000, 0xffff, 0x10000, -0x8000, 3, 7, -7, 100];
/** Single, half, bfloat16 and FP8 numbers that end up in corners: zeros, subnormals, one, largest, infinities, NaNs. */
const SPECIAL_FLOATS = [
  ...[0x00000000, 0x80000000, 0x00000001, 0x007fffff, 0x3f800000, 0x7f7fffff, 0x7f800000, 0xff800000, 0x7fc00000],
  ...[0x7f800001, 0x00000000, 0xffff8000, 0xffff0001, 0xffff3c00, 0xffff7bff, 0xffff7c00, 0xfffffc00, 0xffff7e01],
  ...[0x3c003c00, 0x7c007bff, 0x00018000, 0xffff3f80, 0xffff0080, 0xffff7f7f, 0x7f803f80, 0x3c7b7c01, 0x00808182],
];

/** A register's content for integers: a corner every other time. */
export const randomInteger = (draw: Draw): number =>
  draw(2) ? INTERESTING[draw(INTERESTING.length)] : draw(2 ** 32) | 0;

/** A register's content for floating point: a corner, numbers of like size in every format, or any bits. */
export function randomFloat(draw: Draw): number {
  const kind = draw(3);
  if (kind === 0) return SPECIAL_FLOATS[draw(SPECIAL_FLOATS.length)] | 0;
  const any = draw(2 ** 32);
  return kind === 1 ? any | 0 : (any & 0x87ff87ff) | 0x38003800 | 0;
}
