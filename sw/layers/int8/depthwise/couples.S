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
.include "layers/int8/depthwise/columns.S"
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

.include "layers/int8/depthwise/couples-rows.S"

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
