# Matrix products in FP32 with X given transposed: gradients of weights.

.include "layers/gemm.S"
.include "layers/gemm-formats.S"

.text
gemm_blocks xt_fp32, 1, 1, 1, xt_fp32, flw, fsw, 4, six=1
.irp rows, 1, 2, 4, 6
.irp columns, 1, 2, 4
gemm_kernel xt_fp32_\rows\()x\columns, table_xt_fp32, \rows, \columns, 2, 0, x_transposed=1
.endr
.endr
