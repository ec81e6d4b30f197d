# Depthwise convolutions of 3 x 3 for a team, codes in HWC, without any memory between: three codes of a column are turned in registers,
# two channels of a quad at a time, 0 and 2 or 1 and 3. `pv.shuffle2.b` puts two pixels of both channels beside each other, and a pack with
# a third one makes the operands of two dot products of three taps. One column apart, a column serves the windows it is the
# last, the middle and the first one of; two columns apart, those of which it is the last and the first.
#
# Of a couple of channels: six words of taps (train/int8/plan/pack-columns.ts), then, for one after the other, factor, shift, add and start as in
# layers/int8/requantise.S.
#
# layer_int8_couples_EDGES_STRIDE_TYPE: EDGES same or any, STRIDE 1 or 2, TYPE u8 or s8, with _low behind it where codes have other
# limits than their eight bits, and with _small for shifts up to 20. a0 = descriptor, a1 = number of the core, a2 = size of the team.

.ifndef COUPLE_SIZE
.include "layers/int8/depthwise-columns.S"
.include "layers/int8/requantise.S"

.equ COUPLE_TAPS, 0
.equ COUPLE_FACTOR, 24
.equ COUPLE_SHIFT, 32
.equ COUPLE_ADD, 40
.equ COUPLE_START, 48
.equ COUPLE_SIZE, 56

# Selectors of the even channels of two words; of the odd ones each byte is one more.
.equ COUPLE_EVEN, 0x06020400
.equ COUPLE_ODD, 0x01010101

# Of a couple: a2 to a7 = taps, s8, s9 = factors, s10, s11 = shifts, ra, gp = add; s0 = its record. tp = high - low or bytes from row to row, t4 = selectors, t5 = Z of
# the second channel, t6 = bytes from pixel to pixel, s1, s2, s3 = rows of X, t3 = COLUMNS; a0, a1 = sums. s4, s5 = the column on the left
# of the windows to come, and one column apart s6, s7 = the one behind it; before a row s4 = s5 = FILL.

# Three pixels of a column.
.macro couples_pixels a, b, c
    p.lw \a, t6(s1!)
    p.lw \b, t6(s2!)
    p.lw \c, t6(s3!)
.endm

# The next column's codes of both channels.
.macro couples_next a, b
    couples_pixels t0, t1, t2
    pv.shuffle2.b t0, t1, t4
    pv.pack \a, t2, t0
    pv.pack.h \b, t2, t0
.endm

# Codes of both channels from their sums, stored; the last instruction has a label. Changes t0, t1, t2.
.macro couples_codes kind, low, end
    .if \low
    lw t0, COLUMNS_LOW(sp)
    .endif
    \kind t1, a0, t1, s8, s10, ra, tp
    \kind t2, a1, t2, s9, s11, gp, tp
    .if \low
    add t1, t1, t0
    add t2, t2, t0
    .endif
    sb t1, -2(t5)
\end:
    p.sb t2, t6(t5!)
.endm

# Rows of windows one column apart. A window's last column is read while the other two are summed up.
.macro couples_row_1 kind, dot, low, any, windows, midst
    .if \any
    lw t0, COLUMNS_LEFT(sp)
    bnez t0, .Lfirst\@
    couples_next s4, s5
.Lfirst\@:
    .endif
    couples_next s6, s7
    lp.setup 0, t3, .Lwindow\@
\windows:
    lw a0, COUPLE_START(s0)
    lw a1, COUPLE_START + 4(s0)
    \dot a0, s4, a2
    \dot a1, s5, a3
    couples_pixels t0, t1, t2
    \dot a0, s6, a4
    \dot a1, s7, a5
\midst:
    mv s4, s6
    mv s5, s7
    pv.shuffle2.b t0, t1, t4
    pv.pack s6, t2, t0
    pv.pack.h s7, t2, t0
    \dot a0, s6, a6
    \dot a1, s7, a7
    couples_codes \kind, \low, .Lwindow\@
    .if \any
    lw t0, COLUMNS_RIGHT(sp)
    lw a0, COUPLE_START(s0)
    beqz t0, .Lrow_done\@
    .else
    lw a0, COUPLE_START(s0)
    .endif
    lw a1, COUPLE_START + 4(s0)
    lw t0, COLUMNS_FILL(sp)
    \dot a0, s4, a2
    \dot a1, s5, a3
    \dot a0, s6, a4
    \dot a1, s7, a5
    \dot a0, t0, a6
    \dot a1, t0, a7
    couples_codes \kind, \low, .Llast\@
.Lrow_done\@:
.endm

# Rows of windows two columns apart: the middle column's third pixel stands beside the last one's three.
.macro couples_middle dot
    p.lw t0, t6(s1!)
    p.lw t1, t6(s2!)
    lw a0, COUPLE_START(s0)
    lw a1, COUPLE_START + 4(s0)
    p.lw t2, t6(s3!)
    pv.shuffle2.b t0, t1, t4
    \dot a0, s4, a2
    \dot a1, s5, a3
.endm

.macro couples_last kind, dot, low, end, a, b, c
    \dot a0, t0, a4
    \dot a1, t0, a5
    pv.shuffle2.b \a, \b, t4
    pv.shuffle2.b \c, t2, t4
    pv.pack s4, \c, \a
    pv.pack.h s5, \c, \a
    \dot a0, s4, a6
    \dot a1, s5, a7
    couples_codes \kind, \low, \end
.endm

.macro couples_row_2 kind, dot, low, any, windows, midst
    .if \any
    lw t0, COLUMNS_LEFT(sp)
    bnez t0, .Lfirst\@
    couples_pixels t0, t1, t2
    pv.shuffle2.b t0, t1, t4
    pv.shuffle2.b t2, t2, t4
    pv.pack s4, t2, t0
    pv.pack.h s5, t2, t0
.Lfirst\@:
    .endif
    lp.setup 0, t3, .Lwindow\@
\windows:
    couples_middle \dot
\midst:
    couples_pixels t1, s6, s7
    couples_last \kind, \dot, \low, .Lwindow\@, t1, s6, s7
    .if \any
    lw a1, COLUMNS_RIGHT(sp)
    lw s7, COLUMNS_FILL(sp)
    beqz a1, .Lrow_done\@
    couples_middle \dot
    mv t1, s7
    couples_last \kind, \dot, \low, .Llast\@, t1, t1, s7
.Lrow_done\@:
    .endif
.endm

# On to the next row: a branch to `below` where its last row is padding, and one more instruction, which is the last of a row. s4 = FILL.
.macro couples_down_any below, row, pitch
    lw t0, COLUMNS_BACK(sp)
    lw t1, COLUMNS_END(sp)
    lw s4, COLUMNS_FILL(sp)
    add s1, s3, t0
    add s2, s1, \pitch
    add s3, s2, \pitch
    beq s3, t1, \below
\below\()_done:
\row:
    mv s5, s4
.endm
.macro couples_down_any_1 below, row, pitch
    couples_down_any \below, \row, \pitch
.endm
.macro couples_down_any_2 below, row, pitch
    couples_down_any \below, \row, \pitch
.endm
.macro couples_down_same_1 below, row, pitch
    lw t1, COLUMNS_END(sp)
    lw s4, COLUMNS_FILL(sp)
    sub s1, s2, \pitch
    beq s3, t1, \below
\below\()_done:
\row:
    mv s5, s4
.endm
.macro couples_down_same_2 below, row, pitch
    lw t0, COLUMNS_END(sp)
    lw s4, COLUMNS_FILL(sp)
    mv s1, s2
    mv s2, s3
    add s3, s3, \pitch
    beq s3, t0, \below
\below\()_done:
\row:
    mv s5, s4
.endm

# Bytes from row to row stand in tp where codes have no other limits than their eight bits, else in t2.
.macro couples_down edges, stride, low, below, row
    .if \low
    lw t2, COLUMNS_X_ROW(sp)
    couples_down_\edges\()_\stride \below, \row, t2
    .else
    couples_down_\edges\()_\stride \below, \row, tp
    .endif
.endm

.macro couples_kernel edges, any, stride, type, kind, dot, low
.globl layer_int8_couples_\edges\()_\stride\()_\type
.balign 16
layer_int8_couples_\edges\()_\stride\()_\type:
    columns_enter
    .if \any
    columns_keep LEFT
    columns_keep RIGHT
    columns_keep BACK
    .endif
    .if \low
    columns_keep LOW
    lw tp, DWC_HIGH(a0)
    .else
    lw tp, DWC_X_ROW(a0)
    .endif
    columns_begin .Lcarry\@
    lw s0, DWC_W(a0)
    mv t3, a5
    mv t4, a5
    columns_places .Lrows\@, .Lwindows\@, .Lmidst\@

.Lunit\@:
    columns_unit .Lshort\@
    sw s1, COLUMNS_FIRST(sp)
    sw s2, COLUMNS_FIRST + 4(sp)
    lw s0, DWC_W(a0)
    li a4, COUPLE_SIZE / 2
    addi t5, a5, 2
    sw s3, COLUMNS_FIRST + 8(sp)
    p.mac s0, a1, a4
    sw t5, COLUMNS_FIRST_Z(sp)
    lw t3, COLUMNS_COLUMNS(sp)
    li t4, COUPLE_EVEN
.Lrows\@:
    .irp number, 2, 3, 4, 5, 6, 7
    lw a\number, COUPLE_TAPS + 4 * \number - 8(s0)
    .endr
    lw s8, COUPLE_FACTOR(s0)
    lw s9, COUPLE_FACTOR + 4(s0)
    lw s10, COUPLE_SHIFT(s0)
    lw s11, COUPLE_SHIFT + 4(s0)
    lw a0, COLUMNS_ROWS(sp)
    lw ra, COUPLE_ADD(s0)
    lw gp, COUPLE_ADD + 4(s0)
    lw s4, COLUMNS_FILL(sp)
    mv s5, s4
    .balign 4
    .option push
    .option norvc
    lp.setup 1, a0, .Lrow\@
    couples_row_\stride \kind, \dot, \low, \any, .Lwindows\@, .Lmidst\@
    couples_down \edges, \stride, \low, .Lbelow\@, .Lrow\@
    .option pop
    andi a0, t4, 1
    bnez a0, .Lnext\@
    # The odd channels.
    addi s0, s0, COUPLE_SIZE
    lw s1, COLUMNS_FIRST(sp)
    lw s2, COLUMNS_FIRST + 4(sp)
    lw s3, COLUMNS_FIRST + 8(sp)
    lw t5, COLUMNS_FIRST_Z(sp)
    li t4, COUPLE_EVEN + COUPLE_ODD
    addi t5, t5, 1
    j .Lrows\@
.Lnext\@:
    columns_next .Lunit\@, .Lcarry\@
    columns_fill_below .Lbelow\@
    columns_fill_below .Lshort\@
.endm

# The kernels of an EDGES and STRIDE. `any` is 1 for any edges.
.macro couples_kernels edges, any, stride
.text
.option push
.option rvc
couples_kernel \edges, \any, \stride, u8, requantise_u8, pv.sdotusp.b, 0
couples_kernel \edges, \any, \stride, u8_small, requantise_u8_small, pv.sdotusp.b, 0
couples_kernel \edges, \any, \stride, u8_low, requantise, pv.sdotusp.b, 1
couples_kernel \edges, \any, \stride, u8_low_small, requantise_small, pv.sdotusp.b, 1
couples_kernel \edges, \any, \stride, s8, requantise_s8, pv.sdotsp.b, 0
couples_kernel \edges, \any, \stride, s8_small, requantise_s8_small, pv.sdotsp.b, 0
couples_kernel \edges, \any, \stride, s8_low, requantise, pv.sdotsp.b, 1
couples_kernel \edges, \any, \stride, s8_low_small, requantise_small, pv.sdotsp.b, 1
.option pop
.endm

.endif
