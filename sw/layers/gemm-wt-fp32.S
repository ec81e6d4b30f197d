# Matrix products in FP32 with W given transposed: gradients of inputs.

.include "layers/gemm.S"
.include "layers/gemm-formats.S"

.text
gemm_blocks wt_fp32, 2, 4, 1, wt_fp32, flw, fsw, 4
.irp rows, 1, 2, 4
.irp columns, 1, 2, 4
gemm_kernel wt_fp32_\rows\()x\columns, table_wt_fp32, \rows, \columns, 2, 0, w_transposed=1
.endr
.endr
