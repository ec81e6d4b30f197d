# Start-up of all cores: stacks, event unit, trap handler. Core 0 calls `main`, whose result ends the program; the others
# become workers of the team. A trap ends the program with TRAP_RESULT + mcause, after a line on the console.

.ifndef STACK_BYTES
.equ STACK_BYTES, 512
.endif
.equ TRAP_RESULT, 128

.section .tcdm, "aw"
.balign 16
stacks: .zero CORES * STACK_BYTES
trapped: .word 0

.section .text.start, "ax"
.globl _start
_start:
    csrr tp, mhartid
    li gp, EVENT_UNIT
    la t0, trap
    csrw mtvec, t0
    li t0, 3 << 13                      # mstatus.FS: floating point on
    csrs mstatus, t0
    li t0, 1 << EVENT_FORK | 1 << EVENT_BARRIER | 1 << EVENT_MUTEX
    sw t0, EU_MASK(gp)
    la sp, stacks
    addi t0, tp, 1
    li t1, STACK_BYTES
    mul t0, t0, t1
    add sp, sp, t0
    bnez tp, team_work
    csrw mcountinhibit, zero
    call main

# a0 = result of the program.
.globl exit
exit:
    li t0, RESULT
    sw a0, 0(t0)
1:  wfi
    j 1b

.text
.balign 256
trap:
    la t0, trapped                      # the first core that traps ends the program
    li t1, 1
    amoswap.w t1, t1, (t0)
1:  bnez t1, 1b
    la a0, .Ltrap_core
    call console_string
    mv a0, tp
    call console_decimal
    la a0, .Ltrap_cause
    call console_string
    csrr a0, mcause
    call console_hex
    la a0, .Ltrap_pc
    call console_string
    csrr a0, mepc
    call console_hex
    li a0, '\n'
    call console_put
    csrr a0, mcause
    addi a0, a0, TRAP_RESULT
    j exit

.section .rodata
.Ltrap_core: .asciz "trap: core "
.Ltrap_cause: .asciz ", mcause "
.Ltrap_pc: .asciz ", pc "
.text
