# Rows of windows of unsigned codes under 3 x 3 taps, read by words from a plane (planes.S).
#
# Three rows of windows go through a plane side by side: s1, s2, s3 = rows of the plane, t5 = Z, t6 = bytes from pixel to pixel of it;
# a2, a3, a4 = rows of taps, a5, a6, a7 = the same one window later; s7 = start, s8 to s10 = factor, shift, add, s11 = high - low; t4 =
# columns of the result.

.ifndef PLANE_WORDS
.equ PLANE_WORDS, 1

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

.endif
