# What the functions of layers/norm.S do at the beginning of two groups, with an element of each, and at the end. Included there.

# The next elements of X, and of X and Y, to FP32.
.macro fetch_first format, adjacent
    fetch_groups \format, 0, a3, a4, \adjacent
    advance_inner \adjacent
    widen_groups \format, 0
.endm

.macro fetch_both format, adjacent
    fetch_groups \format, 0, a3, a4, \adjacent
    fetch_groups \format, 1, a5, a6, \adjacent
    advance_inner \adjacent
    widen_groups \format, 0
    widen_groups \format, 1
.endm

.macro nothing
.endm

# Chains: sum in 2, second sum in 3, mean 4, inverse 5.
.macro begin_sum
    group_start 2, SUM1
.endm

.macro end_sum
    group_store 2, SUM1
.endm

.macro body_sum format, adjacent
    fetch_first \format, \adjacent
    both2 fadd.s, 2, 2, 0
.endm

.macro body_dot format, adjacent
    fetch_both \format, \adjacent
    advance_groups a5, a6, \adjacent
    both3 fmadd.s, 2, 0, 1, 2
.endm

.macro begin_squares
    group_start 2, SUM1
    group_value 4, MEAN
.endm

.macro body_squares format, adjacent
    fetch_first \format, \adjacent
    both2 fsub.s, 0, 0, 4
    both3 fmadd.s, 2, 0, 0, 2
.endm

.macro begin_norm_sums
    group_start 2, SUM1
    group_start 3, SUM2
    group_value 4, MEAN
    group_value 5, INVERSE
.endm

.macro end_norm_sums
    group_store 2, SUM1
    group_store 3, SUM2
.endm

.macro body_norm_sums format, adjacent
    fetch_both \format, \adjacent
    both2 fsub.s, 0, 0, 4
    both2 fadd.s, 2, 2, 1
    both2 fmul.s, 0, 0, 5
    advance_groups a5, a6, \adjacent
    both3 fmadd.s, 3, 1, 0, 3
.endm

# Mean 4, inverse 5, scale 6, shift 7; without a shift +0, without both -0, which changes no sum.
.macro begin_normalize
    group_value 4, MEAN
    group_value 5, INVERSE
    group_parameter 6, SCALE, 0x3f800
    group_parameter 7, SHIFT, 0
    lw t1, NORM_SHIFT(a0)
    or t0, t0, t1
    lw t1, NORM_SCALE(a0)
    or t0, t0, t1
    bnez t0, .Lscaled\@
    lui t0, 0x80000
    fmv.w.x f7, t0
    fmv.w.x f17, t0
.Lscaled\@:
.endm

.macro body_normalize format, adjacent
    fetch_first \format, \adjacent
    both2 fsub.s, 0, 0, 4
    both2 fmul.s, 0, 0, 5
    both3 fmadd.s, 0, 0, 6, 7
    store_groups \format, 0, \adjacent
    advance_groups a7, t6, \adjacent
.endm

# Mean 4, inverse 5, scale inverse 6, s1 7, s2 8; f9 = PART. Without SUM1 the sums are +0.
.macro begin_norm_backward
    group_value 4, MEAN
    group_value 5, INVERSE
    group_parameter 6, SCALE, 0x3f800
    both2 fmul.s, 6, 6, 5
    begin_backward_sums
.endm

.macro begin_backward_sums
    flw f9, NORM_PART(a0)
    fmv.w.x f7, zero
    fmv.w.x f17, zero
    both2 fsgnj.s, 8, 7, 7
    lw t0, NORM_SUM1(a0)
    beqz t0, .Lfrozen\@
    group_value 7, SUM1
    group_value 8, SUM2
.Lfrozen\@:
.endm

.macro body_norm_backward format, adjacent
    fetch_both \format, \adjacent
    both2 fsub.s, 0, 0, 4
    advance_groups a5, a6, \adjacent
    both2 fmul.s, 0, 0, 5
    both3 fmadd.s, 0, 0, 8, 7
    both2c fmul.s, 0, 0, f9
    both2 fsub.s, 0, 1, 0
    both2 fmul.s, 0, 0, 6
    store_groups \format, 0, \adjacent
    advance_groups a7, t6, \adjacent
.endm
