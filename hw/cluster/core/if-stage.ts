import { register, wire, type Block, type Scope } from "../../probe.js";
import type { NarrowPort } from "../../ports.js";
import { BUBBLE, DecodeCache, FETCH_FAULT } from "./decoder.js";
import type { Instruction } from "./instruction.js";
import { PrefetchBuffer } from "./prefetch-buffer.js";

/** Where the next instruction starts: in a fresh word, in the half kept from the last word, or in the upper half of a branch target. */
const Align = { word: 0, half: 1, branchHalf: 2 } as const;
type Align = (typeof Align)[keyof typeof Align];
const ALIGN_NAMES = ["word", "half", "branch_half"] as const;

/** Instruction fetch: prefetch buffer, alignment of 16- and 32-bit instructions, decoding. */
export class IfStage implements Block {
  readonly prefetch: PrefetchBuffer;
  /** Inputs: jump to `target`. */
  branch = 0;
  target = 0;

  // Wires.
  /** An instruction stands at the output. */
  valid = 0;
  instruction: Instruction = BUBBLE;
  instructionPc = 0;
  /** The output moves on to ID in this clock. */
  advance = 0;
  private consume = 0;
  private nextAlign: Align = Align.word;
  private nextPc = 0;

  // Registers.
  /** Address of the instruction at the output. */
  pc = 0;
  private align: Align = Align.word;
  private half = 0;
  private halfError = 0;

  private readonly cache = new DecodeCache();

  constructor(port: NarrowPort) {
    this.prefetch = new PrefetchBuffer(port);
  }

  settleRequest(): void {
    const prefetch = this.prefetch;
    prefetch.branch = this.branch;
    prefetch.target = this.target;
    prefetch.settleRequest();
    this.valid = 0;
    if (prefetch.valid) this.split(prefetch.word, prefetch.error);
  }

  private split(word: number, error: number): void {
    let fetched = word;
    let faulty = error;
    this.consume = 1;
    if (this.align === Align.half) {
      const half = this.half;
      if ((half & 3) === 3) {
        fetched = (word << 16) | half;
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
    this.instruction = faulty ? FETCH_FAULT : this.cache.lookup(this.pc, fetched);
    this.instructionPc = this.pc;
    this.valid = 1;
  }

  /** Second step: `ready` when ID takes an instruction in this clock. */
  settleReady(ready: boolean): void {
    this.advance = ready && this.prefetch.valid ? 1 : 0;
    this.prefetch.ready = this.advance & this.consume;
  }

  edge(): void {
    if (this.branch) {
      this.pc = this.target & ~1;
      this.align = this.pc & 2 ? Align.branchHalf : Align.word;
    } else if (this.advance) {
      this.pc = this.nextPc;
      this.align = this.nextAlign;
      if (this.consume) {
        this.half = this.prefetch.word >>> 16;
        this.halfError = this.prefetch.error;
      }
    }
    this.prefetch.edge();
  }

  reset(): void {
    this.pc = this.half = this.halfError = 0;
    this.align = Align.word;
    this.valid = this.advance = this.branch = 0;
    this.instruction = BUBBLE;
    this.prefetch.reset();
  }

  scope(name: string): Scope {
    const probes = [
      register(
        "pc",
        32,
        () => this.pc >>> 0,
        (v) => (this.pc = v | 0),
      ),
      register(
        "align",
        2,
        () => this.align,
        (v) => (this.align = v as Align),
        { states: ALIGN_NAMES },
      ),
      register(
        "half",
        16,
        () => this.half,
        (v) => (this.half = v),
      ),
      register(
        "half_error",
        1,
        () => this.halfError,
        (v) => (this.halfError = v),
      ),
      wire("valid", 1, () => this.valid),
      wire("word", 32, () => this.instruction.word >>> 0),
      wire("branch", 1, () => this.branch),
      wire("target", 32, () => this.target >>> 0),
    ];
    return { name, probes, children: [this.prefetch.scope("prefetch")] };
  }
}
