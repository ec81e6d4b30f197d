# Batch norm whose values all stand in the TCDM: statistics, normalisation and ReLU in one pass over the channels, and their backward
# passes in another one. Bits are those of the functions of norm.S and map.S one after the other.
#
# Channels lie side by side and are even in number; the cores take pairs of them in turn. X, Y, DY, D, DX, scale and shift have one
# format, all else is FP32. Functions for a team: a0 = descriptor, a1 = number of the core, a2 = size of the team.
#
#   layer_batch_norm            MEAN, VARIANCE, INVERSE and Y from X; layer_batch_norm_relu: Y behind a ReLU
#   layer_batch_norm_backward   SUM1, SUM2, DSHIFT, DSCALE, DX and DBIAS, sums of DX by channels, from X and DY;
#                               layer_batch_norm_relu_backward: DY behind a ReLU of result Y, and D = DY where Y is positive, else +0

.ifndef BATCH_NORM_SIZE

.equ BATCH_NORM_X, 0
.equ BATCH_NORM_Y, 4
.equ BATCH_NORM_GROUPS, 8        # channels
.equ BATCH_NORM_INNER, 12        # values of a channel
.equ BATCH_NORM_STRIDE, 16       # bytes from one value of a channel to the next
.equ BATCH_NORM_MEAN, 20
.equ BATCH_NORM_INVERSE, 24
.equ BATCH_NORM_SCALE, 28
.equ BATCH_NORM_PART, 32         # FP32: 1 / values of a channel
.equ BATCH_NORM_VARIANCE, 36
.equ BATCH_NORM_SHIFT, 40
.equ BATCH_NORM_EPSILON, 44      # FP32
.equ BATCH_NORM_DY, 36           # backward
.equ BATCH_NORM_D, 40
.equ BATCH_NORM_DX, 44
.equ BATCH_NORM_SUM1, 48
.equ BATCH_NORM_SUM2, 52
.equ BATCH_NORM_DSCALE, 56       # 0: not wanted
.equ BATCH_NORM_DSHIFT, 60
.equ BATCH_NORM_DBIAS, 64        # 0: not wanted
.equ BATCH_NORM_SIZE, 68

.include "layers/formats.S"

.equ LOG_BYTES_fp32, 2
.equ LOG_BYTES_fp16, 1

# Of both channels a value at a pointer.
.macro fetch_pair format, number, pointer
    fetch_\format f\number, 0, \pointer
    fetch_\format f1\number, BYTES_\format, \pointer
.endm

.macro widen_pair format, number
    widen_\format f\number
    widen_\format f1\number
.endm

# Rounds both and stores them at a pointer; something that does not need them may stand between the two.
.macro round_pair_fp32 number
.endm

.macro keep_pair_fp32 number, pointer
    fsw f\number, 0(\pointer)
    fsw f1\number, 4(\pointer)
.endm

.macro round_pair_fp16 number
    vfcpka.h.s f\number, f\number, f1\number
.endm

.macro keep_pair_fp16 number, pointer
    fsw f\number, 0(\pointer)
.endm

.macro store_pair format, number, pointer
    round_pair_\format \number
    keep_pair_\format \number, \pointer
.endm

# A vector of FP32 by channels: where the values of the pair are.
.macro pair_of pointer, field
    lw \pointer, BATCH_NORM_\field(a0)
    slli t0, a1, 2
    add \pointer, \pointer, t0
.endm

# The same of a vector or a row of the format; t2 = offset.
.macro place_of pointer, field
    lw \pointer, BATCH_NORM_\field(a0)
    add \pointer, \pointer, t2
.endm

# a1 = first channel, a2 = channels to the next pair of the core, t4 = channels, t5 = values of each, t3 = stride.
.macro batch_norm_begin
    lw t4, BATCH_NORM_GROUPS(a0)
    lw t5, BATCH_NORM_INNER(a0)
    lw t3, BATCH_NORM_STRIDE(a0)
    slli a1, a1, 1
    slli a2, a2, 1
    flw f9, BATCH_NORM_PART(a0)
    fmv.w.x f20, zero
.endm

.macro batch_norm_forward format, relu, name
    .balign 4
.globl layer_\name\()_\format
layer_\name\()_\format:
    batch_norm_begin
    flw f21, BATCH_NORM_EPSILON(a0)
    lui t0, 0x3f800
    fmv.w.x f22, t0
1:  bge a1, t4, 9f
    slli t2, a1, LOG_BYTES_\format
    place_of a5, X
    mv a3, a5
    fmv.w.x f2, zero
    fmv.w.x f12, zero
    lp.setup 0, t5, 2f
    fetch_pair \format, 0, a3
    widen_pair \format, 0
    both2 fadd.s, 2, 2, 0
2:  add a3, a3, t3
    both2c fmul.s, 4, 2, f9
    pair_of t1, MEAN
    fsw f4, 0(t1)
    fsw f14, 4(t1)
    mv a3, a5
    fmv.w.x f2, zero
    fmv.w.x f12, zero
    lp.setup 0, t5, 3f
    fetch_pair \format, 0, a3
    widen_pair \format, 0
    both2 fsub.s, 0, 0, 4
    both3 fmadd.s, 2, 0, 0, 2
3:  add a3, a3, t3
    both2c fmul.s, 2, 2, f9
    pair_of t1, VARIANCE
    fsw f2, 0(t1)
    fsw f12, 4(t1)
    both2c fadd.s, 2, 2, f21
    fsqrt.s f2, f2
    fsqrt.s f12, f12
    fdiv.s f5, f22, f2
    fdiv.s f15, f22, f12
    place_of a3, SCALE
    place_of a4, SHIFT
    fetch_pair \format, 6, a3
    fetch_pair \format, 7, a4
    widen_pair \format, 6
    widen_pair \format, 7
    pair_of t1, INVERSE
    fsw f5, 0(t1)
    fsw f15, 4(t1)
    place_of a4, Y
    mv a3, a5
    lp.setup 0, t5, 4f
    fetch_pair \format, 0, a3
    widen_pair \format, 0
    both2 fsub.s, 0, 0, 4
    both2 fmul.s, 0, 0, 5
    both3 fmadd.s, 0, 0, 6, 7
    .if \relu
    both2c fmax.s, 0, 0, f20
    .endif
    round_pair_\format 0
    add a3, a3, t3
    keep_pair_\format 0, a4
4:  add a4, a4, t3
    add a1, a1, a2
    j 1b
9:  ret
.endm

# DY of both channels where Y is positive: to f1 and f11, and to D, in two parts.
.macro relu_side_fp16
    flw f3, 0(a6)
    lw t1, 0(a5)
    vfgt.h t0, f3, f20
.endm

.macro masked_fp16
    pv.sub.h t0, zero, t0
    and t1, t1, t0
    sw t1, 0(a7)
    srli t0, t1, 16
    fmv.h.x f1, t1
    fmv.h.x f11, t0
.endm

.macro relu_side_fp32
    flw f3, 0(a6)
    flw f13, 4(a6)
    lw t1, 0(a5)
    lw t2, 4(a5)
    flt.s t0, f20, f3
    flt.s t6, f20, f13
.endm

.macro masked_fp32
    neg t0, t0
    neg t6, t6
    and t1, t1, t0
    and t2, t2, t6
    sw t1, 0(a7)
    sw t2, 4(a7)
    fmv.w.x f1, t1
    fmv.w.x f11, t2
.endm

# A gradient of a parameter: the sum from +0, in the format.
.macro batch_norm_gradient format, number, field
    lw t1, BATCH_NORM_\field(a0)
    beqz t1, .Lunwanted\@
    add t1, t1, t2
    both2c fadd.s, 0, \number, f20
    store_pair \format, 0, t1
.Lunwanted\@:
.endm

# Of both channels a value of DX, in FP32.
.macro batch_norm_gradients format
    fetch_pair \format, 0, a3
    fetch_pair \format, 1, a5
    add a3, a3, t3
    widen_pair \format, 0
    widen_pair \format, 1
    both2 fsub.s, 0, 0, 4
    add a5, a5, t3
    both2 fmul.s, 0, 0, 5
    both3 fmadd.s, 0, 0, 8, 2
    both2c fmul.s, 0, 0, f9
    both2 fsub.s, 0, 1, 0
    both2 fmul.s, 0, 0, 6
.endm

# Stores values in f0 and f10, which are then what has been stored.
.macro store_rounded_fp32 pointer
    fsw f0, 0(\pointer)
    fsw f10, 4(\pointer)
.endm

.macro store_rounded_fp16 pointer
    fcvt.h.s f0, f0
    fcvt.h.s f10, f10
    fsh f0, 0(\pointer)
    fsh f10, 2(\pointer)
    fcvt.s.h f0, f0
    fcvt.s.h f10, f10
.endm

.macro batch_norm_backward format, relu, name
    .balign 4
.globl layer_\name\()_\format
layer_\name\()_\format:
    batch_norm_begin
1:  bge a1, t4, 9f
    slli t2, a1, LOG_BYTES_\format
    pair_of t1, MEAN
    flw f4, 0(t1)
    flw f14, 4(t1)
    pair_of t1, INVERSE
    flw f5, 0(t1)
    flw f15, 4(t1)
    place_of a3, SCALE
    fetch_pair \format, 6, a3
    place_of a3, X
    place_of a5, DY
    place_of a4, DX
    widen_pair \format, 6
    .if \relu
    place_of a6, Y
    place_of a7, D
    .endif
    both2 fmul.s, 6, 6, 5
    fmv.w.x f2, zero
    fmv.w.x f12, zero
    fmv.w.x f8, zero
    fmv.w.x f18, zero
    lp.setup 0, t5, 2f
    .if \relu
    relu_side_\format
    .endif
    fetch_pair \format, 0, a3
    .if \relu
    masked_\format
    add a6, a6, t3
    add a7, a7, t3
    .else
    fetch_pair \format, 1, a5
    .endif
    widen_pair \format, 0
    widen_pair \format, 1
    both2 fsub.s, 0, 0, 4
    both2 fadd.s, 2, 2, 1
    both2 fmul.s, 0, 0, 5
    add a5, a5, t3
    both3 fmadd.s, 8, 1, 0, 8
2:  add a3, a3, t3
    pair_of t1, SUM1
    fsw f2, 0(t1)
    fsw f12, 4(t1)
    pair_of t1, SUM2
    fsw f8, 0(t1)
    fsw f18, 4(t1)
    slli t2, a1, LOG_BYTES_\format
    batch_norm_gradient \format, 2, DSHIFT
    batch_norm_gradient \format, 8, DSCALE
    place_of a3, X
    .if \relu
    place_of a5, D
    .else
    place_of a5, DY
    .endif
    lw t0, BATCH_NORM_DBIAS(a0)
    bnez t0, 4f
    lp.setup 0, t5, 3f
    batch_norm_gradients \format
    store_pair \format, 0, a4
3:  add a4, a4, t3
    j 6f
4:  fmv.w.x f3, zero
    fmv.w.x f13, zero
    lp.setup 0, t5, 5f
    batch_norm_gradients \format
    store_rounded_\format a4
    both2 fadd.s, 3, 3, 0
5:  add a4, a4, t3
    batch_norm_gradient \format, 3, DBIAS
6:
    add a1, a1, a2
    j 1b
9:  ret
.endm

.endif
