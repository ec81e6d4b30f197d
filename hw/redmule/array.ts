import type { Scope } from "../probe.js";

/** What the buffers hold out to the L x H compute elements in one clock. */
export interface ArrayOperands {
  /** Value of x at CE (l, h), index h * L + l. */
  readonly x: Float64Array;
  /** FP16 encoding of x at CE (l, h). */
  xBits(l: number, h: number): number;
  /** FP16 encoding of w at the CEs of column h. */
  readonly w: Uint16Array;
  /** 1 when column h works on a step of the job, 0 for padding. */
  readonly steps: Uint8Array;
}

/** The rows of compute elements, staged or fast: equal at every CE output in every clock. */
export interface ArrayDatapath {
  /** FP16 encoding in the output register of CE (l, h). */
  output(l: number, h: number): number;
  /**
   * One enabled clock of the first `rows` rows.
   * @param y FP16 encodings for CE 0 of each row, or null to feed the row's output back
   */
  step(rows: number, operation: number, operands: ArrayOperands, y: Uint16Array | null): void;
  /** Clears the output registers of the first `rows` rows. */
  flush(rows: number): void;
  reset(): void;
  scopes(): Scope[];
}
