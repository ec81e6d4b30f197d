import { registerArray, registersOf, signedWordsOf, wire, type Block, type Scope } from "../../probe.js";
import { dotProduct } from "./dot-product.js";
import { type Instruction, Unit } from "./instruction.js";
import { PULP_AMOUNT, PULP_UNSIGNED, PULP_WIDTH, PulpOp } from "./pulp-op.js";

const MASK = 0xfe00_407f | 0;

/** Bits 31:25 and major opcode 0x77 of each combination of signs. a are the activations, b the weights. */
const SIGNS: ReadonlyMap<number, number> = new Map([
  [0xf800_0077 | 0, PulpOp.dot],
  [0xe800_0077 | 0, PulpOp.dot | PULP_UNSIGNED],
  [0xe000_0077 | 0, PulpOp.dotUnsigned | PULP_UNSIGNED],
  [0xd800_0077 | 0, PulpOp.dotUnsigned],
]);

/** Fields of the five-bit immediate, which is the amount of the operation. */
const ACTIVATION = PULP_AMOUNT;
const WEIGHT = PULP_AMOUNT + 1;
const LOADS_ACTIVATION = 1 << (PULP_AMOUNT + 3);
const LOADS_WEIGHT = 1 << (PULP_AMOUNT + 4);

/**
 * Decodes XpulpNN's dot products on special registers, which load the next word of one of these at the same time (pv.ml*;
 * flex-v e9355c2, riscv_decoder, with CSR sb_legacy set). With a load, `bytes` is 4 and EX adds 4 to the base in rs1.
 * @returns false, and `d` as it was, for all other words, such as one that would load a weight and an activation
 */
export function decodeMacLoad(d: Instruction, word: number): boolean {
  const op = SIGNS.get(word & MASK);
  const immediate = (word >>> 20) & 31;
  if (op === undefined || immediate >= 24) return false;
  d.unit = Unit.macLoad;
  d.pulpOp = op | (((word >>> 12) & 3) << PULP_WIDTH) | (immediate << PULP_AMOUNT);
  d.bytes = immediate >= 8 ? 4 : 0;
  d.postIncrement = immediate >= 8;
  // The hazard logic takes the immediate for a register, too.
  d.usesRs1 = d.usesRs2 = d.usesRs3 = true;
  d.rs3 = d.rd;
  d.bIsImm = true;
  d.imm = 4;
  return true;
}

/**
 * Four weight and two activation registers, and the dot product on its way to rd. The sum of an instruction in EX is written in
 * the clock in which the instruction leaves WB and cannot be forwarded before: the next instruction reads the old rd. Likewise,
 * a loaded word counts from the second instruction on.
 */
export class MacLoad implements Block {
  /** Inputs: operation in EX, its rd and old contents, whether it makes an access, and whether it goes to WB in this clock. */
  op = 0;
  rd = 0;
  c = 0;
  loads = 0;
  leaves = 0;
  /** Inputs: operation whose word arrives in WB in this clock, 0 for none, and the word. */
  arrivedOp = 0;
  word = 0;

  // Wires.
  /** Sum of the operation in EX. */
  sum = 0;
  /** What is held leaves WB in this clock, or is dropped after a bus error. */
  private ends = 0;
  private dropped = 0;

  // Registers.
  private readonly weights = new Int32Array(4);
  private readonly activations = new Int32Array(2);
  /** What WB writes to `heldRd`. */
  result = 0;
  /** An operation is in WB; it waits for the word that it loads. */
  held = 0;
  heldOp = 0;
  heldRd = 0;
  heldLoads = 0;

  /** 1 when the sum of the operation in WB is written in this clock. */
  get done(): number {
    return this.held & this.ends & (this.dropped ^ 1);
  }

  /** What WB says about the access of the operation that is held. */
  settleAnswer(answered: number, fault: number, word: number): void {
    this.dropped = fault;
    this.ends = (this.heldLoads ^ 1) | answered | fault;
    this.arrivedOp = this.heldLoads & answered ? this.heldOp : 0;
    this.word = word;
  }

  settle(): void {
    const { op } = this;
    this.sum = dotProduct(op, this.activations[(op >> ACTIVATION) & 1], this.weights[(op >> WEIGHT) & 3], this.c);
  }

  edge(): void {
    const op = this.arrivedOp;
    this.arrivedOp = 0;
    if (this.ends) this.held = 0;
    if (this.leaves) this.take();
    if (op & LOADS_WEIGHT) this.weights[(op >> WEIGHT) & 3] = this.word;
    if (op & LOADS_ACTIVATION) this.activations[(op >> ACTIVATION) & 1] = this.word;
  }

  private take(): void {
    this.result = this.sum;
    this.held = 1;
    this.heldOp = this.op;
    this.heldRd = this.rd;
    this.heldLoads = this.loads;
  }

  reset(): void {
    this.weights.fill(0);
    this.activations.fill(0);
    this.result = this.held = this.heldOp = this.heldRd = this.heldLoads = 0;
    this.leaves = this.arrivedOp = this.ends = this.dropped = 0;
  }

  scope(name: string): Scope {
    const probes = [
      registerArray("weight", 32, new Uint32Array(this.weights.buffer)),
      registerArray("activation", 32, new Uint32Array(this.activations.buffer)),
      ...signedWordsOf(this, ["result"]),
      ...registersOf(this, { held: 1, heldOp: 32, heldRd: 5, heldLoads: 1 }),
      wire("sum", 32, () => this.sum >>> 0),
    ];
    return { name, probes, children: [] };
  }
}
