# Channel-wise convolutions on images without a border check: who pads, pads before. Included by depthwise-FORMAT.S.
#
#   layer_depthwise          z[i, j, c] = bias[c] + chain over the taps (a, e) of x[i, j, a, e, c] w[a, e, c]
#   layer_depthwise_weights  w[a, e, c] = +0, or w + chain over images and pixels (i, j) of x[i, j, a, e, c] z[i, j, c]
#
# where x[i, j, a, e, c] stands i X_ROW + j X_COLUMN + a X_TAP_ROW + e X_TAP_COLUMN + c X_CHANNEL bytes behind X. So any stride and
# dilation is one of numbers, and a phase of an input gradient is a layer_depthwise on dz with negative X_TAP distances, every stride-th
# tap of w, and the pixels of the phase as z. Every step is a fused multiply-add in the format.
#
# Where there are packed instructions two channels are computed at once, which takes channels side by side. 3 x 3 taps at stride 1
# (X_TAP_COLUMN is X_COLUMN, or its negative) keep weights and a window of x in registers; they read one pixel more than they need
# at the end of a row when COLUMNS is odd.
#
# Functions for a team, which shares channels, and rows where those do not go round: a0 = descriptor, a1 = number of the core, a2 =
# size of the team.

.ifndef DEPTHWISE_SIZE

.equ DEPTHWISE_X, 0
.equ DEPTHWISE_W, 4
.equ DEPTHWISE_BIAS, 8          # layer_depthwise: 0 stands for +0; of the format; layer_depthwise_weights: 1: W goes on, 0: starts at +0
.equ DEPTHWISE_Z, 12
.equ DEPTHWISE_IMAGES, 16
.equ DEPTHWISE_CHANNELS, 20
.equ DEPTHWISE_ROWS, 24         # pixels of z
.equ DEPTHWISE_COLUMNS, 28
.equ DEPTHWISE_TAP_ROWS, 32
.equ DEPTHWISE_TAP_COLUMNS, 36
.equ DEPTHWISE_X_IMAGE, 40      # distances in bytes
.equ DEPTHWISE_X_ROW, 44
.equ DEPTHWISE_X_COLUMN, 48
.equ DEPTHWISE_X_TAP_ROW, 52
.equ DEPTHWISE_X_TAP_COLUMN, 56
.equ DEPTHWISE_X_CHANNEL, 60
.equ DEPTHWISE_W_TAP_ROW, 64
.equ DEPTHWISE_W_TAP_COLUMN, 68
.equ DEPTHWISE_W_CHANNEL, 72    # and of the bias
.equ DEPTHWISE_Z_IMAGE, 76
.equ DEPTHWISE_Z_ROW, 80
.equ DEPTHWISE_Z_COLUMN, 84
.equ DEPTHWISE_Z_CHANNEL, 88
.equ DEPTHWISE_SIZE, 92

.macro depthwise_registers access
    .irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    \access s\register, 4 * \register(sp)
    .endr
.endm

.macro mac_fp32 accumulator, x, w
    fmadd.s \accumulator, \x, \w, \accumulator
.endm
.macro mac_fp16 accumulator, x, w
    fmadd.h \accumulator, \x, \w, \accumulator
.endm
.macro mac_pair accumulator, x, w
    vfmac.h \accumulator, \x, \w
.endm

# Loads or stores of a lane: an element, or a pair.
.macro lane_load_fp32 register, at, base
    flw \register, \at(\base)
.endm
.macro lane_load_fp16 register, at, base
    flh \register, \at(\base)
.endm
.macro lane_load_pair register, at, base
    flw \register, \at(\base)
.endm
.macro lane_store_fp32 register, at, base
    fsw \register, \at(\base)
.endm
.macro lane_store_fp16 register, at, base
    fsh \register, \at(\base)
.endm
.macro lane_store_pair register, at, base
    fsw \register, \at(\base)
.endm

# s0, s1, s2 = x, w, z of the channel in s8.
.macro lane_addresses
    lw s0, DEPTHWISE_X(a0)
    lw s1, DEPTHWISE_W(a0)
    lw s2, DEPTHWISE_Z(a0)
    lw t0, DEPTHWISE_X_CHANNEL(a0)
    lw t1, DEPTHWISE_W_CHANNEL(a0)
    lw t2, DEPTHWISE_Z_CHANNEL(a0)
    p.mac s0, s8, t0
    p.mac s1, s8, t1
    p.mac s2, s8, t2
.endm

# One row of pixels, tap by tap: x from s6, z from a6, s5 pixels; f9 = start. t3 = X_COLUMN, t4 = Z_COLUMN, t5 = X_TAP_COLUMN,
# t6 = W_TAP_COLUMN.
.macro plain_row lane
    mv a3, s6
.Lpixel\@:
    fmv.s f22, f9
    lw a5, DEPTHWISE_TAP_ROWS(a0)
    lw a7, DEPTHWISE_TAP_COLUMNS(a0)
    mv t0, a3
    mv t1, s1
.Ltap_row\@:
    mv a4, t0
    mv t2, t1
    lp.setup 0, a7, .Ltap\@
    lane_load_\lane f10, 0, a4
    lane_load_\lane f11, 0, t2
    add a4, a4, t5
    mac_\lane f22, f10, f11
.Ltap\@:
    add t2, t2, t6
    lw a4, DEPTHWISE_X_TAP_ROW(a0)
    lw t2, DEPTHWISE_W_TAP_ROW(a0)
    addi a5, a5, -1
    add t0, t0, a4
    add t1, t1, t2
    bnez a5, .Ltap_row\@
    lane_store_\lane f22, 0, a6
    add a3, a3, t3
    add a6, a6, t4
    addi s5, s5, -1
    bnez s5, .Lpixel\@
.endm

# Two pixels of a row of 3 x 3 taps: columns 2 and 3 of the window are loaded from a3, a4, a5, one row of it each. p, q, r = its rows.
.macro slide_step lane, mirrored, p0, p1, p2, p3, q0, q1, q2, q3, r0, r1, r2, r3
    lane_load_\lane \p2, 0, a3
    add a3, a3, t3
    lane_load_\lane \q2, 0, a4
    add a4, a4, t3
    lane_load_\lane \r2, 0, a5
    add a5, a5, t3
    lane_load_\lane \p3, 0, a3
    add a3, a3, t3
    lane_load_\lane \q3, 0, a4
    add a4, a4, t3
    lane_load_\lane \r3, 0, a5
    add a5, a5, t3
    fmv.s f22, f9
    fmv.s f23, f9
    slide_row \lane, \mirrored, \p0, \p1, \p2, \p3, f0, f1, f2
    slide_row \lane, \mirrored, \q0, \q1, \q2, \q3, f3, f4, f5
    slide_row \lane, \mirrored, \r0, \r1, \r2, \r3, f6, f7, f8
    addi s5, s5, -2
    lane_store_\lane f22, 0, a6
    add a6, a6, t4
.endm

.macro slide_row lane, mirrored, x0, x1, x2, x3, w0, w1, w2
    .if \mirrored
    mac_\lane f22, \x2, \w0
    mac_\lane f23, \x3, \w0
    mac_\lane f22, \x1, \w1
    mac_\lane f23, \x2, \w1
    mac_\lane f22, \x0, \w2
    mac_\lane f23, \x1, \w2
    .else
    mac_\lane f22, \x0, \w0
    mac_\lane f23, \x1, \w0
    mac_\lane f22, \x1, \w1
    mac_\lane f23, \x2, \w1
    mac_\lane f22, \x2, \w2
    mac_\lane f23, \x3, \w2
    .endif
.endm

# A row of s5 pixels; x from s6, z from a6, weights in f0 to f8.
.macro slide_pixels lane, mirrored
    lw t0, DEPTHWISE_X_TAP_ROW(a0)
    mv a3, s6
    .if \mirrored
    slli t1, t5, 1
    add a3, a3, t1                      # the window begins at the last tap
    .endif
    add a4, a3, t0
    add a5, a4, t0
    lane_load_\lane f10, 0, a3
    add a3, a3, t3
    lane_load_\lane f14, 0, a4
    add a4, a4, t3
    lane_load_\lane f18, 0, a5
    add a5, a5, t3
    lane_load_\lane f11, 0, a3
    add a3, a3, t3
    lane_load_\lane f15, 0, a4
    add a4, a4, t3
    lane_load_\lane f19, 0, a5
    add a5, a5, t3
.Lpixels\@:
    slide_step \lane, \mirrored, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21
    bltz s5, .Lended\@
    lane_store_\lane f23, 0, a6
    add a6, a6, t4
    beqz s5, .Lended\@
    slide_step \lane, \mirrored, f12, f13, f10, f11, f16, f17, f14, f15, f20, f21, f18, f19
    bltz s5, .Lended\@
    lane_store_\lane f23, 0, a6
    add a6, a6, t4
    bnez s5, .Lpixels\@
.Lended\@:
.endm

# The nine weights of the lane.
.macro slide_weights lane
    lw t2, DEPTHWISE_W_TAP_ROW(a0)
    mv t0, s1
    weights_row \lane, f0, f1, f2
    add t0, s1, t2
    weights_row \lane, f3, f4, f5
    add t0, s1, t2
    add t0, t0, t2
    weights_row \lane, f6, f7, f8
.endm

.macro weights_row lane, w0, w1, w2
    lane_load_\lane \w0, 0, t0
    add t0, t0, t6
    lane_load_\lane \w1, 0, t0
    add t0, t0, t6
    lane_load_\lane \w2, 0, t0
.endm

# All images of a lane, from row s9 on s11 rows: `row` is a macro of lane and `mirrored`.
.macro lane_images row, lane, mirrored=
    lw s4, DEPTHWISE_IMAGES(a0)
    lw t0, DEPTHWISE_X_ROW(a0)
    lw t1, DEPTHWISE_Z_ROW(a0)
    p.mac s0, s9, t0
    p.mac s2, s9, t1
.Limage\@:
    mv s6, s0
    mv s7, s2
    mv s3, s11
.Lrow\@:
    lw s5, DEPTHWISE_COLUMNS(a0)
    mv a6, s7
    .ifb \mirrored
    \row \lane
    .else
    \row \lane, \mirrored
    .endif
    lw t0, DEPTHWISE_X_ROW(a0)
    lw t1, DEPTHWISE_Z_ROW(a0)
    addi s3, s3, -1
    add s6, s6, t0
    add s7, s7, t1
    bnez s3, .Lrow\@
    lw t0, DEPTHWISE_X_IMAGE(a0)
    lw t1, DEPTHWISE_Z_IMAGE(a0)
    addi s4, s4, -1
    add s0, s0, t0
    add s2, s2, t1
    bnez s4, .Limage\@
.endm

# f9 = start of the lane's chains.
.macro lane_start lane
    lw t0, DEPTHWISE_BIAS(a0)
    fmv.w.x f9, zero
    beqz t0, .Lzero\@
    lw t1, DEPTHWISE_W_CHANNEL(a0)
    p.mac t0, s8, t1
    lane_load_\lane f9, 0, t0
.Lzero\@:
.endm

# s10 = 1: the window slides, 2: mirrored, 0: neither.
.macro slide_mode
    lw t0, DEPTHWISE_TAP_ROWS(a0)
    lw t1, DEPTHWISE_TAP_COLUMNS(a0)
    li s10, 0
    xori t0, t0, 3
    xori t1, t1, 3
    or t0, t0, t1
    bnez t0, .Lmode\@
    sub t0, t3, t5
    seqz s10, t0
    add t0, t3, t5
    seqz t0, t0
    slli t0, t0, 1
    or s10, s10, t0
.Lmode\@:
.endm

# Counts lanes and the parts that the rows of each are cut into: units for the cores. s8 = channel, `width` of them a lane. a6 = lanes, a5
# parts of the rows, t2 rows of a part; a1 = unit.
.macro share_rows width
    lw a6, DEPTHWISE_CHANNELS(a0)
    lw t1, DEPTHWISE_ROWS(a0)
    .if \width > 1
    addi a6, a6, 1
    srli a6, a6, 1
    .endif
    li a5, 1
    remu t0, a6, a2
    beqz t0, .Lshared\@
    slli a5, a2, 1
    add a5, a5, a6
    addi a5, a5, -1
    divu a5, a5, a6
    p.min a5, a5, t1
.Lshared\@:
    add t2, t1, a5
    addi t2, t2, -1
    divu t2, t2, a5
.endm

.macro depthwise_constants
    lw t3, DEPTHWISE_X_COLUMN(a0)
    lw t4, DEPTHWISE_Z_COLUMN(a0)
    lw t5, DEPTHWISE_X_TAP_COLUMN(a0)
    lw t6, DEPTHWISE_W_TAP_COLUMN(a0)
.endm

# `lane` is a format, or pair for two channels of FP16 at once; then the last of an odd number is computed alone.
.macro depthwise_function name, lane, width
    .balign 4
.globl layer_depthwise_\name
layer_depthwise_\name:
    addi sp, sp, -64
    depthwise_registers sw
    depthwise_constants
    slide_mode
    share_rows \width
    sw a6, 48(sp)
    sw a5, 52(sp)
    sw t2, 56(sp)
.Lunit\@:
    lw a6, 48(sp)
    lw a5, 52(sp)
    lw t2, 56(sp)
    divu s9, a1, a6                     # part
    mul t0, s9, a6
    sub s8, a1, t0                      # lane
    bge s9, a5, .Ldone\@
    .if \width > 1
    slli s8, s8, 1
    .endif
    mul s9, s9, t2
    lw s11, DEPTHWISE_ROWS(a0)
    sub s11, s11, s9
    p.min s11, s11, t2
    blez s11, .Lnext\@
    lane_addresses
    .if \width > 1
    lw t0, DEPTHWISE_CHANNELS(a0)
    addi t0, t0, -1
    beq s8, t0, .Lalone\@
    .endif
    lane_start \lane
    beqz s10, .Lplain\@
    slide_weights \lane
    addi t0, s10, -1
    bnez t0, .Lmirrored\@
    lane_images slide_pixels, \lane, 0
    j .Lnext\@
.Lmirrored\@:
    lane_images slide_pixels, \lane, 1
    j .Lnext\@
.Lplain\@:
    lane_images plain_row, \lane
    .if \width > 1
    j .Lnext\@
.Lalone\@:
    lane_start fp16
    lane_images plain_row, fp16
    .endif
.Lnext\@:
    add a1, a1, a2
    j .Lunit\@
.Ldone\@:
    depthwise_registers lw
    addi sp, sp, 64
    ret
.endm

.include "layers/depthwise-weights.S"

.endif
