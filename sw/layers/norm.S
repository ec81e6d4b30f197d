# Sums over groups of elements, and normalisation with them: batch norm (a group is a channel), instance norm, layer norm (a row).
# Elements are X, DY and Y of a format; sums and statistics are FP32, one a group; scale and shift may be either.
#
# Functions for a team: a0 = descriptor, a1 = number of the core, a2 = size of the team. The cores share groups, two at a time; each sum is
# one chain, so that neither team nor tiles change a bit. Functions that write Y may share the elements instead.
#
#   layer_sum       SUM1 + chain of x                          layer_normalize   y = fma((x - mean) inverse, scale, shift)
#   layer_dot       SUM1 + chain of fma(x, dy, sum)            layer_norm_backward
#   layer_sum_beside  the same as layer_sum, of groups that lie side by side, a multiple of four, and OUTER = 1
#   layer_squares   SUM1 + chain of fma(d, d, sum), d = x - mean     dx = (dy - fma(xhat, sum2, sum1) PART) (scale inverse)
#   layer_norm_sums SUM1 + chain of dy, SUM2 + chain of fma(dy, xhat, sum), xhat = (x - mean) inverse
#
# Those of norm-row.S take a scale for each element of a group.

.ifndef NORM_SIZE

.equ NORM_X, 0
.equ NORM_DY, 4
.equ NORM_Y, 8                  # y, or dx
.equ NORM_GROUPS, 12
.equ NORM_OUTER, 16             # elements of a group: OUTER times INNER
.equ NORM_INNER, 20
.equ NORM_GROUP_STRIDE, 24      # bytes, the same in X, DY and Y
.equ NORM_OUTER_STRIDE, 28
.equ NORM_INNER_STRIDE, 32
.equ NORM_SPLIT, 36             # functions that write Y: the cores share 0: groups, 1: INNER elements
.equ NORM_CONTINUE, 40          # sums start at 0: +0, 1: what is there
.equ NORM_SUM1, 44
.equ NORM_SUM2, 48
.equ NORM_MEAN, 52
.equ NORM_INVERSE, 56
.equ NORM_SCALE, 60             # 0: no scale, no shift
.equ NORM_SHIFT, 64
.equ NORM_PARAMETER_HALF, 68    # scale and shift are 0: FP32, 1: FP16
.equ NORM_PART, 72              # FP32: 1 / elements of a group
.equ NORM_SIZE, 76

.include "layers/formats.S"

.include "layers/saved.S"

# Of both groups a value of an FP32 vector: number of the groups in s0 and s10.
.macro group_value number, field
    lw t0, NORM_\field(a0)
    slli t1, s0, 2
    slli t2, s10, 2
    add t1, t1, t0
    add t2, t2, t0
    flw f\number, 0(t1)
    flw f1\number, 0(t2)
.endm

.macro group_store number, field
    lw t0, NORM_\field(a0)
    slli t1, s0, 2
    slli t2, s10, 2
    add t1, t1, t0
    add t2, t2, t0
    fsw f\number, 0(t1)
    fsw f1\number, 0(t2)
.endm

# Where a chain starts.
.macro group_start number, field
    lw t0, NORM_CONTINUE(a0)
    fmv.w.x f\number, zero
    fmv.w.x f1\number, zero
    beqz t0, .Lfresh\@
    group_value \number, \field
.Lfresh\@:
.endm

# A parameter of either format; `default` (bits, upper 20) where there is none.
.macro group_parameter number, field, default
    lw t0, NORM_\field(a0)
    lw t1, NORM_PARAMETER_HALF(a0)
    lui t2, \default
    fmv.w.x f\number, t2
    fmv.w.x f1\number, t2
    beqz t0, .Lknown\@
    li t2, 2
    sub t2, t2, t1                      # log2 of the bytes
    sll t3, s0, t2
    sll t2, s10, t2
    add t3, t3, t0
    add t2, t2, t0
    bnez t1, .Lhalf\@
    flw f\number, 0(t3)
    flw f1\number, 0(t2)
    j .Lknown\@
.Lhalf\@:
    flh f\number, 0(t3)
    flh f1\number, 0(t2)
    fcvt.s.h f\number, f\number
    fcvt.s.h f1\number, f1\number
.Lknown\@:
.endm

# Of both groups an element of X at a3 and a4 (with `adjacent` beside each other at a3), of DY at a5 and a6.
.macro fetch_groups format, number, first, second, adjacent
    fetch_\format f\number, 0, \first
    .if \adjacent
    fetch_\format f1\number, BYTES_\format, \first
    .else
    fetch_\format f1\number, 0, \second
    .endif
.endm

.macro widen_groups format, number
    widen_\format f\number
    widen_\format f1\number
.endm

.macro advance_groups first, second, adjacent
    .if \adjacent == 0
    add \second, \second, t3
    .endif
    add \first, \first, t3
.endm

# Rounds and stores results of both groups to a7 and t6.
.macro store_groups format, number, adjacent
    store_groups_\format \number, \adjacent
.endm

.macro store_groups_fp32 number, adjacent
    fsw f\number, 0(a7)
    .if \adjacent
    fsw f1\number, 4(a7)
    .else
    fsw f1\number, 0(t6)
    .endif
.endm

.macro store_groups_fp16 number, adjacent
    .if \adjacent
    vfcpka.h.s f\number, f\number, f1\number
    fsw f\number, 0(a7)
    .else
    fcvt.h.s f\number, f\number
    fcvt.h.s f1\number, f1\number
    fsh f\number, 0(a7)
    fsh f1\number, 0(t6)
    .endif
.endm

.macro advance_inner adjacent
    .if \adjacent == 0
    add a4, a4, t3
    .endif
.endm

# `begin`, `body`, `end` are macros: values of both groups; an element of each, of format and `adjacent`; what becomes of the sums.
# The body leaves the last instruction to the loop: a3 goes on. `writes`: the function writes Y, so that elements may be shared.
# `suffix` ends the function's name.
.macro group_function name, format, begin, body, end, writes=0, suffix=
    .balign 4
.globl layer_\name\()_\format\suffix
layer_\name\()_\format\suffix:
    addi sp, sp, -48
    saved_registers sw
    lw s1, NORM_GROUPS(a0)
    lw s3, NORM_INNER(a0)
    lw s5, NORM_GROUP_STRIDE(a0)
    lw s6, NORM_OUTER_STRIDE(a0)
    lw s7, NORM_INNER_STRIDE(a0)
    li s4, 0
    .if \writes
    lw t1, NORM_SPLIT(a0)
    beqz t1, .Lshared\@
    share_of s4, t1, s3, 1
    sub s3, t1, s4
    mul s4, s4, s7
    li s0, 0
    li a1, 1
    li a2, 2
    bgtz s3, .Lgroup\@
    j .Ldone\@
.Lshared\@:
    .endif
    # Two groups at a time, or one where there are not more than cores, and the cores in turn: neighbours are in different banks.
    slt t0, a2, s1
    addi t1, t0, 1
    mul s0, a1, t1
    mul a2, a2, t1
    mv a1, t0
.Lgroup\@:
    bge s0, s1, .Ldone\@
    add s10, s0, a1
    addi t0, s1, -1
    p.min s10, s10, t0                  # alone, a group is both
    \begin
    mv s8, s4
    mv s9, s4
    p.mac s8, s0, s5
    p.mac s9, s10, s5
    lw s2, NORM_OUTER(a0)
    mv t3, s7
    li s11, BYTES_\format
    sub s11, s11, s5
    add s11, s11, s10
    addi t0, s0, 1
    sub s11, s11, t0                    # 0: the groups are neighbours, and two
.Louter\@:
    lw t0, NORM_X(a0)
    lw t1, NORM_DY(a0)
    lw t2, NORM_Y(a0)
    add a3, t0, s8
    add a4, t0, s9
    add a5, t1, s8
    add a6, t1, s9
    add a7, t2, s8
    add t6, t2, s9
    bnez s11, .Lapart\@
    lp.setup 0, s3, .Lbeside_end\@
    \body \format, 1
.Lbeside_end\@:
    add a3, a3, t3
    j .Lnext\@
.Lapart\@:
    lp.setup 0, s3, .Lapart_end\@
    \body \format, 0
.Lapart_end\@:
    add a3, a3, t3
.Lnext\@:
    add s8, s8, s6
    add s9, s9, s6
    addi s2, s2, -1
    bnez s2, .Louter\@
    \end
    add s0, s0, a2
    j .Lgroup\@
.Ldone\@:
    saved_registers lw
    addi sp, sp, 48
    ret
.endm

# Groups side by side, four at a time: a1 = group, a3 values, a4 sums.
.macro sum_beside format
    .balign 4
.globl layer_sum_beside_\format
layer_sum_beside_\format:
    lw t1, NORM_GROUPS(a0)
    lw t2, NORM_INNER(a0)
    lw t3, NORM_INNER_STRIDE(a0)
    lw t4, NORM_CONTINUE(a0)
    li t5, BYTES_\format
    slli a1, a1, 2
    slli a2, a2, 2
1:  bge a1, t1, 4f
    lw a3, NORM_X(a0)
    lw a4, NORM_SUM1(a0)
    p.mac a3, a1, t5
    slli t0, a1, 2
    add a4, a4, t0
    .irp group, 0, 1, 2, 3
    fmv.w.x f1\group, zero
    .endr
    beqz t4, 2f
    .irp group, 0, 1, 2, 3
    flw f1\group, 4 * \group(a4)
    .endr
2:  lp.setup 0, t2, 3f
    .irp group, 0, 1, 2, 3
    fetch_\format f\group, \group * BYTES_\format, a3
    .endr
    .irp group, 0, 1, 2, 3
    widen_\format f\group
    .endr
    .irp group, 0, 1, 2, 3
    fadd.s f1\group, f1\group, f\group
    .endr
3:  add a3, a3, t3
    .irp group, 0, 1, 2, 3
    fsw f1\group, 4 * \group(a4)
    .endr
    add a1, a1, a2
    j 1b
4:  ret
.endm

.include "layers/norm-bodies.S"

.endif
