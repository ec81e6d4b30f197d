# Softmax of rows, forward and backward; FP32 chains, one rounding at the end. Included by softmax-FORMAT.S, and by loss.S.
#
# A row is SIZE elements STEP bytes apart, the same in all tensors. Functions for a team, which shares the rows: a0 = descriptor, a1 =
# number of the core, a2 = size of the team.
#
#   layer_softmax           e = exp(x - largest), y = e (1 / sum of e)
#   layer_softmax_backward  y = x (dy - chain of fma(dy, x, acc)), where X is the y of the forward pass

.ifndef SOFTMAX_SIZE

.equ SOFTMAX_X, 0
.equ SOFTMAX_DY, 4
.equ SOFTMAX_Y, 8
.equ SOFTMAX_SCRATCH, 12        # LENGTH FP32 numbers for each core of the team
.equ SOFTMAX_ROWS, 16
.equ SOFTMAX_LENGTH, 20
.equ SOFTMAX_ROW_STRIDE, 24
.equ SOFTMAX_STEP, 28
.equ SOFTMAX_SIZE, 32

.include "layers/elementary.S"

.macro row_registers access
    .irp register, 0, 1, 2, 3, 4, 5, 6, 7
    \access s\register, 4 * \register(sp)
    .endr
    \access ra, 32(sp)
.endm

# exp(x - largest) of the row at a3, s2 elements t3 bytes apart, to s3; f20 = largest, f21 = sum, a chain from the first on.
# Changes a4, a5, s4, t0, t1, t2, a7.
.macro row_exponentials format
    lui t0, 0xff800
    fmv.w.x f20, t0
    mv a4, a3
    lp.setup 0, s2, .Llargest\@
    get_\format f0, 0, a4
    fmax.s f20, f20, f0
.Llargest\@:
    add a4, a4, t3
    mv a4, a3
    mv a5, s3
    mv s4, s2
    fmv.w.x f21, zero
.Lexps\@:
    get_\format f0, 0, a4
    add a4, a4, t3
    addi s4, s4, -2
    fmv.s f10, f0
    bltz s4, .Lalone\@
    get_\format f10, 0, a4
    add a4, a4, t3
.Lalone\@:
    both2c fsub.s, 0, 0, f20
    exp_both
    fsw f3, 0(a5)
    fadd.s f21, f21, f3
    bltz s4, .Lsummed\@
    fsw f13, 4(a5)
    fadd.s f21, f21, f13
    addi a5, a5, 8
    bgtz s4, .Lexps\@
.Lsummed\@:
.endm

.macro softmax_functions format
    .balign 4
.globl layer_softmax_\format, layer_softmax_backward_\format
layer_softmax_\format:
    addi sp, sp, -48
    row_registers sw
    la ra, elementary_numbers
    lw t3, SOFTMAX_STEP(a0)
    lw s2, SOFTMAX_LENGTH(a0)
    lw s3, SOFTMAX_SCRATCH(a0)
    slli t0, s2, 2
    p.mac s3, t0, a1
.Lrow\@:
    lw t0, SOFTMAX_ROWS(a0)
    bge a1, t0, .Ldone\@
    lw t1, SOFTMAX_ROW_STRIDE(a0)
    lw a3, SOFTMAX_X(a0)
    p.mac a3, a1, t1
    row_exponentials \format
    flw f9, NUMBER_ONE(ra)
    fdiv.s f21, f9, f21
    lw t1, SOFTMAX_ROW_STRIDE(a0)
    lw a4, SOFTMAX_Y(a0)
    p.mac a4, a1, t1
    mv a5, s3
    lp.setup 0, s2, .Lscaled\@
    flw f0, 0(a5)
    addi a5, a5, 4
    fmul.s f0, f0, f21
    put_\format f0, 0, a4
.Lscaled\@:
    add a4, a4, t3
    add a1, a1, a2
    j .Lrow\@
.Ldone\@:
    row_registers lw
    addi sp, sp, 48
    ret

layer_softmax_backward_\format:
    lw t3, SOFTMAX_STEP(a0)
    lw t4, SOFTMAX_LENGTH(a0)
    lw t5, SOFTMAX_ROW_STRIDE(a0)
.Lrow_back\@:
    lw t0, SOFTMAX_ROWS(a0)
    bge a1, t0, .Ldone_back\@
    lw a3, SOFTMAX_X(a0)
    lw a4, SOFTMAX_DY(a0)
    lw a5, SOFTMAX_Y(a0)
    p.mac a3, a1, t5
    p.mac a4, a1, t5
    p.mac a5, a1, t5
    mv a6, a3
    mv a7, a4
    fmv.w.x f20, zero
    lp.setup 0, t4, .Ldot\@
    get_\format f0, 0, a6
    get_\format f1, 0, a7
    add a6, a6, t3
    fmadd.s f20, f1, f0, f20
.Ldot\@:
    add a7, a7, t3
    lp.setup 0, t4, .Lback\@
    get_\format f1, 0, a4
    get_\format f0, 0, a3
    add a4, a4, t3
    fsub.s f1, f1, f20
    add a3, a3, t3
    fmul.s f1, f0, f1
    put_\format f1, 0, a5
.Lback\@:
    add a5, a5, t3
    add a1, a1, a2
    j .Lrow_back\@
.Ldone_back\@:
    ret
.endm

.endif
