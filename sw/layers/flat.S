# Vectors that lie side by side, shared by the cores in stretches: conversions, constants, statistics of channels.
# Functions for a team: a0 = descriptor, a1 = number of the core, a2 = size of the team.

.ifndef FLAT_SIZE

.equ FLAT_X, 0
.equ FLAT_Y, 4
.equ FLAT_Z, 8
.equ FLAT_COUNT, 12          # elements
.equ FLAT_C, 16              # constants, FP32, or what to fill with
.equ FLAT_D, 20
.equ FLAT_FACTOR, 24         # address of an FP32 number, 0 for none
.equ FLAT_SIZE, 28

.include "layers/formats.S"

# t1 = elements of the core, a3, a4, a5 = where they begin in X, Y and Z, with elements of 1 << x, y, z bytes.
.macro flat_share x, y, z, unit=2
    lw t4, FLAT_COUNT(a0)
    share_of t1, t2, t4, \unit
    lw a3, FLAT_X(a0)
    lw a4, FLAT_Y(a0)
    lw a5, FLAT_Z(a0)
    slli t3, t1, \x
    add a3, a3, t3
    slli t3, t1, \y
    add a4, a4, t3
    slli t3, t1, \z
    add a5, a5, t3
    sub t1, t2, t1
.endm

.text
.option push
.option norvc

# Z = X FACTOR in another format, one rounding at the end.
.macro flat_cast from, from_log, to, to_log
    .balign 4
.globl layer_cast_\from\()_\to
layer_cast_\from\()_\to:
    flat_share \from_log, 0, \to_log
    blez t1, 3f
    lw t2, FLAT_FACTOR(a0)
    beqz t2, 2f
    flw f2, 0(t2)
    lp.setup 0, t1, 1f
    get_\from f0, 0, a3
    addi a3, a3, BYTES_\from
    fmul.s f0, f0, f2
    put_\to f0, 0, a5
1:  addi a5, a5, BYTES_\to
    ret
2:  lp.setup 0, t1, 3f
    get_\from f0, 0, a3
    addi a3, a3, BYTES_\from
    put_\to f0, 0, a5
3:  addi a5, a5, BYTES_\to
    ret
.endm

flat_cast fp32, 2, fp16, 1
flat_cast fp16, 1, fp32, 2
flat_cast fp16, 1, fp16, 1
flat_cast fp32, 2, fp32, 2

# COUNT words of Z = C.
    .balign 4
.globl layer_fill
layer_fill:
    flat_share 0, 0, 2
    lw t2, FLAT_C(a0)
    blez t1, 2f
    lp.setup 0, t1, 1f
    nop
1:  p.sw t2, 4(a5!)
2:  ret

# Row r of Z, C elements, is full of element r of X; COUNT rows, which the cores take in turn.
    .balign 4
.globl layer_spread_fp16, layer_spread_fp32
layer_spread_fp16:
    lw a3, FLAT_X(a0)
    lw a4, FLAT_COUNT(a0)
    lw a5, FLAT_Z(a0)
    lw t2, FLAT_C(a0)
    slli t3, t2, 1
    andi t5, t2, 1                      # 1: every other row begins in the midst of a word
    srli t6, t2, 1
1:  bge a1, a4, 5f
    slli t0, a1, 1
    p.lhu t1, t0(a3)
    mul t4, a1, t3
    pv.pack t1, t1, t1
    add t4, t4, a5
    add a1, a1, a2
    bnez t5, 3f
    lp.setup 0, t6, 2f
    nop
2:  p.sw t1, 4(t4!)
    j 1b
3:  lp.setup 0, t2, 4f
    nop
4:  p.sh t1, 2(t4!)
    j 1b
5:  ret
layer_spread_fp32:
    lw a3, FLAT_X(a0)
    lw a4, FLAT_COUNT(a0)
    lw a5, FLAT_Z(a0)
    lw t2, FLAT_C(a0)
    slli t3, t2, 2
1:  bge a1, a4, 3f
    slli t0, a1, 2
    p.lw t1, t0(a3)
    mul t4, a1, t3
    add t4, t4, a5
    lp.setup 0, t2, 2f
    nop
2:  p.sw t1, 4(t4!)
    add a1, a1, a2
    j 1b
3:  ret

# Z = fma(C, X D - Z, Z): running statistics; D = 1 changes nothing.
    .balign 4
.globl layer_running
layer_running:
    flat_share 2, 0, 2
    blez t1, 1f
    flw f2, FLAT_C(a0)
    flw f3, FLAT_D(a0)
    lp.setup 0, t1, 1f
    flw f0, 0(a3)
    flw f1, 0(a5)
    addi a3, a3, 4
    fmul.s f0, f0, f3
    fsub.s f0, f0, f1
    fmadd.s f1, f2, f0, f1
    fsw f1, 0(a5)
1:  addi a5, a5, 4
    ret

# Z = 1 / sqrt(X + C).
    .balign 4
.globl layer_inverse
layer_inverse:
    flat_share 2, 0, 2
    blez t1, 1f
    flw f2, FLAT_C(a0)
    lui t2, 0x3f800
    fmv.w.x f3, t2
    lp.setup 0, t1, 1f
    flw f0, 0(a3)
    addi a3, a3, 4
    fadd.s f0, f0, f2
    fsqrt.s f0, f0
    fdiv.s f0, f3, f0
    fsw f0, 0(a5)
1:  addi a5, a5, 4
    ret
.option pop

.endif
