# Where the DMA finds items of a store in L2 whose numbers are known when a program runs: the addresses in its commands.

.text
# A function for a team: a0 = address in L2 of four words, address of the store, bytes of an item, address of the list of their numbers and
# entries; of each entry three words follow: address of the word of a command that becomes an address in the store, four times the place
# in the list, byte of the item. a1 = number of the core, a2 = size of the team.
.globl gather_place
gather_place:
    lw t0, 0(a0)
    lw t1, 4(a0)
    lw t2, 8(a0)
    lw t3, 12(a0)
    li t4, 12
    mul t5, a1, t4
    mul t4, a2, t4
    add a0, a0, t5
1:  bge a1, t3, 2f
    lw t5, 20(a0)
    lw t6, 24(a0)
    lw a3, 16(a0)
    add t5, t5, t2
    lw t5, 0(t5)
    add t6, t6, t0
    p.mac t6, t5, t1
    sw t6, 0(a3)
    add a0, a0, t4
    add a1, a1, a2
    j 1b
2:  ret
