# Rows of windows of couples of channels, and the way from row to row (couples.S).
#
# Of a couple: a2 to a7 = taps, s8, s9 = factors, s10, s11 = shifts, ra, gp = add; s0 = its record. tp = high - low or bytes
# from row to row, t4 = selectors, t5 = Z of the second channel, t6 = bytes from pixel to pixel, s1, s2, s3 = rows of X, t3 = COLUMNS; a0, a1 =
# sums. s4, s5 = the column on the left of the windows to come, and one column apart s6, s7 = the one behind it; before a row s4 = s5 = FILL.

.ifndef COUPLES_ROWS
.equ COUPLES_ROWS, 1

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

.endif
