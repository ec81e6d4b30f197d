# The arbiter between cores and RedMulE at the banks of the TCDM, by the configuration in the cluster's control unit.

.equ CONTROL, 0x10200000
.equ CONTROL_CONFIG, 0x18
.equ CONTROL_INVERT_PRIORITY, 0x100     # RedMulE goes first, else cores and DMA
.equ CONTROL_MAX_STALL, 0xff            # clocks after which the other side gets one, 0: never

# Changes t0 and t1.
.macro arbiter_set redmule_first, max_stall
    li t0, CONTROL
    li t1, (\redmule_first) * CONTROL_INVERT_PRIORITY + (\max_stall)
    sw t1, CONTROL_CONFIG(t0)
.endm
