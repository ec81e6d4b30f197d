# Conversions between FP8 and the wider formats, with a factor as layers/flat.S has it; and FP8 results of products back in a wider format:
#
#   layer_rescale_FROM_TO   z = fma(x, inverse, start), inverse = product of the two numbers at SCALES: start is the bias of the element's
#                           column, Z itself, or +0
#
# Functions for a team: a0 = descriptor (FLAT, or RESCALE), a1 = number of the core, a2 = size of the team.

.ifndef RESCALE_SIZE

.equ RESCALE_X, 0
.equ RESCALE_Z, 4
.equ RESCALE_COUNT, 8           # elements
.equ RESCALE_FIRST_SCALE, 12    # addresses of FP32 numbers
.equ RESCALE_SECOND_SCALE, 16
.equ RESCALE_BIAS, 20           # 0: none; FP32 numbers
.equ RESCALE_COLUMNS, 24        # element i has the bias i / INNER modulo COLUMNS, counted from FIRST on
.equ RESCALE_INNER, 28
.equ RESCALE_FIRST, 32          # number of the first element, when X is a part of a tensor
.equ RESCALE_ACCUMULATE, 36     # 1: without a bias Z goes on
.equ RESCALE_SIZE, 40

.include "layers/flat.S"
.include "layers/fp8.S"
.include "layers/fp8-words.S"

.macro cast_fp8 from, from_log, to, to_log
    .balign 4
.globl layer_cast_\from\()_\to
layer_cast_\from\()_\to:
    flat_share \from_log, 0, \to_log, 4
    blez t1, 2f
    lw t2, FLAT_FACTOR(a0)
    lui t3, 0x3f800
    beqz t2, 1f
    lw t3, 0(t2)
    j 3f
1:
    .ifc \from, fp16
    by_words \from, \from_log, \to, \to_log
    .endif
    .ifc \to, fp16
    by_words \from, \from_log, \to, \to_log
    .endif
    blez t1, 2f
    lui t3, 0x3f800
3:  fmv.w.x f2, t3
    fp8_constants
    lp.setup 0, t1, .Lcast\@
    get_\from f0, 0, a3
    addi a3, a3, BYTES_\from
    fmul.s f0, f0, f2
    put_\to f0, 0, a5
.Lcast\@:
    addi a5, a5, BYTES_\to
2:  ret
.endm

.macro rescale from, from_log, to, to_log
    .balign 4
.globl layer_rescale_\from\()_\to
layer_rescale_\from\()_\to:
    fp8_constants
    lw t4, RESCALE_COUNT(a0)
    share_of t1, t2, t4, 2
    lw a3, RESCALE_X(a0)
    lw a5, RESCALE_Z(a0)
    lw t0, RESCALE_FIRST_SCALE(a0)
    lw t3, RESCALE_SECOND_SCALE(a0)
    flw f2, 0(t0)
    flw f3, 0(t3)
    fmul.s f2, f2, f3
    sub t2, t2, t1
    slli t0, t1, \from_log
    add a3, a3, t0
    slli t0, t1, \to_log
    add a5, a5, t0
    blez t2, .Lended\@
    lw a4, RESCALE_BIAS(a0)
    bnez a4, .Lbias\@
    lw t3, RESCALE_ACCUMULATE(a0)
    fmv.w.x f1, zero
    bnez t3, .Lonto\@
    lp.setup 0, t2, .Lplain\@
    get_\from f0, 0, a3
    addi a3, a3, BYTES_\from
    fmadd.s f0, f0, f2, f1
    put_\to f0, 0, a5
.Lplain\@:
    addi a5, a5, BYTES_\to
    ret
.Lonto\@:
    lp.setup 0, t2, .Laccumulate\@
    get_\from f0, 0, a3
    get_\to f1, 0, a5
    addi a3, a3, BYTES_\from
    fmadd.s f0, f0, f2, f1
    put_\to f0, 0, a5
.Laccumulate\@:
    addi a5, a5, BYTES_\to
    ret
.Lbias\@:
    # t0 = elements that are left of the column's run, t1 = column.
    lw t0, RESCALE_FIRST(a0)
    lw a2, RESCALE_INNER(a0)
    lw a1, RESCALE_COLUMNS(a0)
    add t1, t1, t0
    divu t3, t1, a2
    mul t0, t3, a2
    sub t0, t1, t0
    sub t0, a2, t0
    remu t1, t3, a1
.Lcolumn\@:
    slli t3, t1, 2
    add t3, t3, a4
    flw f1, 0(t3)
    p.min t0, t0, t2
    sub t2, t2, t0
    lp.setup 0, t0, .Lrun\@
    get_\from f0, 0, a3
    addi a3, a3, BYTES_\from
    fmadd.s f0, f0, f2, f1
    put_\to f0, 0, a5
.Lrun\@:
    addi a5, a5, BYTES_\to
    mv t0, a2
    addi t1, t1, 1
    blt t1, a1, .Lsame\@
    li t1, 0
.Lsame\@:
    bnez t2, .Lcolumn\@
.Lended\@:
    ret
.endm

.text
.option push
.option norvc
.irp small, fp8, fp8alt
cast_fp8 fp32, 2, \small, 0
cast_fp8 fp16, 1, \small, 0
cast_fp8 \small, 0, fp32, 2
cast_fp8 \small, 0, fp16, 1
rescale \small, 0, fp32, 2
rescale \small, 0, fp16, 1
.endr
.option pop

.endif
