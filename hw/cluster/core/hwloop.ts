import { registerArray, wire, type Scope } from "../../probe.js";
import { LoopWrite, type Instruction } from "./instruction.js";

/** Hardware loops of a core; 0 is the inner one. */
export const LOOPS = 2;

/**
 * Registers of the hardware loops: start, address of the last instruction of the body, and passes to come. Fetch goes
 * from the end to the start while more than one is to come; the pass is counted when the last instruction leaves ID.
 */
export class HardwareLoops {
  /** Loops with more than one pass to come, bit = loop. Fetch has to compare only for these. */
  repeating = 0;

  // Registers, index = loop. Signed words.
  readonly start = new Int32Array(LOOPS);
  readonly end = new Int32Array(LOOPS);
  readonly count = new Int32Array(LOOPS);

  /**
   * Loop that continues at its start behind the instruction at `pc`, plus 1; 0 for none.
   * @param pending loop plus 1 whose pass the instruction in ID still has to count, 0 for none
   */
  ending(pc: number, pending: number): number {
    for (let i = 0; i < LOOPS; i++) {
      if (this.end[i] !== pc) continue;
      const left = this.count[i] - (pending === i + 1 ? 1 : 0);
      if (left !== 0 && left !== 1) return i + 1;
    }
    return 0;
  }

  /** True for an address in the body of a loop with more than one pass to come. */
  holds(pc: number): boolean {
    for (let i = 0; i < LOOPS; i++) {
      const within = this.start[i] >>> 0 <= pc >>> 0 && pc >>> 0 <= this.end[i] >>> 0;
      if (within && (this.repeating >> i) & 1) return true;
    }
    return false;
  }

  /** Loops whose body ends with the instruction at `pc`, bit = loop. */
  endingAt(pc: number): number {
    return (this.end[0] === pc ? 1 : 0) | (this.end[1] === pc ? 2 : 0);
  }

  /** lp.* leaves ID; `operand` is its rs1. */
  execute(d: Instruction, pc: number, operand: number): void {
    const i = d.loop & LoopWrite.second ? 1 : 0;
    const target = (pc + d.imm) | 0;
    if (d.loop & LoopWrite.start) this.start[i] = d.loop & LoopWrite.startsNext ? pc + d.size : target;
    if (d.loop & LoopWrite.end) this.end[i] = target;
    if (d.loop & LoopWrite.count) this.count[i] = d.usesRs1 ? operand : d.immB;
    this.settleRepeating();
  }

  /** The last instruction of a pass leaves ID. */
  countPass(loop: number): void {
    this.count[loop]--;
    this.settleRepeating();
  }

  /** Passes to come of a loop, as they were counted elsewhere. */
  setCount(loop: number, count: number): void {
    this.count[loop] = count;
    this.settleRepeating();
  }

  /** Value of a CSR: `field` 0 start, 1 end, 2 count. */
  read(loop: number, field: number): number {
    return this.field(field)[loop];
  }

  write(loop: number, field: number, value: number): void {
    this.field(field)[loop] = field === 2 ? value : value & ~1;
    this.settleRepeating();
  }

  private field(field: number): Int32Array {
    if (field === 0) return this.start;
    return field === 1 ? this.end : this.count;
  }

  private settleRepeating(): void {
    this.repeating = 0;
    for (let i = 0; i < LOOPS; i++) if (this.count[i] !== 0 && this.count[i] !== 1) this.repeating |= 1 << i;
  }

  reset(): void {
    for (const field of [this.start, this.end, this.count]) field.fill(0);
    this.repeating = 0;
  }

  scope(name: string): Scope {
    const words = (leaf: string, field: Int32Array) => {
      const probe = registerArray(leaf, 32, new Uint32Array(field.buffer));
      const set = (i: number, value: number) => {
        field[i] = value;
        this.settleRepeating();
      };
      return { ...probe, set };
    };
    return {
      name,
      probes: [
        words("start", this.start),
        words("end", this.end),
        words("count", this.count),
        wire("repeating", LOOPS, () => this.repeating),
      ],
      children: [],
    };
  }
}
