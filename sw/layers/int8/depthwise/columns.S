# What depthwise kernels whose columns are turned in registers have in common (couples.S, quads.S): walking through
# quads of channels by BAND rows of the result, three rows of X under a row of windows.
#
# Code that no cache has costs a core about 15 clocks a line, and a team that walks through it side by side waits for each line together.
# So the cores begin at four places of the kernel: a fourth of them at its first unit, the others with a row of padding whose codes go
# nowhere, at the unit's taps, at its windows and in their midst, from where they come to their first units through code that the others have brought.
#
# Any stride of rows; padding of one row or column on each side at most. Rows of padding are read from a row of codes that every core
# makes at the start. Usual edges, `same`: one stride for rows and columns; a column of padding on the left; windows one column apart
# have another one on the right, and those two apart none and an even number of columns.

.ifndef DWC_SIZE
.include "layers/saved.S"

.equ DWC_X, 0              # pixel under the first window's first row, which may be a row of padding
.equ DWC_W, 4
.equ DWC_Z, 8
.equ DWC_QUADS, 12
.equ DWC_BEGIN, 16         # first pixel that is there, and the row behind the last that is
.equ DWC_END, 20
.equ DWC_WIDTH, 24
.equ DWC_OUT_ROWS, 28
.equ DWC_X_ROW, 32         # bytes from row to row
.equ DWC_X_STEP, 36        # bytes from under a row of windows to under the next
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
.equ DWC_FACTOR, 88        # of all channels, where one is (layers/int8/requantise.S)
.equ DWC_SHIFT, 92
.equ DWC_ADD, 96
.equ DWC_PLACES, 100       # 12: cores begin at four places of the kernel; 0: all at the first
.equ DWC_SIZE, 104

# Words on the stack.
.equ COLUMNS_QUAD, 0       # four times the quad, like all that counts quads here
.equ COLUMNS_TEAM, 4
.equ COLUMNS_QUADS, 8
.equ COLUMNS_BAND, 12
.equ COLUMNS_DESCRIPTOR, 16
.equ COLUMNS_ROWS, 20      # of the result in a unit of the band
.equ COLUMNS_X, 24         # pixels of the first quad under the band, and its first code
.equ COLUMNS_Z, 28
.equ COLUMNS_COLUMNS, 32
.equ COLUMNS_X_ROW, 36
.equ COLUMNS_FILL_ROW, 40
.equ COLUMNS_FILL, 44
.equ COLUMNS_END, 48       # where the row behind the last one begins for the quad
.equ COLUMNS_FIRST, 52     # first pixels of a unit, of three rows of X
.equ COLUMNS_FIRST_Z, 64
.equ COLUMNS_LEFT, 68
.equ COLUMNS_RIGHT, 72
.equ COLUMNS_BACK, 76
.equ COLUMNS_LOW, 80
.equ COLUMNS_STARTS, 84    # of four channels
.equ COLUMNS_ADD, 100
.equ COLUMNS_ODD, 104      # QUAD_ODD
.equ COLUMNS_NOWHERE, 108  # where codes of padding go
.equ COLUMNS_SAVED, 116
.equ COLUMNS_FRAME, 176

.macro columns_registers access
    saved_registers \access, COLUMNS_SAVED
    \access ra, COLUMNS_SAVED + 48(sp)
    \access gp, COLUMNS_SAVED + 52(sp)
    \access tp, COLUMNS_SAVED + 56(sp)
.endm

# A word of the descriptor onto the stack. Changes s0.
.macro columns_keep word
    lw s0, DWC_\word(a0)
    sw s0, COLUMNS_\word(sp)
.endm

# a0 = descriptor, a1 = number of the core, a2 = size of the team. Leaves a0, s1 = its row of padding, t6 = bytes from pixel to pixel, and for
# columns_begin a1, a3, a4, a5. The first unit is behind the last one of band -1.
.macro columns_enter
    addi sp, sp, -COLUMNS_FRAME
    columns_registers sw
    lw a4, DWC_QUADS(a0)
    slli a1, a1, 2
    slli a2, a2, 2
    slli a4, a4, 2
    sw a0, COLUMNS_DESCRIPTOR(sp)
    add a5, a1, a4
    sw a2, COLUMNS_TEAM(sp)
    li a3, -1
    sub a2, a5, a2
    sw a4, COLUMNS_QUADS(sp)
    sw a3, COLUMNS_BAND(sp)
    sw a2, COLUMNS_QUAD(sp)
    lw s1, DWC_FILL_ROW(a0)
    lw a2, DWC_WIDTH(a0)
    lw s0, DWC_FILL(a0)
    add s1, s1, a1
    lw t6, DWC_PIXEL(a0)
    sw s1, COLUMNS_FILL_ROW(sp)
    sw s0, COLUMNS_FILL(sp)
    addi a2, a2, 1
    srli a2, a2, 1
    mv s2, s1
    .balign 4
    lp.setup 0, a2, .Lfill\@
    p.sw s0, t6(s2!)
.Lfill\@:
    p.sw s0, t6(s2!)
    lw s0, DWC_X_ROW(a0)
    sw s0, COLUMNS_X_ROW(sp)
.endm

# Cores begin at the first unit; behind it, with a row of padding whose codes go nowhere, those that columns_places sends elsewhere. These
# have s1, s2, s3, t5, t6 = 0, a5 = 1 = COLUMNS_ROWS, and a2 for columns_places.
.macro columns_begin carry
    lw a2, DWC_PLACES(a0)
    and a2, a2, a1
    mv a1, a5
    beqz a2, \carry
    mv s2, s1
    mv s3, s1
    addi t5, sp, COLUMNS_NOWHERE + 4
    li t6, 0
    li a5, 1
    sw a5, COLUMNS_ROWS(sp)
.endm

# To the taps of a unit, its windows, or their midst.
.macro columns_places taps, windows, midst
    addi a2, a2, -4
    beqz a2, \taps
    addi a2, a2, -4
    beqz a2, \windows
    j \midst
.endm

# The unit behind this one, or the end; `carry` begins behind the last one of a band. Goes to `unit` with a1 = four times the quad, t6 = bytes from pixel to pixel.
.macro columns_next unit, carry
    lw a1, COLUMNS_QUAD(sp)
    lw a2, COLUMNS_TEAM(sp)
    lw a4, COLUMNS_QUADS(sp)
    add a1, a1, a2
    blt a1, a4, \unit
    lw a0, COLUMNS_DESCRIPTOR(sp)
    lw a3, COLUMNS_BAND(sp)
\carry:
    sub a1, a1, a4
    addi a3, a3, 1
    bge a1, a4, \carry
    lw a5, DWC_BANDS(a0)
    lw a2, DWC_BAND(a0)
    bge a3, a5, .Lend\@
    sw a3, COLUMNS_BAND(sp)
    lw a4, DWC_OUT_ROWS(a0)
    mul a3, a3, a2                      # first row of the result
    lw a5, DWC_COLUMNS(a0)
    sub a4, a4, a3
    p.min a4, a4, a2
    lw t6, DWC_PIXEL(a0)
    sw a5, COLUMNS_COLUMNS(sp)
    sw a4, COLUMNS_ROWS(sp)
    lw a2, DWC_X_STEP(a0)
    lw a4, DWC_X(a0)
    lw a5, DWC_Z_ROW(a0)
    p.mac a4, a3, a2
    lw a2, DWC_Z(a0)
    sw a4, COLUMNS_X(sp)
    p.mac a2, a3, a5
    sw a2, COLUMNS_Z(sp)
    j \unit
.Lend\@:
    columns_registers lw
    addi sp, sp, COLUMNS_FRAME
    ret
.endm

# The unit of a1 = four times its quad. Leaves a0, a1, s1, s2, s3 = its first pixels in three rows of X, a5 = its place in Z. What needs a
# row of padding below goes to `below` and comes back to `\below\()_done`.
.macro columns_unit below
    sw a1, COLUMNS_QUAD(sp)
    lw s1, COLUMNS_X(sp)
    lw a0, COLUMNS_DESCRIPTOR(sp)
    lw a2, COLUMNS_X_ROW(sp)
    add s1, s1, a1
    lw a3, DWC_END(a0)
    lw a4, DWC_BEGIN(a0)
    add s2, s1, a2
    add a3, a3, a1
    sw a3, COLUMNS_END(sp)
    add s3, s2, a2
    lw a5, COLUMNS_Z(sp)
    bgeu s1, a4, .Lbegins\@
    lw s1, COLUMNS_FILL_ROW(sp)
.Lbegins\@:
    add a5, a5, a1
    beq s3, a3, \below
\below\()_done:
.endm

.macro columns_fill_below below
\below:
    lw s3, COLUMNS_FILL_ROW(sp)
    j \below\()_done
.endm

.endif
