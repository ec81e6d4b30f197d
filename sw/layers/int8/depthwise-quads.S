# Depthwise convolutions of 3 x 3 with windows two columns apart and usual edges, codes in HWC, all four channels of a quad at a time, for
# layers with one multiplier, no offset and codes from 0 to 255: what depthwise-couples.S does with half the loads and stores.
#
# The middle column's first two pixels are packed, two channels a word, whose taps leave out one channel; its third pixel stands
# beside the last column's three, one channel a word, which are the next window's first column.
#
# Of a quad: taps, a word a channel, of the first column, the middle one, and the last one with the middle one's third tap, then what the
# four sums start at (train/int8/plan/pack-columns.ts).
#
# layer_int8_quads_2_u8, and u8_small for shifts up to 20. a0 = descriptor, a1 = number of the core, a2 = size of the team.

.ifndef QUAD_SIZE
.include "layers/int8/depthwise-columns.S"

.equ QUAD_TAPS, 0
.equ QUAD_START, 48
.equ QUAD_SIZE, 64

# Selectors of the even and the odd bytes of two words.
.equ QUAD_EVEN, 0x06040200
.equ QUAD_ODD, 0x07050301

# a2 to a5 = taps of the first column, a6, a7, s8, s9 of the middle one, s10, s11, ra, gp of the last one; s0 = factor, t3 = shift, t4, tp =
# selectors, t5 = Z, t6 = bytes from pixel to pixel, s1, s2, s3 = rows of X. s5, t2, s7, s6 = the column on the left of the window to come;
# a0, a1, t0, t1 = sums.
.macro quads_window small, end
    p.lw s4, t6(s1!)
    lw a0, COLUMNS_STARTS(sp)
    lw a1, COLUMNS_STARTS + 4(sp)
    lw t0, COLUMNS_STARTS + 8(sp)
    lw t1, COLUMNS_STARTS + 12(sp)
    pv.sdotusp.b a0, s5, a2
    p.lw s5, t6(s2!)
    pv.sdotusp.b a1, t2, a3
    pv.sdotusp.b t0, s7, a4
    pv.sdotusp.b t1, s6, a5
    pv.pack t2, s5, s4
    pv.pack.h s4, s5, s4
    p.lw s5, t6(s3!)
    p.lw s6, t6(s1!)
    p.lw s7, t6(s2!)
    pv.sdotusp.b a0, t2, a6
    pv.sdotusp.b a1, t2, a7
    pv.sdotusp.b t0, s4, s8
    pv.sdotusp.b t1, s4, s9
    p.lw s4, t6(s3!)
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
    pv.sdotusp.b a0, s5, s10
    pv.sdotusp.b a1, t2, s11
    pv.sdotusp.b t0, s7, ra
    pv.sdotusp.b t1, s6, gp
    .irp sum, a0, a1, t0, t1
    .if \small
    p.clip s4, \sum, 16
    p.muls s4, s4, s0
    .else
    p.muluN s4, \sum, s0, 16
    p.machhs s4, \sum, s0
    .endif
    p.addRNr s4, zero, t3
    p.clipu \sum, s4, 9
    .endr
    pv.packlo.b a0, a1, a0
    pv.packhi.b a0, t1, t0
\end:
    p.sw a0, t6(t5!)
.endm

.macro quads_kernel type, small
.globl layer_int8_quads_2_\type
.balign 16
layer_int8_quads_2_\type:
    columns_enter
    columns_keep COLUMNS
    li a3, 0
    j .Lquad_units\@

.Lquad_unit\@:
    columns_unit .Lquad_short\@
    lw s1, DWC_W(a0)
    slli a1, a1, 4
    lw s0, DWC_FACTOR(a0)
    add s1, s1, a1
    lw t3, DWC_SHIFT(a0)
    mv t5, a5
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
    li t4, QUAD_EVEN
    li tp, QUAD_ODD
    lw a0, COLUMNS_ROWS(sp)
    lw s5, COLUMNS_FILL(sp)
    .balign 4
    .option push
    .option norvc
    lp.setup 1, a0, .Lquad_row\@
    lw s4, COLUMNS_COLUMNS(sp)
    mv t2, s5
    mv s6, s5
    mv s7, s5
    lp.setup 0, s4, .Lquad_window\@
    quads_window \small, .Lquad_window\@
    lw s4, COLUMNS_X_ROW(sp)
    lw s6, COLUMNS_END(sp)
    lw s5, COLUMNS_FILL(sp)
    mv s1, s2
    add s3, s2, s4
    add s3, s3, s4
    beq s3, s6, .Lquad_below\@
.Lquad_below\@_done:
.Lquad_row\@:
    add s2, s2, s4
    .option pop
    columns_next
.Lquad_units\@:
    columns_go .Lquad_unit\@
    columns_fill_below .Lquad_below\@
    columns_fill_below .Lquad_short\@
.endm

.text
.option push
.option rvc
quads_kernel u8, 0
quads_kernel u8_small, 1
.option pop

.endif
