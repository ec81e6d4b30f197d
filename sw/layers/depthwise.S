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

.include "layers/saved.S"

# On to the next row, then to the next image; behind the last one goes on.
.macro depthwise_down row, image
    lw t0, DEPTHWISE_X_ROW(a0)
    lw t1, DEPTHWISE_Z_ROW(a0)
    addi s3, s3, -1
    add s6, s6, t0
    add s7, s7, t1
    bnez s3, \row
    lw t0, DEPTHWISE_X_IMAGE(a0)
    lw t1, DEPTHWISE_Z_IMAGE(a0)
    addi s4, s4, -1
    add s0, s0, t0
    add s2, s2, t1
    bnez s4, \image
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

.include "layers/depthwise-rows.S"

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
    depthwise_down .Lrow\@, .Limage\@
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
    saved_registers sw
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
    saved_registers lw
    addi sp, sp, 64
    ret
.endm

.include "layers/depthwise-weights.S"

.endif
