import type { Snapshot } from "../../snapshot.js";
import type { Instruction } from "../core/instruction.js";
import { USES } from "../core/use.js";

/**
 * A clock boundary at which nothing of the pipeline depends on what ran before: ID holds the instruction at `pc`, EX, WB
 * and FPU are empty, and fetch is one word ahead. Stretches start and end here.
 */
export class Boundary {
  readonly pc: number;
  /** Registers of the pipeline and of the memory's answers at this boundary. */
  readonly state: Snapshot;
  /** What follows, as far as it has been recorded. */
  readonly first: Segment = new Segment();

  constructor(pc: number, state: Snapshot) {
    this.pc = pc;
    this.state = state;
  }
}

/**
 * Instructions in the order of their execution. The last one decides how it goes on: its outcome leads to the next
 * segment, or to the end of the stretch.
 */
export class Segment {
  readonly instructions: Instruction[] = [];
  readonly pcs: number[] = [];
  private readonly outcomes: number[] = [];
  private readonly nexts: (Segment | StretchEnd)[] = [];

  next(outcome: number): Segment | StretchEnd | undefined {
    const { outcomes } = this;
    for (let i = 0; i < outcomes.length; i++) if (outcomes[i] === outcome) return this.nexts[i];
    return undefined;
  }

  add(outcome: number, next: Segment | StretchEnd): void {
    this.outcomes.push(outcome);
    this.nexts.push(next);
  }
}

/** What a stretch cost, and where it led; `times` counts how often it was replayed. */
export class StretchEnd {
  readonly boundary: Boundary;
  readonly clocks: number;
  readonly instructions: number;
  /** Clocks by use. */
  readonly uses: Float64Array;
  times = 0;

  constructor(boundary: Boundary, clocks: number, instructions: number, uses: Float64Array) {
    this.boundary = boundary;
    this.clocks = clocks;
    this.instructions = instructions;
    this.uses = uses;
  }
}

/** What a run of replayed stretches cost. */
export class Totals {
  clocks = 0;
  instructions = 0;
  readonly uses = new Float64Array(USES);

  clear(): void {
    this.clocks = this.instructions = 0;
    this.uses.fill(0);
  }

  /** Adds all replays of an end and forgets them. */
  collect(end: StretchEnd): void {
    const { times } = end;
    this.clocks += times * end.clocks;
    this.instructions += times * end.instructions;
    for (let i = 0; i < this.uses.length; i++) this.uses[i] += times * end.uses[i];
    end.times = 0;
  }
}
