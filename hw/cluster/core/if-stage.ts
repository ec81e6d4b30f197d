import { registersOf, signedWordsOf, wire, type Block, type Scope } from "../../probe.js";
import type { NarrowPort } from "../../ports.js";
import { BUBBLE, DecodeCache, FETCH_FAULT, FETCH_FAULT_BEHIND } from "./decoder.js";
import type { HardwareLoops } from "./hwloop.js";
import type { Instruction } from "./instruction.js";
import type { CoreParameters } from "./parameters.js";
import { PrefetchBuffer } from "./prefetch-buffer.js";

/** Where the next instruction starts: in a fresh word, in the half kept from the last word, or in the upper half of a branch target. */
const Align = { word: 0, half: 1, branchHalf: 2 } as const;
type Align = (typeof Align)[keyof typeof Align];
const ALIGN_NAMES = ["word", "half", "branch_half"] as const;

/** Instruction fetch: prefetch buffer, alignment of 16- and 32-bit instructions, hardware loops, decoding. */
export class IfStage implements Block {
  readonly prefetch: PrefetchBuffer;
  /** Input: ends of hardware loops may be recognised. */
  mayLoop = 1;
  /** Input: loop plus 1 whose pass the instruction in ID still has to count. */
  pendingPass = 0;

  // Wires.
  /** An instruction stands at the output. */
  valid = 0;
  instruction: Instruction = BUBBLE;
  /** Address of the instruction that follows it. */
  nextPc = 0;
  /** Loop plus 1 whose pass ends with it, 0 for none. */
  pass = 0;
  /** The output moves on to ID in this clock. */
  advance = 0;
  private consume = 0;
  private nextAlign: Align = Align.word;

  // Registers.
  /** Address of the instruction at the output. */
  pc = 0;
  align: Align = Align.word;
  half = 0;
  halfError = 0;
  /** Fetch has gone on at the start of this loop minus 1, and the instruction at the output is the last of its body. */
  loopTaken = 0;
  loopTarget = 0;

  private readonly loops: HardwareLoops;
  /** The start of a hardware loop is taken for the start of its word. */
  private readonly wordTargets: boolean;
  private readonly cache: DecodeCache;

  constructor(port: NarrowPort, loops: HardwareLoops, parameters: CoreParameters) {
    this.prefetch = new PrefetchBuffer(port);
    this.loops = loops;
    this.wordTargets = parameters.loopControl === "decode";
    this.cache = DecodeCache.of(parameters);
  }

  settleRequest(): void {
    const prefetch = this.prefetch;
    prefetch.settleOutput();
    this.valid = 0;
    if (prefetch.valid) this.split(prefetch.word, prefetch.error);
    if (this.pass | prefetch.loop) this.pass = prefetch.loop = 0;
    if (this.valid && this.loops.repeating | this.loopTaken) this.settleLoop();
    prefetch.settleRequest();
  }

  private split(word: number, error: number): void {
    let fetched = word;
    let faulty = error;
    let fault = FETCH_FAULT;
    this.consume = 1;
    if (this.align === Align.half) {
      const half = this.half;
      if ((half & 3) === 3) {
        fetched = (word << 16) | half;
        if (!this.halfError) fault = FETCH_FAULT_BEHIND;
        faulty |= this.halfError;
      } else {
        fetched = half;
        faulty = this.halfError;
        // The word stays: its low half comes next.
        this.consume = 0;
      }
    } else if (this.align === Align.branchHalf) {
      fetched = word >>> 16;
      if ((fetched & 3) === 3) {
        this.nextAlign = Align.half;
        this.nextPc = this.pc;
        return;
      }
    }
    const long = (fetched & 3) === 3;
    this.nextPc = (this.pc + (long ? 4 : 2)) | 0;
    this.nextAlign = (this.nextPc & 2) !== 0 ? Align.half : Align.word;
    this.instruction = faulty ? fault : this.cache.lookup(this.pc, fetched);
    this.valid = 1;
  }

  /** Goes on at the start of a loop whose last instruction stands at the output. */
  private settleLoop(): void {
    if (this.loopTaken) {
      this.pass = this.loopTaken;
      this.nextPc = this.loopTarget;
    } else {
      if (this.mayLoop) this.pass = this.loops.ending(this.pc, this.pendingPass);
      if (!this.pass) return;
      this.nextPc = this.loops.start[this.pass - 1];
      this.prefetch.loop = 1;
      this.prefetch.target = this.nextPc;
    }
    this.nextAlign = this.nextPc & 2 && !this.wordTargets ? Align.branchHalf : Align.word;
    // The word behind the last instruction is not that of the start.
    this.consume = 1;
  }

  /** Second step: `ready` when ID takes an instruction in this clock. */
  settleReady(ready: boolean): void {
    this.advance = ready && this.prefetch.valid ? 1 : 0;
    this.prefetch.ready = this.advance & this.consume;
  }

  edge(): void {
    if (this.prefetch.branch) {
      this.pc = this.prefetch.target & ~1;
      this.align = this.pc & 2 ? Align.branchHalf : Align.word;
      this.loopTaken = 0;
    } else if (this.advance) {
      this.pc = this.nextPc;
      this.align = this.nextAlign;
      this.loopTaken = 0;
      if (this.consume) {
        this.half = this.prefetch.word >>> 16;
        this.halfError = this.prefetch.error;
      }
    } else if (this.prefetch.loop) {
      this.loopTaken = this.pass;
      this.loopTarget = this.nextPc;
    }
    this.prefetch.edge();
  }

  reset(): void {
    this.pc = this.half = this.halfError = this.loopTaken = this.loopTarget = 0;
    this.align = Align.word;
    this.valid = this.advance = this.pass = 0;
    this.instruction = BUBBLE;
    this.prefetch.reset();
  }

  scope(name: string): Scope {
    const probes = [
      ...signedWordsOf(this, ["pc", "loopTarget"]),
      ...registersOf(this, { align: 2 }, { align: { states: ALIGN_NAMES } }),
      ...registersOf(this, { half: 16, halfError: 1, loopTaken: 2 }),
      wire("valid", 1, () => this.valid),
      wire("word", 32, () => this.instruction.word >>> 0),
      wire("branch", 1, () => this.prefetch.branch),
      wire("target", 32, () => this.prefetch.target >>> 0),
    ];
    return { name, probes, children: [this.prefetch.scope("prefetch")] };
  }
}
