# Rows of pixels of channel-wise convolutions. Included by layers/depthwise.S.

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
