import type { Core } from "../../hw/cluster/core/core.js";
import { UsageError } from "../../hw/errors.js";
import { hex } from "../../hw/hex.js";

/** An instruction that a trace says has retired. */
export interface TracedInstruction {
  /** Line of the trace, from 1 on. */
  readonly line: number;
  readonly pc: number;
  /** As fetched, 16 bits when compressed. */
  readonly word: number;
  /** Integer register that the line says is written, with its value. */
  readonly write: { readonly register: number; readonly value: number } | null;
}

/** spike with --log-commits: `core   0: 3 0x80000000 (0x00000297) x5  0x80000000`. */
const COMMIT = /^\s*(?:\d+\s+)?core\s+(\d+): \d 0x([0-9a-f]+) \(0x([0-9a-f]+)\)(?:.*?\bx(\d+)\s+0x([0-9a-f]+))?/i;
/** The tracer of RI5CY and its descendants: time, cycle, pc, instruction, text, then `x5=80000000` or `x5:80000000` as read. */
const TRACER = /^\s*\d+(?:\s*[munp]?s)?\s+\d+\s+([0-9a-f]{8})\s+([0-9a-f]{4,8})\s(?:.*?\bx(\d+)=(?:0x)?([0-9a-f]+))?/i;

/** The instructions of one core in a trace, in order; other lines are passed over. */
export function readTrace(text: string, hart: number): TracedInstruction[] {
  const found: TracedInstruction[] = [];
  text.split("\n").forEach((line, i) => {
    const commit = COMMIT.exec(line);
    if (commit !== null && Number(commit[1]) !== hart) return;
    const [pc, word, register, value] = commit?.slice(2) ?? TRACER.exec(line)?.slice(1) ?? [];
    if (pc === undefined) return;
    const write = register === undefined ? null : { register: Number(register), value: parseInt(value, 16) };
    found.push({ line: i + 1, pc: parseInt(pc, 16), word: parseInt(word, 16), write });
  });
  if (found.length === 0) {
    throw new UsageError(
      `The trace has no retired instruction of core ${hart}: give a log of spike with --log-commits, or of the core's tracer.`,
    );
  }
  return found;
}

/** Where a trace and the model part. */
export interface TraceDifference {
  /** Instructions retired before it, and clock of the model. */
  readonly index: number;
  readonly clock: number;
  readonly line: number | null;
  readonly rtl: string;
  readonly model: string;
}

/** Compares what a core retires with a trace, instruction by instruction. Call `sample` in every clock, between settle and edge. */
export class TraceDiff {
  first: TraceDifference | null = null;
  /** Instructions compared. */
  count = 0;
  private readonly core: Core;
  private readonly trace: readonly TracedInstruction[];

  constructor(core: Core, trace: readonly TracedInstruction[]) {
    this.core = core;
    this.trace = trace;
  }

  /** Everything has been compared, or something differs. */
  get done(): boolean {
    return this.first !== null || this.count === this.trace.length;
  }

  sample(clock: number): void {
    const { retired } = this.core;
    if (retired.valid === 0 || this.done) return;
    const traced = this.trace[this.count];
    const word = (retired.word & 3) === 3 ? retired.word >>> 0 : retired.word & 0xffff;
    const { write } = traced;
    // What loads and the FPU write comes later and is seen in what is done with it.
    const isNow = write !== null && retired.rd === write.register && retired.bytes === 0 && retired.floatRd < 0;
    const value = retired.value >>> 0;
    if (retired.pc >>> 0 !== traced.pc || word !== traced.word || (isNow && value !== write.value)) {
      const writes = (register: number, to: number): string => `, x${register} = ${hex(to)}`;
      this.first = {
        ...{ index: this.count, clock, line: traced.line },
        rtl: `pc ${hex(traced.pc)}, instruction ${hex(traced.word)}${write === null ? "" : writes(write.register, write.value)}`,
        model: `pc ${hex(retired.pc >>> 0)}, instruction ${hex(word)}${isNow ? writes(retired.rd, value) : ""}`,
      };
      return;
    }
    this.count++;
  }

  /** The program has ended. */
  finish(clock: number): void {
    if (this.done) return;
    const { line, pc } = this.trace[this.count];
    this.first = { index: this.count, clock, line, rtl: `pc ${hex(pc)}`, model: "nothing: the program has ended" };
  }
}
