# Conversions between FP16 and FP8 by words, four elements at a time, without a factor, to the same bits as one by one. Elements that
# would come out differently, NaN, and infinities of E4M3 on their way up, are noticed at the end of the core's share, which then goes
# one by one once more. Change all registers that callees may, but for f4 and above.

.ifndef FP8_WORDS
.equ FP8_WORDS, 1

# Takes a share by words, and falls through with what is left to do: a3 = X, a5 = Z, t1 = elements. `begin_` sets constants, `body_` takes four
# elements from a3 to a5, t2 collects what must not exceed the limit in any part of a word.
.macro by_words from, from_log, to, to_log
    or t3, a3, a5
    andi t3, t3, 3
    srli t4, t1, 2
    bnez t3, .Lrest\@
    beqz t4, .Lrest\@
    addi sp, sp, -16
    sw s0, 12(sp)
    sw s1, 8(sp)
    sw s2, 4(sp)
    li t2, 0
    begin_\from\()_\to
    lp.setup 0, t4, .Lbody\@
    body_\from\()_\to .Lbody\@
    lw s0, 12(sp)
    lw s1, 8(sp)
    lw s2, 4(sp)
    addi sp, sp, 16
    exceeds_\from\()_\to
    bnez t3, .Lagain\@
    andi t1, t1, 3
    j .Lrest\@
.Lagain\@:
    srli t4, t1, 2
    slli t3, t4, \from_log + 2
    sub a3, a3, t3
    slli t3, t4, \to_log + 2
    sub a5, a5, t3
.Lrest\@:
.endm

# E5M2 is the upper byte of FP16.
.macro begin_fp8_fp16
    li t5, 0x01040004
    li t6, 0x03040204
.endm

.macro body_fp8_fp16 last
    p.lw t0, 4(a3!)
    pv.add.b t3, t0, t0
    pv.maxu.b t2, t2, t3
    mv t3, t0
    pv.shuffle2.b t3, zero, t5
    pv.shuffle2.b t0, zero, t6
    p.sw t3, 4(a5!)
\last:
    p.sw t0, 4(a5!)
.endm

.macro exceeds_fp8_fp16
    li t3, 0xf8
    pv.cmpgtu.sc.b t3, t2, t3
.endm

# Exponent and fraction of E4M3 at their places in FP16 are 2^-8 of the number, of small ones, too.
.macro begin_fp8alt_fp16
    li t5, 0x01010000
    li t6, 0x03030202
    li a4, 0xbf80bf80
    li t0, 0x5c005c00                   # 2^8
    fmv.w.x f2, t0
.endm

.macro body_fp8alt_fp16 last
    p.lw t0, 4(a3!)
    pv.add.b a6, t0, t0
    pv.shuffle.b t3, t0, t5
    pv.shuffle.b t0, t0, t6
    pv.sra.sci.h t3, t3, 1
    pv.sra.sci.h t0, t0, 1
    and t3, t3, a4
    and t0, t0, a4
    fmv.w.x f0, t3
    fmv.w.x f1, t0
    vfmul.h f0, f0, f2
    vfmul.h f1, f1, f2
    pv.maxu.b t2, t2, a6
    fsw f0, 0(a5)
    fsw f1, 4(a5)
\last:
    addi a5, a5, 8
.endm

.macro exceeds_fp8alt_fp16
    li t3, 0xef
    pv.cmpgtu.sc.b t3, t2, t3
.endm

# FP16 is rounded at its lower byte.
.macro begin_fp16_fp8
    li t5, 0x00010001
    li t6, 0x007f007f
    li a4, 0x07050301                   # the upper bytes of two words
.endm

.macro body_fp16_fp8 last
    p.lw t0, 4(a3!)
    p.lw a6, 4(a3!)
    pv.add.h t3, t0, t0
    pv.add.h a7, a6, a6
    pv.maxu.h t2, t2, t3
    pv.maxu.h t2, t2, a7
    srli t3, t0, 8
    srli a7, a6, 8
    and t3, t3, t5
    and a7, a7, t5
    pv.add.h t0, t0, t6
    pv.add.h a6, a6, t6
    pv.add.h t0, t0, t3
    pv.add.h a6, a6, a7
    pv.shuffle2.b t0, a6, a4
\last:
    p.sw t0, 4(a5!)
.endm

.macro exceeds_fp16_fp8
    li t3, 0xf800
    pv.cmpgtu.sc.h t3, t2, t3
.endm

# From 2^-6 on the magnitude is rounded at its last seven bits and its exponent is lowered by 8. Below, 2 plus the magnitude has the
# multiple of 2^-9 in its last bits, which are kept up to 8: the larger one of both is the code.
.macro begin_fp16_fp8alt
    li t5, 0x7fff7fff
    li t6, 0x00010001
    li a4, 0xe03fe03f                   # half a last bit, less 8 exponents
    li a0, 0x78
    li s0, 0x06040200                   # the lower bytes of two words
    li s1, 0x07050301                   # the upper ones
    li s2, 0x80808080
    li t0, 0x40004000                   # 2
    fmv.w.x f2, t0
    li t0, 0x40084008                   # 2 + 2^-6
    fmv.w.x f3, t0
.endm

.macro body_fp16_fp8alt last
    p.lw t0, 4(a3!)
    p.lw a6, 4(a3!)
    and t3, t0, t5
    and a7, a6, t5
    fmv.w.x f0, t3
    fmv.w.x f1, a7
    pv.maxu.h t2, t2, t3
    pv.maxu.h t2, t2, a7
    vfadd.h f0, f0, f2
    vfadd.h f1, f1, f2
    srli a1, t3, 7
    srli a2, a7, 7
    and a1, a1, t6
    and a2, a2, t6
    vfmin.h f0, f0, f3
    vfmin.h f1, f1, f3
    pv.add.h t3, t3, a4
    pv.add.h a7, a7, a4
    pv.add.h t3, t3, a1
    pv.add.h a7, a7, a2
    fmv.x.w a1, f0
    fmv.x.w a2, f1
    pv.sra.sci.h t3, t3, 7
    pv.sra.sci.h a7, a7, 7
    pv.and.sci.h a1, a1, 15
    pv.and.sci.h a2, a2, 15
    pv.max.h t3, t3, a1
    pv.max.h a7, a7, a2
    pv.shuffle2.b t0, a6, s1
    pv.shuffle2.b t3, a7, s0
    and t0, t0, s2
    pv.minu.sc.b t3, t3, a0
    or t3, t3, t0
\last:
    p.sw t3, 4(a5!)
.endm

.macro exceeds_fp16_fp8alt
    li t3, 0x7c00
    pv.cmpgtu.sc.h t3, t2, t3
.endm

.endif
