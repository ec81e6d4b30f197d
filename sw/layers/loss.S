# Losses: of every row (a sample) the loss in FP32, and the gradient of the prediction; docs/training.md states the order of operations.
# Included by loss-FORMAT.S, the format of prediction and gradient.
#
# A row of the prediction and of the gradient is OUTER times INNER elements with their distances in bytes. Targets are FP32, dense; for labels
# one word a row, then OUTER is 1. Functions for a team, which shares the rows: a0 = descriptor, a1 = number of the core, a2 = size of the team.
#
#   layer_cross_entropy_labels, layer_cross_entropy (targets are probabilities; OUTER is 1), layer_mse, layer_l1, layer_bce

.ifndef LOSS_SIZE

.equ LOSS_PREDICTION, 0
.equ LOSS_TARGET, 4
.equ LOSS_GRADIENT, 8           # 0: none
.equ LOSS_ROW_LOSS, 12          # FP32, one a row
.equ LOSS_SCRATCH, 16           # cross entropy: INNER FP32 numbers for each core of the team
.equ LOSS_ROWS, 20
.equ LOSS_OUTER, 24
.equ LOSS_INNER, 28
.equ LOSS_ROW_STRIDE, 32
.equ LOSS_OUTER_STRIDE, 36
.equ LOSS_STEP, 40
.equ LOSS_FACTOR, 44            # FP32, of the gradient
.equ LOSS_SCALE, 48             # address of an FP32 factor more, 0: none
.equ LOSS_SIZE, 52

.include "layers/softmax.S"

# f22 = factor of the gradient.
.macro loss_factor
    flw f22, LOSS_FACTOR(a0)
    lw t0, LOSS_SCALE(a0)
    beqz t0, .Lunscaled\@
    flw f23, 0(t0)
    fmul.s f22, f22, f23
.Lunscaled\@:
.endm

# s0 = row of the gradient or 0, s1 = bytes from row to row.
.macro loss_gradient
    lw s1, LOSS_ROW_STRIDE(a0)
    lw s0, LOSS_GRADIENT(a0)
    beqz s0, .Lnone\@
    p.mac s0, a1, s1
.Lnone\@:
.endm

# Row a1: exponentials, f24 = log of their sum, f21 = 1 / sum, f20 = largest.
.macro entropy_row format
    lw t1, LOSS_ROW_STRIDE(a0)
    lw a3, LOSS_PREDICTION(a0)
    p.mac a3, a1, t1
    row_exponentials \format
    fmv.s f0, f21
    fmv.s f10, f21
    log_both
    fmv.s f24, f3
    flw f9, NUMBER_ONE(ra)
    fdiv.s f21, f9, f21
    loss_gradient
.endm

.macro entropy_begin
    addi sp, sp, -48
    row_registers sw
    la ra, elementary_numbers
    loss_factor
    lw t3, LOSS_STEP(a0)
    lw s2, LOSS_INNER(a0)
    lw s3, LOSS_SCRATCH(a0)
    slli t0, s2, 2
    p.mac s3, t0, a1
.endm

.macro loss_end
    row_registers lw
    addi sp, sp, 48
    ret
.endm

# Stores the loss of row a1.
.macro store_row_loss number
    lw t0, LOSS_ROW_LOSS(a0)
    slli t1, a1, 2
    add t0, t0, t1
    fsw \number, 0(t0)
.endm

.macro entropy_functions format
    .balign 4
.globl layer_cross_entropy_labels_\format, layer_cross_entropy_\format
layer_cross_entropy_labels_\format:
    entropy_begin
.Lrow\@:
    lw t0, LOSS_ROWS(a0)
    bge a1, t0, .Ldone\@
    entropy_row \format
    lw t0, LOSS_TARGET(a0)
    slli t1, a1, 2
    add t0, t0, t1
    lw s4, 0(t0)                        # label
    mul t0, s4, t3
    add t0, t0, a3
    get_\format f0, 0, t0
    fsub.s f0, f20, f0
    fadd.s f0, f0, f24
    store_row_loss f0
    beqz s0, .Lnext\@
    mv a5, s3
    lp.setup 0, s2, .Lgradient\@
    flw f0, 0(a5)
    seqz t0, s4
    fcvt.s.w f1, t0
    fmul.s f0, f0, f21
    addi s4, s4, -1
    fsub.s f0, f0, f1
    addi a5, a5, 4
    fmul.s f0, f0, f22
    put_\format f0, 0, s0
.Lgradient\@:
    add s0, s0, t3
.Lnext\@:
    add a1, a1, a2
    j .Lrow\@
.Ldone\@:
    loss_end

layer_cross_entropy_\format:
    entropy_begin
.Lsoft_row\@:
    lw t0, LOSS_ROWS(a0)
    bge a1, t0, .Lsoft_done\@
    entropy_row \format
    lw s5, LOSS_TARGET(a0)
    slli t0, s2, 2
    p.mac s5, t0, a1
    mv a5, s5
    fmv.w.x f25, zero                   # sum of the targets
    fmv.w.x f26, zero                   # loss
    lp.setup 0, s2, .Lsoft_loss\@
    get_\format f0, 0, a3
    flw f1, 0(a5)
    addi a5, a5, 4
    fsub.s f0, f20, f0
    fadd.s f25, f25, f1
    fadd.s f0, f0, f24
    add a3, a3, t3
.Lsoft_loss\@:
    fmadd.s f26, f1, f0, f26
    store_row_loss f26
    beqz s0, .Lsoft_next\@
    mv a5, s3
    lp.setup 0, s2, .Lsoft_gradient\@
    flw f0, 0(a5)
    flw f1, 0(s5)
    addi a5, a5, 4
    fmul.s f0, f0, f21
    addi s5, s5, 4
    fmsub.s f0, f0, f25, f1
    fmul.s f0, f0, f22
    put_\format f0, 0, s0
.Lsoft_gradient\@:
    add s0, s0, t3
.Lsoft_next\@:
    add a1, a1, a2
    j .Lsoft_row\@
.Lsoft_done\@:
    loss_end
.endm

# An element: prediction in f0, target in f1; the loss f26 goes on, the derivative is f2.
.macro element_mse
    fsub.s f2, f0, f1
    fmadd.s f26, f2, f2, f26
    fadd.s f2, f2, f2
.endm

# Four elements that lie side by side, and their gradients.
.macro four_mse format
    .irp at, 0, 2
    fetch_\format f4, \at * BYTES_\format, a4
    fetch_\format f14, (\at + 1) * BYTES_\format, a4
    flw f5, 4 * \at(a5)
    flw f15, 4 * \at + 4(a5)
    widen_\format f4
    widen_\format f14
    both2 fsub.s, 4, 4, 5
    fmadd.s f26, f4, f4, f26
    fadd.s f4, f4, f4
    fmadd.s f26, f14, f14, f26
    fadd.s f14, f14, f14
    both2c fmul.s, \at, 4, f22
    .endr
    put_four_\format s7
.endm

# Numbers in f0, f10, f2, f12.
.macro put_four_fp32 base
    fsw f0, 0(\base)
    fsw f10, 4(\base)
    fsw f2, 8(\base)
    fsw f12, 12(\base)
.endm

.macro put_four_fp16 base
    vfcpka.h.s f0, f0, f10
    vfcpka.h.s f2, f2, f12
    fsw f0, 0(\base)
    fsw f2, 4(\base)
.endm

.macro element_l1
    fsub.s f2, f0, f1
    fmv.w.x f4, zero
    flt.s t0, f4, f2
    flt.s t1, f2, f4
    fabs.s f3, f2
    sub t0, t0, t1
    fadd.s f26, f26, f3
    fcvt.s.w f2, t0
.endm

# Logarithms of y and 1 - y at least -100; derivative (y - t) / max((1 - y) y, 1e-12).
.macro element_bce
    flw f27, NUMBER_ONE(ra)
    fsub.s f2, f0, f1
    fsub.s f10, f27, f0
    fsub.s f11, f27, f1
    log_both
    flw f8, NUMBER_LEAST_LOG(ra)
    flw f9, NUMBER_LEAST_PRODUCT(ra)
    both2c fmax.s, 3, 3, f8
    fmul.s f4, f10, f0
    fmul.s f13, f11, f13
    fmax.s f4, f4, f9
    fmadd.s f3, f1, f3, f13
    fdiv.s f2, f2, f4
    fsub.s f26, f26, f3
.endm

# `fours`: there is a macro of four elements side by side.
.macro element_loss name, format, fours=0
    .balign 4
.globl layer_\name\()_\format
layer_\name\()_\format:
    addi sp, sp, -48
    row_registers sw
    la ra, elementary_numbers
    loss_factor
    lw t3, LOSS_STEP(a0)
    lw t4, LOSS_OUTER_STRIDE(a0)
    lw s2, LOSS_INNER(a0)
    lw t5, LOSS_OUTER(a0)
    mul t5, t5, s2
    slli t5, t5, 2                      # bytes of a row of targets
.Lrow\@:
    lw t0, LOSS_ROWS(a0)
    bge a1, t0, .Ldone\@
    loss_gradient
    lw a3, LOSS_PREDICTION(a0)
    p.mac a3, a1, s1
    lw a5, LOSS_TARGET(a0)
    p.mac a5, a1, t5
    fmv.w.x f26, zero
    lw s6, LOSS_OUTER(a0)
.Louter\@:
    mv a4, a3
    mv s7, s0
    beqz s0, .Lno_gradient\@
    mv t2, s2
    .if \fours
    addi t0, t3, -BYTES_\format
    srli t1, s2, 2
    bnez t0, .Lsingly\@
    beqz t1, .Lsingly\@
    lp.setup 0, t1, .Lfour\@
    four_\name \format
    addi a4, a4, 4 * BYTES_\format
    addi a5, a5, 16
.Lfour\@:
    addi s7, s7, 4 * BYTES_\format
    andi t2, s2, 3
    beqz t2, .Louter_end\@
    .endif
.Lsingly\@:
    lp.setup 0, t2, .Lelement\@
    get_\format f0, 0, a4
    flw f1, 0(a5)
    add a4, a4, t3
    addi a5, a5, 4
    element_\name
    fmul.s f2, f2, f22
    put_\format f2, 0, s7
.Lelement\@:
    add s7, s7, t3
.Louter_end\@:
    add s0, s0, t4
    j .Lnext\@
.Lno_gradient\@:
    lp.setup 0, s2, .Lloss_alone\@
    get_\format f0, 0, a4
    flw f1, 0(a5)
    add a4, a4, t3
    element_\name
.Lloss_alone\@:
    addi a5, a5, 4
.Lnext\@:
    add a3, a3, t4
    addi s6, s6, -1
    bnez s6, .Louter\@
    store_row_loss f26
    add a1, a1, a2
    j .Lrow\@
.Ldone\@:
    loss_end
.endm

.endif
