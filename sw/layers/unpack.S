# Packed codes as numbers: element i = code i times C (FP32), rounded to the format once. Code i stands in bits [i Q, (i + 1) Q) of the
# bytes at X, the lowest bit of each byte first; eight codes take Q bytes, which is what a core works on at a time.
#
#   layer_unpack_Q_FORMAT
#
# Functions for a team: a0 = descriptor (FLAT), a1 = number of the core, a2 = size of the team.

.ifndef LAYER_UNPACK
.equ LAYER_UNPACK, 1

.include "layers/flat.S"
.include "layers/fp8.S"

.macro unpack_one bits, to, place
    .if ((\place) & 7) + \bits > 8
    lhu t5, ((\place) >> 3)(a3)
    .else
    lbu t5, ((\place) >> 3)(a3)
    .endif
    .if \bits < 8
    p.extractu t5, t5, \bits - 1, (\place) & 7
    .endif
    fcvt.s.wu f0, t5
    fmul.s f0, f0, f2
.endm

.macro unpack bits, to, to_log
    .balign 4
.globl layer_unpack_\bits\()_\to
layer_unpack_\bits\()_\to:
    lw t4, FLAT_COUNT(a0)
    share_of t1, t2, t4, 8
    lw a3, FLAT_X(a0)
    lw a5, FLAT_Z(a0)
    flw f2, FLAT_C(a0)
    srli t3, t1, 3
    li t0, \bits
    mul t3, t3, t0
    add a3, a3, t3
    slli t3, t1, \to_log
    add a5, a5, t3
    sub t1, t2, t1
    .ifc \to, fp8alt
    fp8_constants
    .endif
    srli t2, t1, 3                      # whole groups
    andi t1, t1, 7
    blez t2, .Lrest\@
    lp.setup 0, t2, .Lgroup\@
    .irp element, 0, 1, 2, 3, 4, 5, 6, 7
    unpack_one \bits, \to, \element * \bits
    put_\to f0, \element << \to_log, a5
    .endr
    addi a3, a3, \bits
.Lgroup\@:
    addi a5, a5, 8 << \to_log
.Lrest\@:
    .irp element, 0, 1, 2, 3, 4, 5, 6
    beqz t1, .Lended\@
    unpack_one \bits, \to, \element * \bits
    put_\to f0, \element << \to_log, a5
    addi t1, t1, -1
    .endr
.Lended\@:
    ret
.endm

.text
.option push
.option norvc

.irp bits, 1, 2, 3, 4, 5, 6, 7, 8
unpack \bits, fp32, 2
unpack \bits, fp16, 1
unpack \bits, fp8, 0
unpack \bits, fp8alt, 0
.endr

.option pop
.endif
