# One matrix product by a team: the host fills the descriptor `product` and puts the address of a kernel, `matmul_…`, behind it.
# The product's clocks are those from the instruction at product_begin to the one at product_end, on core 0.

.include "runtime/runtime.S"
.include "kernels/fp32.S"
.include "kernels/fp16.S"

.section .tcdm, "aw"
.balign 4
.globl product
product: .zero MATMUL_SIZE
product_kernel: .word 0

.text
main:
    addi sp, sp, -16
    sw ra, 12(sp)
    la a1, product
    lw a0, (product_kernel - product)(a1)
    lw a2, MATMUL_TEAM(a1)
product_begin:
    call team_fork
product_end:
    li a0, 0
    lw ra, 12(sp)
    addi sp, sp, 16
    ret
