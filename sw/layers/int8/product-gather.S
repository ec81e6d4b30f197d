# Patches of an image, gathered by bytes (product.S).

.ifndef PRODUCT_GATHER
.equ PRODUCT_GATHER, 1

# Copies t3 bytes from t0 to t1, which goes on behind them, and up to seven more: what comes next overwrites them. Changes t2, t4 to t6.
.macro copy_bytes
    addi t4, t3, 7
    srli t4, t4, 3
    mv t2, t1
    lp.setup 0, t4, .Lpairs\@
    p.lw t5, 4(t0!)
    p.lw t6, 4(t0!)
    p.sw t5, 4(t2!)
.Lpairs\@:
    p.sw t6, 4(t2!)
    add t1, t1, t3
.endm

# Writes t3 bytes of the word s9 to t1 in the same way.
.macro fill_bytes
    addi t4, t3, 7
    srli t4, t4, 3
    mv t2, t1
    lp.setup 0, t4, .Lwords\@
    p.sw s9, 4(t2!)
.Lwords\@:
    p.sw s9, 4(t2!)
    add t1, t1, t3
.endm

# The patches of the group's pixels, P_PIXELS of them from s4 on, into the room of the core. s5, s6 = row and column of Z, s7 = pixels
# left, s8 = row of Z's patch, s9 = fill, s10 = row of the image, s11 = rows of taps left, a1 = first column, a2 = width, a3 = bytes of
# a pixel, a4 = column, a5 = taps left, a6 = address of the row, a7 = copies left.
.macro product_gather
product_gather:
    sw ra, P_RETURN(sp)
    lw t0, INT8_COLUMNS(a0)
    divu s5, s4, t0
    remu s6, s4, t0
    lw s7, P_PIXELS(sp)
    lw s8, P_PATCH(sp)
    lw s9, INT8_FILL(a0)
    lw a2, INT8_WIDTH(a0)
    lw a3, INT8_X_ROW(a0)
.Lpatch\@:
    lw a7, INT8_TIMES(a0)
    mv t1, s8
.Lcopy\@:
    lw t0, INT8_STRIDE_ROW(a0)
    lw s10, INT8_START_ROW(a0)
    lw t2, INT8_STRIDE_COLUMN(a0)
    lw a1, INT8_START_COLUMN(a0)
    p.mac s10, s5, t0
    p.mac a1, s6, t2
    lw s11, INT8_TAP_ROWS(a0)
.Ltap_row\@:
    lw t0, INT8_HEIGHT(a0)
    lw t2, INT8_IMAGE_ROW(a0)
    lw t3, P_RUN(sp)
    bgeu s10, t0, .Lempty_row\@
    lw a6, INT8_X(a0)
    lw t0, P_WHOLE(sp)
    p.mac a6, s10, t2
    lw a5, INT8_TAP_COLUMNS(a0)
    beqz t0, .Ltaps\@
    bltz a1, .Ltaps\@
    add t0, a1, a5
    bgt t0, a2, .Ltaps\@
    mv t0, a6
    p.mac t0, a1, a3
    copy_bytes
    j .Lnext_row\@
.Lempty_row\@:
    fill_bytes
    j .Lnext_row\@
.Ltaps\@:
    mv a4, a1
.Ltap\@:
    lw t3, INT8_RUN(a0)
    bgeu a4, a2, .Lempty\@
    mv t0, a6
    p.mac t0, a4, a3
    copy_bytes
    j .Lnext_tap\@
.Lempty\@:
    fill_bytes
.Lnext_tap\@:
    lw t0, INT8_STEP_COLUMN(a0)
    addi a5, a5, -1
    add a4, a4, t0
    bnez a5, .Ltap\@
.Lnext_row\@:
    lw t0, INT8_STEP_ROW(a0)
    addi s11, s11, -1
    add s10, s10, t0
    bnez s11, .Ltap_row\@
    addi a7, a7, -1
    bnez a7, .Lcopy\@
    lw t0, INT8_PATCH(a0)
    lw t2, INT8_COLUMNS(a0)
    addi s7, s7, -1
    add s8, s8, t0
    addi s6, s6, 1
    blt s6, t2, .Lsame_row\@
    li s6, 0
    addi s5, s5, 1
.Lsame_row\@:
    bnez s7, .Lpatch\@
    lw ra, P_RETURN(sp)
    ret
.endm

.endif
