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
    .irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    \access s\register, D_SAVED + 4 + 4 * \register(sp)
    .endr
.endm


# Three rows of windows go through a plane side by side: s1, s2, s3 = rows of the plane, t5 = Z, t6 = bytes from pixel to pixel of it;
# a2, a3, a4 = rows of taps, a5, a6, a7 = the same one window later; s7 = start, s8 to s10 = factor, shift, add, s11 = high - low; t4 =
# columns of the result.

.macro plane_words a, b, c, step
    p.lw \a, \step(s1!)
    p.lw \b, \step(s2!)
    p.lw \c, \step(s3!)
.endm

.macro sum_words sum, a, b, c, x, y, z
    pv.sdotusp.b \sum, \a, \x
    pv.sdotusp.b \sum, \b, \y
    pv.sdotusp.b \sum, \c, \z
.endm

.macro code_of kind, sum
    \kind \sum, \sum, t3, s8, s9, s10, s11
.endm

# The code of one window that begins at the words t0, t1, t2, in a0.
.macro one_window kind
    plane_words t0, t1, t2, 2
    mv a0, s7
    sum_words a0, t0, t1, t2, a2, a3, a4
    code_of \kind, a0
.endm

# All rows of a channel, `rows` of them, each by `row`, then on by s0 bytes in the plane and by what `down` adds to t5.
.macro word_rows kind, row, begin, down
    lw t0, D_DESCRIPTOR(sp)
    lw s1, D_LINE(sp)
    lw t1, DW_PITCH(t0)
    lw t5, D_LINE_Z(sp)
    lw t4, D_COLUMNS(sp)
    lw s0, D_DOWN(sp)
    lw t2, D_ROW(sp)
    add s2, s1, t1
    add s3, s2, t1
    \begin
    lp.setup 1, t2, .Lword_row\@
    \row \kind
    \down
    add s1, s1, s0
    add s2, s2, s0
    add s3, s3, s0
.Lword_row\@:
    nop
    j depthwise_next_channel
.endm

# Windows one column apart, in pairs: s4 = pairs, s5 = 1 for one more, s6 = to the next row of Z.
.macro begin_by_one
    srli s4, t4, 1
    andi s5, t4, 1
    lw s6, D_DOWN_Z(sp)
.endm

.macro row_by_one kind
    beqz s4, .Lodd\@
    lp.setup 0, s4, .Lpair\@
    plane_words t0, t1, t2, 2
    mv a0, s7
    mv a1, s7
    sum_words a0, t0, t1, t2, a2, a3, a4
    sum_words a1, t0, t1, t2, a5, a6, a7
    code_of \kind, a0
    code_of \kind, a1
    p.sb a0, t6(t5!)
.Lpair\@:
    p.sb a1, t6(t5!)
.Lodd\@:
    beqz s5, .Lrow_done\@
    one_window \kind
    p.sb a0, t6(t5!)
.Lrow_done\@:
.endm

.macro down_by_one
    add t5, t5, s6
.endm

# Windows two columns apart, two in a pair of words: the second one takes two pixels of the first word and one of the next. s4, s5, s6
# = the last tap of each row at the first byte. Words in t0, t1, t2, the next ones in ra, gp, tp.
.macro two_apart kind, a, b, c, d, e, f
    plane_words \d, \e, \f, 4
    mv a0, s7
    mv a1, s7
    sum_words a0, \a, \b, \c, a2, a3, a4
    sum_words a1, \a, \b, \c, a5, a6, a7
    sum_words a1, \d, \e, \f, s4, s5, s6
    code_of \kind, a0
    code_of \kind, a1
    p.sb a0, t6(t5!)
.endm

.macro row_by_two kind
    srli t3, t4, 2
    beqz t3, .Lfew\@
    plane_words t0, t1, t2, 4
    lp.setup 0, t3, .Lfour\@
    two_apart \kind, t0, t1, t2, ra, gp, tp
    p.sb a1, t6(t5!)
    two_apart \kind, ra, gp, tp, t0, t1, t2
.Lfour\@:
    p.sb a1, t6(t5!)
    addi s1, s1, -4
    addi s2, s2, -4
    addi s3, s3, -4
.Lfew\@:
    andi t3, t4, 3
    beqz t3, .Lrow_done\@
    lp.setup 0, t3, .Lone\@
    one_window \kind
.Lone\@:
    p.sb a0, t6(t5!)
.Lrow_done\@:
    lw t3, D_DOWN_Z(sp)
.endm

.macro down_by_two
    add t5, t5, t3
.endm

# All pixels of a channel tap by tap. s1 = pixel of the plane, s2 = columns left, s3, s4 = rows and columns of taps, s5 = bytes from tap to
# tap, s6 = from row of taps to row of taps; t5 = Z.
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
    # The rows of the image: s2 = row, s3 = rows left, ra = its first channel there, gp = bytes from row to row; a4 to a7 = places in the
    # planes, tp = from the end of a row to the next one; s4 = fours of pixels, a2 = pixels behind them, s5 = rows that are there, s6, s7 =
    # columns of padding.
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
.Lplane_row:
    bgeu s2, s5, .Lfill
    beqz s6, .Lleft_done
    lp.setup 0, s6, .Lleft
    p.sb s8, 1(a4!)
    p.sb s8, 1(a5!)
    p.sb s8, 1(a6!)
.Lleft:
    p.sb s8, 1(a7!)
.Lleft_done:
    mv a3, ra
    beqz s4, .Lfours_done
    lp.setup 0, s4, .Lfours
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
.Lfours:
    p.sw t4, 4(a7!)
.Lfours_done:
    beqz a2, .Lright
    lp.setup 0, a2, .Lones
    p.lw t1, s9(a3!)
    nop
    p.sb t1, 1(a4!)
    srli t1, t1, 8
    p.sb t1, 1(a5!)
    srli t1, t1, 8
    p.sb t1, 1(a6!)
    srli t1, t1, 8
.Lones:
    p.sb t1, 1(a7!)
.Lright:
    beqz s7, .Lright_done
    lp.setup 0, s7, .Lrights
    p.sb s8, 1(a4!)
    p.sb s8, 1(a5!)
    p.sb s8, 1(a6!)
.Lrights:
    p.sb s8, 1(a7!)
.Lright_done:
    add a4, a4, tp
    add a5, a5, tp
    add a6, a6, tp
    add a7, a7, tp
.Lnext_plane_row:
    addi s2, s2, 1
    addi s3, s3, -1
    add ra, ra, gp
    bnez s3, .Lplane_row
    j .Lchannel
.Lfill:
    lp.setup 0, a1, .Lfills
    p.sw s8, 4(a4!)
    p.sw s8, 4(a5!)
    p.sw s8, 4(a6!)
.Lfills:
    p.sw s8, 4(a7!)
    j .Lnext_plane_row

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
