# What depthwise kernels whose columns are turned in registers have in common (depthwise-couples.S, depthwise-quads.S): walking through
# quads of channels by BAND rows of the result, three rows of X under a row of windows.
#
# Any stride of rows; padding of one row or column on each side at most. Rows of padding are read from a row of codes that every core
# makes at the start. Usual edges, `same`: one stride for rows and columns; a column of padding on the left; windows one column apart
# have another one on the right, and those two apart none and an even number of columns.

.ifndef DWC_SIZE

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
.equ DWC_SIZE, 96

# Words on the stack.
.equ COLUMNS_DESCRIPTOR, 0
.equ COLUMNS_QUAD, 4
.equ COLUMNS_BAND, 8
.equ COLUMNS_TEAM, 12
.equ COLUMNS_ROWS, 16      # of the result in the unit
.equ COLUMNS_FIRST, 20     # its first pixels, of three rows of X
.equ COLUMNS_Z, 32
.equ COLUMNS_END, 36       # where the row behind the last one begins for the quad
.equ COLUMNS_FILL_ROW, 40
.equ COLUMNS_FILL, 44
.equ COLUMNS_LEFT, 48
.equ COLUMNS_RIGHT, 52
.equ COLUMNS_BACK, 56
.equ COLUMNS_X_ROW, 60
.equ COLUMNS_LOW, 64
.equ COLUMNS_COLUMNS, 68
.equ COLUMNS_STARTS, 72    # of four channels
.equ COLUMNS_SAVED, 88
.equ COLUMNS_FRAME, 160

.macro columns_registers access
    .irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    \access s\register, COLUMNS_SAVED + 4 * \register(sp)
    .endr
    \access ra, COLUMNS_SAVED + 48(sp)
    \access gp, COLUMNS_SAVED + 52(sp)
    \access tp, COLUMNS_SAVED + 56(sp)
.endm

# A word of the descriptor onto the stack.
.macro columns_keep word
    lw a3, DWC_\word(a0)
    sw a3, COLUMNS_\word(sp)
.endm

# a0 = descriptor, a1 = number of the core, a2 = size of the team. Leaves a0, a1, and t6 = bytes from pixel to pixel.
.macro columns_enter
    addi sp, sp, -COLUMNS_FRAME
    columns_registers sw
    sw a0, COLUMNS_DESCRIPTOR(sp)
    sw a2, COLUMNS_TEAM(sp)
    lw a5, DWC_FILL_ROW(a0)
    slli a4, a1, 2
    lw a2, DWC_WIDTH(a0)
    add a5, a5, a4
    lw a3, DWC_X_ROW(a0)
    sw a5, COLUMNS_FILL_ROW(sp)
    lw a4, DWC_FILL(a0)
    sw a3, COLUMNS_X_ROW(sp)
    lw t6, DWC_PIXEL(a0)
    sw a4, COLUMNS_FILL(sp)
    addi a2, a2, 1
    srli a2, a2, 1
    .balign 4
    lp.setup 0, a2, .Lfill\@
    p.sw a4, t6(a5!)
.Lfill\@:
    p.sw a4, t6(a5!)
.endm

# The unit of quad a1 and band a3. Leaves s1, s2, s3 = its first pixels in three rows of X, a5 = its place in Z, a1 = four times the quad.
# What needs a row of padding below goes to `below` and comes back to `\below\()_done`.
.macro columns_unit below
    lw a2, DWC_BAND(a0)
    lw a4, DWC_OUT_ROWS(a0)
    mul s0, a3, a2                      # first row of the result
    lw s1, DWC_X(a0)
    sub a4, a4, s0
    p.min a4, a4, a2
    lw a5, DWC_X_STEP(a0)
    sw a4, COLUMNS_ROWS(sp)
    lw a2, COLUMNS_X_ROW(sp)
    p.mac s1, s0, a5
    slli a1, a1, 2
    lw a4, DWC_BEGIN(a0)
    lw a3, DWC_END(a0)
    add s1, s1, a1
    add a3, a3, a1
    sw a3, COLUMNS_END(sp)
    add s2, s1, a2
    add s3, s2, a2
    bgeu s1, a4, .Lbegins\@
    lw s1, COLUMNS_FILL_ROW(sp)
.Lbegins\@:
    lw a5, DWC_Z(a0)
    lw a2, DWC_Z_ROW(a0)
    beq s3, a3, \below
\below\()_done:
    p.mac a5, s0, a2
    sw s1, COLUMNS_FIRST(sp)
    add a5, a5, a1
.endm

.macro columns_fill_below below
\below:
    lw s3, COLUMNS_FILL_ROW(sp)
    j \below\()_done
.endm

# The unit behind this one.
.macro columns_next
    lw a0, COLUMNS_DESCRIPTOR(sp)
    lw a1, COLUMNS_QUAD(sp)
    lw a2, COLUMNS_TEAM(sp)
    lw a3, COLUMNS_BAND(sp)
    add a1, a1, a2
.endm

# Goes on with the unit of quad a1 or those behind it, from band a3 on, or returns.
.macro columns_go unit
    lw a4, DWC_QUADS(a0)
    lw a5, DWC_BANDS(a0)
    blt a1, a4, .Lquad\@
.Lbands\@:
    sub a1, a1, a4
    addi a3, a3, 1
    bge a1, a4, .Lbands\@
.Lquad\@:
    sw a1, COLUMNS_QUAD(sp)
    sw a3, COLUMNS_BAND(sp)
    blt a3, a5, \unit
    columns_registers lw
    addi sp, sp, COLUMNS_FRAME
    ret
.endm

.endif
