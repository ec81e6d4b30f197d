# Patches of images as the rows of a matrix, for products: row (image, i, j) is a pixel of the grid, column (a, b, channel) an
# element under the kernel: channel of pixel (i stride + start + a step) of the image, in both directions, and 0 outside of it.
# With planes, columns are (plane, a, b, channel): images that have their channels outside hold one channel a plane.
#
# A function for a team, which shares the pixels of the grid: a0 = descriptor, a1 = number of the core, a2 = size of the team.
# Elements of any number of bytes: lengths and distances are in bytes.

.ifndef IM2ROW_SIZE

.equ IM2ROW_SOURCE, 0        # address of row 0, column 0 of the first image, of as much of it as there is
.equ IM2ROW_TARGET, 4        # address of the matrix, whose rows follow each other
.equ IM2ROW_IMAGES, 8
.equ IM2ROW_ROWS, 12         # of the grid
.equ IM2ROW_COLUMNS, 16
.equ IM2ROW_TAP_ROWS, 20     # of the kernel
.equ IM2ROW_TAP_COLUMNS, 24
.equ IM2ROW_RUN, 28          # bytes of a pixel's channels
.equ IM2ROW_PLANES, 32
.equ IM2ROW_HEIGHT, 36       # rows and columns that exist
.equ IM2ROW_WIDTH, 40
.equ IM2ROW_START_ROW, 44
.equ IM2ROW_START_COLUMN, 48
.equ IM2ROW_STRIDE_ROW, 52   # pixels of the image from one of the grid to the next
.equ IM2ROW_STRIDE_COLUMN, 56
.equ IM2ROW_STEP_ROW, 60     # pixels from tap to tap
.equ IM2ROW_STEP_COLUMN, 64
.equ IM2ROW_SOURCE_PIXEL, 68 # bytes from pixel to pixel, row to row, plane to plane, image to image
.equ IM2ROW_SOURCE_ROW, 72
.equ IM2ROW_SOURCE_PLANE, 76
.equ IM2ROW_SOURCE_IMAGE, 80
.equ IM2ROW_SIZE, 84

# Copies `bytes` from `from` to t1, which goes on behind them. Changes t3 to t5.
.macro copy_run from, bytes
    srli t3, \bytes, 3
    beqz t3, .Lrest\@
    lp.setup 0, t3, .Lpairs\@
    p.lw t4, 4(\from!)
    p.lw t5, 4(\from!)
    p.sw t4, 4(t1!)
.Lpairs\@:
    p.sw t5, 4(t1!)
.Lrest\@:
    andi t3, \bytes, 7                  # one branch where runs are pairs of words
    beqz t3, .Lcopied\@
    andi t3, \bytes, 4
    beqz t3, .Lhalf\@
    p.lw t4, 4(\from!)
    p.sw t4, 4(t1!)
.Lhalf\@:
    andi t3, \bytes, 2
    beqz t3, .Lbyte\@
    p.lhu t4, 2(\from!)
    p.sh t4, 2(t1!)
.Lbyte\@:
    andi t3, \bytes, 1
    beqz t3, .Lcopied\@
    p.lbu t4, 1(\from!)
    p.sb t4, 1(t1!)
.Lcopied\@:
.endm

# Writes `bytes` zeros to t1, which goes on behind them.
.macro zero_run bytes
    srli t3, \bytes, 2
    beqz t3, .Lhalf\@
    lp.setup 0, t3, .Lzeros\@
    nop
.Lzeros\@:
    p.sw zero, 4(t1!)
.Lhalf\@:
    andi t3, \bytes, 2
    beqz t3, .Lbyte\@
    p.sh zero, 2(t1!)
.Lbyte\@:
    andi t3, \bytes, 1
    beqz t3, .Lzeroed\@
    p.sb zero, 1(t1!)
.Lzeroed\@:
.endm

.include "layers/saved.S"

.text
.option push
.option norvc
.balign 4
# s0 image left, s1 address of the image, s2, s3 row and column of the grid, s4 first column of the image, s5 bytes of a pixel's
# channels, s6 bytes of a row of taps, s7 taps of a row, s8 1: these are one run, s9 rows of taps left, s10 row of the image, s11 address
# of its plane, t0 source, t1 target, t2 address of the row, t6 planes left; a3 step of the taps, a4 width, a5 bytes of a pixel,
# a6 column, a7 taps left.
.globl layer_im2row
layer_im2row:
    addi sp, sp, -48
    saved_registers sw
    lw s5, IM2ROW_RUN(a0)
    lw s7, IM2ROW_TAP_COLUMNS(a0)
    lw a4, IM2ROW_WIDTH(a0)
    lw a5, IM2ROW_SOURCE_PIXEL(a0)
    lw s0, IM2ROW_IMAGES(a0)
    lw a3, IM2ROW_STEP_COLUMN(a0)
    lw s1, IM2ROW_SOURCE(a0)
    mul s6, s7, s5
    lw t0, IM2ROW_STEP_COLUMN(a0)
    addi t0, t0, -1
    sub t1, a5, s5
    or t0, t0, t1
    seqz s8, t0
    li s2, 0
    mv s3, a1
    # t1 = the core's first row of the matrix, a7 = bytes from one of its rows to its next without the row itself.
    lw t0, IM2ROW_TAP_ROWS(a0)
    lw t2, IM2ROW_PLANES(a0)
    mul t0, t0, t2
    mul t0, t0, s6
    lw t1, IM2ROW_TARGET(a0)
    p.mac t1, a1, t0
    addi t2, a2, -1
    mul a1, t0, t2                      # a1 = what to leave out between two rows
.Lpixel:
    lw t2, IM2ROW_COLUMNS(a0)
    lw t3, IM2ROW_ROWS(a0)
1:  blt s3, t2, 2f
    sub s3, s3, t2
    addi s2, s2, 1
    j 1b
2:  blt s2, t3, 3f
    sub s2, s2, t3
    lw t4, IM2ROW_SOURCE_IMAGE(a0)
    addi s0, s0, -1
    add s1, s1, t4
    j 2b
3:  blez s0, .Ldone
    lw t2, IM2ROW_STRIDE_COLUMN(a0)
    lw s4, IM2ROW_START_COLUMN(a0)
    p.mac s4, s3, t2
    mv s11, s1
    lw t6, IM2ROW_PLANES(a0)
.Lplane:
    lw t2, IM2ROW_STRIDE_ROW(a0)
    lw s10, IM2ROW_START_ROW(a0)
    lw s9, IM2ROW_TAP_ROWS(a0)
    p.mac s10, s2, t2
.Ltap_row:
    lw t3, IM2ROW_HEIGHT(a0)
    lw t4, IM2ROW_SOURCE_ROW(a0)
    bgeu s10, t3, .Loutside
    mul t2, s10, t4
    add t2, t2, s11
    beqz s8, .Ltaps
    bltz s4, .Ltaps
    add t3, s4, s7
    bgt t3, a4, .Ltaps
    mv t0, t2
    p.mac t0, s4, a5
    copy_run t0, s6
    j .Lnext_tap_row
.Ltaps:
    mv a6, s4
    mv a7, s7
4:  bgeu a6, a4, 5f
    mv t0, t2
    p.mac t0, a6, a5
    copy_run t0, s5
    j 6f
5:  zero_run s5
6:  addi a7, a7, -1
    add a6, a6, a3
    bnez a7, 4b
    j .Lnext_tap_row
.Loutside:
    zero_run s6
.Lnext_tap_row:
    lw t3, IM2ROW_STEP_ROW(a0)
    addi s9, s9, -1
    add s10, s10, t3
    bnez s9, .Ltap_row
    lw t3, IM2ROW_SOURCE_PLANE(a0)
    addi t6, t6, -1
    add s11, s11, t3
    bnez t6, .Lplane
    add t1, t1, a1
    add s3, s3, a2
    j .Lpixel
.Ldone:
    saved_registers lw
    addi sp, sp, 48
    ret
.option pop

.endif
