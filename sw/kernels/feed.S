# Many jobs for one RedMulE, fed by all cores: each core takes a context, programs it, sleeps until its job is over, and goes on
# with its next job. As there are two contexts, a job is programmed while another one runs.

.include "runtime/runtime.S"

# Words of a job in the list, by offset.
.equ FEED_X, 0          # addresses
.equ FEED_W, 4
.equ FEED_Z, 8
.equ FEED_MK, 12        # K << 16 | M
.equ FEED_N, 16
.equ FEED_ARITH, 20     # value of register 0x54
.equ FEED_NUMBER, 24    # result: number of the job, in the order in which they ran
.equ FEED_CORE, 28      # result: the core that programmed it
.equ FEED_SIZE, 32
.equ MOST_JOBS, 64      # jobs that the list holds

.section .tcdm, "aw"
.balign 4
.globl feed, feed_jobs
feed:
feed_count: .word 0     # jobs in the list
feed_team: .word 0      # cores that feed
feed_jobs: .zero MOST_JOBS * FEED_SIZE

.text
main:
    addi sp, sp, -16
    sw ra, 12(sp)
    la a0, feed_share
    la a1, feed
    lw a2, (feed_team - feed)(a1)
feed_begin:
    call team_fork
feed_end:
    li a0, 0
    lw ra, 12(sp)
    addi sp, sp, 16
    ret

# A function for a team: a0 = list, a1 = number of the core, a2 = size of the team. Core c has the jobs c, c + size ...
feed_share:
    addi sp, sp, -16
    sw s0, 12(sp)
    sw s1, 8(sp)
    sw s2, 4(sp)
    lw s0, (feed_count - feed)(a0)
    addi s1, a0, feed_jobs - feed
    mv s2, a1
    redmule_base a0
1:  bge s2, s0, 2f
    slli a7, s2, 5                      # FEED_SIZE bytes a job
    add a7, s1, a7
    lw a1, FEED_X(a7)
    lw a3, FEED_W(a7)
    lw a4, FEED_Z(a7)
    lw a5, FEED_MK(a7)
    lw a6, FEED_N(a7)
    lw t3, FEED_ARITH(a7)
    redmule_acquire t0, a0
    redmule_configure a0, a1, a3, a4, a5, a6
    redmule_start a0, t3
    sw t0, FEED_NUMBER(a7)
    sw tp, FEED_CORE(a7)
    redmule_wait_number a0, t0, t1, t2
    add s2, s2, a2
    j 1b
2:  lw s0, 12(sp)
    lw s1, 8(sp)
    lw s2, 4(sp)
    addi sp, sp, 16
    ret
