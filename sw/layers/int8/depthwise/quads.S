# Depthwise convolutions of 3 x 3 with windows two columns apart and usual edges, codes in HWC, all four channels of a quad at a time, for
# layers with one multiplier and codes that are only limited by their eight bits: what couples.S does with half the loads and stores.
#
# The middle column's first two pixels are packed, two channels a word, whose taps leave out one channel; its third pixel stands
# beside the last column's three, one channel a word, which are the next window's first column.
#
# Of a quad: taps, a word a channel, of the first column, the middle one, and the last one with the middle one's third tap, then what the
# four sums start at (train/int8/plan/pack-columns.ts).
#
# layer_int8_quads_2_TYPE: TYPE u8, u8_add where zero is not 0, or s8, with _small behind it for shifts up to 20. a0 = descriptor, a1 = number of the core, a2 = size of the team.

.ifndef QUAD_SIZE
.include "layers/int8/depthwise/columns.S"
.include "layers/int8/requantise.S"

.equ QUAD_TAPS, 0
.equ QUAD_START, 48
.equ QUAD_SIZE, 64

# Selectors of the even and the odd bytes of two words.
.equ QUAD_EVEN, 0x06040200
.equ QUAD_ODD, 0x07050301

# a2 to a5 = taps of the first column, a6, a7, s8, s9 of the middle one, s10, s11, ra, gp of the last one; s0 = factor, t3 = shift, t4, tp =
# selectors, or tp = zero, shifted, t5 = Z, t6 = bytes from pixel to pixel, s1, s2, s3 = rows of X. s5, t2, s7, s6 = the column on the left of the window to come;
# a0, a1, t0, t1 = sums.
.macro quads_window scaled, dot, limit, bits, add, midst, end
    p.lw s4, t6(s1!)
    lw a0, COLUMNS_STARTS(sp)
    lw a1, COLUMNS_STARTS + 4(sp)
    lw t0, COLUMNS_STARTS + 8(sp)
    lw t1, COLUMNS_STARTS + 12(sp)
    \dot a0, s5, a2
    p.lw s5, t6(s2!)
    \dot a1, t2, a3
    \dot t0, s7, a4
    \dot t1, s6, a5
    pv.pack t2, s5, s4
    pv.pack.h s4, s5, s4
    p.lw s5, t6(s3!)
    p.lw s6, t6(s1!)
    p.lw s7, t6(s2!)
    \dot a0, t2, a6
    \dot a1, t2, a7
    \dot t0, s4, s8
    \dot t1, s4, s9
    p.lw s4, t6(s3!)
\midst:
    pv.pack t2, s7, s6
    pv.pack.h s6, s7, s6
    pv.pack s7, s5, s4
    pv.pack.h s4, s5, s4
    mv s5, t2
    pv.shuffle2.b s5, s7, t4
    pv.shuffle2.b t2, s7, tp
    mv s7, s6
    pv.shuffle2.b s7, s4, t4
    pv.shuffle2.b s6, s4, tp
    \dot a0, s5, s10
    \dot a1, t2, s11
    \dot t0, s7, ra
    \dot t1, s6, gp
    .if \add
    lw tp, COLUMNS_ADD(sp)
    .endif
    .irp sum, a0, a1, t0, t1
    \scaled s4, \sum, s0
    .if \add
    p.addRNr s4, tp, t3
    .else
    p.addRNr s4, zero, t3
    .endif
    \limit \sum, s4, \bits
    .endr
    .if \add
    lw tp, COLUMNS_ODD(sp)
    .endif
    pv.packlo.b a0, a1, a0
    pv.packhi.b a0, t1, t0
\end:
    p.sw a0, t6(t5!)
.endm

.macro quads_kernel type, scaled, dot, limit, bits, add
.globl layer_int8_quads_2_\type
.balign 16
layer_int8_quads_2_\type:
    columns_enter
    .if \add
    columns_keep ADD
    .endif
    lw s0, DWC_FACTOR(a0)
    lw t3, DWC_SHIFT(a0)
    li t4, QUAD_EVEN
    li tp, QUAD_ODD
    .if \add
    sw tp, COLUMNS_ODD(sp)
    .endif
    columns_begin .Lcarry\@
    sw a5, COLUMNS_COLUMNS(sp)
    sw s1, COLUMNS_FIRST(sp)
    lw s1, DWC_W(a0)
    columns_places .Ltaps\@, .Lwindows\@, .Lmidst\@

.Lunit\@:
    columns_unit .Lshort\@
    sw s1, COLUMNS_FIRST(sp)
    lw s1, DWC_W(a0)
    slli a1, a1, 4
    mv t5, a5
    add s1, s1, a1
.Ltaps\@:
    .irp number, 0, 1, 2, 3
    lw a4, QUAD_START + 4 * \number(s1)
    sw a4, COLUMNS_STARTS + 4 * \number(sp)
    .endr
    .irp number, 2, 3, 4, 5, 6, 7
    lw a\number, QUAD_TAPS + 4 * \number - 8(s1)
    .endr
    lw s8, QUAD_TAPS + 24(s1)
    lw s9, QUAD_TAPS + 28(s1)
    lw s10, QUAD_TAPS + 32(s1)
    lw s11, QUAD_TAPS + 36(s1)
    lw ra, QUAD_TAPS + 40(s1)
    lw gp, QUAD_TAPS + 44(s1)
    lw s1, COLUMNS_FIRST(sp)
    lw a0, COLUMNS_ROWS(sp)
    lw s5, COLUMNS_FILL(sp)
    mv s6, s5
    .balign 4
    .option push
    .option norvc
    lp.setup 1, a0, .Lrow\@
    lw s4, COLUMNS_COLUMNS(sp)
    mv t2, s5
    mv s7, s5
    lp.setup 0, s4, .Lwindow\@
.Lwindows\@:
    quads_window \scaled, \dot, \limit, \bits, \add, .Lmidst\@, .Lwindow\@
    lw s4, COLUMNS_X_ROW(sp)
    lw s6, COLUMNS_END(sp)
    lw s5, COLUMNS_FILL(sp)
    mv s1, s2
    mv s2, s3
    add s3, s3, s4
    beq s3, s6, .Lbelow\@
.Lbelow\@_done:
.Lrow\@:
    mv s6, s5
    .option pop
    columns_next .Lunit\@, .Lcarry\@
    columns_fill_below .Lbelow\@
    columns_fill_below .Lshort\@
.endm

.text
.option push
.option rvc
quads_kernel u8, scaled, pv.sdotusp.b, p.clipu, 9, 0
quads_kernel u8_small, scaled_small, pv.sdotusp.b, p.clipu, 9, 0
quads_kernel u8_add, scaled, pv.sdotusp.b, p.clipu, 9, 1
quads_kernel u8_add_small, scaled_small, pv.sdotusp.b, p.clipu, 9, 1
quads_kernel s8, scaled, pv.sdotsp.b, p.clip, 8, 1
quads_kernel s8_small, scaled_small, pv.sdotsp.b, p.clip, 8, 1
.option pop

.endif
