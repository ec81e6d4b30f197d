# Matrix products in FP16. fp16_1x1 works on elements; the others keep a block of R x C elements in R x C / 2 registers and
# multiply-accumulate two columns in one instruction: an element of X times two neighbours of W.

.include "kernels/matmul.S"

.macro mac_h accumulator, x, w
    fmadd.h \accumulator, \x, \w, \accumulator
.endm

.macro mac_packed accumulator, x, w
    vfmac.r.h \accumulator, \w, \x
.endm

.macro fp16_kernel rows, columns, vectors, depth
    matmul_blocks fp16_\rows\()x\columns, \rows, \vectors, \depth, mac_packed, fmv.w.x, flh, 2, flw, fsw, 4
    matmul_kernel fp16_\rows\()x\columns, \rows, \columns, fp16_1x1
.endm

.text
matmul_blocks fp16_1x1, 1, 1, 1, mac_h, fmv.h.x, flh, 2, flh, fsh, 2
matmul_kernel fp16_1x1, 1, 1, fp16_1x1
fp16_kernel 2, 4, 2, 4
fp16_kernel 4, 8, 4, 4
