# A team of cores: core 0 forks, all work, all join. Workers sleep at the event unit in between.

# Everybody of the team has to arrive; nobody leaves before. One instruction: the read arrives, sleeps and clears.
.macro barrier
    p.elw zero, EU_BARRIER_WAIT_CLEAR(gp)
.endm

# Between the two, one core at a time: the event of the mutex ends the read of one core, and that of the next when it leaves.
.macro critical_enter
    p.elw zero, EU_MUTEX(gp)
.endm

.macro critical_leave
    sw zero, EU_MUTEX(gp)
.endm

# What the workers are told.
.section .tcdm, "aw"
.balign 4
team:
team_function: .word 0
team_argument: .word 0
team_size: .word 0

.text
# a0 = function, a1 = its argument, a2 = size of the team, 1 to CORES. Cores 0 to a2 - 1 call the function with a0 = argument,
# a1 = number of the core, a2 = size of the team; returns when all have. To be called by core 0, outside of a function of
# the team.
.globl team_fork
team_fork:
    addi sp, sp, -16
    sw ra, 12(sp)
    la t0, team
    sw a0, (team_function - team)(t0)
    sw a1, (team_argument - team)(t0)
    sw a2, (team_size - team)(t0)
    li t1, 1
    sll t1, t1, a2
    addi t1, t1, -1
    sw t1, EU_BARRIER(gp)
    sw t1, EU_BARRIER_TARGETS(gp)
    addi t1, t1, -1                     # without core 0; 0 would stand for all
    beqz t1, 1f
    sw t1, EU_FORK_TRIGGER(gp)
1:  mv t0, a0
    mv a0, a1
    mv a1, tp
    jalr t0
    barrier
    lw ra, 12(sp)
    addi sp, sp, 16
    ret

# The life of a worker.
team_work:
    la s0, team
1:  p.elw zero, EU_WAIT_CLEAR(gp)
    lw t0, (team_function - team)(s0)
    lw a0, (team_argument - team)(s0)
    lw a2, (team_size - team)(s0)
    mv a1, tp
    jalr t0
    barrier
    j 1b
