import { registersOf, type Block, type Scope } from "../../probe.js";
import { LOOPS, type HardwareLoops } from "./hwloop.js";

/**
 * Hardware loops as CV32E40P's controller follows them in ID: fetch continues at the start only when the instruction before
 * has been seen inside of the body; an end that comes sooner is left by a jump, which costs a clock. Inside of a body,
 * every loop that ends at an instruction counts it, so that two loops with one end never end.
 */
export class LoopDecode implements Block {
  /** Input of the edge: the instruction leaves ID. */
  leaves = 0;

  // Wires.
  /** Loop plus 1 that has to be continued by a jump, 0 for none. Its pass is counted in the same clock. */
  jumps = 0;
  /** Loops that end here, bit = loop. */
  private ends = 0;
  private next = 0;

  // Registers.
  /** ID has followed a body. */
  inside = 0;

  private readonly loops: HardwareLoops;

  constructor(loops: HardwareLoops) {
    this.loops = loops;
  }

  /** ID decodes nothing that belongs to a body, or nothing at all (`keeps` 1). */
  settleIdle(keeps: number): void {
    this.next = keeps & this.inside;
    this.jumps = this.ends = 0;
  }

  /** ID decodes an ordinary instruction at `pc`; `followed` is not 0 when fetch has gone on at a start behind it. */
  settle(pc: number, followed: number): void {
    const { loops } = this;
    const held = loops.holds(pc) ? 1 : 0;
    const endsNext = loops.endingAt(pc + 4);
    this.jumps = held && !this.inside && !followed ? loops.ending(pc, 0) : 0;
    this.ends = this.inside ? loops.endingAt(pc) : 0;
    if (this.inside) this.next = (endsNext & ~loops.repeating) !== 0 ? held : 1;
    else this.next = held & (endsNext === 0 ? 1 : 0);
  }

  edge(): void {
    this.inside = this.next;
    if (this.jumps) this.loops.countPass(this.jumps - 1);
    if (!this.leaves) return;
    for (let i = 0; i < LOOPS; i++) if ((this.ends >> i) & 1) this.loops.countPass(i);
  }

  reset(): void {
    this.inside = this.jumps = this.ends = this.next = 0;
  }

  scope(name: string): Scope {
    return { name, probes: registersOf(this, { inside: 1 }), children: [] };
  }
}
