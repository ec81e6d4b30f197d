# Matrix products in FP16 with X given transposed: gradients of weights.

.include "layers/gemm.S"
.include "layers/gemm-formats.S"

.text
gemm_blocks xt_fp16, 1, 1, 1, xt_fp16, flw, fsw, 4, fsh, six=1
.irp rows, 1, 2, 4, 6
.irp columns, 2, 4, 8
gemm_kernel xt_fp16_\rows\()x\columns, table_xt_fp16, \rows, \columns, 1, 1, x_transposed=1
.endr
.endr
