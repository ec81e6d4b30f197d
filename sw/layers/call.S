# One call of a layer by a team: the host fills the descriptor and says which function of sw/layers it is for.
# The call's clocks are those from the instruction at call_begin to the one at call_end, on core 0.

.include "runtime/runtime.S"


.section .tcdm, "aw"
.balign 4
.globl call_layer, call_team, call_descriptor
call_layer: .word 0
call_team: .word 0
call_descriptor: .zero 256

.text
main:
    addi sp, sp, -16
    sw ra, 12(sp)
    la a1, call_layer
    lw a0, 0(a1)
    lw a2, (call_team - call_layer)(a1)
    addi a1, a1, call_descriptor - call_layer
call_begin:
    call team_fork
call_end:
    li a0, 0
    lw ra, 12(sp)
    addi sp, sp, 16
    ret
