/** In a handler: lets mepc leap over the instruction that trapped, by its length. Changes t5 and t6, uses the label 1. */
export const SKIP_TRAPPED = `csrr t5, mepc
    lhu t6, 0(t5)
    andi t6, t6, 3
    addi t6, t6, -3
    beqz t6, 1f
    addi t5, t5, -2
1:  addi t5, t5, 4
    csrw mepc, t5`;
