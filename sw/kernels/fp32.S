# Matrix products in FP32: fp32_RxC keeps a block of R x C elements in registers.

.include "kernels/matmul.S"

.macro mac_s accumulator, x, w
    fmadd.s \accumulator, \x, \w, \accumulator
.endm

.macro fp32_kernel rows, columns, depth
    matmul_blocks fp32_\rows\()x\columns, \rows, \columns, \depth, mac_s, fmv.w.x, flw, 4, flw, fsw, 4
    matmul_kernel fp32_\rows\()x\columns, \rows, \columns, fp32_1x1
.endm

.text
fp32_kernel 1, 1, 1
fp32_kernel 1, 2, 4
fp32_kernel 2, 2, 4
fp32_kernel 2, 4, 4
fp32_kernel 4, 4, 4
