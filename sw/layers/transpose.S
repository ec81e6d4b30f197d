# Matrices turned: from R x C to C x R, dense, COUNT of them. Elements of two bytes are turned in squares of two by two, bytes in squares
# of four by four.
# Functions for a team, which shares rows, or pairs of rows: a0 = descriptor, a1 = number of the core, a2 = size of the team.

.ifndef TRANSPOSE_SIZE

.equ TRANSPOSE_SOURCE, 0
.equ TRANSPOSE_TARGET, 4
.equ TRANSPOSE_ROWS, 8       # of the source
.equ TRANSPOSE_COLUMNS, 12
.equ TRANSPOSE_COUNT, 16     # matrices, which follow each other in both places
.equ TRANSPOSE_SIZE, 20

.text
.option push
.option norvc
.balign 4
# t0, t1 rows of the source, t2, t3 places in the target, t4 bytes of two of its rows, a3 columns, a4 rows, a5 matrices left,
# a6 row, a7 bytes of a matrix, s0 source, s1 target, s2, s3 elements.
.globl layer_transpose_fp16
layer_transpose_fp16:
    addi sp, sp, -16
    .irp register, 0, 1, 2, 3
    sw s\register, 4 * \register(sp)
    .endr
    lw s0, TRANSPOSE_SOURCE(a0)
    lw s1, TRANSPOSE_TARGET(a0)
    lw a4, TRANSPOSE_ROWS(a0)
    lw a3, TRANSPOSE_COLUMNS(a0)
    lw a5, TRANSPOSE_COUNT(a0)
    mul a7, a4, a3
    slli a7, a7, 1
    slli t4, a4, 2
    slli a6, a1, 1
    slli a2, a2, 1
1:  blt a6, a4, 2f                      # the matrix of the row
    addi t0, a4, 1
    andi t0, t0, -2
    sub a6, a6, t0
    add s0, s0, a7
    add s1, s1, a7
    addi a5, a5, -1
    bgtz a5, 1b
    j 9f
2:  slli t0, a6, 1
    add t2, s1, t0
    mul t0, t0, a3
    add t0, t0, s0
    slli t1, a3, 1
    add t1, t1, t0
    srli t3, t4, 1
    add t3, t3, t2
    addi t5, a6, 1
    srli t6, a3, 2
    bge t5, a4, 5f                      # the last row of an odd number
    beqz t6, 4f
    lp.setup 0, t6, 3f
    p.lw a0, 4(t0!)
    p.lw a1, 4(t1!)
    p.lw s2, 4(t0!)
    p.lw s3, 4(t1!)
    pv.pack t5, a1, a0
    pv.pack.h a1, a1, a0
    p.sw t5, t4(t2!)
    p.sw a1, t4(t3!)
    pv.pack t5, s3, s2
    pv.pack.h s3, s3, s2
    p.sw t5, t4(t2!)
3:  p.sw s3, t4(t3!)
4:  andi t6, a3, 2
    beqz t6, 8f
    p.lw a0, 4(t0!)
    p.lw a1, 4(t1!)
    pv.pack t5, a1, a0
    pv.pack.h a1, a1, a0
    p.sw t5, t4(t2!)
    p.sw a1, t4(t3!)
8:  andi t6, a3, 1
    beqz t6, 7f
    lhu a0, 0(t0)
    lhu a1, 0(t1)
    pv.pack a0, a1, a0
    sw a0, 0(t2)
    j 7f
5:  srli t5, t4, 1
    lp.setup 0, a3, 6f
    p.lhu a0, 2(t0!)
    nop
6:  p.sh a0, t5(t2!)
7:  add a6, a6, a2
    j 1b
9:  .irp register, 0, 1, 2, 3
    lw s\register, 4 * \register(sp)
    .endr
    addi sp, sp, 16
    ret

# Bytes in squares of four by four, where rows and columns are whole fours; every core begins at another column, so that they read
# from different banks. a3 columns, a4 rows, t0 source, t1 target, s0 bytes from the fourth row of a square to the first of the next
# square, t2 place, t3 place in the target, t4 square's words of a row, t5, t6 selectors.
.globl layer_transpose_fp8
layer_transpose_fp8:
    lw a4, TRANSPOSE_ROWS(a0)
    lw a3, TRANSPOSE_COLUMNS(a0)
    lw t0, TRANSPOSE_SOURCE(a0)
    lw t1, TRANSPOSE_TARGET(a0)
    or t2, a3, a4
    or t3, t0, t1
    or t2, t2, t3
    andi t2, t2, 3
    bnez t2, transpose_bytes
    addi sp, sp, -32
    sw s0, 28(sp)
    sw s1, 24(sp)
    sw s2, 20(sp)
    sw s3, 16(sp)
    sw s4, 12(sp)
    sw s5, 8(sp)
    sw ra, 4(sp)
    sw gp, 0(sp)
    lw a5, TRANSPOSE_COUNT(a0)
    mul a7, a4, a3
    srli t4, a3, 2
    srli s5, a4, 2
    remu s1, a1, t4                     # square of a row that the core begins with
    slli s0, a3, 1
    add s0, s0, a3
    sub s0, zero, s0
    addi s0, s0, 4
    li t5, 0x05010400
    li t6, 0x07030602
1:  blt a1, s5, 2f                      # the matrix of the row of squares
    sub a1, a1, s5
    add t0, t0, a7
    add t1, t1, a7
    addi a5, a5, -1
    bgtz a5, 1b
    lw s0, 28(sp)
    lw s1, 24(sp)
    lw s2, 20(sp)
    lw s3, 16(sp)
    lw s4, 12(sp)
    lw s5, 8(sp)
    lw ra, 4(sp)
    lw gp, 0(sp)
    addi sp, sp, 32
    ret
2:  slli t3, a1, 2
    mul t2, t3, a3
    add t2, t2, t0
    add t3, t3, t1
    slli s2, s1, 2
    add t2, t2, s2
    p.mac t3, s2, a4
    sub s4, t4, s1                      # squares to the end of the row, then those before the first
    li s3, 2
3:  beqz s4, 5f
    lp.setup 0, s4, 4f
    p.lw a0, a3(t2!)
    p.lw a6, a3(t2!)
    p.lw s2, a3(t2!)
    p.lw s4, s0(t2!)
    mv ra, a0
    mv gp, s2
    pv.shuffle2.b a0, a6, t5
    pv.shuffle2.b ra, a6, t6
    pv.shuffle2.b s2, s4, t5
    pv.shuffle2.b gp, s4, t6
    pv.pack a6, s2, a0
    pv.pack.h s2, s2, a0
    p.sw a6, a4(t3!)
    pv.pack a0, gp, ra
    p.sw s2, a4(t3!)
    pv.pack.h gp, gp, ra
    p.sw a0, a4(t3!)
4:  p.sw gp, a4(t3!)
5:  addi s3, s3, -1
    beqz s3, 6f
    slli s2, t4, 2
    sub t2, t2, s2
    p.msu t3, s2, a4
    mv s4, s1
    j 3b
6:  add a1, a1, a2
    j 1b

.macro transpose_elements label, log, load, store, bytes
\label:
    lw t0, TRANSPOSE_SOURCE(a0)
    lw t1, TRANSPOSE_TARGET(a0)
    lw a4, TRANSPOSE_ROWS(a0)
    lw a3, TRANSPOSE_COLUMNS(a0)
    lw a5, TRANSPOSE_COUNT(a0)
    mul a7, a4, a3
    slli a7, a7, \log
    slli t4, a4, \log
1:  blt a1, a4, 2f
    sub a1, a1, a4
    add t0, t0, a7
    add t1, t1, a7
    addi a5, a5, -1
    bgtz a5, 1b
    ret
2:  slli t3, a1, \log
    add t2, t1, t3
    mul t3, t3, a3
    add t3, t3, t0
    lp.setup 0, a3, 3f
    \load t5, \bytes(t3!)
    nop
3:  \store t5, t4(t2!)
    add a1, a1, a2
    j 1b
.endm

.globl layer_transpose_fp32
transpose_elements layer_transpose_fp32, 2, p.lw, p.sw, 4
transpose_elements transpose_bytes, 0, p.lbu, p.sb, 1
.option pop

.endif
