# Matrix products in FP16 with W given transposed, in another order: even and odd n in a chain each, and their sum at the end. Even ones
# start at Y, odd ones at +0; of an odd N the last step of the odd ones is +0 times +0.

.include "layers/gemm.S"
.include "layers/gemm-formats.S"

.text
gemm_blocks dot_fp16, 8, 8, 8, dot_fp16, load_lane, store_sum, 2
.irp rows, 1, 2, 4
.irp columns, 1, 2, 4
gemm_kernel dot_fp16_\rows\()x\columns, table_dot_fp16, \rows, \columns, 1, 0, w_transposed=1
.endr
.endr
