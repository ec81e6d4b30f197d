# Matrix products Z = X W or Z = Y + X W by the cores: X is M x N, W is N x K, Y and Z are M x K, all row major.
#
# Every element is accumulated in the same order, whatever the kernel, the team and the split: it starts at Y, or at +0, and
# takes fma(x[m][n], w[n][k], acc) for n = 0, 1 ... N - 1, rounded to nearest even in the format of the matrices. Kernels
# differ in the block of Z that a core keeps in registers: `rows` x `vectors`, where a vector is one element, or two FP16
# elements side by side that packed instructions work on. A step of n loads `rows` elements of X and `vectors` of W for
# rows * vectors multiply-accumulates.

.ifndef MATMUL_SIZE

# Words of the descriptor of a product, by offset.
.equ MATMUL_X, 0            # addresses; Y = 0 stands for no Y, and Y may be Z
.equ MATMUL_W, 4
.equ MATMUL_Y, 8
.equ MATMUL_Z, 12
.equ MATMUL_M, 16
.equ MATMUL_N, 20
.equ MATMUL_K, 24
.equ MATMUL_X_STRIDE, 28    # bytes from a row to the next
.equ MATMUL_W_STRIDE, 32
.equ MATMUL_Z_STRIDE, 36    # of Y and Z
.equ MATMUL_SPLIT, 40       # 0: the cores share the rows of Z, 1: its columns
.equ MATMUL_TEAM, 44        # cores that work
.equ MATMUL_SIZE, 48

# Registers of a block: accumulators by row and vector, X in f10 to f13 by row, W in f20 to f23 by vector.
.macro each_accumulator do, rows, vectors, a, b
    each_of_row \do, 0, \vectors, \a, \b, f0, f1, f2, f3
    .if \rows > 1
    each_of_row \do, 1, \vectors, \a, \b, f4, f5, f6, f7
    .endif
    .if \rows > 2
    each_of_row \do, 2, \vectors, \a, \b, f8, f9, f14, f15
    each_of_row \do, 3, \vectors, \a, \b, f16, f17, f18, f19
    .endif
.endm

.macro each_of_row do, row, vectors, a, b, r0, r1, r2, r3
    \do \r0, \row, 0, \a, \b
    .if \vectors > 1
    \do \r1, \row, 1, \a, \b
    .endif
    .if \vectors > 2
    \do \r2, \row, 2, \a, \b
    \do \r3, \row, 3, \a, \b
    .endif
.endm

.macro clear_accumulator accumulator, row, vector, move, unused
    \move \accumulator, zero
.endm

# t3 to t6 = addresses of the block's rows of Y or Z.
.macro move_accumulator accumulator, row, vector, access, bytes
    .if \row == 0
    \access \accumulator, \vector * \bytes(t3)
    .elseif \row == 1
    \access \accumulator, \vector * \bytes(t4)
    .elseif \row == 2
    \access \accumulator, \vector * \bytes(t5)
    .else
    \access \accumulator, \vector * \bytes(t6)
    .endif
.endm

.macro block_row_addresses base, rows
    mv t3, \base
    .if \rows > 1
    add t4, t3, s10
    .endif
    .if \rows > 2
    add t5, t4, s10
    add t6, t5, s10
    .endif
.endm

# `do` is a macro of accumulator, row, vector.
.macro accumulate accumulator, row, vector, mac, unused
    \mac \accumulator, f1\row, f2\vector
.endm

# One step of n, the `at`-th behind the pointers: a1 to a4 point at the rows of X, t0 at the row of W, s9 bytes long. The last
# instruction is left to the caller: add t0, t0, s9.
.macro load_step at, rows, vectors, x_load, x_bytes, w_load, w_bytes
    \x_load f10, \at * \x_bytes(a1)
    .if \rows > 1
    \x_load f11, \at * \x_bytes(a2)
    .endif
    .if \rows > 2
    \x_load f12, \at * \x_bytes(a3)
    \x_load f13, \at * \x_bytes(a4)
    .endif
    .irp vector, 0, 1, 2, 3
    .if \vector < \vectors
    \w_load f2\vector, \vector * \w_bytes(t0)
    .endif
    .endr
.endm

.macro advance_x bytes, rows
    addi a1, a1, \bytes
    .if \rows > 1
    addi a2, a2, \bytes
    .endif
    .if \rows > 2
    addi a3, a3, \bytes
    addi a4, a4, \bytes
    .endif
.endm

# blocks_\name, a function that computes blocks of `rows` x `vectors`, `depth` steps of n in one pass of the inner loop, 1, 2 or 4.
# a0 = descriptor; s0, s1, s2 = first row of the first block, rows from block to block, end; s3, s4, s5 = the same of columns, the
# ends being those of whole blocks. x_load, w_load and z_store are the accesses to an element of X and a vector of W and Z
# of so many bytes; `mac` is a macro of
# accumulator, x, w; `clear` moves an integer register to an accumulator. Changes s0, s6 to s11, a1 to a7, t0 to t6 and f registers.
.macro matmul_blocks name, rows, vectors, depth, mac, clear, x_load, x_bytes, w_load, z_store, w_bytes
    .option push
    .option norvc
    .balign 4
blocks_\name:
    lw s8, MATMUL_X_STRIDE(a0)
    lw s9, MATMUL_W_STRIDE(a0)
    lw s10, MATMUL_Z_STRIDE(a0)
    lw s11, MATMUL_N(a0)
.Lrow\@:
    bge s0, s2, .Ldone\@
    lw s6, MATMUL_X(a0)
    mul t0, s0, s8
    add s6, s6, t0                      # s6 = first row of X of the block
    mul s7, s0, s10                     # s7 = offset of the block in Z
    mv a5, s3                           # a5 = column
.Lcolumn\@:
    bge a5, s5, .Lnext_row\@
    slli a6, a5, \x_bytes / 2           # a6 = bytes up to the column: an element has 2 or 4
    lw t0, MATMUL_Y(a0)
    beqz t0, .Lclear\@
    add t0, t0, s7
    add t0, t0, a6
    block_row_addresses t0, \rows
    each_accumulator move_accumulator, \rows, \vectors, \w_load, \w_bytes
    j .Lstart\@
.Lclear\@:
    each_accumulator clear_accumulator, \rows, \vectors, \clear
.Lstart\@:
    lw t0, MATMUL_W(a0)
    mv a1, s6
    add t0, t0, a6
    .if \rows > 1
    add a2, a1, s8
    .endif
    .if \rows > 2
    add a3, a2, s8
    add a4, a3, s8
    .endif
    srli t1, s11, \depth / 2
    beqz t1, .Lrest\@
    lp.setup 0, t1, .Ldeep_end\@
    .irp at, 0, 1, 2, 3
    .if \at < \depth
    load_step \at, \rows, \vectors, \x_load, \x_bytes, \w_load, \w_bytes
    .if \at == \depth - 1
    advance_x \depth * \x_bytes, \rows
    .endif
    each_accumulator accumulate, \rows, \vectors, \mac
    .if \at < \depth - 1
    add t0, t0, s9
    .endif
    .endif
    .endr
.Ldeep_end\@:
    add t0, t0, s9
.Lrest\@:
    .if \depth > 1
    andi t1, s11, \depth - 1
    beqz t1, .Lstore\@
    lp.setup 0, t1, .Lrest_end\@
    load_step 0, \rows, \vectors, \x_load, \x_bytes, \w_load, \w_bytes
    advance_x \x_bytes, \rows
    each_accumulator accumulate, \rows, \vectors, \mac
.Lrest_end\@:
    add t0, t0, s9
    .endif
.Lstore\@:
    lw t0, MATMUL_Z(a0)
    add t0, t0, s7
    add t0, t0, a6
    block_row_addresses t0, \rows
    each_accumulator move_accumulator, \rows, \vectors, \z_store, \w_bytes
    add a5, a5, s4
    j .Lcolumn\@
.Lnext_row\@:
    add s0, s0, s1
    j .Lrow\@
.Ldone\@:
    ret
    .option pop
.endm

.include "kernels/matmul-share.S"

.endif
