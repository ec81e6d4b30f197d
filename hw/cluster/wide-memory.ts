import type { Block } from "../probe.js";

/**
 * A memory on RedMulE's wide port. It grants an access in the clock of the request or in any later one, and answers one
 * clock after the grant: a slower memory holds the grant back. `IdealMemory` is the one that never does; a class of one's
 * own may extend it.
 */
export interface WideMemory extends Block {
  /** Byte address of the first word. */
  readonly base: number;
  /** The contents from `base` on, and the same as little-endian bytes. */
  readonly words: Uint32Array;
  readonly bytes: Uint8Array;
  /** Input: 1 grants nothing in this clock. */
  stall: number;
  /** Granted accesses. */
  reads: number;
  writes: number;
  /** Words read or written outside the contents. */
  foreign: number;
  /** Response of the access granted in the clock before. */
  settleResponse(): void;
  /** Grant of the request that stands on the port. */
  settleGrant(): void;
  edge(): void;
}
