import type { RedmuleParameters } from "./parameters.js";
import { JOB_REGISTERS, STORAGE, REGISTER } from "./registers.js";

/** The reference's storage (E16): generic words in front, then a stretch of words for every context, modulo 64. */
const REFERENCE_WORDS = 64;
const GENERIC_WORDS = 6;
const CONTEXT_WORDS = 22;

/** Bits of the bytes that a byte enable lets through. */
function maskOf(be: number): number {
  let mask = 0;
  for (let byte = 0; byte < 4; byte++) if ((be >> byte) & 1) mask |= 0xff << (8 * byte);
  return mask;
}

/** The words behind the control registers, the job registers of every context among them. No block: its owner resets it. */
export class JobStorage {
  readonly words: Uint32Array;
  private readonly shared: boolean;
  private readonly keepsBytes: boolean;

  constructor(p: RedmuleParameters, contexts: number) {
    // E16: one storage of 64 words, in which every offset from 0x20 on has a place, and contexts run into each other.
    this.shared = p.errata.E16;
    // E17: bytes that are not enabled become 0.
    this.keepsBytes = !p.errata.E17;
    this.words = new Uint32Array(this.shared ? REFERENCE_WORDS : contexts * JOB_REGISTERS);
  }

  /** Index of the first job register of a context. */
  base(context: number): number {
    return this.shared ? GENERIC_WORDS + context * CONTEXT_WORDS : context * JOB_REGISTERS;
  }

  /** Index of the word at a byte offset from 0 to 0xfc as a context sees it; -1 where there is none. */
  indexOf(offset: number, context: number): number {
    const job = (offset - REGISTER.X_ADDR) >> 2;
    if (!this.shared) return job >= 0 && job < JOB_REGISTERS ? this.base(context) + job : -1;
    return (job < 0 ? (offset - STORAGE) >> 2 : this.base(context) + job) & (REFERENCE_WORDS - 1);
  }

  /** The word at a byte offset, 0 where there is none. */
  read(offset: number, context: number): number {
    const at = this.indexOf(offset, context);
    return at < 0 ? 0 : this.words[at];
  }

  /** What a write leaves in the word at `at`. */
  merged(at: number, data: number, be: number): number {
    const mask = maskOf(be);
    return ((this.keepsBytes ? this.words[at] & ~mask : 0) | (data & mask)) >>> 0;
  }
}
