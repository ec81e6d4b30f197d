# FP8 elements as FP32 numbers in registers, as layers/formats.S has it for the wider formats: fp8 is E5M2, of which the cores have
# instructions, fp8alt is E4M3 with infinities (largest number 240), which is taken apart with integers. Change t4, t5, t6, a6, a7.

.ifndef FP8_FORMATS
.equ FP8_FORMATS, 1

.equ BYTES_fp8, 1
.equ BYTES_fp8alt, 1

.macro get_fp8 register, at, base
    flb \register, \at(\base)
    fcvt.s.b \register, \register
.endm

# Changes the register.
.macro put_fp8 register, at, base
    fcvt.b.s \register, \register
    fsb \register, \at(\base)
.endm

# Sign, exponent and fraction at their places in FP32, times 2^120; the largest exponent becomes FP32's. f29 = 2^120: fp8_constants.
.macro get_fp8alt register, at, base
    lb t5, \at(\base)
    lui a7, 0x7f800
    andi t6, t5, 0x7f
    srai t5, t5, 31
    sltiu a6, t6, 0x78
    slli t5, t5, 31
    addi a6, a6, -1                     # ones: infinite or NaN
    slli t6, t6, 20
    and a6, a6, a7
    or t6, t6, t5
    or t6, t6, a6
    fmv.w.x \register, t6
    fmul.s \register, \register, f29
.endm

# From 2^-6 on the bits are rounded at the last of three fraction bits, below it an addition rounds to multiples of 2^-9. f28 = 2^14.
.macro put_fp8alt register, at, base
    fmv.x.w t5, \register
    fabs.s \register, \register
    lui a7, 0x80
    fadd.s \register, \register, f28
    slli t6, t5, 1
    srli t6, t6, 1                      # magnitude
    srli a6, t6, 20
    andi a6, a6, 1
    addi a7, a7, -1
    add a7, a7, a6
    add a7, a7, t6
    srli a7, a7, 20
    fmv.x.w a6, \register
    addi a7, a7, -960                   # code of a normal number
    andi a6, a6, 15                     # code of a small one
    sub a6, a6, a7
    srli t4, t6, 23
    sltiu t4, t4, 121                   # below 2^-6
    neg t4, t4
    and a6, a6, t4
    add a7, a7, a6
    li a6, 0x78
    p.min a7, a7, a6
    lui t4, 0x7f800
    sltu t4, t4, t6                     # NaN
    slli t4, t4, 2
    or a7, a7, t4
    srli t5, t5, 31
    slli t5, t5, 7
    or a7, a7, t5
    sb a7, \at(\base)
.endm

.macro fp8_constants
    lui t5, 0x46800
    fmv.w.x f28, t5
    lui t5, 0x7b800
    fmv.w.x f29, t5
.endm

.endif
