import { OPERATIONS, TENSOR_FORMATS, type Operation, type TensorFormat } from "./operation.js";

/** Register map of the HWPE peripheral port, byte offsets (public RedMulE and hwpe-ctrl documentation). */
export const REGISTER = {
  /** Write 0: commit the context and start; other values only commit. */
  TRIGGER: 0x00,
  /** Read: job counter 0..255, or -1 both contexts busy, -2 another core is programming. */
  ACQUIRE: 0x04,
  /** Read: jobs finished since the last access, saturating. */
  FINISHED: 0x08,
  /** Read: a byte per context, 1 while triggered and not finished. */
  STATUS: 0x0c,
  /** Read: number of the running job. */
  RUNNING_JOB: 0x10,
  /** Any write clears for 3 clocks, from 2 clocks later; the value 0 also clears the job registers. */
  SOFT_CLEAR: 0x14,
  X_ADDR: 0x40,
  W_ADDR: 0x44,
  Z_ADDR: 0x48,
  /** K in bits 31:16, M in 15:0. */
  MCFG0: 0x4c,
  /** N in bits 15:0. */
  MCFG1: 0x50,
  /** Operation in bits 12:10, format in 9:7; the write starts the tiler. */
  MACFG: 0x54,
} as const;

export const ACQUIRE_BUSY = 0xffffffff;
export const ACQUIRE_LOCKED = 0xfffffffe;

/** Job registers of a context, in address order from 0x40. */
export const JOB_REGISTERS = 6;

/** Values of the job registers 0x40 to 0x54, in this order. */
export type JobRegisters = readonly [x: number, w: number, z: number, mcfg0: number, mcfg1: number, macfg: number];

/** First byte offset behind the control registers; from here on the port decodes storage. */
export const STORAGE = 0x20;

/** The value of MACFG for an operation on a format. */
export function macfgOf(op: Operation, fmt: TensorFormat): number {
  return (OPERATIONS.indexOf(op) << 10) | (TENSOR_FORMATS[fmt].code << 7);
}

/** What the job registers say beside the addresses. */
export interface JobWordsOf {
  readonly op: Operation;
  readonly fmt: TensorFormat;
  /** Rows of X and Z, columns of X and rows of W, columns of W and Z; 0 to 65535. */
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** The values of MCFG0, MCFG1 and MACFG for a job. */
export function jobWords({ op, fmt, m, n, k }: JobWordsOf): readonly [mcfg0: number, mcfg1: number, macfg: number] {
  return [((k << 16) | m) >>> 0, n, macfgOf(op, fmt)];
}
