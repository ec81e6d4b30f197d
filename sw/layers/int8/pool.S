# Pools of codes over windows of HWC images, for a team, which shares the channels. Taps outside of the image are left out of a
# maximum, and stand for the zero in a mean, which makes codes of sums as products do (layers/int8/requantise.S).
#
# layer_int8_max_u8, layer_int8_max_s8, layer_int8_mean_u8, layer_int8_mean_s8. a0 = descriptor, a1 = number of the core, a2 = size of the team.

.ifndef WINDOW_SIZE
.include "layers/int8/requantise.S"

.equ WINDOW_X, 0             # address of the image's first row that is there
.equ WINDOW_Z, 4
.equ WINDOW_CHANNELS, 8
.equ WINDOW_HEIGHT, 12       # rows and columns that are there
.equ WINDOW_WIDTH, 16
.equ WINDOW_OUT_ROWS, 20
.equ WINDOW_OUT_COLUMNS, 24
.equ WINDOW_START_ROW, 28    # of the first tap of pixel 0
.equ WINDOW_START_COLUMN, 32
.equ WINDOW_STRIDE_ROW, 36
.equ WINDOW_STRIDE_COLUMN, 40
.equ WINDOW_TAP_ROWS, 44
.equ WINDOW_TAP_COLUMNS, 48
.equ WINDOW_STEP_ROW, 52
.equ WINDOW_STEP_COLUMN, 56
.equ WINDOW_X_ROW, 60        # bytes from row to row, which are dense
.equ WINDOW_LOW, 64          # lowest and highest code
.equ WINDOW_HIGH, 68
.equ WINDOW_ZERO, 72         # of the input
.equ WINDOW_FACTOR, 76       # of a mean: the words of a channel
.equ WINDOW_SHIFT, 80
.equ WINDOW_ADD, 84
.equ WINDOW_SIZE, 88

.equ W_FIRST, 0              # first channel of the core
.equ W_COUNT, 4              # its channels
.equ W_SAVED, 8
.equ W_FRAME, 64

.include "layers/saved.S"

# First tap within the image, `first`, and how many, `count`, along an axis. `from` = place of tap 0, `step` = from tap to tap, `size`
# = of the image, `taps` = of the window. Changes t0, t1.
.macro taps_within first, count, from, step, size, taps
    li \first, 0
    mv t0, \from
    mv \count, \taps
.Lbefore\@:
    bgez t0, .Linside\@
    beqz \count, .Lfound\@
    add t0, t0, \step
    addi \first, \first, 1
    addi \count, \count, -1
    j .Lbefore\@
.Linside\@:
    sub t1, \size, t0
    bgtz t1, .Lsome\@
    li \count, 0
    j .Lfound\@
.Lsome\@:
    add t1, t1, \step
    addi t1, t1, -1
    divu t1, t1, \step
    p.min \count, \count, t1
.Lfound\@:
.endm

# s0 = row, s1 = column of the result, s2 = Z, s3, s4 = first row and rows of taps, s5, s6 = columns, s7 = bytes from tap to tap, s8 = from row
# to row of taps, s9 = first tap, s10 = channels left, s11 = taps; a3 to a7 = words of the channel and limits.
.macro window_kernel name, load, start, take, mean
.globl layer_int8_\name
.balign 4
layer_int8_\name:
    addi sp, sp, -W_FRAME
    saved_registers sw, W_SAVED
    lw t1, WINDOW_CHANNELS(a0)
    share_of t2, t3, t1, 1
    sub t3, t3, t2
    sw t2, W_FIRST(sp)
    sw t3, W_COUNT(sp)
    blez t3, .Lwindows_done\@
    lw s2, WINDOW_Z(a0)
    add s2, s2, t2
    lw t4, WINDOW_STEP_COLUMN(a0)
    mul s7, t1, t4
    lw t4, WINDOW_STEP_ROW(a0)
    lw t5, WINDOW_X_ROW(a0)
    mul s8, t4, t5
    lw a3, WINDOW_FACTOR(a0)
    lw a4, WINDOW_SHIFT(a0)
    lw a5, WINDOW_ADD(a0)
    lw a6, WINDOW_LOW(a0)
    lw a7, WINDOW_HIGH(a0)
    .if \mean
    sub a7, a7, a6
    .endif
    li s0, 0
.Lwindow_row\@:
    li s1, 0
    lw t2, WINDOW_START_ROW(a0)
    lw t3, WINDOW_STRIDE_ROW(a0)
    p.mac t2, s0, t3
    lw t3, WINDOW_STEP_ROW(a0)
    lw t4, WINDOW_HEIGHT(a0)
    lw t5, WINDOW_TAP_ROWS(a0)
    taps_within s3, s4, t2, t3, t4, t5
.Lwindow\@:
    lw t2, WINDOW_START_COLUMN(a0)
    lw t3, WINDOW_STRIDE_COLUMN(a0)
    p.mac t2, s1, t3
    lw t3, WINDOW_STEP_COLUMN(a0)
    lw t4, WINDOW_WIDTH(a0)
    lw t5, WINDOW_TAP_COLUMNS(a0)
    taps_within s5, s6, t2, t3, t4, t5
    mul s11, s4, s6
    # The first tap of the core's first channel.
    p.mac t2, s5, t3
    lw s9, WINDOW_X(a0)
    lw t0, WINDOW_CHANNELS(a0)
    p.mac s9, t2, t0
    lw t2, WINDOW_START_ROW(a0)
    lw t3, WINDOW_STRIDE_ROW(a0)
    p.mac t2, s0, t3
    lw t3, WINDOW_STEP_ROW(a0)
    p.mac t2, s3, t3
    lw t0, WINDOW_X_ROW(a0)
    p.mac s9, t2, t0
    lw t0, W_FIRST(sp)
    add s9, s9, t0
    lw s10, W_COUNT(sp)
.Lwindow_channel\@:
    li t0, \start
    mv t1, s9
    mv t2, s4
    beqz s11, .Lno_tap\@
.Lwindow_taps\@:
    mv t3, t1
    lp.setup 0, s6, .Lwindow_tap\@
    \load t4, s7(t3!)
    nop
.Lwindow_tap\@:
    \take t0, t0, t4
    add t1, t1, s8
    addi t2, t2, -1
    bnez t2, .Lwindow_taps\@
.Lno_tap\@:
    .if \mean
    lw t1, WINDOW_ZERO(a0)
    p.msu t0, s11, t1
    bltz a4, .Lsmall\@
    requantise t0, t0, t3, a3, a4, a5, a7
    j .Lcode\@
.Lsmall\@:
    requantise_small t0, t0, t3, a3, a4, a5, a7
.Lcode\@:
    add t0, t0, a6
    .else
    p.max t0, t0, a6
    p.min t0, t0, a7
    .endif
    addi s9, s9, 1
    addi s10, s10, -1
    p.sb t0, 1(s2!)
    bnez s10, .Lwindow_channel\@
    lw t0, WINDOW_CHANNELS(a0)
    lw t1, W_COUNT(sp)
    lw t2, WINDOW_OUT_COLUMNS(a0)
    sub t0, t0, t1
    add s2, s2, t0
    addi s1, s1, 1
    bne s1, t2, .Lwindow\@
    lw t2, WINDOW_OUT_ROWS(a0)
    addi s0, s0, 1
    bne s0, t2, .Lwindow_row\@
.Lwindows_done\@:
    saved_registers lw, W_SAVED
    addi sp, sp, W_FRAME
    ret
.endm

.include "layers/formats.S"
.text
.option push
.option norvc
window_kernel max_u8, p.lbu, -32768, p.max, 0
window_kernel max_s8, p.lb, -32768, p.max, 0
window_kernel mean_u8, p.lbu, 0, add, 1
window_kernel mean_s8, p.lb, 0, add, 1
.option pop

.endif
