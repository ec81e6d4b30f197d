# Products of codes, for a team: Z[m][k] = code of start[k] + sum over n of X[m][n] W[n][k]. Rows of X are pixels, or patches of an
# image that each core gathers four at a time into room of its own. Codes of Z are bytes, channels next to each other.
#
# The weights come in quads of channels: four descriptions of channels (layers/int8/requantise.S), then for every word of a row of
# X the weights of the four channels, a word each. A row whose length is no multiple of 4 has weights of 0 there; up to three bytes
# behind a row of X are read, seven where patches are gathered. Of the last quad LAST channels exist.
#
# A block is four pixels by four channels in 16 registers; pixels that are left are done one by one. SPLIT cores each share
# the quads of the same pixels; so many groups of cores share the groups of four pixels in turn.
#
# layer_int8_product_u8, layer_int8_product_s8: type of the codes of X. a0 = descriptor, a1 = number of the core, a2 = size of the team.

.ifndef INT8_SIZE
.include "layers/int8/requantise.S"
.include "layers/saved.S"

.equ INT8_X, 0             # address of the first pixel, or of the image's first row and column that are there
.equ INT8_W, 4
.equ INT8_Z, 8
.equ INT8_M, 12            # pixels
.equ INT8_WORDS, 16        # of a row of X, 1 at least
.equ INT8_QUADS, 20
.equ INT8_LAST, 24         # channels of the last quad
.equ INT8_X_ROW, 28        # bytes from pixel to pixel
.equ INT8_Z_ROW, 32
.equ INT8_LOW, 36          # in each byte of the word
.equ INT8_HIGH, 40         # high - low
.equ INT8_SPLIT, 44         # cores that share the quads, at most as many as there are
.equ INT8_PATCHES, 48      # room for four rows and PATCH_SLACK a core, 0: rows of X are used as they lie
.equ INT8_PATCH, 52        # bytes of a row in it
.equ INT8_COLUMNS, 56      # pixels of a row of Z
.equ INT8_TAP_ROWS, 60     # of the kernel
.equ INT8_TAP_COLUMNS, 64
.equ INT8_RUN, 68          # bytes of a pixel's channels that are read
.equ INT8_HEIGHT, 72       # rows and columns that are there
.equ INT8_WIDTH, 76
.equ INT8_START_ROW, 80    # row and column of the first tap of pixel 0
.equ INT8_START_COLUMN, 84
.equ INT8_STRIDE_ROW, 88   # pixels of the image from one of Z to the next
.equ INT8_STRIDE_COLUMN, 92
.equ INT8_STEP_ROW, 96     # pixels from tap to tap
.equ INT8_STEP_COLUMN, 100
.equ INT8_IMAGE_ROW, 104   # bytes from row to row of the image
.equ INT8_FILL, 108        # the code outside of the image, in each byte of the word
.equ INT8_TIMES, 112       # copies of a patch in a row, one behind the other
.equ INT8_SIZE, 116

.equ PATCH_SLACK, 8

# Words on the stack.
.equ P_GROUP, 0            # first pixel of the group
.equ P_GROUP_STEP, 4
.equ P_QUAD, 8             # first quad of the core
.equ P_QUAD_STEP, 12
.equ P_LEFT, 16            # quads of the core that are left
.equ P_RECORD, 20          # the quad at work
.equ P_RECORD_STEP, 24
.equ P_QUADS, 28           # quads of the core
.equ P_X0, 32              # rows of X at work
.equ P_X1, 36
.equ P_X2, 40
.equ P_X3, 44
.equ P_Z, 48               # the block's first code
.equ P_WORDS, 52
.equ P_Z_STEP, 56          # bytes from a quad of the core to its next
.equ P_DESCRIPTOR, 60
.equ P_PATCH, 64           # room of the core
.equ P_PIXELS, 68          # of the group that are left
.equ P_RUN, 72             # bytes of a row of taps
.equ P_WHOLE, 76           # 1: taps of a row follow each other
.equ P_Z_ROW, 80
.equ P_HIGH, 84
.equ P_LOW, 88
.equ P_LAST, 92            # 1 where the last quad of the core has fewer than four channels, else 0
.equ P_RETURN, 96
.equ P_SAVED, 100
.equ P_FOUR, 152           # functions for four pixels and for one
.equ P_ONE, 156
.equ P_SOME, 160           # channels of the last quad
.equ P_FRAME, 176

.macro product_registers access
    \access ra, P_SAVED(sp)
    saved_registers \access, P_SAVED + 4
.endm

.include "layers/int8/product-block.S"
.include "layers/int8/product-gather.S"

.macro product_kernel type, dot
.globl layer_int8_product_\type
layer_int8_product_\type:
    la t0, product_four_\type
    la t1, product_one_\type
    j product_walk
.balign 4
product_four_\type:
    product_quads \type, 4, \dot
.balign 4
product_one_\type:
    product_quads \type, 1, \dot
.endm

.text
.option push
.option norvc
.balign 4
product_kernel u8, pv.sdotusp.b
product_kernel s8, pv.sdotsp.b

# t0, t1 = functions for four pixels and for one.
product_walk:
    addi sp, sp, -P_FRAME
    product_registers sw
    mv s10, t0
    mv s11, t1
    sw a0, P_DESCRIPTOR(sp)
    lw t0, INT8_WORDS(a0)
    lw t1, INT8_Z_ROW(a0)
    lw t2, INT8_HIGH(a0)
    lw t3, INT8_LOW(a0)
    sw t0, P_WORDS(sp)
    sw t1, P_Z_ROW(sp)
    sw t2, P_HIGH(sp)
    sw t3, P_LOW(sp)
    slli t0, t0, 4
    addi t0, t0, 4 * CHANNEL_SIZE       # bytes of a quad
    lw s7, INT8_SPLIT(a0)
    lw t5, INT8_QUADS(a0)
    divu t4, a2, s7                     # cores along the pixels
    divu t6, a1, t4                     # the core's first quad
    remu s4, a1, t4
    slli s4, s4, 2                      # and its first pixel
    slli t4, t4, 2
    li s8, 0
    bge t6, s7, 2f                      # a core that is left over has nothing to do
    sub s8, t5, t6
    add s8, s8, s7
    addi s8, s8, -1
    divu s8, s8, s7
2:  sw t4, P_GROUP_STEP(sp)
    sw t6, P_QUAD(sp)
    sw s7, P_QUAD_STEP(sp)
    sw s8, P_QUADS(sp)
    mul t1, t0, s7
    sw t1, P_RECORD_STEP(sp)
    slli t1, s7, 2
    sw t1, P_Z_STEP(sp)
    # The core that has the last quad has it last.
    lw t2, INT8_LAST(a0)
    addi t1, s8, -1
    p.mac t6, t1, s7
    addi t5, t5, -1
    sw t2, P_SOME(sp)
    sub t1, t6, t5
    seqz t1, t1
    slti t2, t2, 4
    and t1, t1, t2
    sw t1, P_LAST(sp)
    # s4 = first pixel of the group.
    lw t1, INT8_PATCHES(a0)
    lw t2, INT8_PATCH(a0)
    slli t3, t2, 2
    addi t3, t3, PATCH_SLACK
    p.mac t1, a1, t3
    sw t1, P_PATCH(sp)
    lw t1, INT8_TAP_COLUMNS(a0)
    lw t2, INT8_RUN(a0)
    lw t3, INT8_STEP_COLUMN(a0)
    lw t4, INT8_X_ROW(a0)
    mul t1, t1, t2
    sw t1, P_RUN(sp)
    addi t3, t3, -1                     # taps follow each other where they are pixels next to each other, read whole
    sub t4, t4, t2
    or t3, t3, t4
    seqz t3, t3
    sw t3, P_WHOLE(sp)
    sw s10, P_FOUR(sp)
    sw s11, P_ONE(sp)
    bnez s8, .Lgroup
    j .Lproduct_done
.Lgroup:
    lw a0, P_DESCRIPTOR(sp)
    lw t0, INT8_M(a0)
    bge s4, t0, .Lproduct_done
    sw s4, P_GROUP(sp)
    sub t0, t0, s4
    li t1, 4
    p.min t0, t0, t1
    sw t0, P_PIXELS(sp)
    lw t1, INT8_PATCHES(a0)
    bnez t1, .Lgather
    lw t1, INT8_X(a0)
    lw t2, INT8_X_ROW(a0)
    p.mac t1, s4, t2
    j .Lrows
.Lgather:
    call product_gather
    lw a0, P_DESCRIPTOR(sp)
    lw t1, P_PATCH(sp)
    lw t2, INT8_PATCH(a0)
.Lrows:                                 # t1 = first row, t2 = bytes from row to row
    sw t1, P_X0(sp)
    add t1, t1, t2
    sw t1, P_X1(sp)
    add t1, t1, t2
    sw t1, P_X2(sp)
    add t1, t1, t2
    sw t1, P_X3(sp)
    lw s4, P_GROUP(sp)
.Lpixels:                               # s4 = first pixel of the block
    lw a0, P_DESCRIPTOR(sp)
    lw t0, P_QUAD(sp)
    lw t1, INT8_Z(a0)
    lw t2, P_Z_ROW(sp)
    lw t3, INT8_W(a0)
    lw t4, P_WORDS(sp)
    p.mac t1, s4, t2
    slli t5, t0, 2
    add t1, t1, t5
    slli t4, t4, 4
    addi t4, t4, 4 * CHANNEL_SIZE
    p.mac t3, t0, t4
    sw t1, P_Z(sp)
    sw t3, P_RECORD(sp)
    lw t0, P_PIXELS(sp)
    li t1, 4
    bne t0, t1, .Lsingle
    la t0, .Lgrouped
    sw t0, P_RETURN(sp)
    lw t1, P_FOUR(sp)
    jr t1
.Lsingle:
    la t0, .Lsingled
    sw t0, P_RETURN(sp)
    sw s4, P_GROUP(sp)
    lw t1, P_ONE(sp)
    jr t1
.Lsingled:
    lw t0, P_X1(sp)
    lw t1, P_X2(sp)
    lw t2, P_PIXELS(sp)
    lw s4, P_GROUP(sp)
    sw t0, P_X0(sp)
    sw t1, P_X1(sp)
    addi t2, t2, -1
    addi s4, s4, 1
    sw t2, P_PIXELS(sp)
    sw s4, P_GROUP(sp)
    bnez t2, .Lpixels
    j .Lproduct_done                    # no group is behind one that is not whole
.Lgrouped:
    lw s4, P_GROUP(sp)
    lw t0, P_GROUP_STEP(sp)
    add s4, s4, t0
    j .Lgroup
.Lproduct_done:
    product_registers lw
    addi sp, sp, P_FRAME
    ret

product_gather
.option pop

.endif
