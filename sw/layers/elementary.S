# Elementary functions as sequences of correctly rounded FP32 operations (docs/training.md "Elementary functions"), on two numbers side by
# side as in layers/formats.S. Their numbers stand in the TCDM; ra = elementary_numbers. f8 and f9 hold coefficients. No branch: clocks do
# not depend on data.

.ifndef ELEMENTARY
.equ ELEMENTARY, 1

.include "layers/formats.S"

.equ NUMBER_ONE, 0
.equ NUMBER_EXP_LOW, 4
.equ NUMBER_EXP_HIGH, 8
.equ NUMBER_LOG2_E, 12
.equ NUMBER_LN2_HIGH, 16
.equ NUMBER_LN2_LOW, 20
.equ NUMBER_EXP_0, 24
.equ NUMBER_EXP_1, 28
.equ NUMBER_EXP_2, 32
.equ NUMBER_EXP_3, 36
.equ NUMBER_EXP_4, 40
.equ NUMBER_TWO_24, 44
.equ NUMBER_LOG_0, 48
.equ NUMBER_LOG_1, 52
.equ NUMBER_LOG_2, 56
.equ NUMBER_TANH_LIMIT, 60
.equ NUMBER_TANH_P0, 64
.equ NUMBER_TANH_P1, 68
.equ NUMBER_TANH_P2, 72
.equ NUMBER_TANH_P3, 76
.equ NUMBER_TANH_Q0, 80
.equ NUMBER_TANH_Q1, 84
.equ NUMBER_TANH_Q2, 88
.equ NUMBER_TANH_Q3, 92
.equ NUMBER_ERF_LIMIT, 96
.equ NUMBER_ERF_P0, 100
.equ NUMBER_ERF_P1, 104
.equ NUMBER_ERF_P2, 108
.equ NUMBER_ERF_P3, 112
.equ NUMBER_ERF_P4, 116
.equ NUMBER_ERF_P5, 120
.equ NUMBER_ERF_Q0, 124
.equ NUMBER_ERF_Q1, 128
.equ NUMBER_ERF_Q2, 132
.equ NUMBER_ERF_Q3, 136
.equ NUMBER_ERF_Q4, 140
.equ NUMBER_SQRT_HALF, 144
.equ NUMBER_DENSITY, 148
.equ NUMBER_ERF_SLOPE, 152
.equ NUMBER_GELU_SCALE, 156
.equ NUMBER_GELU_CUBIC, 160
.equ NUMBER_GELU_CUBIC3, 164
.equ NUMBER_HALF, 168
.equ NUMBER_LEAST_LOG, 172
.equ NUMBER_LEAST_PRODUCT, 176

.section .tcdm, "aw"
.balign 4
elementary_numbers:
    .word 0x3f800000
    .word 0xc2d00000
    .word 0x42b20000
    .word 0x3fb8aa3b
    .word 0x3f318000
    .word 0xb95e8083
    .word 0x3ab43dd4
    .word 0x3c091ddd
    .word 0x3d2aadad
    .word 0x3e2aaa47
    .word 0x3efffffc
    .word 0x4b800000
    .word 0x3e991abb
    .word 0x3eccadde
    .word 0x3f2aaabf
    .word 0x411051ec
    .word 0x3264d254
    .word 0x37acaadc
    .word 0x3b64fc42
    .word 0x3e090224
    .word 0x35505c7c
    .word 0x39ac2109
    .word 0x3cd3ef9d
    .word 0x3eef2bb6
    .word 0x407b851f
    .word 0x360908f5
    .word 0x39955230
    .word 0x3b77b261
    .word 0x3d583a72
    .word 0x3e435c7f
    .word 0x3f906eba
    .word 0x381f6699
    .word 0x3a98b997
    .word 0x3c75b758
    .word 0x3de9ff90
    .word 0x3f009de6
    .word 0x3f3504f3
    .word 0x3ecc422a
    .word 0x3f906ebb
    .word 0x3f4c422a
    .word 0x3d372713
    .word 0x3e095d4e
    .word 0x3f000000
    .word 0xc2c80000
    .word 0x2b8cbccc
.text

# One step of Horner's rule: value = value x + the number, in f8 or f9 by turns.
.macro horner_both value, x, number, register
    flw \register, NUMBER_\number(ra)
    fmadd.s f\value, f\value, f\x, \register
    fmadd.s f1\value, f1\value, f1\x, \register
.endm

.macro horner_begin value, x, first, second
    flw f8, NUMBER_\first(ra)
    flw f9, NUMBER_\second(ra)
    fmadd.s f\value, f8, f\x, f9
    fmadd.s f1\value, f8, f1\x, f9
.endm

# The factors 2^(k >> 1) and 2^(k - (k >> 1)), NaN where x is; a7 = bits of a NaN.
.macro exp_factors k, half, rest, x
    srai t2, \k, 1
    sub \k, \k, t2
    addi t2, t2, 127
    slli t2, t2, 23
    fmv.w.x \half, t2
    addi \k, \k, 127
    slli \k, \k, 23
    feq.s t2, \x, \x
    addi t2, t2, -1
    and t2, t2, a7
    or \k, \k, t2
    fmv.w.x \rest, \k
.endm

# 3 = e^x, x in 0; changes 4, 5, 6, t0, t1, t2, a7.
.macro exp_both
    flw f8, NUMBER_EXP_LOW(ra)
    flw f9, NUMBER_EXP_HIGH(ra)
    both2c fmax.s, 3, 0, f8
    both2c fmin.s, 3, 3, f9
    flw f8, NUMBER_LOG2_E(ra)
    flw f9, NUMBER_LN2_HIGH(ra)
    both2c fmul.s, 4, 3, f8
    fcvt.w.s t0, f4, rne
    fcvt.w.s t1, f14, rne
    flw f8, NUMBER_LN2_LOW(ra)
    fcvt.s.w f4, t0
    fcvt.s.w f14, t1
    fnmsub.s f3, f4, f9, f3
    fnmsub.s f13, f14, f9, f13
    fnmsub.s f3, f4, f8, f3
    fnmsub.s f13, f14, f8, f13
    lui a7, 0x7fc00
    horner_begin 5, 3, EXP_0, EXP_1
    horner_both 5, 3, EXP_2, f8
    horner_both 5, 3, EXP_3, f9
    horner_both 5, 3, EXP_4, f8
    horner_both 5, 3, ONE, f9
    both3c fmadd.s, 5, 5, 3, f9
    exp_factors t0, f4, f6, f0
    exp_factors t1, f14, f16, f10
    both2 fmul.s, 3, 5, 4
    both2 fmul.s, 3, 3, 6
.endm

# 3 = x P(x^2) / Q(x^2) of x in 0 limited to the number and its negative, the quotient limited to 1 and -1; NaN where x is. In f8, f9 the
# limits. P goes through 5, Q through 6, the square is 4: `p` and `q` are macros. Changes t0, t1, t2, a7.
.macro rational_both limit, p, q
    flw f9, NUMBER_\limit(ra)
    fsgnjn.s f8, f9, f9
    both2c fmax.s, 3, 0, f8
    both2c fmin.s, 3, 3, f9
    both2 fmul.s, 4, 3, 3
    \p
    \q
    both2 fmul.s, 5, 3, 5
    both2 fdiv.s, 3, 5, 6
    flw f9, NUMBER_ONE(ra)
    fsgnjn.s f8, f9, f9
    both2c fmax.s, 3, 3, f8
    both2c fmin.s, 3, 3, f9
    lui a7, 0x7fc00
    lui t2, 0x3f800
    feq.s t0, f0, f0
    feq.s t1, f10, f10
    addi t0, t0, -1
    addi t1, t1, -1
    and t0, t0, a7
    and t1, t1, a7
    or t0, t0, t2
    or t1, t1, t2
    fmv.w.x f5, t0
    fmv.w.x f15, t1
    both2 fmul.s, 3, 3, 5
.endm

.macro tanh_p
    horner_begin 5, 4, TANH_P0, TANH_P1
    horner_both 5, 4, TANH_P2, f8
    horner_both 5, 4, TANH_P3, f9
    horner_both 5, 4, ONE, f8
.endm

.macro tanh_q
    horner_begin 6, 4, TANH_Q0, TANH_Q1
    horner_both 6, 4, TANH_Q2, f8
    horner_both 6, 4, TANH_Q3, f9
    horner_both 6, 4, ONE, f8
.endm

.macro erf_p
    horner_begin 5, 4, ERF_P0, ERF_P1
    horner_both 5, 4, ERF_P2, f8
    horner_both 5, 4, ERF_P3, f9
    horner_both 5, 4, ERF_P4, f8
    horner_both 5, 4, ERF_P5, f9
.endm

.macro erf_q
    horner_begin 6, 4, ERF_Q0, ERF_Q1
    horner_both 6, 4, ERF_Q2, f8
    horner_both 6, 4, ERF_Q3, f9
    horner_both 6, 4, ERF_Q4, f8
    horner_both 6, 4, ONE, f9
.endm

.macro tanh_both
    rational_both TANH_LIMIT, tanh_p, tanh_q
.endm

.macro erf_both
    rational_both ERF_LIMIT, erf_p, erf_q
.endm

# Bits of sqrt(1/2).
.equ SQRT_HALF_BITS, 0x3f3504f3

# 3 = log x, x in 0; changes 4 to 7, t0, t1, t2, a7.
.macro log_both
    flw f8, NUMBER_TWO_24(ra)
    li t2, SQRT_HALF_BITS
    both2c fmul.s, 4, 0, f8
    flw f9, NUMBER_ONE(ra)
    log_parts t0, f4, f5
    log_parts t1, f14, f15
    both2c fsub.s, 3, 4, f9
    both2c fadd.s, 4, 4, f9
    both2 fdiv.s, 3, 3, 4
    both2 fmul.s, 4, 3, 3
    both2 fmul.s, 6, 3, 4
    horner_begin 7, 4, LOG_0, LOG_1
    horner_both 7, 4, LOG_2, f8
    both2 fadd.s, 3, 3, 3
    flw f8, NUMBER_LN2_LOW(ra)
    flw f9, NUMBER_LN2_HIGH(ra)
    fmadd.s f3, f5, f8, f3
    fmadd.s f13, f15, f8, f13
    both3 fmadd.s, 3, 6, 7, 3
    fmadd.s f3, f5, f9, f3
    fmadd.s f13, f15, f9, f13
    fmv.w.x f8, zero
    log_special f0, f3
    log_special f10, f13
.endm

# x 2^24 in `number` becomes its mantissa from sqrt(1/2) on, `power` the exponent of x. t2 = SQRT_HALF_BITS.
.macro log_parts integer, number, power
    fmv.x.w \integer, \number
    sub \integer, \integer, t2
    srai a7, \integer, 23
    slli \integer, \integer, 9
    addi a7, a7, -24
    srli \integer, \integer, 9
    fcvt.s.w \power, a7
    add \integer, \integer, t2
    fmv.w.x \number, \integer
.endm

# Minus infinity for 0, NaN for NaN and what is below 0. f8 = 0.
.macro log_special x, result
    fmv.x.w t0, \result
    fle.s t1, f8, \x
    feq.s t2, f8, \x
    neg t2, t2                          # 0: ones
    addi t1, t1, -1                     # below 0 or NaN: ones
    or a7, t1, t2
    not a7, a7
    and t0, t0, a7
    lui a7, 0x7fc00
    and t1, t1, a7
    lui a7, 0xff800
    and t2, t2, a7
    or t0, t0, t1
    or t0, t0, t2
    fmv.w.x \result, t0
.endm

.endif
