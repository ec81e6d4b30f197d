# Start-up of every core: global pointer, stack, block of thread-local variables, traps, floating point. Core 0 clears .bss, runs the
# constructors and main, and ends the program with its result; the others become workers of the team (team.c).

    .section .text.start, "ax"
    .globl _start
_start:
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    la t0, sdk_trap_entry
    csrw mtvec, t0
    li t0, 3 << 13
    csrs mstatus, t0                    # FS: floating point on
    csrr s0, mhartid
    la t0, __cores
1:  bgeu s0, t0, 1b                     # a core beyond CORES has no stack
    la sp, __stacks
    la t1, __stack_bytes
    addi t2, s0, 1
    mul t2, t2, t1
    add t2, sp, t2
    sub sp, t2, t1
    li t3, 0x5ac4ca7e
    sw t3, 0(sp)                        # the guard, at the far end of the stack
    mv sp, t2
    la tp, __tls_blocks
    la t1, __tls_block_bytes
    mul t1, t1, s0
    add tp, tp, t1

    # The thread-local variables of this core: initial values, then zeros.
    la t0, __tdata_start
    la t1, __tdata_end
    mv t2, tp
2:  bgeu t0, t1, 3f
    lw t3, 0(t0)
    sw t3, 0(t2)
    addi t0, t0, 4
    addi t2, t2, 4
    j 2b
3:  la t3, __tbss_bytes
    add t3, t2, t3
4:  bgeu t2, t3, 5f
    sw zero, 0(t2)
    addi t2, t2, 4
    j 4b
5:  bnez s0, 8f

    la t0, __bss_start
    la t1, __bss_end
6:  bgeu t0, t1, 7f
    sw zero, 0(t0)
    addi t0, t0, 4
    j 6b
7:  csrw mcountinhibit, zero
    tail sdk_main
8:  csrw mcountinhibit, zero
    tail sdk_worker

    .text
    .balign 256
sdk_trap_entry:
    csrw mscratch, a0
    csrr a0, mcause
    bltz a0, sdk_interrupt_entry
    csrr a1, mepc
    csrr a2, mtval
    # A stack that ran over is of no use any more.
    csrr t0, mhartid
    la sp, __stacks
    la t1, __stack_bytes
    addi t0, t0, 1
    mul t0, t0, t1
    add sp, sp, t0
    tail sdk_trap

# An interrupt: the registers that a C function may change are kept, and `sdk_interrupt(mcause)` is called.
# It must not compute with floating point.
sdk_interrupt_entry:
    csrr a0, mscratch
    addi sp, sp, -144
    .irp number, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 28, 29, 30, 31
    sw x\number, 4 * \number(sp)
    .endr
    sw ra, 0(sp)
    li a0, 0
    csrr a0, mcause
    call sdk_interrupt
    lw ra, 0(sp)
    .irp number, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 28, 29, 30, 31
    lw x\number, 4 * \number(sp)
    .endr
    addi sp, sp, 144
    mret
