# Bodies of element-by-element functions by arithmetic, and the packed forms of some.

.ifndef BODIES_OF_MAP
.equ BODIES_OF_MAP, 1

.macro body_add
    both2 fadd.s, 3, 0, 1
.endm
.macro packed_add z, a, b
    vfadd.h \z, \a, \b
.endm

.macro body_sub
    both2 fsub.s, 3, 0, 1
.endm
.macro packed_sub z, a, b
    vfsub.h \z, \a, \b
.endm

.macro body_mul
    both2 fmul.s, 3, 0, 1
.endm
.macro packed_mul z, a, b
    vfmul.h \z, \a, \b
.endm

.macro body_div
    both2 fdiv.s, 3, 0, 1
.endm

.macro body_neg
    both2 fsgnjn.s, 3, 0, 0
.endm

.macro body_scale
    both2c fmul.s, 3, 0, f18
.endm

.macro body_reciprocal
    both2k fdiv.s, 3, f21, 0
.endm

# -(dy (left / right)) / right
.macro body_divRightBackward
    both2 fdiv.s, 3, 1, 2
    both2 fmul.s, 3, 0, 3
    both2 fsgnjn.s, 3, 3, 3
    both2 fdiv.s, 3, 3, 2
.endm

.macro body_sqrt
    both1 fsqrt.s, 3, 0
.endm

.macro body_sqrtBackward
    both2 fadd.s, 4, 1, 1
    both2 fdiv.s, 3, 0, 4
.endm

.macro body_square
    both2 fmul.s, 3, 0, 0
.endm

.macro body_squareBackward
    both2 fadd.s, 4, 1, 1
    both2 fmul.s, 3, 0, 4
.endm

.macro body_relu
    both2c fmax.s, 3, 0, f20
.endm
.macro packed_relu z, a, b
    vfmax.h \z, \a, f20
.endm

# dy where y > 0, else 0.
.macro body_reluBackward
    flt.s t0, f20, f1
    flt.s t1, f20, f11
    both2 fsgnj.s, 3, 0, 0
    both_where 3
.endm
# y is positive and no NaN where its bits are 1 to 0x7c00.
.macro words_reluBackward_prologue
    li s1, 0x7c007c00
.endm
.macro words_reluBackward a, b
    pv.sub.sci.h \b, \b, 1
    pv.cmpltu.h \b, \b, s1
    and \a, \a, \b
.endm

.macro body_clip
    both2c fmax.s, 3, 0, f18
    both2c fmin.s, 3, 3, f19
.endm
.macro packed_clip z, a, b
    vfmax.h \z, \a, f22
    vfmin.h \z, \z, f23
.endm

# dy where C <= x <= D.
.macro body_clipBackward
    fle.s t0, f18, f1
    fle.s t2, f1, f19
    fle.s t1, f18, f11
    and t0, t0, t2
    fle.s t2, f11, f19
    both2 fsgnj.s, 3, 0, 0
    and t1, t1, t2
    both_where 3
.endm

# dy where C < y < D.
.macro body_relu6Backward
    flt.s t0, f18, f1
    flt.s t2, f1, f19
    flt.s t1, f18, f11
    and t0, t0, t2
    flt.s t2, f11, f19
    both2 fsgnj.s, 3, 0, 0
    and t1, t1, t2
    both_where 3
.endm

# f`to` = A, or A times C, as t0 and t1 say: the factor is 1 where they are 1.
.macro leak_where
    fmv.x.w t2, f18
    neg t0, t0
    neg t1, t1
    li s1, 0x3f800000
    xor t2, t2, s1
    and t0, t0, t2
    and t1, t1, t2
    fmv.x.w t2, f18
    xor t0, t0, t2
    xor t1, t1, t2
    fmv.w.x f4, t0
    fmv.w.x f14, t1
    both2 fmul.s, 3, 0, 4
.endm

.macro body_leakyRelu
    flt.s t0, f20, f0
    flt.s t1, f20, f10
    leak_where
.endm

.macro body_leakyReluBackward
    flt.s t0, f20, f1
    flt.s t1, f20, f11
    leak_where
.endm

# f`to` = f`from` to the power of the whole number C - `less`, at least 1, by products from the left.
.macro power_both to, from, less
    fcvt.w.s t0, f18, rtz
    both2 fsgnj.s, \to, \from, \from
    addi t0, t0, -1 - \less
    blez t0, .Lpowered\@
    lp.setup 1, t0, .Lproduct\@
    fmul.s f\to, f\to, f\from
.Lproduct\@:
    fmul.s f1\to, f1\to, f1\from
.Lpowered\@:
.endm

.macro body_power
    power_both 3, 0, 0
.endm

# dy (C x^(C - 1)), for C > 1.
.macro body_powerBackward
    power_both 4, 1, 1
    both2c fmul.s, 4, 4, f18
    both2 fmul.s, 3, 0, 4
.endm

.endif
