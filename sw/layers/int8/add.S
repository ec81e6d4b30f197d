# Sums of two tensors of codes, for a team: code = low + limit((a ma + b mb + add + 2^(shift-1)) >> shift, 0, high - low), where `add`
# holds the zeros of all three.
#
# layer_int8_add_u8, layer_int8_add_s8: type of a and b. a0 = descriptor, a1 = number of the core, a2 = size of the team.

.ifndef ADD_SIZE
.equ ADD_A, 0
.equ ADD_B, 4
.equ ADD_Z, 8
.equ ADD_COUNT, 12
.equ ADD_FACTOR_A, 16
.equ ADD_FACTOR_B, 20
.equ ADD_SHIFT, 24
.equ ADD_ADD, 28
.equ ADD_LOW, 32
.equ ADD_HIGH, 36          # high - low
.equ ADD_SIZE, 40

.include "layers/formats.S"

.macro add_kernel type, load
.globl layer_int8_add_\type
.balign 4
layer_int8_add_\type:
    lw t1, ADD_COUNT(a0)
    share_of t2, t3, t1, 4
    sub t3, t3, t2
    lw a3, ADD_A(a0)
    lw a4, ADD_B(a0)
    lw a5, ADD_Z(a0)
    add a3, a3, t2
    add a4, a4, t2
    add a5, a5, t2
    lw a6, ADD_FACTOR_A(a0)
    lw a7, ADD_FACTOR_B(a0)
    lw t4, ADD_SHIFT(a0)
    lw t5, ADD_ADD(a0)
    lw t6, ADD_LOW(a0)
    lw a2, ADD_HIGH(a0)
    blez t3, .Ladded\@
    lp.setup 0, t3, .Lsum\@
    \load t0, 1(a3!)
    \load t1, 1(a4!)
    mul t0, t0, a6
    p.mac t0, t1, a7
    p.addRNr t0, t5, t4
    p.clipur t0, t0, a2
    add t0, t0, t6
.Lsum\@:
    p.sb t0, 1(a5!)
.Ladded\@:
    ret
.endm

.text
.option push
.option norvc
add_kernel u8, p.lbu
add_kernel s8, p.lb
.option pop

.endif
