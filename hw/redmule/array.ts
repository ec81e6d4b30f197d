import type { Scope } from "../probe.js";
import { tileColumns, type RedmuleParameters } from "./parameters.js";

/** What the X and W buffer hold for the array, in the memory that the array computes in. */
export interface OperandStore {
  /** FP16 encoding of x, row l of column h in either half of the X buffer, index (half * H + h) * L + l. */
  readonly x: Uint16Array;
  /** Half of the X buffer that column h reads. */
  readonly halves: Uint8Array;
  /** 1 when what column h reads of X may have changed since the array last computed with it. */
  readonly stale: Uint8Array;
  /** FP16 encodings in the W buffer, index h * D + d. */
  readonly w: Uint16Array;
  /** 1 when column h works on a step of the job, 0 for padding. */
  readonly steps: Uint8Array;
}

/** Operands in a memory of their own. */
export function operandStore(p: RedmuleParameters): OperandStore {
  const { L, H } = p;
  return {
    x: new Uint16Array(2 * H * L),
    halves: new Uint8Array(H),
    stale: new Uint8Array(H),
    w: new Uint16Array(H * tileColumns(p)),
    steps: new Uint8Array(H),
  };
}

/** What the buffers hold out to the L x H compute elements in one clock, beside the {@link OperandStore}. */
export interface ArrayOperands {
  /** FP16 encoding of x at CE (l, h). */
  xBits(l: number, h: number): number;
  /** FP16 encoding of w at the CEs of column h. */
  wBits(h: number): number;
  /** Group and element of the W row that column 0 reads. */
  readonly groupRead: number;
  readonly elementRead: number;
}

/** The rows of compute elements, staged, fast or with vector instructions: equal at every CE output in every clock. */
export interface ArrayDatapath {
  readonly store: OperandStore;
  /** FP16 encoding in the output register of CE (l, h). */
  output(l: number, h: number): number;
  /**
   * Enabled clocks of the first `rows` rows that `step` takes at once, as things stand: between two of them only `elementRead` changes, to
   * the element behind.
   */
  together(rows: number, operation: number): number;
  /**
   * Enabled clocks of the first `rows` rows, one unless `count` says more.
   * @param y FP16 encodings for CE 0 of each row, or null to feed the row's output back
   */
  step(rows: number, operation: number, operands: ArrayOperands, y: Uint16Array | null, count?: number): void;
  /** Clears the output registers of the first `rows` rows. */
  flush(rows: number): void;
  reset(): void;
  scopes(): Scope[];
}
