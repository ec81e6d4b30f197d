# Depthwise convolutions of 3 x 3 for a team, codes in HWC, without any memory between: three codes of a column are turned in registers,
# two channels of a quad at a time, 0 and 2 or 1 and 3. `pv.shuffle2.b` puts two pixels of both channels beside each other, and a pack with
# a third one makes the operands of two dot products of three taps. One column apart, a column serves the windows it is the
# last, the middle and the first one of; two columns apart, those of which it is the last and the first.
#
# Any stride of rows; padding of one row or column on each side at most. Rows of padding are read from a row of codes that every core
# makes at the start, columns of padding are a word.
#
# Of a couple of channels: six words of taps (train/int8/plan/pack.ts), then, for one after the other, factor, shift, add and start as in
# layers/int8/requantise.S; shifts above 20 alone.
#
# layer_int8_columns_STRIDE_TYPE: STRIDE 1 or 2, TYPE u8 or s8, and u8_low where the lowest code is not 0. a0 = descriptor, a1 =
# number of the core, a2 = size of the team. Work is cut into quads of channels by BAND rows of the result.

.ifndef DWC_SIZE
.include "layers/int8/requantise.S"

.equ DWC_X, 0              # address of the image's first row that is there
.equ DWC_W, 4
.equ DWC_Z, 8
.equ DWC_QUADS, 12
.equ DWC_HEIGHT, 16        # rows that are there
.equ DWC_WIDTH, 20
.equ DWC_OUT_ROWS, 24
.equ DWC_START_ROW, 28     # row of the first tap of row 0, -1 or 0
.equ DWC_STRIDE_ROW, 32
.equ DWC_X_ROW, 36         # bytes from row to row
.equ DWC_PIXEL, 40         # bytes from pixel to pixel, of X and Z
.equ DWC_Z_ROW, 44
.equ DWC_LOW, 48
.equ DWC_HIGH, 52          # high - low
.equ DWC_FILL, 56          # the code of padding in each byte of the word
.equ DWC_FILL_ROW, 60      # room for WIDTH + 1 pixels and a word a core
.equ DWC_BAND, 64          # rows of the result in a unit
.equ DWC_BANDS, 68
.equ DWC_COLUMNS, 72       # windows of a row whose last column is there, at least 1
.equ DWC_LEFT, 76          # columns of padding before the first and behind the last, 0 or 1
.equ DWC_RIGHT, 80
.equ DWC_BACK, 84          # bytes from where a row of windows ends, in its last row of X, to where the next begins in its first
.equ DWC_SIZE, 88

.equ COUPLE_TAPS, 0
.equ COUPLE_FACTOR, 24
.equ COUPLE_SHIFT, 32
.equ COUPLE_ADD, 40
.equ COUPLE_START, 48
.equ COUPLE_SIZE, 56

# Selectors of the even channels of two words; of the odd ones each byte is one more.
.equ COUPLE_EVEN, 0x06020400
.equ COUPLE_ODD, 0x01010101

# Words on the stack.
.equ COLUMNS_DESCRIPTOR, 0
.equ COLUMNS_QUAD, 4
.equ COLUMNS_BAND, 8
.equ COLUMNS_TEAM, 12
.equ COLUMNS_ROWS, 16            # of the result in the unit
.equ COLUMNS_FIRST, 20           # its first pixels, of three rows of X
.equ COLUMNS_Z, 32
.equ COLUMNS_LIMIT, 36           # where X ends for the quad
.equ COLUMNS_FILL_ROW, 40
.equ COLUMNS_FILL, 44
.equ COLUMNS_LEFT, 48
.equ COLUMNS_RIGHT, 52
.equ COLUMNS_BACK, 56
.equ COLUMNS_PITCH, 60
.equ COLUMNS_LOW, 64
.equ COLUMNS_COLUMNS, 68
.equ COLUMNS_SAVED, 72
.equ COLUMNS_FRAME, 144

.macro columns_registers access
    .irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    \access s\register, COLUMNS_SAVED + 4 * \register(sp)
    .endr
    \access ra, COLUMNS_SAVED + 48(sp)
    \access gp, COLUMNS_SAVED + 52(sp)
    \access tp, COLUMNS_SAVED + 56(sp)
.endm

# Of a couple: a2 to a7 = taps, s8, s9 = factors, s10, s11 = shifts, ra, gp = add; s0 = its record. tp = high - low, t4 = selectors, t5 = Z of
# the second channel, t6 = bytes from pixel to pixel, s1, s2, s3 = rows of X; s4, s5 = the column before the window's last one, one column
# apart the one before that, and s6, s7 the last; a0, a1 = sums.

.macro columns_start
    lw a0, COUPLE_START(s0)
    lw a1, COUPLE_START + 4(s0)
.endm

# Three pixels of a column.
.macro columns_pixels a, b, c
    p.lw \a, t6(s1!)
    p.lw \b, t6(s2!)
    p.lw \c, t6(s3!)
.endm

# Codes of both channels from their sums, stored; the last instruction has a label. Changes t0, t1, t2.
.macro columns_codes low, end
    p.muluN t1, a0, s8, 16
    p.muluN t2, a1, s9, 16
    p.machhs t1, a0, s8
    p.machhs t2, a1, s9
    p.addRNr t1, ra, s10
    p.addRNr t2, gp, s11
    .if \low
    lw t0, COLUMNS_LOW(sp)
    .endif
    p.clipur t1, t1, tp
    p.clipur t2, t2, tp
    .if \low
    add t1, t1, t0
    add t2, t2, t0
    .endif
    sb t1, -2(t5)
\end:
    p.sb t2, t6(t5!)
.endm

# A row of windows one column apart; t3 = COLUMNS.
.macro columns_row_1 dot, low
    lw t0, COLUMNS_LEFT(sp)
    mv s5, s4
    beqz t0, .Lleft\@
.Lfrom\@:
    columns_pixels t0, t1, t2
    pv.shuffle2.b t0, t1, t4
    pv.pack s6, t2, t0
    pv.pack.h s7, t2, t0
    lp.setup 0, t3, .Lwindow\@
    columns_start
    \dot a0, s4, a2
    \dot a1, s5, a3
    columns_pixels t0, t1, t2
    \dot a0, s6, a4
    \dot a1, s7, a5
    mv s4, s6
    mv s5, s7
    pv.shuffle2.b t0, t1, t4
    pv.pack s6, t2, t0
    pv.pack.h s7, t2, t0
    \dot a0, s6, a6
    \dot a1, s7, a7
    columns_codes \low, .Lwindow\@
    lw t0, COLUMNS_RIGHT(sp)
    columns_start
    beqz t0, .Lrow_done\@
    lw t0, COLUMNS_FILL(sp)
    \dot a0, s4, a2
    \dot a1, s5, a3
    \dot a0, s6, a4
    \dot a1, s7, a5
    \dot a0, t0, a6
    \dot a1, t0, a7
    columns_codes \low, .Llast\@
    j .Lrow_done\@
.Lleft\@:
    columns_pixels t0, t1, t2
    pv.shuffle2.b t0, t1, t4
    pv.pack s4, t2, t0
    pv.pack.h s5, t2, t0
    j .Lfrom\@
.Lrow_done\@:
.endm

# A row of windows two columns apart: the middle column's third pixel stands beside the last one's three. Changes t3, too.
.macro columns_middle dot
    columns_start
    \dot a0, s4, a2
    \dot a1, s5, a3
    columns_pixels t0, t1, t2
.endm

.macro columns_last dot, low, end, a, b, c
    pv.shuffle2.b t0, t1, t4
    \dot a0, t0, a4
    \dot a1, t0, a5
    pv.shuffle2.b \a, \b, t4
    pv.shuffle2.b \c, t2, t4
    pv.pack s4, \c, \a
    pv.pack.h s5, \c, \a
    \dot a0, s4, a6
    \dot a1, s5, a7
    columns_codes \low, \end
.endm

.macro columns_row_2 dot, low
    lw t0, COLUMNS_LEFT(sp)
    lw t3, COLUMNS_COLUMNS(sp)
    mv s5, s4
    beqz t0, .Lleft\@
.Lfrom\@:
    lp.setup 0, t3, .Lwindow\@
    columns_middle \dot
    columns_pixels t3, s6, s7
    columns_last \dot, \low, .Lwindow\@, t3, s6, s7
    lw t0, COLUMNS_RIGHT(sp)
    lw s7, COLUMNS_FILL(sp)
    beqz t0, .Lrow_done\@
    columns_middle \dot
    mv t3, s7
    columns_last \dot, \low, .Llast\@, t3, t3, s7
    j .Lrow_done\@
.Lleft\@:
    columns_pixels t0, t1, t2
    pv.shuffle2.b t0, t1, t4
    pv.shuffle2.b t2, t2, t4
    pv.pack s4, t2, t0
    pv.pack.h s5, t2, t0
    j .Lfrom\@
.Lrow_done\@:
.endm

.macro columns_kernel stride, type, dot, low
.globl layer_int8_columns_\stride\()_\type
.balign 16
layer_int8_columns_\stride\()_\type:
    addi sp, sp, -COLUMNS_FRAME
    columns_registers sw
    sw a0, COLUMNS_DESCRIPTOR(sp)
    sw a1, COLUMNS_QUAD(sp)
    sw a2, COLUMNS_TEAM(sp)
    sw zero, COLUMNS_BAND(sp)
    lw t0, DWC_FILL_ROW(a0)
    slli t1, a1, 2
    add t0, t0, t1
    lw t2, DWC_FILL(a0)
    sw t0, COLUMNS_FILL_ROW(sp)
    sw t2, COLUMNS_FILL(sp)
    lw t3, DWC_WIDTH(a0)
    lw t6, DWC_PIXEL(a0)
    addi t3, t3, 1
    srli t3, t3, 1
    lp.setup 0, t3, .Lfill\@
    p.sw t2, t6(t0!)
.Lfill\@:
    p.sw t2, t6(t0!)
    .irp word, LEFT, RIGHT, BACK, LOW, COLUMNS
    lw t1, DWC_\word(a0)
    sw t1, COLUMNS_\word(sp)
    .endr
    lw t4, DWC_X_ROW(a0)
    lw a1, COLUMNS_QUAD(sp)
    sw t4, COLUMNS_PITCH(sp)
    j .Lunits\@

.Lunit\@:
    # a1 = quad, a3 = band, t4 = bytes from row to row of X.
    lw t1, DWC_BAND(a0)
    lw t2, DWC_OUT_ROWS(a0)
    lw t3, DWC_START_ROW(a0)
    mul s4, a3, t1                      # first row of the result
    lw s5, DWC_STRIDE_ROW(a0)
    lw s6, DWC_X(a0)
    lw s7, DWC_HEIGHT(a0)
    lw t5, DWC_Z(a0)
    lw t0, DWC_Z_ROW(a0)
    lw s0, DWC_W(a0)
    sub t2, t2, s4
    p.min t2, t2, t1
    sw t2, COLUMNS_ROWS(sp)
    p.mac t3, s4, s5
    slli a5, a1, 2
    add s6, s6, a5                      # first pixel that is there
    mv s1, s6
    p.mac s1, t3, t4
    add s2, s1, t4
    add s3, s2, t4
    p.mac s6, s7, t4
    lw t1, COLUMNS_FILL_ROW(sp)
    sw s6, COLUMNS_LIMIT(sp)
    bgez t3, .Lbegins\@
    mv s1, t1
.Lbegins\@:
    bltu s3, s6, .Lends\@
    mv s3, t1
.Lends\@:
    sw s1, COLUMNS_FIRST(sp)
    sw s2, COLUMNS_FIRST + 4(sp)
    sw s3, COLUMNS_FIRST + 8(sp)
    p.mac t5, s4, t0
    li t0, 2 * COUPLE_SIZE
    p.mac s0, a1, t0
    add t5, t5, a5
    addi t5, t5, 2
    sw t5, COLUMNS_Z(sp)
    li t4, COUPLE_EVEN
    lw tp, DWC_HIGH(a0)
    j .Lcouple_rows\@

.Lcouple\@:
    # The odd channels. s0 = record.
    addi s0, s0, COUPLE_SIZE
    lw s1, COLUMNS_FIRST(sp)
    lw s2, COLUMNS_FIRST + 4(sp)
    lw s3, COLUMNS_FIRST + 8(sp)
    lw t5, COLUMNS_Z(sp)
    li t4, COUPLE_EVEN + COUPLE_ODD
    addi t5, t5, 1
.Lcouple_rows\@:
    .irp number, 2, 3, 4, 5, 6, 7
    lw a\number, COUPLE_TAPS + 4 * \number - 8(s0)
    .endr
    lw s8, COUPLE_FACTOR(s0)
    lw s9, COUPLE_FACTOR + 4(s0)
    lw s10, COUPLE_SHIFT(s0)
    lw s11, COUPLE_SHIFT + 4(s0)
    lw ra, COUPLE_ADD(s0)
    lw gp, COUPLE_ADD + 4(s0)
    lw t0, COLUMNS_ROWS(sp)
    lw s4, COLUMNS_FILL(sp)
    lw t3, COLUMNS_COLUMNS(sp)
    lp.setup 1, t0, .Lrow\@
    columns_row_\stride \dot, \low
    lw t0, COLUMNS_BACK(sp)
    lw t1, COLUMNS_PITCH(sp)
    lw t2, COLUMNS_LIMIT(sp)
    add s1, s3, t0
    add s2, s1, t1
    add s3, s2, t1
    bgeu s3, t2, .Lbelow\@
.Lbelow_done\@:
.Lrow\@:
    lw s4, COLUMNS_FILL(sp)
    andi t0, t4, 1
    beqz t0, .Lcouple\@

    lw a0, COLUMNS_DESCRIPTOR(sp)
    lw a1, COLUMNS_QUAD(sp)
    lw t0, COLUMNS_TEAM(sp)
    lw t4, COLUMNS_PITCH(sp)
    add a1, a1, t0
.Lunits\@:
    lw a3, COLUMNS_BAND(sp)
    lw t1, DWC_QUADS(a0)
    lw t2, DWC_BANDS(a0)
    blt a1, t1, .Lquad\@
.Lnext_band\@:
    sub a1, a1, t1
    addi a3, a3, 1
    bge a1, t1, .Lnext_band\@
    sw a3, COLUMNS_BAND(sp)
.Lquad\@:
    sw a1, COLUMNS_QUAD(sp)
    blt a3, t2, .Lunit\@
    columns_registers lw
    addi sp, sp, COLUMNS_FRAME
    ret
.Lbelow\@:
    lw s3, COLUMNS_FILL_ROW(sp)
    j .Lbelow_done\@
.endm

.text
.option push
.option norvc
columns_kernel 1, u8, pv.sdotusp.b, 0
columns_kernel 1, u8_low, pv.sdotusp.b, 1
columns_kernel 1, s8, pv.sdotsp.b, 1
columns_kernel 2, u8, pv.sdotusp.b, 0
columns_kernel 2, u8_low, pv.sdotusp.b, 1
columns_kernel 2, s8, pv.sdotsp.b, 1
.option pop

.endif
