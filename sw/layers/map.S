# Element by element: Z = function(A, B, THIRD), FP32 operations on widened operands, one rounding to the format of the tensors.
# Included by map-FORMAT.S and map-elementary-FORMAT.S.
#
# Tensors are ROWS rows of RUN elements. Each has its own distances in bytes, of rows and of elements; 0 repeats a row or an element.
# layer_map_FUNCTION_FORMAT is a function for a team: a0 = descriptor, a1 = number of the core, a2 = size of the team. The cores share
# rows, or when there are few of them the elements of each.

.ifndef MAP_SIZE

.equ MAP_A, 0
.equ MAP_B, 4
.equ MAP_THIRD, 8
.equ MAP_Z, 12
.equ MAP_ROWS, 16
.equ MAP_RUN, 20
.equ MAP_A_ROW, 24
.equ MAP_B_ROW, 28
.equ MAP_THIRD_ROW, 32
.equ MAP_Z_ROW, 36
.equ MAP_A_STEP, 40
.equ MAP_B_STEP, 44
.equ MAP_THIRD_STEP, 48
.equ MAP_Z_STEP, 52
.equ MAP_C, 56              # constants, FP32
.equ MAP_D, 60
.equ MAP_SIZE, 64

.include "layers/elementary.S"

# Two elements are worked on side by side: the registers of the first are f0 to f7, those of the second f10 to f17. A in 0, B in 1,
# THIRD in 2, the result in 3. f18, f19 = C, D; f20 = 0, f21 = 1.

# Both results z, where the integer conditions t0 and t1 are 0, become +0.
.macro both_where z
    neg t0, t0
    neg t1, t1
    fmv.x.w t2, f\z
    and t0, t0, t2
    fmv.x.w t2, f1\z
    fmv.w.x f\z, t0
    and t1, t1, t2
    fmv.w.x f1\z, t1
.endm

# Gets an operand of both elements: the second one is the next, or with `single` the same. `number` is the last digit of its register.
.macro map_get format, number, pointer, step, single
    get_\format f\number, 0, \pointer
    .if \single == 0
    add \pointer, \pointer, \step
    .endif
    get_\format f1\number, 0, \pointer
    .if \single == 0
    add \pointer, \pointer, \step
    .endif
.endm

.macro map_operands format, operands, single
    map_get \format, 0, a3, t3, \single
    .if \operands > 1
    map_get \format, 1, a4, t4, \single
    .endif
    .if \operands > 2
    map_get \format, 2, a5, t5, \single
    .endif
.endm

# `body` is a macro that works on both. With `packed` and all elements side by side, two FP16 elements are computed as
# one by the macro `packed` of result, a, b; it needs the lower of two halves where one is left. `words`, in its place, does the same
# in integer registers: the result takes the place of a.
.macro map_function name, format, operands, body, packed=, words=
    .balign 4
.globl layer_map_\name\()_\format
layer_map_\name\()_\format:
    addi sp, sp, -16
    sw s0, 12(sp)
    sw s1, 8(sp)
    sw s2, 4(sp)
    sw ra, 0(sp)
    la ra, elementary_numbers
    lw t3, MAP_A_STEP(a0)
    lw t4, MAP_B_STEP(a0)
    lw t5, MAP_THIRD_STEP(a0)
    lw t6, MAP_Z_STEP(a0)
    flw f18, MAP_C(a0)
    flw f19, MAP_D(a0)
    fmv.w.x f20, zero
    flw f21, NUMBER_ONE(ra)
    lw t1, MAP_ROWS(a0)
    lw s2, MAP_RUN(a0)
    slli t2, a2, 2
    li s0, 0                            # s0 = first element of the core, s2 = number of them, a1 = row, a2 = rows to the next
    bge t1, t2, 1f
    share_of s0, t1, s2, 2
    sub s2, t1, s0
    li a1, 0
    li a2, 1
    blez s2, .Ldone\@
1:  .Lrow\@:
    lw t0, MAP_ROWS(a0)
    bge a1, t0, .Ldone\@
    .irp operand, 3, 4, 5
    .if \operand - 2 <= \operands
    map_pointer a\operand, t\operand, \operand
    .endif
    .endr
    map_pointer a6, t6, 6
    .ifnb \packed
    .if \operands > 1
    xor t0, t3, t4
    bnez t0, .Lapart\@
    .endif
    xori t0, t3, 2
    xori t1, t6, 2
    or t0, t0, t1
    bnez t0, .Lapart\@
    srli t0, s2, 1
    beqz t0, .Llower\@
    .ifnb \words
    map_words \words
    .else
    map_packed_prologue
    map_packed_blocks \operands, \packed
    beqz t0, .Llower\@
    lp.setup 0, t0, .Lpacked_end\@
    flw f0, 0(a3)
    .if \operands > 1
    flw f1, 0(a4)
    addi a4, a4, 4
    .endif
    addi a3, a3, 4
    \packed f3, f0, f1
    addi a6, a6, 4
.Lpacked_end\@:
    fsw f3, -4(a6)
    .endif
.Llower\@:
    andi t0, s2, 1
    bnez t0, .Lsingle\@
    j .Lnext\@
.Lapart\@:
    .endif
    srli s1, s2, 1
    beqz s1, .Lodd\@
    lp.setup 0, s1, .Lpair_end\@
    map_operands \format, \operands, 0
    \body
    put_both_\format f3, f13, a6, t6
.Lpair_end\@:
    add a6, a6, t6
.Lodd\@:
    andi t0, s2, 1
    beqz t0, .Lnext\@
.Lsingle\@:
    map_operands \format, \operands, 1
    \body
    put_\format f3, 0, a6
.Lnext\@:
    add a1, a1, a2
    j .Lrow\@
.Ldone\@:
    lw s0, 12(sp)
    lw s1, 8(sp)
    lw s2, 4(sp)
    lw ra, 0(sp)
    addi sp, sp, 16
    ret
.endm

# The address of the core's first element in row a1; `which` 3 to 6 is A, B, THIRD, Z.
.macro map_pointer pointer, step, which
    lw \pointer, 4 * (\which - 3) + MAP_A(a0)
    lw t0, 4 * (\which - 3) + MAP_A_ROW(a0)
    p.mac \pointer, a1, t0
    p.mac \pointer, s0, \step
.endm

# f22, f23 = C and D as FP16 in both halves.
.macro map_packed_prologue
    vfcpka.h.s f22, f18, f18
    vfcpka.h.s f23, f19, f19
.endm

# Four words at a time; t0 = words, then those that are left.
.macro map_packed_blocks operands, packed
    srli t1, t0, 2
    andi t0, t0, 3
    beqz t1, .Lblocks\@
    lp.setup 0, t1, .Lblock\@
    .irp word, 0, 1, 2, 3
    flw f\word, 4 * \word(a3)
    .endr
    addi a3, a3, 16
    .if \operands > 1
    flw f4, 0(a4)
    flw f5, 4(a4)
    flw f6, 8(a4)
    flw f7, 12(a4)
    addi a4, a4, 16
    .endif
    \packed f8, f0, f4
    \packed f9, f1, f5
    \packed f10, f2, f6
    \packed f11, f3, f7
    fsw f8, 0(a6)
    fsw f9, 4(a6)
    fsw f10, 8(a6)
    fsw f11, 12(a6)
.Lblock\@:
    addi a6, a6, 16
.Lblocks\@:
.endm

# t0 = words of A and B. The constant of `words` is s1.
.macro map_words words
    \words\()_prologue
    lp.setup 0, t0, .Lword\@
    p.lw t2, 4(a4!)
    p.lw t1, 4(a3!)
    \words t1, t2
.Lword\@:
    p.sw t1, 4(a6!)
.endm

.endif
