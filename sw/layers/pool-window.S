# What pooling does in a window and around a plane. Included by layers/pool.S, whose registers these are: s0 plane of x, s9 image, s10 output
# of the window, s11 number of the core, a7 channel; a window's rows and columns that exist from s4 and s6 on, s5 and s7 of them, s8 and a6
# positions within the padded image; t4, t3 bytes from tap to tap.

# Pixels of window `o` that exist: `first` of `count`; `padded` = positions of the window within the padded image. Changes t0, t1.
.macro clip o, first, count, padded, axis, size, kernel
    lw t0, POOL_STRIDE_\axis(a0)
    lw \first, POOL_START_\axis(a0)
    lw \count, POOL_\kernel(a0)
    p.mac \first, \o, t0
    lw t0, POOL_\size(a0)
    lw t1, POOL_END_\axis(a0)
    add \padded, \first, \count
    add t1, t1, t0
    p.min \padded, \padded, t1
    sub \padded, \padded, \first
    lw t1, POOL_DILATION_\axis(a0)
.Lbefore\@:
    bgez \first, .Lbegun\@
    blez \count, .Lclipped\@
    add \first, \first, t1
    addi \count, \count, -1
    j .Lbefore\@
.Lbegun\@:
    blez \count, .Lclipped\@
    addi t2, \count, -1
    mul t2, t2, t1
    add t2, t2, \first
    blt t2, t0, .Lclipped\@
    addi \count, \count, -1
    j .Lbegun\@
.Lclipped\@:
.endm

# f21 = 1 / count of the window.
.macro window_part
    lw t0, POOL_COUNT_PADDING(a0)
    mul t1, s5, s7
    beqz t0, .Lexisting\@
    mul t1, s8, a6
.Lexisting\@:
    li t0, 1
    fcvt.s.w f21, t1
    fcvt.s.w f22, t0
    fdiv.s f21, f22, f21
.endm

# Does `tap` for every pixel of the window from a3 on: rows t4 bytes apart, pixels t3 bytes apart. The last instruction of the loop is
# a step of a4.
.macro each_tap tap, format
    beqz s5, .Lempty\@
    beqz s7, .Lempty\@
    mv a5, s5
.Ltap_row\@:
    mv a4, a3
    lp.setup 0, s7, .Ltap\@
    \tap \format
.Ltap\@:
    add a4, a4, t3
    add a3, a3, t4
    addi a5, a5, -1
    bnez a5, .Ltap_row\@
.Lempty\@:
.endm

# t5 = address of the largest pixel so far, or 0, f20 = the pixel; no branch.
.macro tap_max format
    fetch_\format f0, 0, a4
    compare_\format f0
    or t0, t0, t2
    xor t1, t5, a4
    neg t0, t0
    fmv.x.w t2, f0
    fmv.x.w t6, f20
    and t1, t1, t0
    xor t2, t2, t6
    and t2, t2, t0
    xor t5, t5, t1
    xor t6, t6, t2
    fmv.w.x f20, t6
.endm

# t0, t2: f20 < x; x is NaN and f20 is not, or there is none yet.
.macro compare_fp32 x
    flt.s t0, f20, \x
    feq.s t1, \x, \x
    feq.s t2, f20, f20
    xori t1, t1, 1
    and t2, t2, t1
    seqz t1, t5
    or t2, t2, t1
.endm

.macro compare_fp16 x
    flt.h t0, f20, \x
    feq.h t1, \x, \x
    feq.h t2, f20, f20
    xori t1, t1, 1
    and t2, t2, t1
    seqz t1, t5
    or t2, t2, t1
.endm

.macro largest_of_window format
    li t5, 0
    minus_infinity_\format
    each_tap tap_max, \format
.endm

.macro minus_infinity_fp32
    lui t0, 0xff800
    fmv.w.x f20, t0
.endm

.macro minus_infinity_fp16
    lui t0, 0xfffff
    li t1, -0x400                       # 0xfc00, boxed
    or t0, t0, t1
    fmv.w.x f20, t0
.endm

.macro add_fp32 sum, a
    fadd.s \sum, \sum, \a
.endm
.macro add_fp16 sum, a
    fadd.h \sum, \sum, \a
.endm
.macro place_fp32 register, base
    fsw \register, 0(\base)
.endm
.macro place_fp16 register, base
    fsh \register, 0(\base)
.endm

.macro tap_sum format
    get_\format f0, 0, a4
    fadd.s f20, f20, f0
.endm

.macro window_max format
    largest_of_window \format
    place_\format f20, s10
.endm

.macro window_average format
    fmv.w.x f20, zero
    each_tap tap_sum, \format
    window_part
    fmul.s f20, f20, f21
    put_\format f20, 0, s10
.endm

.macro window_max_backward format
    largest_of_window \format
    beqz t5, .Lnone\@
    lw t0, POOL_X(a0)
    lw t1, POOL_DX(a0)
    sub t1, t1, t0
    add t5, t5, t1
    fetch_\format f0, 0, t5
    fetch_\format f1, 0, s10
    add_\format f0, f1
    place_\format f0, t5
.Lnone\@:
.endm

.macro tap_spread format
    flw f0, 0(a4)
    fmadd.s f0, f20, f21, f0
    fsw f0, 0(a4)
.endm

.macro window_average_backward format
    window_part
    get_\format f20, 0, s10
    each_tap tap_spread, \format
.endm

# Zeros in the plane of dx. s0 = plane of x.
.macro clear_plane format
    lw t0, POOL_X(a0)
    lw t1, POOL_DX(a0)
    sub t1, t1, t0
    add a3, s0, t1
    fmv.w.x f0, zero
    lw a5, POOL_HEIGHT(a0)
    lw a6, POOL_WIDTH(a0)
    lw t0, POOL_X_ROW(a0)
    lw t1, POOL_X_PIXEL(a0)
.Lclear_row\@:
    mv a4, a3
    lp.setup 0, a6, .Lclear\@
    place_\format f0, a4
.Lclear\@:
    add a4, a4, t1
    addi a5, a5, -1
    add a3, a3, t0
    bnez a5, .Lclear_row\@
.endm

# The core's FP32 plane takes the place of x.
.macro begin_spread format
    lw s0, POOL_SCRATCH(a0)
    lw t0, POOL_HEIGHT(a0)
    lw t1, POOL_WIDTH(a0)
    mul t0, t0, t1
    slli t1, t0, 2
    p.mac s0, t1, s11
    mv a4, s0
    lp.setup 0, t0, .Lclear\@
    nop
.Lclear\@:
    p.sw zero, 4(a4!)
.endm

.macro end_spread format
    lw a3, POOL_DX(a0)
    lw t0, POOL_X_IMAGE(a0)
    lw t1, POOL_X_CHANNEL(a0)
    p.mac a3, s9, t0
    p.mac a3, a7, t1
    lw a5, POOL_HEIGHT(a0)
    lw a6, POOL_WIDTH(a0)
    lw t0, POOL_X_ROW(a0)
    lw t1, POOL_X_PIXEL(a0)
    mv t2, s0
.Lround_row\@:
    mv a4, a3
    lp.setup 0, a6, .Lround\@
    flw f0, 0(t2)
    addi t2, t2, 4
    put_\format f0, 0, a4
.Lround\@:
    add a4, a4, t1
    addi a5, a5, -1
    add a3, a3, t0
    bnez a5, .Lround_row\@
.endm

.macro plane_nothing format
.endm
