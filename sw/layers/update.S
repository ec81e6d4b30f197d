# Optimisers: a stretch of a parameter P, its gradient G and its states, side by side. FP32 arithmetic, one rounding on the way
# to a tensor. Names: layer_OPTIMIZER_PARAMETER_GRADIENT by the formats of both; a momentum has the parameter's, moments are FP32.
# Functions for a team: a0 = descriptor, a1 = number of the core, a2 = size of the team.

.ifndef UPDATE_SIZE

.equ UPDATE_P, 0
.equ UPDATE_G, 4
.equ UPDATE_FIRST, 8         # momentum, or first and second moment; 0: no momentum
.equ UPDATE_SECOND, 12
.equ UPDATE_COUNT, 16        # elements
.equ UPDATE_HYPER, 20        # address of the FP32 numbers of the step: rate, shrink, size, root
.equ UPDATE_NORM, 24         # address of factor and 1 or 0: 0 leaves all as it is; no address: no factor
.equ UPDATE_MOMENTUM, 28     # sgd; adam: b1
.equ UPDATE_SECOND_BETA, 32
.equ UPDATE_FIRST_REST, 36   # adam: 1 - b1, 1 - b2
.equ UPDATE_SECOND_REST, 40
.equ UPDATE_DECAY, 44
.equ UPDATE_EPSILON, 48
.equ UPDATE_FLAGS, 52        # 1: decay, 2: Nesterov, 4: decoupled decay
.equ UPDATE_SIZE, 56

.equ UPDATE_DECAYS, 1
.equ UPDATE_NESTEROV, 2
.equ UPDATE_DECOUPLED, 4

.include "layers/formats.S"

# t1 = elements of the core, a multiple of `unit` but for the last one's, a3, a4, a5, a6 = where they begin in P, G and both states;
# t4 = flags, t5 = 1 with a factor, in f4. Goes to `over` when there are none, or when the step is left out.
.macro update_begin parameter_log, gradient_log, state_log, unit, over
    lw t4, UPDATE_COUNT(a0)
    share_of t1, t2, t4, \unit
    lw a3, UPDATE_P(a0)
    lw a4, UPDATE_G(a0)
    lw a5, UPDATE_FIRST(a0)
    lw a6, UPDATE_SECOND(a0)
    lw a7, UPDATE_FIRST(a0)
    slli t3, t1, \parameter_log
    add a3, a3, t3
    slli t3, t1, \state_log
    add a5, a5, t3
    add a6, a6, t3
    slli t3, t1, \gradient_log
    add a4, a4, t3
    sub t1, t2, t1
    blez t1, \over
    lw t4, UPDATE_FLAGS(a0)
    lw t3, UPDATE_NORM(a0)
    snez t5, t3
    beqz t5, .Lplain\@
    flw f4, 4(t3)
    feq.s t2, f4, f20
    flw f4, 0(t3)
    bnez t2, \over
.Lplain\@:
    flw f5, UPDATE_MOMENTUM(a0)
    flw f6, UPDATE_DECAY(a0)
    lw t3, UPDATE_HYPER(a0)
.endm

# Results in f20 to f27 side by side; what rounds pairs of them stands away from what stores these.
.macro put_eight_fp32 base
    .irp element, 0, 1, 2, 3, 4, 5, 6, 7
    fsw f2\element, 4 * \element(\base)
    .endr
.endm

.macro put_eight_fp16 base
    vfcpka.h.s f20, f20, f21
    vfcpka.h.s f22, f22, f23
    vfcpka.h.s f24, f24, f25
    vfcpka.h.s f26, f26, f27
    fsw f20, 0(\base)
    fsw f22, 4(\base)
    fsw f24, 8(\base)
    fsw f26, 12(\base)
.endm

.text
.option push
.option norvc

# g = fma(decay, p, g); m = fma(momentum, m, g); nesterov: g = fma(momentum, m, g), else g = m; p = fma(-rate, g, p).
.macro update_sgd parameter, parameter_log, gradient, gradient_log
    .balign 4
.globl layer_sgd_\parameter\()_\gradient
layer_sgd_\parameter\()_\gradient:
    fmv.w.x f20, zero
    update_begin \parameter_log, \gradient_log, \parameter_log, 8, 9f
    flw f7, 0(t3)
    or t2, t4, t5
    or t2, t2, a7
    bnez t2, 3f
    srli t2, t1, 3
    beqz t2, 2f
    lp.setup 0, t2, 1f
    .irp element, 0, 1, 2, 3, 4, 5, 6, 7
    fetch_\gradient f1\element, \element * BYTES_\gradient, a4
    fetch_\parameter f2\element, \element * BYTES_\parameter, a3
    .endr
    .irp element, 0, 1, 2, 3, 4, 5, 6, 7
    widen_\gradient f1\element
    widen_\parameter f2\element
    .endr
    .irp element, 0, 1, 2, 3, 4, 5, 6, 7
    fnmsub.s f2\element, f7, f1\element, f2\element
    .endr
    put_eight_\parameter a3
    addi a4, a4, 8 * BYTES_\gradient
1:  addi a3, a3, 8 * BYTES_\parameter
2:  andi t1, t1, 7
    beqz t1, 9f
3:  get_\gradient f0, 0, a4
    get_\parameter f1, 0, a3
    beqz t5, 4f
    fmul.s f0, f0, f4
4:  andi t2, t4, UPDATE_DECAYS
    beqz t2, 5f
    fmadd.s f0, f6, f1, f0
5:  beqz a7, 8f
    get_\parameter f2, 0, a5
    andi t2, t4, UPDATE_NESTEROV
    fmadd.s f2, f5, f2, f0
    beqz t2, 6f
    fmadd.s f0, f5, f2, f0
    j 7f
6:  fmv.s f0, f2
7:  put_\parameter f2, 0, a5
    addi a5, a5, BYTES_\parameter
8:  fnmsub.s f1, f7, f0, f1
    addi a4, a4, BYTES_\gradient
    put_\parameter f1, 0, a3
    addi a3, a3, BYTES_\parameter
    addi t1, t1, -1
    bnez t1, 3b
9:  ret
.endm

# adam: g = fma(decay, p, g), decoupled: p = p shrink; m = fma(1 - b1, g, b1 m); v = fma((1 - b2) g, g, b2 v);
# p = fma(-size, m / fma(sqrt(v), root, epsilon), p).
.macro update_adam parameter, parameter_log, gradient, gradient_log
    .balign 4
.globl layer_adam_\parameter\()_\gradient
layer_adam_\parameter\()_\gradient:
    fmv.w.x f20, zero
    update_begin \parameter_log, \gradient_log, 2, 2, 9f
    flw f7, 4(t3)
    flw f8, 8(t3)
    flw f9, 12(t3)
    flw f10, UPDATE_SECOND_BETA(a0)
    flw f11, UPDATE_FIRST_REST(a0)
    flw f12, UPDATE_SECOND_REST(a0)
    flw f13, UPDATE_EPSILON(a0)
1:  get_\gradient f0, 0, a4
    get_\parameter f1, 0, a3
    beqz t5, 2f
    fmul.s f0, f0, f4
2:  andi t2, t4, UPDATE_DECAYS
    beqz t2, 4f
    andi t2, t4, UPDATE_DECOUPLED
    bnez t2, 3f
    fmadd.s f0, f6, f1, f0
    j 4f
3:  fmul.s f1, f1, f7
4:  flw f2, 0(a5)               # moments are FP32 in every precision
    flw f3, 0(a6)
    fmul.s f2, f5, f2
    fmul.s f3, f10, f3
    fmul.s f14, f12, f0
    fmadd.s f2, f11, f0, f2
    fmadd.s f3, f14, f0, f3
    fsqrt.s f14, f3
    fmadd.s f14, f14, f9, f13
    fdiv.s f14, f2, f14
    fnmsub.s f1, f8, f14, f1
    fsw f2, 0(a5)
    fsw f3, 0(a6)
    put_\parameter f1, 0, a3
    addi a3, a3, BYTES_\parameter
    addi a4, a4, BYTES_\gradient
    addi a5, a5, 4
    addi a6, a6, 4
    addi t1, t1, -1
    bnez t1, 1b
9:  ret
.endm

.irp optimizer, sgd, adam
update_\optimizer fp32, 2, fp32, 2
update_\optimizer fp32, 2, fp16, 1
update_\optimizer fp16, 1, fp16, 1
.endr
.option pop

.endif
