# The registers s0 to s11 of the caller on the stack, from byte `at` on; `access` is sw or lw.

.ifndef SAVED_BYTES
.equ SAVED_BYTES, 48

.macro saved_registers access, at=0
    .irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    \access s\register, \at + 4 * \register(sp)
    .endr
.endm

.endif
