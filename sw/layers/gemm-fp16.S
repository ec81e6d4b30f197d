# Matrix products in FP16: X and W row by row. fp16_1x1 works on elements, the others on pairs of neighbours.

.include "layers/gemm.S"
.include "layers/gemm-formats.S"

.text
gemm_blocks fp16, 2, 4, 1, rows_fp16, flw, fsw, 4, fsh
.irp rows, 1, 2, 4
.irp columns, 2, 4, 8
gemm_kernel fp16_\rows\()x\columns, table_fp16, \rows, \columns, 1, 1
.endr
.endr
gemm_block fp16_element, 1, 1, 1, rows_element, flh, fsh, 2
.balign 4
table_fp16_element: .word block_fp16_element_1_1
gemm_kernel fp16_1x1, table_fp16_element, 1, 1, 1, 0
