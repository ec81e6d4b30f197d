# Every core says hello in turn; the last one ends the program.
# redmule exec sw/examples/hello.S (CORES is the number of cores)

.equ RESULT, 0x80000000
.equ CONSOLE, 0x80000004

.section .tcdm, "aw"
.balign 4
turn: .word 0

.text
.globl _start
_start:
    csrr s0, mhartid
    la s1, turn
1:  lw t0, 0(s1)
    bne t0, s0, 1b

    la a0, greeting
    li a1, CONSOLE
2:  lbu t0, 0(a0)
    beqz t0, 3f
    sw t0, 0(a1)
    addi a0, a0, 1
    j 2b
3:  addi t0, s0, '0'
    sw t0, 0(a1)
    li t0, '\n'
    sw t0, 0(a1)

    addi t0, s0, 1
    sw t0, 0(s1)
    li t1, CORES
    bne t0, t1, 4f
    li t0, RESULT
    sw zero, 0(t0)
4:  wfi
    j 4b

greeting: .asciz "hello from core "
