# Bodies of element-by-element functions by exponentials and rational functions.

.ifndef ELEMENTARY_BODIES_OF_MAP
.equ ELEMENTARY_BODIES_OF_MAP, 1

# Keeps two of a number: the operations of layers/elementary.S change 3 to 7.
.macro both_move to, from
    fmv.s f\to, f\from
    fmv.s f1\to, f1\from
.endm

.macro body_exp
    exp_both
.endm

.macro body_log
    log_both
.endm

.macro body_erf
    erf_both
.endm

# dy (ERF_SLOPE exp(-x^2))
.macro body_erfBackward
    both_move 7, 0
    both2 fmul.s, 0, 1, 1
    both2 fsgnjn.s, 0, 0, 0
    exp_both
    flw f8, NUMBER_ERF_SLOPE(ra)
    both2c fmul.s, 3, 3, f8
    both2 fmul.s, 3, 7, 3
.endm

.macro body_sigmoid
    both2 fsgnjn.s, 0, 0, 0
    exp_both
    both2c fadd.s, 3, 3, f21
    both2k fdiv.s, 3, f21, 3
.endm

# dy ((1 - y) y)
.macro body_sigmoidBackward
    both2k fsub.s, 3, f21, 1
    both2 fmul.s, 3, 3, 1
    both2 fmul.s, 3, 0, 3
.endm

.macro body_tanh
    tanh_both
.endm

# dy fma(-y, y, 1)
.macro body_tanhBackward
    both3c fnmsub.s, 3, 1, 1, f21
    both2 fmul.s, 3, 0, 3
.endm

# h = x / 2, fma(h, erf(x sqrt(1/2)), h)
.macro body_geluErf
    flw f8, NUMBER_HALF(ra)
    both2c fmul.s, 7, 0, f8
    flw f8, NUMBER_SQRT_HALF(ra)
    both2c fmul.s, 0, 0, f8
    erf_both
    both3 fmadd.s, 3, 7, 3, 7
.endm

# dy fma(x, density, distribution): dy 7, x 1; the distribution waits in 2.
.macro body_geluErfBackward
    both_move 7, 0
    flw f8, NUMBER_SQRT_HALF(ra)
    both2c fmul.s, 0, 1, f8
    erf_both
    flw f8, NUMBER_HALF(ra)
    both2k2c fmadd.s, 2, f8, 3, f8
    both2c fmul.s, 0, 1, f8
    both2 fmul.s, 0, 0, 1
    both2 fsgnjn.s, 0, 0, 0
    exp_both
    flw f8, NUMBER_DENSITY(ra)
    both2c fmul.s, 3, 3, f8
    both3 fmadd.s, 3, 1, 3, 2
    both2 fmul.s, 3, 7, 3
.endm

# 0 = (s x) fma(k, x^2, 1) of x in `x`; the square stays in 2.
.macro gelu_inner x
    flw f8, NUMBER_GELU_CUBIC(ra)
    both2 fmul.s, 2, \x, \x
    both2k2c fmadd.s, 3, f8, 2, f21
    flw f9, NUMBER_GELU_SCALE(ra)
    both2k fmul.s, 4, f9, \x
    both2 fmul.s, 0, 4, 3
.endm

# h = x / 2, fma(h, tanh, h)
.macro body_geluTanh
    flw f8, NUMBER_HALF(ra)
    both2c fmul.s, 7, 0, f8
    gelu_inner 0
    tanh_both
    both3 fmadd.s, 3, 7, 3, 7
.endm

# dy fma((x/2) fma(-t, t, 1), s fma(3k, x^2, 1), fma(1/2, t, 1/2)): dy 7, x 1, square 2, t 3.
.macro body_geluTanhBackward
    both_move 7, 0
    gelu_inner 1
    tanh_both
    flw f8, NUMBER_GELU_CUBIC3(ra)
    flw f9, NUMBER_GELU_SCALE(ra)
    both2k2c fmadd.s, 4, f8, 2, f21
    both2k fmul.s, 4, f9, 4
    flw f8, NUMBER_HALF(ra)
    both3c fnmsub.s, 5, 3, 3, f21
    both2k fmul.s, 6, f8, 1
    both2 fmul.s, 5, 6, 5
    both2k2c fmadd.s, 6, f8, 3, f8
    both3 fmadd.s, 5, 5, 4, 6
    both2 fmul.s, 3, 7, 5
.endm

.endif
