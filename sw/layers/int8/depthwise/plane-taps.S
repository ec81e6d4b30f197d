# All pixels of a channel tap by tap, from its plane (planes.S). s1 = pixel of the plane, s2 = columns left, s3, s4 = rows and
# columns of taps, s5 = bytes from tap to tap, s6 = from row of taps to row of taps; t5 = Z.

.ifndef PLANE_TAPS
.equ PLANE_TAPS, 1

.macro tap_rows load
    lw a0, D_DESCRIPTOR(sp)
    lw s3, DW_TAP_ROWS(a0)
    lw s4, DW_TAP_COLUMNS(a0)
    lw s5, DW_STEP_COLUMN(a0)
    lw t0, DW_PITCH(a0)
    lw t1, DW_STEP_ROW(a0)
    mul s6, t0, t1
    lw a6, DW_LOW(a0)
    lw a5, D_RECORD(sp)
    addi a5, a5, CHANNEL_SIZE
.Ltap_line\@:
    lw s1, D_LINE(sp)
    lw t5, D_LINE_Z(sp)
    lw s2, DW_OUT_COLUMNS(a0)
.Ltap_pixel\@:
    mv t0, s7
    mv t1, a5
    mv t2, s1
    mv a1, s3
.Ltap_row\@:
    mv t3, t2
    lp.setup 0, s4, .Ltap\@
    \load t4, s5(t3!)
    p.lh a2, 2(t1!)
    nop
.Ltap\@:
    p.mac t0, t4, a2
    add t2, t2, s6
    addi a1, a1, -1
    bnez a1, .Ltap_row\@
    bltz s9, .Lsmall\@
    requantise t0, t0, t3, s8, s9, s10, s11
    j .Lcode\@
.Lsmall\@:
    requantise_small t0, t0, t3, s8, s9, s10, s11
.Lcode\@:
    add t0, t0, a6
    lw t1, DW_STRIDE_COLUMN(a0)
    p.sb t0, t6(t5!)
    add s1, s1, t1
    addi s2, s2, -1
    bnez s2, .Ltap_pixel\@
    lw t1, DW_PITCH(a0)
    lw t2, DW_STRIDE_ROW(a0)
    lw s1, D_LINE(sp)
    lw t5, D_LINE_Z(sp)
    lw t3, DW_Z_ROW(a0)
    lw t4, D_ROW(sp)
    p.mac s1, t1, t2
    add t5, t5, t3
    addi t4, t4, -1
    sw s1, D_LINE(sp)
    sw t5, D_LINE_Z(sp)
    sw t4, D_ROW(sp)
    bnez t4, .Ltap_line\@
    j depthwise_next_channel
.endm

.endif
