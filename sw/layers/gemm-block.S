# Blocks of matrix products: functions that compute some blocks of `rows` x `vectors` below each other. Included by layers/gemm.S.
#
# s0, s1, s2, s3 = addresses of X, W, Y (or 0) and Z of the first block; s10, a3, s11 = bytes from block to block of X, Y and Z, a4 =
# number of blocks; s4, s5, s6, s8 = bytes from row to row of X, W, Z, Y; s7 = N; s9 = 1 when of the last vector only the
# lower element belongs to Z. s0, s2, s3 end behind the blocks. Kept: a0, s1, s4 to s9.
# Accumulators: f0 to f3 of the first row, f4 to f7 of the second, and so on. X in f24 to f29 by row, W in f30 and f31 by turns.
# Pointers of X by row: a1, a5, a6, a7; of W: a2, and if it is transposed by vector a2, t4, t5, t6.
#
# What a block usually runs through stands together and fits the private instruction cache with the loop of the chain.

# Loads or stores a row of the block at t0.
.macro block_row access, vectors, bytes, r0, r1, r2, r3
    \access \r0, 0(t0)
    .if \vectors > 1
    \access \r1, \bytes(t0)
    .endif
    .if \vectors > 2
    \access \r2, 2 * \bytes(t0)
    .endif
    .if \vectors > 3
    \access \r3, 3 * \bytes(t0)
    .endif
.endm

# The same of all rows, from t0 on, `stride` bytes apart.
.macro block_rows access, rows, vectors, bytes, stride
    block_row \access, \vectors, \bytes, f0, f1, f2, f3
    .if \rows > 1
    add t0, t0, \stride
    block_row \access, \vectors, \bytes, f4, f5, f6, f7
    .endif
    .if \rows > 2
    add t0, t0, \stride
    block_row \access, \vectors, \bytes, f8, f9, f10, f11
    add t0, t0, \stride
    block_row \access, \vectors, \bytes, f12, f13, f14, f15
    .endif
    .if \rows > 4
    add t0, t0, \stride
    block_row \access, \vectors, \bytes, f16, f17, f18, f19
    add t0, t0, \stride
    block_row \access, \vectors, \bytes, f20, f21, f22, f23
    .endif
.endm

# Stores the last vector of every row, half of it, from t0 on.
.macro block_last access, rows, at, r0, r1, r2, r3, r4, r5
    \access \r0, \at(t0)
    .if \rows > 1
    add t0, t0, s6
    \access \r1, \at(t0)
    .endif
    .if \rows > 2
    add t0, t0, s6
    \access \r2, \at(t0)
    add t0, t0, s6
    \access \r3, \at(t0)
    .endif
    .if \rows > 4
    add t0, t0, s6
    \access \r4, \at(t0)
    add t0, t0, s6
    \access \r5, \at(t0)
    .endif
.endm

.macro block_last_vector access, rows, vectors, bytes
    .if \vectors == 1
    block_last \access, \rows, 0, f0, f4, f8, f12, f16, f20
    .elseif \vectors == 2
    block_last \access, \rows, \bytes, f1, f5, f9, f13, f17, f21
    .elseif \vectors == 3
    block_last \access, \rows, 2 * \bytes, f2, f6, f10, f14, f18, f22
    .else
    block_last \access, \rows, 3 * \bytes, f3, f7, f11, f15, f19, f23
    .endif
.endm

# Multiply-accumulates a vector of W with the elements of X in x0 to x5.
.macro mac_column mac, rows, w, x0, x1, x2, x3, x4, x5, r0, r1, r2, r3, r4, r5
    \mac \r0, \x0, \w
    .if \rows > 1
    \mac \r1, \x1, \w
    .endif
    .if \rows > 2
    \mac \r2, \x2, \w
    \mac \r3, \x3, \w
    .endif
    .if \rows > 4
    \mac \r4, \x4, \w
    \mac \r5, \x5, \w
    .endif
.endm

.macro mac_vector mac, vector, rows, w, x0, x1, x2, x3, x4, x5
    .if \vector == 0
    mac_column \mac, \rows, \w, \x0, \x1, \x2, \x3, \x4, \x5, f0, f4, f8, f12, f16, f20
    .elseif \vector == 1
    mac_column \mac, \rows, \w, \x0, \x1, \x2, \x3, \x4, \x5, f1, f5, f9, f13, f17, f21
    .elseif \vector == 2
    mac_column \mac, \rows, \w, \x0, \x1, \x2, \x3, \x4, \x5, f2, f6, f10, f14, f18, f22
    .else
    mac_column \mac, \rows, \w, \x0, \x1, \x2, \x3, \x4, \x5, f3, f7, f11, f15, f19, f23
    .endif
.endm

# `do` with the pointer of every row of X but the first and the one before it.
.macro each_x_pointer do, rows, a=, b=
    .if \rows > 1
    \do a5, a1, \a, \b
    .endif
    .if \rows > 2
    \do a6, a5, \a, \b
    \do a7, a6, \a, \b
    .endif
.endm

.macro pointer_after pointer, before, stride, unused
    add \pointer, \before, \stride
.endm

.macro pointer_on pointer, unused, bytes, unused2
    addi \pointer, \pointer, \bytes
.endm

# X of step n, the `at`-th behind the pointers, into the given registers.
.macro load_x load, bytes, transposed, rows, at, x0, x1, x2, x3, x4, x5
    .if \transposed
    \load \x0, 0(a1)
    .if \rows > 1
    \load \x1, \bytes(a1)
    .endif
    .if \rows > 2
    \load \x2, 2 * \bytes(a1)
    \load \x3, 3 * \bytes(a1)
    .endif
    .if \rows > 4
    \load \x4, 4 * \bytes(a1)
    \load \x5, 5 * \bytes(a1)
    .endif
    .else
    \load \x0, \at * \bytes(a1)
    .if \rows > 1
    \load \x1, \at * \bytes(a5)
    .endif
    .if \rows > 2
    \load \x2, \at * \bytes(a6)
    \load \x3, \at * \bytes(a7)
    .endif
    .endif
.endm

# A vector of W of step n.
.macro load_w w, load, bytes, transposed, vector, at
    .if \transposed == 0
    \load \w, \vector * \bytes(a2)
    .elseif \vector == 0
    \load \w, \at * \bytes(a2)
    .elseif \vector == 1
    \load \w, \at * \bytes(t4)
    .elseif \vector == 2
    \load \w, \at * \bytes(t5)
    .else
    \load \w, \at * \bytes(t6)
    .endif
.endm

# `depth` steps of n; the last instruction is left to the caller.
.macro block_steps depth, rows, vectors, x_transposed, w_transposed, mac, x_load, x_bytes, w_load, w_bytes
    .irp at, 0, 1, 2, 3
    .if \at < \depth
    .if \vectors == 1
    load_w f30, \w_load, \w_bytes, \w_transposed, 0, \at
    .endif
    load_x \x_load, \x_bytes, \x_transposed, \rows, \at, f24, f25, f26, f27, f28, f29
    .if \x_transposed
    add a1, a1, s4
    .elseif \at == \depth - 1
    pointer_on a1, a1, \depth * \x_bytes
    each_x_pointer pointer_on, \rows, \depth * \x_bytes
    .endif
    .if \vectors > 1
    load_w f30, \w_load, \w_bytes, \w_transposed, 0, \at
    load_w f31, \w_load, \w_bytes, \w_transposed, 1, \at
    .endif
    mac_vector \mac, 0, \rows, f30, f24, f25, f26, f27, f28, f29
    .if \vectors > 2
    load_w f30, \w_load, \w_bytes, \w_transposed, 2, \at
    .endif
    .if \vectors > 1
    mac_vector \mac, 1, \rows, f31, f24, f25, f26, f27, f28, f29
    .endif
    .if \vectors > 3
    load_w f31, \w_load, \w_bytes, \w_transposed, 3, \at
    .endif
    .if \vectors > 2
    mac_vector \mac, 2, \rows, f30, f24, f25, f26, f27, f28, f29
    .endif
    .if \vectors > 3
    mac_vector \mac, 3, \rows, f31, f24, f25, f26, f27, f28, f29
    .endif
    .if \w_transposed && \at == \depth - 1
    .if \vectors > 1
    addi t4, t4, \depth * \w_bytes
    .endif
    .if \vectors > 2
    addi t5, t5, \depth * \w_bytes
    .endif
    .if \vectors > 3
    addi t6, t6, \depth * \w_bytes
    .endif
    .endif
    .if \at < \depth - 1 && \w_transposed == 0
    add a2, a2, s5
    .endif
    .endif
    .endr
.endm

# The chain of a block: one pass of the loop takes `depth` steps of n, 1, 2 or 4; `rest_of_chain` does what is left.
.macro block_chain rows, vectors, depth, x_transposed, w_transposed, mac, x_load, x_bytes, w_load, w_bytes
    .if \x_transposed == 0
    each_x_pointer pointer_after, \rows, s4
    .endif
    .if \w_transposed
    add t4, a2, s5
    add t5, t4, s5
    add t6, t5, s5
    .endif
    srli t1, s7, \depth / 2
    beqz t1, .Ldeep_done\@
    lp.setup 0, t1, .Ldeep_end\@
    block_steps \depth, \rows, \vectors, \x_transposed, \w_transposed, \mac, \x_load, \x_bytes, \w_load, \w_bytes
.Ldeep_end\@:
    .if \w_transposed
    addi a2, a2, \depth * \w_bytes
    .else
    add a2, a2, s5
    .endif
.Ldeep_done\@:
.endm

.macro rest_of_chain rows, vectors, depth, x_transposed, w_transposed, mac, x_load, x_bytes, w_load, w_bytes
    lp.setup 0, t1, .Lrest_end\@
    block_steps 1, \rows, \vectors, \x_transposed, \w_transposed, \mac, \x_load, \x_bytes, \w_load, \w_bytes
.Lrest_end\@:
    .if \w_transposed
    addi a2, a2, \w_bytes
    .else
    add a2, a2, s5
    .endif
.endm

# `kind` names two macros, kind_chain and kind_rest, of rows, vectors, depth. `half_store` stores the lower element of a vector;
# without it no vector is half.
.macro gemm_block name, rows, vectors, depth, kind, load, store, bytes, half_store=
    .balign 16
block_\name\()_\vectors\()_\rows:
.Lblock\@:
    beqz s2, .Lclear\@
    mv t0, s2
    block_rows \load, \rows, \vectors, \bytes, s8
.Lbegin\@:
    mv a1, s0
    mv a2, s1
    \kind\()_chain \rows, \vectors, \depth
    .if \depth > 1
    andi t1, s7, \depth - 1
    bnez t1, .Lrest\@
    .endif
.Lstore\@:
    mv t0, s3
    .ifnb \half_store
    bnez s9, .Lhalf\@
    .endif
    block_rows \store, \rows, \vectors, \bytes, s6
.Lnext\@:
    addi a4, a4, -1
    add s0, s0, s10
    add s3, s3, s11
    beqz s2, .Lstarted\@
    add s2, s2, a3
.Lstarted\@:
    bnez a4, .Lblock\@
    ret
.Lclear\@:
    .irp number, 0, 4, 8, 12, 16, 20
    .if \number < 4 * \rows
    clear_row \vectors, \number
    .endif
    .endr
    j .Lbegin\@
    .if \depth > 1
.Lrest\@:
    \kind\()_rest \rows, \vectors, \depth
    j .Lstore\@
    .endif
    .ifnb \half_store
.Lhalf\@:
    .if \vectors > 1
    block_rows \store, \rows, \vectors - 1, \bytes, s6
    mv t0, s3
    .endif
    block_last_vector \half_store, \rows, \vectors, \bytes
    j .Lnext\@
    .endif
.endm

# +0 in `vectors` registers from f`number` on.
.macro clear_row vectors, number
    .if \number == 0
    clear_registers \vectors, f0, f1, f2, f3
    .elseif \number == 4
    clear_registers \vectors, f4, f5, f6, f7
    .elseif \number == 8
    clear_registers \vectors, f8, f9, f10, f11
    .elseif \number == 12
    clear_registers \vectors, f12, f13, f14, f15
    .elseif \number == 16
    clear_registers \vectors, f16, f17, f18, f19
    .else
    clear_registers \vectors, f20, f21, f22, f23
    .endif
.endm

.macro clear_registers vectors, r0, r1, r2, r3
    fmv.w.x \r0, zero
    .if \vectors > 1
    fmv.w.x \r1, zero
    .endif
    .if \vectors > 2
    fmv.w.x \r2, zero
    .endif
    .if \vectors > 3
    fmv.w.x \r3, zero
    .endif
.endm

# Blocks of 1, 2, 4 rows, and 6 where `six` is 1 (X transposed alone), by 1 to 4 vectors, and their table. `depth` is that of large blocks, `small` that of smaller ones, `least`
# that of one vector.
.macro gemm_blocks name, depth, small, least, kind, load, store, bytes, half_store=, six=0
    .option push
    .option norvc
    .irp vectors, 1, 2, 3, 4
    .irp rows, 1, 2, 4
    .if \rows * \vectors > 8
    gemm_block \name, \rows, \vectors, \depth, \kind, \load, \store, \bytes, \half_store
    .elseif \rows * \vectors > 1
    gemm_block \name, \rows, \vectors, \small, \kind, \load, \store, \bytes, \half_store
    .else
    gemm_block \name, \rows, \vectors, \least, \kind, \load, \store, \bytes, \half_store
    .endif
    .endr
    .if \six
    gemm_block \name, 6, \vectors, \depth, \kind, \load, \store, \bytes, \half_store
    .endif
    .endr
    .option pop
    .balign 4
table_\name:
    .irp rows, 1, 2, 4
    .word block_\name\()_1_\rows, block_\name\()_2_\rows, block_\name\()_3_\rows, block_\name\()_4_\rows
    .endr
    .if \six
    .word block_\name\()_1_6, block_\name\()_2_6, block_\name\()_3_6, block_\name\()_4_6
    .endif
.endm
