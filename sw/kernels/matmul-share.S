# How the cores share a product; included by kernels/matmul.S.

# `matmul_\name`, a function for a team: a0 = descriptor, a1 = number of the core, a2 = size of the team. `columns` are those of
# a block of blocks_\name in elements, `element` is the kernel with blocks of one element in the same format.
.macro matmul_kernel name, rows, columns, element
.globl matmul_\name
matmul_\name:
    la a3, blocks_\name
    li a4, \rows
    li a5, \columns
    la a6, blocks_\element
    j matmul_share
.endm

# Words on the stack of matmul_share. The share of a core is given in blocks: first row, rows from one to the next, and
# so for columns.
.equ SHARE_ROW, 0
.equ SHARE_ROWS, 4
.equ SHARE_COLUMN, 8
.equ SHARE_COLUMNS, 12
.equ SHARE_ELEMENT, 16
.equ SHARE_BLOCK_ROWS, 20
.equ SHARE_BLOCK_COLUMNS, 24
.equ SHARE_SAVED, 28
.equ SHARE_FRAME, 80

.macro share_registers access
    \access ra, SHARE_SAVED(sp)
    .irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    \access s\register, SHARE_SAVED + 4 + 4 * \register(sp)
    .endr
.endm

.macro share_of_core
    lw s0, SHARE_ROW(sp)
    lw s1, SHARE_ROWS(sp)
    lw s3, SHARE_COLUMN(sp)
    lw s4, SHARE_COLUMNS(sp)
.endm

# to = from without what is left beyond whole blocks, whose size is a power of two.
.macro whole_blocks to, from, size
    neg t0, \size
    and \to, \from, t0
.endm

.text
# Deals whole blocks out to the cores in turn, then what is left at the lower and the right edge, element by element. Beyond
# the arguments of the kernel: a3 = function of blocks, a4, a5 = rows and columns of a block, a6 = function of elements.
matmul_share:
    addi sp, sp, -SHARE_FRAME
    share_registers sw
    sw a6, SHARE_ELEMENT(sp)
    sw a4, SHARE_BLOCK_ROWS(sp)
    sw a5, SHARE_BLOCK_COLUMNS(sp)
    li t0, 1
    lw t1, MATMUL_SPLIT(a0)
    bnez t1, 1f
    sw a1, SHARE_ROW(sp)
    sw a2, SHARE_ROWS(sp)
    sw zero, SHARE_COLUMN(sp)
    sw t0, SHARE_COLUMNS(sp)
    j 2f
1:  sw zero, SHARE_ROW(sp)
    sw t0, SHARE_ROWS(sp)
    sw a1, SHARE_COLUMN(sp)
    sw a2, SHARE_COLUMNS(sp)
2:  share_of_core
    .irp number, s0, s1
    mul \number, \number, a4
    .endr
    .irp number, s3, s4
    mul \number, \number, a5
    .endr
    lw s2, MATMUL_M(a0)
    lw s5, MATMUL_K(a0)
    whole_blocks s2, s2, a4
    whole_blocks s5, s5, a5
    jalr a3

    # The rows below the blocks.
    share_of_core
    lw s2, MATMUL_M(a0)
    lw s5, MATMUL_K(a0)
    lw t1, SHARE_BLOCK_ROWS(sp)
    whole_blocks t1, s2, t1
    add s0, s0, t1
    lw t1, SHARE_ELEMENT(sp)
    jalr t1

    # The columns right of the blocks.
    share_of_core
    lw s2, MATMUL_M(a0)
    lw s5, MATMUL_K(a0)
    lw t1, SHARE_BLOCK_ROWS(sp)
    whole_blocks s2, s2, t1
    lw t1, SHARE_BLOCK_COLUMNS(sp)
    whole_blocks t1, s5, t1
    add s3, s3, t1
    lw t1, SHARE_ELEMENT(sp)
    jalr t1

    share_registers lw
    addi sp, sp, SHARE_FRAME
    ret
