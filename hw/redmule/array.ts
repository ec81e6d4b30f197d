import type { Scope } from "../probe.js";
import { tileColumns, type RedmuleParameters } from "./parameters.js";

/** Operands that buffers hold ready for the array, in the memory that the array computes in. */
export interface OperandStore {
  /** Value of x at CE (l, h), index h * stride + l. */
  readonly x: Float64Array;
  /** Rows from a column of `x` to the next, L at least. */
  readonly stride: number;
  /** The W buffer's elements as values, index h * D + d. */
  readonly w: Float64Array;
  /** 1 when column h works on a step of the job, 0 for padding. */
  readonly steps: Uint8Array;
}

/** Operands in a memory of their own. */
export function operandStore(p: RedmuleParameters): OperandStore {
  const { L, H } = p;
  return { x: new Float64Array(H * L), stride: L, w: new Float64Array(H * tileColumns(p)), steps: new Uint8Array(H) };
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
   * One enabled clock of the first `rows` rows.
   * @param y FP16 encodings for CE 0 of each row, or null to feed the row's output back
   */
  step(rows: number, operation: number, operands: ArrayOperands, y: Uint16Array | null): void;
  /** Clears the output registers of the first `rows` rows. */
  flush(rows: number): void;
  reset(): void;
  scopes(): Scope[];
}
