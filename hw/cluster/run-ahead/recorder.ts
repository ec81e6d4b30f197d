import type { Core } from "../core/core.js";
import { Jump, Unit, type Instruction } from "../core/instruction.js";
import { USES } from "../core/use.js";
import { decides, divisionOutcome, replays } from "./decision.js";
import { type Boundary, Segment, StretchEnd } from "./stretch.js";

/** Longest stretch that is recorded, in clocks. */
const LONGEST = 4096;

/** Watches the pipeline from a boundary to the next one and adds what it sees to the tree of the first. */
export class Recorder {
  private readonly core: Core;
  private start: Boundary | null = null;
  private readonly instructions: Instruction[] = [];
  private readonly pcs: number[] = [];
  /** Outcome of each instruction that decides by its data; the others are decided by where the next one stands. */
  private readonly outcomes: number[] = [];
  private clocks = 0;
  private uses = new Float64Array(USES);

  constructor(core: Core) {
    this.core = core;
  }

  get recording(): boolean {
    return this.start !== null;
  }

  begin(boundary: Boundary): void {
    this.start = boundary;
    this.instructions.length = this.pcs.length = this.outcomes.length = 0;
    this.clocks = 0;
    this.uses = new Float64Array(USES);
  }

  cancel(): void {
    this.start = null;
  }

  /** Call in every clock, between settle and edge. */
  sample(): void {
    if (this.start === null) return;
    const { core } = this;
    this.clocks++;
    this.uses[core.use]++;
    const strange = core.sleeping !== 0 || core.csrs.trap !== 0 || this.clocks > LONGEST || core.ex.splits !== 0;
    if (strange) this.cancel();
    else if (core.retired.valid !== 0) this.take();
  }

  private take(): void {
    const { ex } = this.core;
    const d = ex.instruction;
    if (!replays(d)) {
      this.cancel();
      return;
    }
    this.instructions.push(d);
    this.pcs.push(ex.pc);
    this.outcomes.push(d.unit === Unit.divider ? divisionOutcome(d, ex.b) : 0);
  }

  /** The next boundary is reached. @returns the end that was added, null when the stretch could not be recorded */
  finish(boundary: Boundary): StretchEnd | null {
    const { start, instructions, pcs } = this;
    this.start = null;
    if (start === null || instructions.length === 0) return null;
    const end = new StretchEnd(boundary, this.clocks, instructions.length, this.uses);
    let segment = start.first;
    let at = 0;
    for (let i = 0; i < instructions.length; i++, at++) {
      if (at === segment.instructions.length) {
        segment.instructions.push(instructions[i]);
        segment.pcs.push(pcs[i]);
      }
      const last = i + 1 === instructions.length;
      if (!last && !decides(instructions[i])) continue;
      const outcome = this.outcome(i, last ? boundary.pc : pcs[i + 1]);
      const known = segment.next(outcome);
      if (known instanceof StretchEnd) return null;
      const next = last ? end : (known ?? new Segment());
      if (known === undefined) segment.add(outcome, next);
      if (next instanceof StretchEnd) return end;
      segment = next;
      at = -1;
    }
    return null;
  }

  private outcome(i: number, nextPc: number): number {
    const d = this.instructions[i];
    if (d.unit === Unit.divider) return this.outcomes[i];
    return d.unit === Unit.branch || d.jump === Jump.jalr ? nextPc : 0;
  }
}
