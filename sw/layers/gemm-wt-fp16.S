# Matrix products in FP16 with W given transposed: gradients of inputs. Pairs of n are loaded and turned into pairs of k.

.include "layers/gemm.S"
.include "layers/gemm-formats.S"

.text
gemm_blocks wt_fp16, 2, 2, 2, wt_fp16, flw, fsw, 4, fsh
.irp rows, 1, 2, 4
.irp columns, 2, 4, 8
gemm_kernel wt_fp16_\rows\()x\columns, table_wt_fp16, \rows, \columns, 1, 1, w_transposed=1
.endr
.endr
