# The rows under a unit on their way into four planes, padding included (planes.S): t3 = rows of the result, s0 = first channel, s1 = first
# row of the result. Jumps to `channel` behind them.
#
# The rows of the image: s2 = row, s3 = rows left, ra = its first channel there, gp = bytes from row to row; a4 to a7 = places in the
# planes, tp = from the end of a row to the next one; s4 = fours of pixels, a2 = pixels behind them, s5 = rows that are there, s6, s7 =
# columns of padding.

.ifndef PLANE_ROWS
.equ PLANE_ROWS, 1

.macro plane_rows channel
    lw t1, DW_STRIDE_ROW(a0)
    lw s2, DW_START_ROW(a0)
    p.mac s2, s1, t1
    addi t3, t3, -1
    lw s3, DW_TAP_ROWS(a0)
    lw t2, DW_STEP_ROW(a0)
    addi s3, s3, -1
    mul s3, s3, t2
    p.mac s3, t3, t1
    addi s3, s3, 1
    lw a4, D_PLANES(sp)
    lw t0, DW_PLANE(a0)
    sw a4, D_PLANE(sp)
    add a5, a4, t0
    add a6, a5, t0
    add a7, a6, t0
    lw a2, DW_WIDTH(a0)
    lw s5, DW_HEIGHT(a0)
    lw s6, DW_LEFT(a0)
    lw s7, DW_RIGHT(a0)
    lw gp, DW_X_ROW(a0)
    lw ra, DW_X(a0)
    lw a1, DW_PITCH(a0)
    lw s8, DW_FILL(a0)
    lw s9, DW_X_PIXEL(a0)
    add ra, ra, s0
    p.mac ra, s2, gp
    sub tp, a1, a2
    sub tp, tp, s6
    sub tp, tp, s7
    srli a1, a1, 2
    srli s4, a2, 2
    andi a2, a2, 3
    li s10, 0x05010400
    li s11, 0x07030602
.Lplane_row\@:
    bgeu s2, s5, .Lfill\@
    beqz s6, .Lleft_done\@
    lp.setup 0, s6, .Lleft\@
    p.sb s8, 1(a4!)
    p.sb s8, 1(a5!)
    p.sb s8, 1(a6!)
.Lleft\@:
    p.sb s8, 1(a7!)
.Lleft_done\@:
    mv a3, ra
    beqz s4, .Lfours_done\@
    lp.setup 0, s4, .Lfours\@
    p.lw t1, s9(a3!)
    p.lw t2, s9(a3!)
    p.lw t3, s9(a3!)
    p.lw t4, s9(a3!)
    mv t5, t1
    mv t6, t3
    pv.shuffle2.b t1, t2, s10           # channels 0 and 1 of two pixels
    pv.shuffle2.b t5, t2, s11           # channels 2 and 3
    pv.shuffle2.b t3, t4, s10
    pv.shuffle2.b t6, t4, s11
    pv.pack t2, t3, t1
    pv.pack.h t4, t3, t1
    p.sw t2, 4(a4!)
    p.sw t4, 4(a5!)
    pv.pack t2, t6, t5
    pv.pack.h t4, t6, t5
    p.sw t2, 4(a6!)
.Lfours\@:
    p.sw t4, 4(a7!)
.Lfours_done\@:
    beqz a2, .Lright\@
    lp.setup 0, a2, .Lones\@
    p.lw t1, s9(a3!)
    nop
    p.sb t1, 1(a4!)
    srli t1, t1, 8
    p.sb t1, 1(a5!)
    srli t1, t1, 8
    p.sb t1, 1(a6!)
    srli t1, t1, 8
.Lones\@:
    p.sb t1, 1(a7!)
.Lright\@:
    beqz s7, .Lright_done\@
    lp.setup 0, s7, .Lrights\@
    p.sb s8, 1(a4!)
    p.sb s8, 1(a5!)
    p.sb s8, 1(a6!)
.Lrights\@:
    p.sb s8, 1(a7!)
.Lright_done\@:
    add a4, a4, tp
    add a5, a5, tp
    add a6, a6, tp
    add a7, a7, tp
.Lnext_plane_row\@:
    addi s2, s2, 1
    addi s3, s3, -1
    add ra, ra, gp
    bnez s3, .Lplane_row\@
    j \channel
.Lfill\@:
    lp.setup 0, a1, .Lfills\@
    p.sw s8, 4(a4!)
    p.sw s8, 4(a5!)
    p.sw s8, 4(a6!)
.Lfills\@:
    p.sw s8, 4(a7!)
    j .Lnext_plane_row\@
.endm

.endif
