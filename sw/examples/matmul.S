# One FP32 product of 32 x 32 x 32 by two kernels, with the clocks of each; ends with the number of elements that differ.
# redmule exec sw/examples/matmul.S

.include "runtime/runtime.S"
.include "layers/gemm-fp32.S"

.equ SIZE, 32

.section .tcdm, "aw"
.balign 16
x: .zero 4 * SIZE * SIZE
w: .zero 4 * SIZE * SIZE
z_naive: .zero 4 * SIZE * SIZE
z: .zero 4 * SIZE * SIZE
product:
    .word x, w, 0, z_naive, SIZE, SIZE, SIZE, 1, 4 * SIZE, 4 * SIZE, 0, 4 * SIZE, 0, 0, 0, 0, 0

.text
main:
    addi sp, sp, -16
    sw ra, 12(sp)
    la a0, x
    li a1, 7
    call fill
    la a0, w
    li a1, 5
    call fill

    la a0, layer_gemm_fp32_1x1
    la a1, name_naive
    call measure
    la t0, product
    la t1, z
    sw t1, GEMM_Z(t0)
    la a0, layer_gemm_fp32_4x4
    la a1, name_blocks
    call measure

    la t0, z_naive
    la t1, z
    li t2, SIZE * SIZE
    li a0, 0
    lp.setup 0, t2, 1f
    p.lw t3, 4(t0!)
    p.lw t4, 4(t1!)
    xor t3, t3, t4
    snez t3, t3
1:  add a0, a0, t3
    lw ra, 12(sp)
    addi sp, sp, 16
    ret

# a0 = matrix, a1 = step below 13: small whole numbers, whose products and sums are exact.
fill:
    li t0, SIZE * SIZE
    li t1, 0
    li t3, 13
1:  addi t2, t1, -6
    fcvt.s.w ft0, t2
    fsw ft0, 0(a0)
    addi a0, a0, 4
    add t1, t1, a1                      # modulo 13
    blt t1, t3, 2f
    sub t1, t1, t3
2:  addi t0, t0, -1
    bnez t0, 1b
    ret

# a0 = kernel, a1 = its name.
measure:
    addi sp, sp, -16
    sw ra, 12(sp)
    sw s0, 8(sp)
    sw s1, 4(sp)
    mv s1, a1
    la a1, product
    li a2, CORES
    csrr s0, mcycle
    call team_fork
    csrr t0, mcycle
    sub s0, t0, s0
    mv a0, s1
    call console_string
    mv a0, s0
    call console_decimal
    la a0, clocks
    call console_string
    lw ra, 12(sp)
    lw s0, 8(sp)
    lw s1, 4(sp)
    addi sp, sp, 16
    ret

.section .rodata
name_naive: .asciz "fp32_1x1: "
name_blocks: .asciz "fp32_4x4: "
clocks: .asciz " clocks\n"
