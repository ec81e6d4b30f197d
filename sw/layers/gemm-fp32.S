# Matrix products in FP32: X and W row by row.

.include "layers/gemm.S"
.include "layers/gemm-formats.S"

.text
gemm_blocks fp32, 2, 4, 1, rows_fp32, flw, fsw, 4
.irp rows, 1, 2, 4
.irp columns, 1, 2, 4
gemm_kernel fp32_\rows\()x\columns, table_fp32, \rows, \columns, 2, 0
.endr
.endr
