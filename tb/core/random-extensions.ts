import { isaVariant } from "../../golden/isa/variant.js";
import type { Instruction } from "../../sw/isa/row.js";
import { FLOAT_REGISTERS, instructionsOf, isMissing, randomWord, type Draw, type Operands } from "./random-words.js";

/** Registers that bodies leave alone: s0 points to data, s4 moves about it, s5 is an offset. */
const [S0, S4, S5] = [8, 20, 21];
const X = [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 18, 19];

const isLoop = ({ mnemonic }: Instruction) => mnemonic.startsWith("lp.");
const isBranch = ({ operands }: Instruction) => operands.some(({ main }) => main?.operand.kind === "offset");
const isAccess = ({ operands }: Instruction) => operands.some(({ base }) => base !== undefined);
const isMacLoad = ({ mnemonic }: Instruction) => mnemonic.startsWith("pv.ml");

/** Lines of assembly; `Item` may have others in it, which `plain` makes. */
type Item = (plain: () => string) => string;

/**
 * Items of random programs for the extensions of an ISA, with words made from the instruction tables. With `traps` also
 * misaligned atomics, reserved rounding modes and what only traps.
 */
export class RandomExtensions {
  /** Lines that give floating-point registers contents from the data at s0. */
  readonly prologue: readonly string[];
  private readonly draw: Draw;
  private readonly traps: boolean;
  private readonly operands: Operands;
  private readonly items: readonly Item[];
  private readonly atomics: readonly Instruction[];
  private readonly floats: readonly Instruction[];
  private readonly single: readonly Instruction[];
  private readonly accesses: readonly Instruction[];
  private readonly macLoads: readonly Instruction[];
  private labels = 0;

  constructor(isa: string, draw: Draw, traps: boolean) {
    this.draw = draw;
    this.traps = traps;
    const { atomics, float, half, packedFloat, pulp } = isaVariant(isa);
    const named = (name: string, present: boolean) =>
      present ? instructionsOf(name).filter((i) => traps || !isMissing(i)) : [];
    const separate = float === "separate";
    const floats = [...named("f", float !== "none"), ...named("zfh", half), ...named("xfvec", packedFloat)];
    const xpulp = named("xpulp", pulp);
    this.atomics = named("a", atomics);
    this.floats = floats.filter((i) => separate || packedFloat || !isAccess(i));
    this.single = xpulp.filter((i) => !isLoop(i) && !isBranch(i) && !isAccess(i) && !isMacLoad(i));
    this.accesses = xpulp.filter(isAccess);
    this.macLoads = xpulp.filter(isMacLoad);
    const f = separate ? FLOAT_REGISTERS : X;
    this.operands = { x: X, f, pointer: S0, movingPointer: S4, offset: S5, csrs: [] };
    this.prologue = separate ? FLOAT_REGISTERS.map((i) => `flw f${i}, ${4 * i}(s0)`) : [];
    this.items = [
      ...repeat(2, atomics, () => this.atomic()),
      ...repeat(8, float !== "none", () => this.access(this.pick(this.floats))),
      ...repeat(1, float !== "none", () => this.floatCsr()),
      ...repeat(6, pulp, () => this.word(this.pick(this.single))),
      ...repeat(4, pulp, () => this.access(this.pick(this.accesses))),
      ...repeat(2, pulp, (plain) => this.loop(draw(2), plain)),
      ...repeat(1, pulp, (plain) => this.branch(plain)),
      ...repeat(1, pulp, () => this.macLoad()),
    ];
  }

  /** A random item, or a plain one when the ISA has no extension. */
  item(plain: () => string): string {
    return this.items.length === 0 ? plain() : this.pick(this.items)(plain);
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.draw(list.length)];
  }

  private word(instruction: Instruction, fixed: Readonly<Record<string, number>> = {}): string {
    return `.word ${randomWord(instruction, this.draw, { ...this.operands, fixed })}`;
  }

  /** An access finds its moving base and its offset anew. */
  private access(instruction: Instruction): string {
    if (!isAccess(instruction)) return this.word(instruction);
    return `addi s4, s0, ${this.draw(256) - 128}\nli s5, ${this.draw(64) - 32}\n${this.word(instruction)}`;
  }

  private atomic(): string {
    const offset = this.traps && this.draw(8) === 0 ? this.draw(64) : 4 * this.draw(16);
    return `addi s4, s0, ${offset}\n${this.word(this.pick(this.atomics), { rs1: S4 })}`;
  }

  private macLoad(): string {
    return `addi s4, s0, ${4 * this.draw(32)}\n${this.word(this.pick(this.macLoads), { rs1: S4 })}\nnop`;
  }

  private floatCsr(): string {
    const mode = this.draw(this.traps ? 6 : 5);
    return this.pick([
      `csrwi frm, ${mode}`,
      "csrr a0, fflags",
      "csrr a1, fcsr",
      "csrw fcsr, zero",
      "csrrw a2, fflags, a3",
    ]);
  }

  /** A hardware loop, perhaps with another one in it. */
  private loop(index: number, plain: () => string): string {
    const [start, end] = [`lps${this.labels}`, `lpe${this.labels++}`];
    const count = this.draw(5);
    const some = () => Array.from({ length: 1 + this.draw(4) }, plain);
    const inner = index === 1 && this.draw(2) === 0 ? [this.loop(0, plain)] : [];
    const head = this.pick([
      [`li t1, ${count}`, `lp.setup ${index}, t1, ${end}`],
      [`lp.starti ${index}, ${start}`, `lp.endi ${index}, ${end}`, `lp.counti ${index}, ${count}`, "nop"],
    ]);
    return [...head, `${start}:`, ...some(), ...inner, ...some(), `${end}: ${this.word(this.pick(this.single))}`].join(
      "\n",
    );
  }

  private branch(plain: () => string): string {
    const target = `lb${this.labels++}`;
    return `${this.pick(["p.beqimm", "p.bneimm"])} a0, ${this.draw(32) - 16}, ${target}\n${plain()}\n${target}:`;
  }
}

const repeat = (times: number, present: boolean, item: Item): Item[] =>
  Array.from({ length: present ? times : 0 }, () => item);
