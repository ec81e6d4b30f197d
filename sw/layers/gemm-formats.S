# Formats of matrix products: how a block accumulates.

.ifndef FORMATS_OF_GEMM
.equ FORMATS_OF_GEMM, 1

.macro mac_s accumulator, x, w
    fmadd.s \accumulator, \x, \w, \accumulator
.endm

.macro mac_h accumulator, x, w
    fmadd.h \accumulator, \x, \w, \accumulator
.endm

# Two columns: an element of X times two neighbours of W.
.macro mac_packed accumulator, x, w
    vfmac.r.h \accumulator, \w, \x
.endm

.macro rows_fp32_chain rows, vectors, depth
    block_chain \rows, \vectors, \depth, 0, 0, mac_s, flw, 4, flw, 4
.endm

.macro rows_fp32_rest rows, vectors, depth
    rest_of_chain \rows, \vectors, \depth, 0, 0, mac_s, flw, 4, flw, 4
.endm

.macro rows_fp16_chain rows, vectors, depth
    block_chain \rows, \vectors, \depth, 0, 0, mac_packed, flh, 2, flw, 4
.endm

.macro rows_fp16_rest rows, vectors, depth
    rest_of_chain \rows, \vectors, \depth, 0, 0, mac_packed, flh, 2, flw, 4
.endm

.macro rows_element_chain rows, vectors, depth
    block_chain \rows, \vectors, \depth, 0, 0, mac_h, flh, 2, flh, 2
.endm

.macro rows_element_rest rows, vectors, depth
    rest_of_chain \rows, \vectors, \depth, 0, 0, mac_h, flh, 2, flh, 2
.endm

.macro xt_fp32_chain rows, vectors, depth
    block_chain \rows, \vectors, \depth, 1, 0, mac_s, flw, 4, flw, 4
.endm

.macro xt_fp32_rest rows, vectors, depth
    rest_of_chain \rows, \vectors, \depth, 1, 0, mac_s, flw, 4, flw, 4
.endm

.macro xt_fp16_chain rows, vectors, depth
    block_chain \rows, \vectors, \depth, 1, 0, mac_packed, flh, 2, flw, 4
.endm

.macro xt_fp16_rest rows, vectors, depth
    rest_of_chain \rows, \vectors, \depth, 1, 0, mac_packed, flh, 2, flw, 4
.endm

.macro wt_fp32_chain rows, vectors, depth
    block_chain \rows, \vectors, \depth, 0, 1, mac_s, flw, 4, flw, 4
.endm

.macro wt_fp32_rest rows, vectors, depth
    rest_of_chain \rows, \vectors, \depth, 0, 1, mac_s, flw, 4, flw, 4
.endm

# FP16 with W transposed: two steps of n at a time. Two columns are loaded as pairs of n, packed into pairs of columns in
# integer registers, and moved: f30 holds those of n, f31 those of n + 1. X of n + 1 is in f16 to f19. a2, t4, t5, t6 point at the
# first column of a pair, the second one is s5 bytes behind it; in the last vector t3, which is 0 when it is half one.
.macro wt_fp16_chain rows, vectors, depth
    each_x_pointer pointer_after, \rows, s4
    slli t3, s5, 1
    .if \vectors > 1
    add t4, a2, t3
    .endif
    .if \vectors > 2
    add t5, t4, t3
    .endif
    .if \vectors > 3
    add t6, t5, t3
    .endif
    addi t3, s9, -1
    and t3, t3, s5
    srli t1, s7, 1
    beqz t1, .Lpaired\@
    lp.setup 0, t1, .Lpairs_end\@
    load_pair 0, \vectors, p.lw, 4
    load_x flh, 2, 0, \rows, 0, f24, f25, f26, f27, f28, f29
    load_x flh, 2, 0, \rows, 1, f16, f17, f18, f19, f20, f21
    each_x_pointer pointer_on, \rows, 4
    .irp vector, 0, 1, 2, 3
    .if \vector < \vectors
    pv.pack t2, t1, t0
    pv.pack.h t0, t1, t0
    fmv.w.x f30, t2
    fmv.w.x f31, t0
    mac_vector mac_packed, \vector, \rows, f30, f24, f25, f26, f27, f28, f29
    .if \vector < \vectors - 1
    load_pair \vector + 1, \vectors, p.lw, 4
    .endif
    mac_vector mac_packed, \vector, \rows, f31, f16, f17, f18, f19, f20, f21
    .endif
    .endr
.Lpairs_end\@:
    addi a1, a1, 4
.Lpaired\@:
.endm

.macro wt_fp16_rest rows, vectors, depth
    load_x flh, 2, 0, \rows, 0, f24, f25, f26, f27, f28, f29
    .irp vector, 0, 1, 2, 3
    .if \vector < \vectors
    load_pair \vector, \vectors, p.lhu, 2
    pv.pack t2, t1, t0
    fmv.w.x f30, t2
    mac_vector mac_packed, \vector, \rows, f30, f24, f25, f26, f27, f28, f29
    .endif
    .endr
.endm

# Two lanes of n: a pair of X times a pair of W.
.macro mac_lanes accumulator, x, w
    vfmac.h \accumulator, \x, \w
.endm

# Both operands along n: every accumulator holds the chains of even and of odd n of one element. A pass of the loop takes `depth` n.
.macro dot_fp16_chain rows, vectors, depth
    each_x_pointer pointer_after, \rows, s4
    add t4, a2, s5
    add t5, t4, s5
    add t6, t5, s5
    srli t1, s7, 2 + \depth / 8
    beqz t1, .Ldeep_done\@
    lp.setup 0, t1, .Ldeep_end\@
    block_steps \depth / 2, \rows, \vectors, 0, 1, mac_lanes, flw, 4, flw, 4
.Ldeep_end\@:
    addi a2, a2, 2 * \depth
.Ldeep_done\@:
.endm

# The pairs and the single n that are left.
.macro dot_fp16_rest rows, vectors, depth
    srli t1, t1, 1
    beqz t1, .Lpaired\@
    lp.setup 0, t1, .Lpairs_end\@
    block_steps 1, \rows, \vectors, 0, 1, mac_lanes, flw, 4, flw, 4
.Lpairs_end\@:
    addi a2, a2, 4
.Lpaired\@:
    andi t1, s7, 1
    beqz t1, .Lrested\@
    block_steps 1, \rows, \vectors, 0, 1, mac_lanes, load_lane, 2, load_lane, 2
.Lrested\@:
.endm

# An element of FP16 in the lower lane, +0 in the other.
.macro load_lane register, address
    lhu t1, \address
    fmv.w.x \register, t1
.endm

# The sum of both lanes.
.macro store_sum register, address
    fmv.x.w t1, \register
    srli t1, t1, 16
    fmv.w.x f30, t1
    vfadd.h \register, \register, f30
    fsh \register, \address
.endm

# Of two columns an element or a pair each, into t0 and t1.
.macro load_pair vector, vectors, load, bytes
    .if \vector == \vectors - 1
    load_pair_at \vector, \load, \bytes, t3
    .else
    load_pair_at \vector, \load, \bytes, s5
    .endif
.endm

.macro load_pair_at vector, load, bytes, second
    .if \vector == 0
    \load t1, \second(a2)
    \load t0, \bytes(a2!)
    .elseif \vector == 1
    \load t1, \second(t4)
    \load t0, \bytes(t4!)
    .elseif \vector == 2
    \load t1, \second(t5)
    \load t0, \bytes(t5!)
    .else
    \load t1, \second(t6)
    \load t0, \bytes(t6!)
    .endif
.endm

.endif
