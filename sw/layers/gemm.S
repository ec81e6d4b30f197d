# Matrix products Z = start + X W by the cores: X is M x N, W is N x K, Z is M x K; COUNT of them, one after the other in memory.
#
# Every element is one chain, whatever the kernel, the team and the split: it starts at Y, or at +0 without one, and takes
# fma(x[m][n], w[n][k], acc) for n = 0, 1 ... N - 1, rounded to nearest even in the format of the matrices.
#
# A kernel keeps a block of Z in registers: `rows` x `vectors`, where a vector is one element, or two neighbours of FP16 that
# packed instructions work on. What is left of M and K beyond whole blocks is computed by smaller ones, so that only
# the last block of a row or column is less efficient. X and W may be given transposed (`xt`, `wt`): element (m, n) of X is
# then m elements behind row n. Elements of a row follow each other, rows lie some bytes apart.
#
# Kernels are named layer_gemm_FORM_RxC: FORM is fp32, fp16, or one of these behind xt_ or wt_. They are functions for a team:
# a0 = descriptor, a1 = number of the core, a2 = size of the team. With FP16 and odd K up to two bytes behind a row of W
# and Y are read.

.ifndef GEMM_SIZE

# Words of the descriptor, by offset. Distances are in bytes.
.equ GEMM_X, 0              # addresses; Y = 0 stands for no Y, and Y may be Z
.equ GEMM_W, 4
.equ GEMM_Y, 8
.equ GEMM_Z, 12
.equ GEMM_M, 16
.equ GEMM_N, 20
.equ GEMM_K, 24
.equ GEMM_COUNT, 28         # products
.equ GEMM_X_STRIDE, 32      # from a row to the next
.equ GEMM_W_STRIDE, 36
.equ GEMM_Y_STRIDE, 40      # 0: one row for all rows of Z, a bias
.equ GEMM_Z_STRIDE, 44
.equ GEMM_X_NEXT, 48        # from a product to the next: groups, heads, rows of an image
.equ GEMM_W_NEXT, 52
.equ GEMM_Y_NEXT, 56
.equ GEMM_Z_NEXT, 60
.equ GEMM_SPLIT, 64         # blocks of Z are dealt out 0: down its columns of blocks, in turn; 1: by whole columns of blocks
.equ GEMM_SIZE, 68

# Words on the stack of gemm_walk. A share is given in blocks.
.equ WALK_TABLE, 0          # functions of blocks, 1, 2, 4, 6 rows by 1 to 4 vectors
.equ WALK_ROWS, 4           # of a block
.equ WALK_COLUMNS, 8        # of a block, elements
.equ WALK_X_ROW, 12         # bytes from row m of X to m + 1
.equ WALK_W_COLUMN, 16      # bytes from column k of W to k + 1
.equ WALK_LEFT, 20          # rows of Z that are left below whole blocks
.equ WALK_STEP, 24          # blocks from one of the core to its next, down a column
.equ WALK_BLOCKS, 28        # that every core has in a column, at least
.equ WALK_MORE, 32          # cores which have one more; the next one has the rows that are left
.equ WALK_TURN, 36          # what the first block of the core goes back by from a column to the next
.equ WALK_COLUMN_STEP, 40   # elements from a column of blocks to the next
.equ WALK_BYTES, 44         # log2 of the bytes of an element
.equ WALK_PACKED, 48        # 1: two elements are a vector
.equ WALK_FIRST, 52         # first block of the core in the column
.equ WALK_K, 56             # first column of the blocks
.equ WALK_NUMBER, 60        # of the product
.equ WALK_START, 64         # k at which a product begins
.equ WALK_TABLE_AT, 68
.equ WALK_PART, 72           # rows of a smaller block that is left
.equ WALK_SAVED, 76
.equ WALK_FRAME, 128

.include "layers/saved.S"

.macro walk_registers access
    \access ra, WALK_SAVED(sp)
    saved_registers \access, WALK_SAVED + 4
.endm

# Entry of a kernel. `x_transposed`, `w_transposed`: 1 or 0.
.macro gemm_kernel name, table, rows, columns, bytes_log, is_packed, x_transposed=0, w_transposed=0
.globl layer_gemm_\name
layer_gemm_\name:
    la a3, \table
    li a4, \rows
    li a5, \columns
    li a6, \bytes_log
    li a7, \is_packed
    li t0, \x_transposed
    li t1, \w_transposed
    j gemm_walk
.endm

.text
gemm_walk:
    addi sp, sp, -WALK_FRAME
    walk_registers sw
    sw a3, WALK_TABLE(sp)
    sw a4, WALK_ROWS(sp)
    sw a5, WALK_COLUMNS(sp)
    sw a6, WALK_BYTES(sp)
    sw a7, WALK_PACKED(sp)
    lw s4, GEMM_X_STRIDE(a0)
    lw s5, GEMM_W_STRIDE(a0)
    lw s6, GEMM_Z_STRIDE(a0)
    lw s7, GEMM_N(a0)
    lw s8, GEMM_Y_STRIDE(a0)
    li t6, 1
    sll t6, t6, a6
    mv t2, s4
    beqz t0, 1f
    mv t2, t6
1:  sw t2, WALK_X_ROW(sp)
    mv t2, t6
    beqz t1, 2f
    mv t2, s5
2:  sw t2, WALK_W_COLUMN(sp)
    lw t2, GEMM_M(a0)
    li t5, 6
    beq a4, t5, .Lsix
    addi t3, a4, -1
    and t3, t2, t3                      # rows that are left, as blocks have 1, 2 or 4
    srl t4, a4, 1
    srl t4, t2, t4                      # whole blocks down a column
    j .Ldealt
.Lsix:
    divu t4, t2, a4
    mul t3, t4, a4
    sub t3, t2, t3
.Ldealt:
    sw t3, WALK_LEFT(sp)
    snez t3, t3
    li t0, 1                            # by columns: every block is the core's
    lw t1, GEMM_SPLIT(a0)
    mul s1, a1, a5
    mul t5, a2, a5
    li t6, 0
    li s0, 0
    bnez t1, 3f
    mv t0, a2                           # in turn
    li s1, 0
    mv t5, a5
    add t6, t4, t3
    remu t6, t6, a2
    mv s0, a1
3:  divu t1, t4, t0
    remu t2, t4, t0
    sw t0, WALK_STEP(sp)
    sw t1, WALK_BLOCKS(sp)
    sw t2, WALK_MORE(sp)
    sw t5, WALK_COLUMN_STEP(sp)
    sw t6, WALK_TURN(sp)
    sw s1, WALK_START(sp)
    li t2, 0
.Lproduct:                              # s0 = first block, s1 = k, t2 = number of the product
    lw t1, GEMM_COUNT(a0)
    bge t2, t1, .Lwalked
.Lcolumn:
    lw t3, GEMM_K(a0)
    bge s1, t3, .Lnext_product
    sw s0, WALK_FIRST(sp)
    sw s1, WALK_K(sp)
    sw t2, WALK_NUMBER(sp)
    # Vectors of the blocks, and whether the last one is half a vector.
    lw t0, WALK_COLUMNS(sp)
    lw t1, WALK_PACKED(sp)
    sub t3, t3, s1
    p.min t0, t0, t3
    and s9, t0, t1
    add t0, t0, t1
    sra t0, t0, t1
    slli t0, t0, 2
    lw t5, WALK_TABLE(sp)
    add t5, t5, t0                      # behind the entry of one row
    # Addresses of the core's first block.
    lw a4, WALK_ROWS(sp)
    lw t6, WALK_BYTES(sp)
    mul t0, s0, a4                      # m
    sll t6, s1, t6
    lw a1, GEMM_W(a0)
    lw t1, WALK_W_COLUMN(sp)
    lw t3, GEMM_W_NEXT(a0)
    p.mac a1, s1, t1
    p.mac a1, t2, t3
    lw a2, GEMM_X(a0)
    lw s10, WALK_X_ROW(sp)
    lw t3, GEMM_X_NEXT(a0)
    p.mac a2, t0, s10
    p.mac a2, t2, t3
    lw s2, GEMM_Y(a0)
    lw t3, GEMM_Y_NEXT(a0)
    beqz s2, 1f
    add s2, s2, t6
    p.mac s2, t0, s8
    p.mac s2, t2, t3
1:  lw s3, GEMM_Z(a0)
    lw t3, GEMM_Z_NEXT(a0)
    add s3, s3, t6
    p.mac s3, t0, s6
    p.mac s3, t2, t3
    mv s1, a1
    # The core's whole blocks.
    lw t0, WALK_STEP(sp)
    lw t1, WALK_MORE(sp)
    mul t0, t0, a4                      # rows from block to block
    mul s10, s10, t0
    mul a3, s8, t0
    mul s11, s6, t0
    srli t0, a4, 1
    slli t0, t0, 4
    add t0, t0, t5
    lw t0, -4(t0)
    lw a4, WALK_BLOCKS(sp)
    slt t1, s0, t1
    mv s0, a2
    add a4, a4, t1
    beqz a4, 2f
    sw t5, WALK_TABLE_AT(sp)
    jalr t0
    lw t5, WALK_TABLE_AT(sp)
2:  # The rows that are left, if they are the core's: 4, 2 and 1 of them.
    lw t0, WALK_LEFT(sp)
    lw t1, WALK_FIRST(sp)
    lw t2, WALK_MORE(sp)
    beqz t0, .Lnext_column
    bne t1, t2, .Lnext_column
    li t2, 4
.Lpart:
    and t1, t0, t2
    beqz t1, 3f
    lw s10, WALK_X_ROW(sp)
    mul a3, s8, t2
    mul s10, s10, t2
    mul s11, s6, t2
    srli t0, t2, 1
    slli t0, t0, 4
    add t0, t0, t5
    lw t0, -4(t0)
    li a4, 1
    sw t2, WALK_PART(sp)
    sw t5, WALK_TABLE_AT(sp)
    jalr t0
    lw t5, WALK_TABLE_AT(sp)
    lw t2, WALK_PART(sp)
    lw t0, WALK_LEFT(sp)
3:  srli t2, t2, 1
    bnez t2, .Lpart
.Lnext_column:
    lw s0, WALK_FIRST(sp)
    lw t0, WALK_TURN(sp)
    lw s1, WALK_K(sp)
    lw t1, WALK_COLUMN_STEP(sp)
    lw t2, WALK_NUMBER(sp)
    sub s0, s0, t0
    add s1, s1, t1
    bgez s0, .Lcolumn
    lw t0, WALK_STEP(sp)
    add s0, s0, t0
    j .Lcolumn
.Lnext_product:
    lw s1, WALK_START(sp)
    addi t2, t2, 1
    j .Lproduct
.Lwalked:
    walk_registers lw
    addi sp, sp, WALK_FRAME
    ret

.include "layers/gemm-block.S"

.endif
