# Weight gradients of channel-wise convolutions. Included by layers/depthwise.S, which says what they compute.

# The chain of one tap over all images and pixels: x of the tap from s0, z from s2, the weight at t1. s3, s4 rows and images.
.macro plain_tap lane
    lane_tap_start \lane
    lw s4, DEPTHWISE_IMAGES(a0)
    mv a3, s0
    mv a4, s2
.Limage\@:
    mv a5, a3
    mv a6, a4
    lw s3, DEPTHWISE_ROWS(a0)
.Lrow\@:
    mv s6, a5
    mv s7, a6
    lw a7, DEPTHWISE_COLUMNS(a0)
    lp.setup 0, a7, .Lpixel\@
    lane_load_\lane f10, 0, s6
    lane_load_\lane f11, 0, s7
    add s6, s6, t3
    mac_\lane f0, f10, f11
.Lpixel\@:
    add s7, s7, t4
    lw t0, DEPTHWISE_X_ROW(a0)
    lw t2, DEPTHWISE_Z_ROW(a0)
    addi s3, s3, -1
    add a5, a5, t0
    add a6, a6, t2
    bnez s3, .Lrow\@
    lw t0, DEPTHWISE_X_IMAGE(a0)
    lw t2, DEPTHWISE_Z_IMAGE(a0)
    addi s4, s4, -1
    add a3, a3, t0
    add a4, a4, t2
    bnez s4, .Limage\@
    lane_store_\lane f0, 0, t1
.endm

.macro lane_tap_start lane
    lw t0, DEPTHWISE_BIAS(a0)
    fmv.w.x f0, zero
    beqz t0, .Lzero\@
    lane_load_\lane f0, 0, t1
.Lzero\@:
.endm

# One pixel of 3 x 3 taps: column 2 of the window is loaded; f23 = z.
.macro slide_tap_step lane, p0, p1, p2, q0, q1, q2, r0, r1, r2
    lane_load_\lane f23, 0, a6
    lane_load_\lane \p2, 0, a3
    lane_load_\lane \q2, 0, a4
    lane_load_\lane \r2, 0, a5
    add a6, a6, t4
    add a3, a3, t3
    add a4, a4, t3
    mac_\lane f0, \p0, f23
    mac_\lane f1, \p1, f23
    mac_\lane f2, \p2, f23
    mac_\lane f3, \q0, f23
    mac_\lane f4, \q1, f23
    mac_\lane f5, \q2, f23
    addi s5, s5, -1
    mac_\lane f6, \r0, f23
    mac_\lane f7, \r1, f23
    mac_\lane f8, \r2, f23
    add a5, a5, t3
.endm

# All nine taps of a lane together.
.macro slide_taps lane
    .irp number, 0, 1, 2, 3, 4, 5, 6, 7, 8
    fmv.w.x f\number, zero
    .endr
    lw t0, DEPTHWISE_BIAS(a0)
    beqz t0, .Lfresh\@
    slide_weights \lane
.Lfresh\@:
    lw s4, DEPTHWISE_IMAGES(a0)
.Limage\@:
    mv s6, s0
    mv s7, s2
    lw s3, DEPTHWISE_ROWS(a0)
.Lrow\@:
    lw t0, DEPTHWISE_X_TAP_ROW(a0)
    mv a3, s6
    add a4, a3, t0
    add a5, a4, t0
    lane_load_\lane f10, 0, a3
    add a3, a3, t3
    lane_load_\lane f13, 0, a4
    add a4, a4, t3
    lane_load_\lane f16, 0, a5
    add a5, a5, t3
    lane_load_\lane f11, 0, a3
    add a3, a3, t3
    lane_load_\lane f14, 0, a4
    add a4, a4, t3
    lane_load_\lane f17, 0, a5
    add a5, a5, t3
    lw s5, DEPTHWISE_COLUMNS(a0)
    mv a6, s7
.Lpixels\@:
    slide_tap_step \lane, f10, f11, f12, f13, f14, f15, f16, f17, f18
    beqz s5, .Lrow_done\@
    slide_tap_step \lane, f11, f12, f10, f14, f15, f13, f17, f18, f16
    beqz s5, .Lrow_done\@
    slide_tap_step \lane, f12, f10, f11, f15, f13, f14, f18, f16, f17
    bnez s5, .Lpixels\@
.Lrow_done\@:
    depthwise_down .Lrow\@, .Limage\@
    lw t2, DEPTHWISE_W_TAP_ROW(a0)
    mv t0, s1
    store_taps \lane, f0, f1, f2
    add t0, s1, t2
    store_taps \lane, f3, f4, f5
    add t0, s1, t2
    add t0, t0, t2
    store_taps \lane, f6, f7, f8
.endm

.macro store_taps lane, w0, w1, w2
    lane_store_\lane \w0, 0, t0
    add t0, t0, t6
    lane_store_\lane \w1, 0, t0
    add t0, t0, t6
    lane_store_\lane \w2, 0, t0
.endm

# Units are lanes where the window slides, else lanes of every tap. s8 = channel, s9, s11 = row and column of the tap.
.macro depthwise_weights_function name, lane, width
    .balign 4
.globl layer_depthwise_weights_\name
layer_depthwise_weights_\name:
    addi sp, sp, -64
    saved_registers sw
    depthwise_constants
    slide_mode
    andi s10, s10, 1
.Lunit\@:
    lw a6, DEPTHWISE_CHANNELS(a0)
    .if \width > 1
    addi t0, a6, 1
    srli t0, t0, 1
    .else
    mv t0, a6
    .endif
    divu t1, a1, t0                     # tap
    mul t2, t1, t0
    sub s8, a1, t2
    lw t0, DEPTHWISE_TAP_COLUMNS(a0)
    divu s9, t1, t0
    mul t2, s9, t0
    sub s11, t1, t2
    .if \width > 1
    slli s8, s8, 1
    .endif
    lw t2, DEPTHWISE_TAP_ROWS(a0)
    bge s9, t2, .Ldone\@
    lane_addresses
    .if \width > 1
    addi t0, s8, 1
    beq t0, a6, .Lplain\@
    .endif
    beqz s10, .Lplain\@
    or t0, s9, s11
    bnez t0, .Lcomputed\@               # with its first tap
    slide_taps \lane
    j .Lnext\@
.Lplain\@:
    lw t0, DEPTHWISE_X_TAP_ROW(a0)
    lw t2, DEPTHWISE_W_TAP_ROW(a0)
    p.mac s0, s9, t0
    p.mac s0, s11, t5
    mv t1, s1
    p.mac t1, s9, t2
    p.mac t1, s11, t6
    .if \width > 1
    addi t0, s8, 1
    beq t0, a6, .Lalone\@
    .endif
    plain_tap \lane
    .if \width > 1
    j .Lnext\@
.Lalone\@:
    plain_tap fp16
    .endif
    j .Lnext\@
.Lcomputed\@:
    .if \width > 1
    andi t0, a6, 1                      # all that is left may be the last of an odd number of channels
    beqz t0, .Ldone\@
    .else
    j .Ldone\@
    .endif
.Lnext\@:
    add a1, a1, a2
    j .Lunit\@
.Ldone\@:
    saved_registers lw
    addi sp, sp, 64
    ret
.endm
