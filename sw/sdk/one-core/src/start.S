# Start-up of the core: global pointer, stack, traps, floating point, .bss; then the constructors and main (runtime.c).

    .section .text.start, "ax"
    .globl _start
_start:
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    csrr t0, mhartid
1:  bnez t0, 1b                         # a second core has no stack
    la t0, sdk_trap_entry
    csrw mtvec, t0
    li t0, 3 << 13
    csrs mstatus, t0                    # FS: floating point on
    la sp, __stack_end
    la tp, __tls_start
    la t0, __bss_start
    la t1, __bss_end
2:  bgeu t0, t1, 3f
    sw zero, 0(t0)
    addi t0, t0, 4
    j 2b
3:  csrw mcountinhibit, zero
    tail sdk_main

    .text
    .balign 256
sdk_trap_entry:
    csrw mscratch, a0
    csrr a0, mcause
    bltz a0, 1f
    csrr a1, mepc
    csrr a2, mtval
    la sp, __stack_end                  # a stack that ran over is of no use any more
    tail sdk_trap
1:  csrr a0, mscratch
    addi sp, sp, -64
    .set offset, 0
    .irp register, ra, t0, t1, t2, t3, t4, t5, t6, a0, a1, a2, a3, a4, a5, a6, a7
    sw \register, offset(sp)
    .set offset, offset + 4
    .endr
    csrr a0, mcause
    call sdk_interrupt
    .set offset, 0
    .irp register, ra, t0, t1, t2, t3, t4, t5, t6, a0, a1, a2, a3, a4, a5, a6, a7
    lw \register, offset(sp)
    .set offset, offset + 4
    .endr
    addi sp, sp, 64
    mret
