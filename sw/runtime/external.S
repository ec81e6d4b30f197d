# Driver of the external memory's DMA (docs/continual-learning.md), for clusters that have one: items of equal size from there to L2.

.equ EXTERNAL, 0x1a102000
.equ EXTERNAL_COMMAND, 0x18
.equ EXTERNAL_STATUS, 0x1c
.equ EXTERNAL_LOAD, 1

.text
# a0 = address of six words: byte in the external memory, address in L2, bytes of an item, items, bytes from item to item, address in L2
# of the list of their numbers (0: one after the other). Returns at once, or when the command before has ended.
.globl external_load
external_load:
    li t0, EXTERNAL
    .irp word, 0, 1, 2, 3, 4, 5
    lw t1, 4 * \word(a0)
    sw t1, 4 * \word(t0)
    .endr
    li t1, EXTERNAL_LOAD
    sw t1, EXTERNAL_COMMAND(t0)
    ret

# Until nothing is under way.
.globl external_wait
external_wait:
    li t0, EXTERNAL
1:  lw t1, EXTERNAL_STATUS(t0)
    andi t1, t1, 1
    bnez t1, 1b
    ret
