# One GEMM-Ops job on one core: reads the descriptor at `job`, which the testbench fills, programs RedMulE, sleeps until the
# event, stores 0 to RESULT and sleeps for good.

.ifndef RESULT
.equ RESULT, 0x80000000
.endif

# Words of the descriptor, by offset.
.equ JOB_X, 0          # address of X
.equ JOB_W, 4          # address of W
.equ JOB_Z, 8          # address of Y and Z
.equ JOB_M, 12
.equ JOB_N, 16
.equ JOB_K, 20
.equ JOB_ARITH, 24     # value of register 0x54
.equ JOB_CLEAR, 28     # not 0: soft clear before the job
.equ JOB_SIZE, 32

.data
.balign 4
.globl job
job:
    .zero JOB_SIZE

.section .text.start, "ax"
.globl _start
_start:
    redmule_enable_event t0
    redmule_base s0
    la s1, job
    lw a0, JOB_X(s1)
    lw a1, JOB_W(s1)
    lw a2, JOB_Z(s1)
    lw a3, JOB_M(s1)
    lw a4, JOB_N(s1)
    lw a5, JOB_K(s1)
    lw a6, JOB_ARITH(s1)
    lw a7, JOB_CLEAR(s1)
    slli a5, a5, 16
    or a3, a3, a5

    beqz a7, 1f
    redmule_clear s0
1:  redmule_acquire t0, s0
    redmule_configure s0, a0, a1, a2, a3, a4
    redmule_start s0, a6
    redmule_wait s0, t0

    li t0, RESULT
    sw zero, 0(t0)
2:  wfi
    j 2b
