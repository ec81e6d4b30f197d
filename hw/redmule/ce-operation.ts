/** What a compute element does for an operation code of register 0x54: stage 1 on x and w, stage 2 with the accumulator. */
export const STAGE1_FMA = 0;
export const STAGE1_ADD = 1;
export const STAGE1_MUL = 2;
export const STAGE1_MIN = 3;
export const STAGE1_MAX = 4;
export const STAGE2_NONE = 0;
export const STAGE2_MIN = 1;
export const STAGE2_MAX = 2;

/** [stage 1, stage 2] by operation code: MATMUL, GEMM, ADDMAX, ADDMIN, MULMAX, MULMIN, MAXMIN, MINMAX. */
export const CE_STAGES = [
  [STAGE1_FMA, STAGE2_NONE],
  [STAGE1_FMA, STAGE2_NONE],
  [STAGE1_ADD, STAGE2_MAX],
  [STAGE1_ADD, STAGE2_MIN],
  [STAGE1_MUL, STAGE2_MAX],
  [STAGE1_MUL, STAGE2_MIN],
  [STAGE1_MAX, STAGE2_MIN],
  [STAGE1_MIN, STAGE2_MAX],
] as const;
