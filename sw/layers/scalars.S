# Single numbers of a step, FP32: the factor of the gradients, the dynamic loss scale, the scale of an FP8 tensor. Core 0 computes them while
# the others return; all but layer_largest_FORMAT are a few instructions without a branch on data.
# Functions for a team: a0 = descriptor, a1 = number of the core, a2 = size of the team.

.ifndef SCALARS_SIZE

# layer_gradient_factor: OUTPUT[0] = inverse loss scale, times min(1, CLIP / (norm + 1e-6)) with norm = sqrt(TOTAL) inverse; OUTPUT[1] = 1, or with a
# loss scale 0 where TOTAL is infinite or NaN.
# layer_loss_scale: STATE = scale, inverse, good steps; halved where OUTPUT[1] is 0, doubled after INTERVAL good steps.
# layer_largest_FORMAT: PARTIAL[core] = largest magnitude of the core's share of X, COUNT elements; NaN does not count.
# layer_power_scale: OUTPUT = 2^p, 2^-p with p = TARGET - exponent of the largest of PARTIAL, within 40; 1 where that is 0 or infinite.
.equ SCALARS_TOTAL, 0           # addresses
.equ SCALARS_OUTPUT, 4
.equ SCALARS_STATE, 8           # 0: no loss scale
.equ SCALARS_X, 12
.equ SCALARS_PARTIAL, 16
.equ SCALARS_COUNT, 20
.equ SCALARS_HAS_CLIP, 24
.equ SCALARS_CLIP, 28           # FP32
.equ SCALARS_INTERVAL, 32       # FP32
.equ SCALARS_TARGET, 36
.equ SCALARS_PARTS, 40          # numbers in PARTIAL: the size of the team of layer_largest
.equ SCALARS_SIZE, 44

.include "layers/elementary.S"

.text
.option push
.option norvc

.balign 4
.globl layer_gradient_factor
layer_gradient_factor:
    bnez a1, 3f
    la t6, gradient_numbers
    lw t0, SCALARS_TOTAL(a0)
    lw t1, SCALARS_OUTPUT(a0)
    lw t2, SCALARS_STATE(a0)
    flw f0, 0(t0)
    flw f1, 0(t6)                       # 1
    fmv.s f2, f1
    li t3, 1
    beqz t2, 1f
    flw f2, 4(t2)                       # inverse
    fsub.s f3, f0, f0
    fmv.w.x f4, zero
    feq.s t3, f3, f4
1:  lw t4, SCALARS_HAS_CLIP(a0)
    fcvt.s.w f5, t3
    fsw f5, 4(t1)
    beqz t4, 2f
    flw f6, SCALARS_CLIP(a0)
    flw f7, 4(t6)                       # 1e-6
    fsqrt.s f3, f0
    fmul.s f3, f3, f2
    fadd.s f3, f3, f7
    fdiv.s f3, f6, f3
    fmin.s f3, f3, f1
    fmul.s f2, f2, f3
2:  fsw f2, 0(t1)
3:  ret

.globl layer_loss_scale
layer_loss_scale:
    bnez a1, 1f
    la t6, gradient_numbers
    lw t0, SCALARS_STATE(a0)
    lw t1, SCALARS_OUTPUT(a0)
    flw f0, 0(t0)
    flw f1, 8(t0)
    flw f2, 4(t1)
    flw f3, 0(t6)                       # 1
    flw f4, 8(t6)                       # 1 / 2
    flw f5, 12(t6)                      # 2^24
    flw f6, SCALARS_INTERVAL(a0)
    fmv.w.x f7, zero
    fmul.s f8, f0, f4
    fadd.s f9, f0, f0
    fmax.s f8, f8, f3                   # after an overflow
    fmin.s f9, f9, f5                   # after the last good step
    fadd.s f1, f1, f3
    feq.s t2, f2, f7                    # overflow
    feq.s t3, f1, f6
    neg t2, t2
    neg t3, t3
    fmv.x.w a3, f0
    fmv.x.w a4, f8
    fmv.x.w a5, f9
    fmv.x.w a6, f1
    xor a5, a5, a3
    and a5, a5, t3
    xor a3, a3, a5                      # scale without an overflow
    xor a4, a4, a3
    and a4, a4, t2
    xor a3, a3, a4
    or t3, t3, t2
    not t3, t3
    and a6, a6, t3
    fmv.w.x f0, a3
    fdiv.s f8, f3, f0
    sw a3, 0(t0)
    sw a6, 8(t0)
    fsw f8, 4(t0)
1:  ret

.globl layer_power_scale
layer_power_scale:
    bnez a1, 1f
    lw t0, SCALARS_PARTIAL(a0)
    lw t1, SCALARS_OUTPUT(a0)
    lw t2, SCALARS_PARTS(a0)
    lw t3, SCALARS_TARGET(a0)
    fmv.w.x f0, zero
    lp.setup 0, t2, 2f
    flw f1, 0(t0)
    addi t0, t0, 4
2:  fmax.s f0, f0, f1
    fmv.x.w t4, f0
    li t6, 40
    srli t5, t4, 23
    addi t5, t5, -127
    sub t5, t3, t5
    p.min t5, t5, t6
    li t6, -40
    p.max t5, t5, t6
    lui t6, 0x7f800
    xor t6, t6, t4
    snez t6, t6
    snez t4, t4
    and t6, t6, t4
    neg t6, t6
    and t5, t5, t6
    li t6, 127
    add t4, t6, t5
    sub t5, t6, t5
    slli t4, t4, 23
    slli t5, t5, 23
    sw t4, 0(t1)
    sw t5, 4(t1)
1:  ret

.macro largest format
    .balign 4
.globl layer_largest_\format
layer_largest_\format:
    lw t4, SCALARS_COUNT(a0)
    share_of t1, t2, t4, 1
    lw a3, SCALARS_X(a0)
    li t0, BYTES_\format
    p.mac a3, t1, t0
    sub t2, t2, t1
    fmv.w.x f2, zero
    blez t2, .Lnone\@
    lp.setup 0, t2, .Lelement\@
    get_\format f0, 0, a3
    addi a3, a3, BYTES_\format
    fabs.s f0, f0
.Lelement\@:
    fmax.s f2, f2, f0
.Lnone\@:
    lw t0, SCALARS_PARTIAL(a0)
    slli t1, a1, 2
    add t0, t0, t1
    fsw f2, 0(t0)
    ret
.endm

largest fp32
largest fp16
.option pop

.section .tcdm, "aw"
.balign 4
gradient_numbers:
    .word 0x3f800000, 0x358637bd, 0x3f000000, 0x4b800000
.text

.endif
