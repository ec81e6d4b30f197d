# Depthwise convolutions of codes, for a team: every channel has a kernel of its own. Images are HWC. The work is cut into units of
# four channels by BAND rows of the result; a core copies the rows under a unit into four planes of its own, padding included,
# and then goes through the pixels of one channel after the other with everything about the channel in registers.
#
# Planes of unsigned codes under kernels of 3 x 3 are read by words: of the four pixels of a word three belong to one
# window and three to the next. Other kernels go tap by tap.
#
# Of a channel: its description (layers/int8/requantise.S), its taps as 16-bit numbers to a whole word, and for 3 columns at most its
# rows of taps once more, a word each. Up to three bytes behind a row of X are read.
#
# layer_int8_depthwise_u8, layer_int8_depthwise_s8. a0 = descriptor, a1 = number of the core, a2 = size of the team.

.ifndef DW_SIZE
.include "layers/int8/requantise.S"
.include "layers/saved.S"

.equ DW_X, 0               # address of the image's first row that is there
.equ DW_W, 4
.equ DW_Z, 8
.equ DW_W_CHANNEL, 12      # bytes from channel to channel of W
.equ DW_CHANNELS, 16
.equ DW_HEIGHT, 20         # rows and columns that are there
.equ DW_WIDTH, 24
.equ DW_OUT_ROWS, 28
.equ DW_OUT_COLUMNS, 32
.equ DW_START_ROW, 36      # row of the first tap of row 0
.equ DW_LEFT, 40           # columns of padding before the first
.equ DW_STRIDE_ROW, 44
.equ DW_STRIDE_COLUMN, 48
.equ DW_TAP_ROWS, 52
.equ DW_TAP_COLUMNS, 56
.equ DW_STEP_ROW, 60
.equ DW_STEP_COLUMN, 64
.equ DW_X_ROW, 68          # bytes from row to row
.equ DW_X_PIXEL, 72
.equ DW_Z_ROW, 76
.equ DW_Z_PIXEL, 80
.equ DW_LOW, 84            # in each byte of the word
.equ DW_HIGH, 88           # high - low
.equ DW_FILL, 92           # the code of padding in each byte of the word
.equ DW_BAND, 96           # rows of the result in a unit
.equ DW_BANDS, 100
.equ DW_UNITS, 104
.equ DW_PLANES, 108        # room of the first core
.equ DW_ROOM, 112          # bytes of it a core
.equ DW_PITCH, 116         # bytes from row to row of a plane, a multiple of 4
.equ DW_PLANE, 120         # bytes of a plane
.equ DW_WORDS, 124         # columns from window to window, 1 or 2, of words; 0: tap by tap
.equ DW_RIGHT, 128         # columns of padding behind the last
.equ DW_SIZE, 132

# Words on the stack.
.equ D_DESCRIPTOR, 0
.equ D_UNIT, 4
.equ D_TEAM, 8
.equ D_PLANES, 12
.equ D_ROWS, 16            # of the result in the unit
.equ D_CHANNELS, 20        # left in the quad
.equ D_RECORD, 24
.equ D_Z, 28               # the channel's first code of the unit
.equ D_PLANE, 32           # the channel's
.equ D_ROW, 36             # left
.equ D_TAPS, 40            # offset of the rows of taps in a channel's record
.equ D_SAVED, 44
.equ D_LINE, 96            # address of the plane's row
.equ D_LINE_Z, 100
.equ D_COLUMNS, 104        # of the result
.equ D_DOWN, 108           # bytes from the end of a row of windows to the next, of a plane and of the result
.equ D_DOWN_Z, 112
.equ D_TAP_BY_TAP, 116     # the function for it
.equ D_GP, 120
.equ D_TP, 124
.equ D_FRAME, 128

.macro depthwise_registers access
    \access ra, D_SAVED(sp)
    saved_registers \access, D_SAVED + 4
.endm

.include "layers/int8/depthwise/plane-words.S"
.include "layers/int8/depthwise/plane-taps.S"
.include "layers/int8/depthwise/plane-rows.S"

.macro depthwise_kernel type, load
.globl layer_int8_depthwise_\type
layer_int8_depthwise_\type:
    la t0, depthwise_taps_\type
    j depthwise_walk
.balign 4
depthwise_taps_\type:
    tap_rows \load
.endm

.text
.option push
.option norvc
.balign 4
depthwise_kernel u8, p.lbu
depthwise_kernel s8, p.lb

depthwise_by_one: word_rows requantise, row_by_one, begin_by_one, down_by_one
depthwise_by_one_small: word_rows requantise_small, row_by_one, begin_by_one, down_by_one
depthwise_by_two: word_rows requantise, row_by_two, "", down_by_two
depthwise_by_two_small: word_rows requantise_small, row_by_two, "", down_by_two

# t0 = function for taps.
depthwise_walk:
    addi sp, sp, -D_FRAME
    depthwise_registers sw
    sw gp, D_GP(sp)
    sw tp, D_TP(sp)
    sw t0, D_TAP_BY_TAP(sp)
    sw a0, D_DESCRIPTOR(sp)
    sw a1, D_UNIT(sp)
    sw a2, D_TEAM(sp)
    lw t1, DW_PLANES(a0)
    lw t2, DW_ROOM(a0)
    p.mac t1, a1, t2
    sw t1, D_PLANES(sp)
    lw t1, DW_TAP_ROWS(a0)
    lw t2, DW_TAP_COLUMNS(a0)
    mul t1, t1, t2
    addi t1, t1, 1
    srli t1, t1, 1
    slli t1, t1, 2
    addi t1, t1, CHANNEL_SIZE
    sw t1, D_TAPS(sp)
    # Down: a row of windows goes on by two bytes a column, or, one column apart, a pair of columns.
    lw t0, DW_OUT_COLUMNS(a0)
    lw t1, DW_WORDS(a0)
    lw t2, DW_PITCH(a0)
    lw t3, DW_STRIDE_ROW(a0)
    sw t0, D_COLUMNS(sp)
    mul t2, t2, t3
    slli t3, t0, 1
    addi t1, t1, -1
    bnez t1, 1f
    addi t3, t0, 1
    andi t3, t3, -2
1:  sub t2, t2, t3
    sw t2, D_DOWN(sp)
    lw t1, DW_Z_ROW(a0)
    lw t2, DW_Z_PIXEL(a0)
    p.msu t1, t0, t2
    sw t1, D_DOWN_Z(sp)
.Lunit:
    lw a0, D_DESCRIPTOR(sp)
    lw t0, D_UNIT(sp)
    lw t1, DW_UNITS(a0)
    bge t0, t1, .Ldepthwise_done
    lw t1, DW_BANDS(a0)
    lw t2, DW_BAND(a0)
    divu s0, t0, t1                     # quad
    remu t0, t0, t1
    mul s1, t0, t2                      # first row of the result
    lw t3, DW_OUT_ROWS(a0)
    sub t3, t3, s1
    p.min t3, t3, t2
    sw t3, D_ROWS(sp)
    slli s0, s0, 2                      # first channel
    lw t1, DW_CHANNELS(a0)
    sub t1, t1, s0
    li t2, 4
    p.min t1, t1, t2
    sw t1, D_CHANNELS(sp)
    lw t1, DW_W(a0)
    lw t2, DW_W_CHANNEL(a0)
    p.mac t1, s0, t2
    sw t1, D_RECORD(sp)
    lw t1, DW_Z(a0)
    lw t2, DW_Z_ROW(a0)
    p.mac t1, s1, t2
    add t1, t1, s0
    sw t1, D_Z(sp)
    plane_rows .Lchannel

.Lchannel:
    lw a0, D_DESCRIPTOR(sp)
    lw t0, D_RECORD(sp)
    lw t1, D_PLANE(sp)
    lw t2, D_Z(sp)
    lw t3, D_ROWS(sp)
    sw t1, D_LINE(sp)
    sw t2, D_LINE_Z(sp)
    sw t3, D_ROW(sp)
    lw s7, CHANNEL_START(t0)
    lw s8, CHANNEL_FACTOR(t0)
    lw s9, CHANNEL_SHIFT(t0)
    lw s10, CHANNEL_ADD(t0)
    lw s11, DW_HIGH(a0)
    lw t6, DW_Z_PIXEL(a0)
    lw t1, DW_WORDS(a0)
    bnez t1, .Lwords
    lw t1, D_TAP_BY_TAP(sp)
    jr t1
.Lwords:
    lw t2, D_TAPS(sp)
    add t0, t0, t2
    lw a2, 0(t0)
    lw a3, 4(t0)
    lw a4, 8(t0)
    slli a5, a2, 8
    slli a6, a3, 8
    slli a7, a4, 8
    addi t1, t1, -1
    bnez t1, .Lby_two
    bltz s9, depthwise_by_one_small
    j depthwise_by_one
.Lby_two:
    slli a5, a5, 8
    slli a6, a6, 8
    slli a7, a7, 8
    srli s4, a2, 16
    srli s5, a3, 16
    srli s6, a4, 16
    bltz s9, depthwise_by_two_small
    j depthwise_by_two

depthwise_next_channel:
    lw a0, D_DESCRIPTOR(sp)
    lw t0, D_CHANNELS(sp)
    lw t1, D_RECORD(sp)
    lw t2, D_PLANE(sp)
    lw t3, D_Z(sp)
    lw t4, DW_W_CHANNEL(a0)
    lw t5, DW_PLANE(a0)
    addi t0, t0, -1
    add t1, t1, t4
    add t2, t2, t5
    addi t3, t3, 1
    sw t0, D_CHANNELS(sp)
    sw t1, D_RECORD(sp)
    sw t2, D_PLANE(sp)
    sw t3, D_Z(sp)
    bnez t0, .Lchannel
    lw t0, D_UNIT(sp)
    lw t1, D_TEAM(sp)
    add t0, t0, t1
    sw t0, D_UNIT(sp)
    j .Lunit
.Ldepthwise_done:
    lw gp, D_GP(sp)
    lw tp, D_TP(sp)
    depthwise_registers lw
    addi sp, sp, D_FRAME
    ret
.option pop

.endif
