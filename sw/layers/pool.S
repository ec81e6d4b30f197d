# Pooling forward and backward, whole planes of images: any kernel, stride, dilation, padding. Included by pool-FORMAT.S.
#
#   layer_pool_max               the largest pixel of a window, the first of equals in row order, the first NaN if there is one
#   layer_pool_max_backward      dx = +0, then + dy at the largest pixel of each window in their order, in the format
#   layer_pool_average           FP32 chain over the pixels that exist, times 1 / count, one rounding
#   layer_pool_average_backward  FP32 chain of fma(dy, 1 / count, acc) over the windows of a pixel, one rounding
#
# Functions for a team, which shares the planes of images and channels: a0 = descriptor, a1 = number of the core, a2 = size of the team.

.ifndef POOL_SIZE

.equ POOL_X, 0
.equ POOL_Y, 4                  # y, or dy
.equ POOL_DX, 8                 # laid out like X
.equ POOL_SCRATCH, 12           # layer_pool_average_backward: HEIGHT times WIDTH FP32 numbers for each core of the team
.equ POOL_IMAGES, 16
.equ POOL_CHANNELS, 20
.equ POOL_HEIGHT, 24
.equ POOL_WIDTH, 28
.equ POOL_OUT_ROWS, 32
.equ POOL_OUT_COLUMNS, 36
.equ POOL_KERNEL_ROWS, 40
.equ POOL_KERNEL_COLUMNS, 44
.equ POOL_STRIDE_ROW, 48
.equ POOL_STRIDE_COLUMN, 52
.equ POOL_START_ROW, 56         # minus the padding in front
.equ POOL_START_COLUMN, 60
.equ POOL_DILATION_ROW, 64
.equ POOL_DILATION_COLUMN, 68
.equ POOL_END_ROW, 72           # padding behind
.equ POOL_END_COLUMN, 76
.equ POOL_COUNT_PADDING, 80     # 1: count is that of the window within the padded image, 0: of the pixels that exist
.equ POOL_X_IMAGE, 84           # distances in bytes
.equ POOL_X_ROW, 88
.equ POOL_X_PIXEL, 92
.equ POOL_X_CHANNEL, 96
.equ POOL_Y_IMAGE, 100
.equ POOL_Y_ROW, 104
.equ POOL_Y_PIXEL, 108
.equ POOL_Y_CHANNEL, 112
.equ POOL_SIZE, 116

.include "layers/formats.S"

.include "layers/saved.S"

.include "layers/pool-window.S"
.include "layers/pool-whole.S"

# `begin`, `window`, `end` are macros of the format: a plane, a window with its output at s10, the end of a plane. `spreads`: the plane of x
# is one of FP32. `whole` is tried first and returns when it has done everything.
.macro pool_function name, format, begin, window, end, spreads=0, whole=plane_nothing
    .balign 4
.globl layer_pool_\name\()_\format
layer_pool_\name\()_\format:
    \whole \format
    addi sp, sp, -64
    saved_registers sw
    mv s11, a1                          # number of the core
.Lplane\@:
    lw t0, POOL_CHANNELS(a0)
    lw t1, POOL_IMAGES(a0)
    divu s9, a1, t0                     # image
    bge s9, t1, .Ldone\@
    mul t2, s9, t0
    sub a7, a1, t2                      # channel
    lw s0, POOL_X(a0)
    lw s1, POOL_Y(a0)
    lw t0, POOL_X_IMAGE(a0)
    lw t1, POOL_Y_IMAGE(a0)
    p.mac s0, s9, t0
    p.mac s1, s9, t1
    lw t0, POOL_X_CHANNEL(a0)
    lw t1, POOL_Y_CHANNEL(a0)
    p.mac s0, a7, t0
    p.mac s1, a7, t1
    sw a1, 48(sp)
    sw a7, 52(sp)
    \begin \format
    li s2, 0
.Lout_row\@:
    mv s10, s1
    clip s2, s4, s5, s8, ROW, HEIGHT, KERNEL_ROWS
    li s3, 0
.Lwindow\@:
    clip s3, s6, s7, a6, COLUMN, WIDTH, KERNEL_COLUMNS
    lw t0, POOL_DILATION_ROW(a0)
    lw t1, POOL_DILATION_COLUMN(a0)
    .if \spreads
    lw t4, POOL_WIDTH(a0)
    li t3, 4
    slli t4, t4, 2
    .else
    lw t4, POOL_X_ROW(a0)
    lw t3, POOL_X_PIXEL(a0)
    .endif
    mul t2, s4, t4
    p.mac t2, s6, t3
    add a3, s0, t2
    mul t4, t4, t0
    mul t3, t3, t1
    \window \format
    lw t0, POOL_Y_PIXEL(a0)
    lw t1, POOL_OUT_COLUMNS(a0)
    add s10, s10, t0
    addi s3, s3, 1
    blt s3, t1, .Lwindow\@
    lw t0, POOL_Y_ROW(a0)
    lw t1, POOL_OUT_ROWS(a0)
    add s1, s1, t0
    addi s2, s2, 1
    blt s2, t1, .Lout_row\@
    lw a7, 52(sp)
    \end \format
    lw a1, 48(sp)
    add a1, a1, a2
    j .Lplane\@
.Ldone\@:
    saved_registers lw
    addi sp, sp, 64
    ret
.endm

.macro pool_functions format
pool_function max, \format, plane_nothing, window_max, plane_nothing
pool_function max_backward, \format, clear_plane, window_max_backward, plane_nothing
pool_function average, \format, plane_nothing, window_average, plane_nothing, 0, whole_average
pool_function average_backward, \format, begin_spread, window_average_backward, end_spread, 1, whole_average_backward
.endm

.endif
