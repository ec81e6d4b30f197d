# RedMulE hardware abstraction layer: register map, macros, functions.
#
# Macros take registers, so that a caller decides what stands between two stores. Every macro gets the peripheral's base
# address in `base`. The functions follow the standard calling convention and are for code that does not count clocks.

.ifndef REDMULE_BASE
.equ REDMULE_BASE, 0x00100000
.endif
# The bit of mie (and mip) of RedMulE's event line.
.ifndef EVENT_IRQ
.equ EVENT_IRQ, 3
.endif

# Control registers, by offset.
.equ REDMULE_TRIGGER, 0x00
.equ REDMULE_ACQUIRE, 0x04
.equ REDMULE_FINISHED, 0x08
.equ REDMULE_STATUS, 0x0c
.equ REDMULE_RUNNING_JOB, 0x10
.equ REDMULE_SOFT_CLEAR, 0x14
# Job registers.
.equ REDMULE_X, 0x40
.equ REDMULE_W, 0x44
.equ REDMULE_Z, 0x48
.equ REDMULE_MK, 0x4c
.equ REDMULE_N, 0x50
.equ REDMULE_ARITH, 0x54

# Fields of REDMULE_ARITH.
.equ REDMULE_FORMAT_SHIFT, 7
.equ REDMULE_OP_SHIFT, 10

# Clocks that a soft clear needs from its write until the accelerator takes a job.
.equ REDMULE_CLEAR_CLOCKS, 8

# base = address of the peripheral.
.macro redmule_base base
    li \base, REDMULE_BASE
.endm

# Clears FSMs, buffers and the queue; the value 0 clears the register file too. Waits until the clear is over.
.macro redmule_clear base, value=zero
    sw \value, REDMULE_SOFT_CLEAR(\base)
    .rept REDMULE_CLEAR_CLOCKS
    nop
    .endr
.endm

# job = number of the acquired job. Tries again while both contexts are taken (-1) or another core programs one (-2).
.macro redmule_acquire job, base
.Lacquire\@:
    lw \job, REDMULE_ACQUIRE(\base)
    bltz \job, .Lacquire\@
.endm

# Addresses and shape; mk = K << 16 | M.
.macro redmule_configure base, x, w, z, mk, n
    sw \x, REDMULE_X(\base)
    sw \w, REDMULE_W(\base)
    sw \z, REDMULE_Z(\base)
    sw \mk, REDMULE_MK(\base)
    sw \n, REDMULE_N(\base)
.endm

# The arithmetic word starts the tiler, the trigger the job: two stores with nothing between them.
.macro redmule_start base, arith
    sw \arith, REDMULE_ARITH(\base)
    sw zero, REDMULE_TRIGGER(\base)
.endm

# Lets RedMulE's event wake the core from wfi, without a trap.
.macro redmule_enable_event scratch
    csrci mstatus, 8
    li \scratch, 1 << EVENT_IRQ
    csrs mie, \scratch
.endm

# Sleeps until the job is done. To be placed right behind redmule_start: the event cannot come before the core sleeps, as
# no job is that short. After the first wake-up, whatever caused it, STATUS decides; sleeping again could miss the event.
.macro redmule_wait base, scratch
    wfi
.Lwait\@:
    lw \scratch, REDMULE_STATUS(\base)
    bnez \scratch, .Lwait\@
.endm

.text

# a0 = number of the acquired job.
.globl redmule_acquire_job
redmule_acquire_job:
    redmule_base t0
    redmule_acquire a0, t0
    ret

# a0 X, a1 W, a2 Z (= Y), a3 M, a4 N, a5 K; between acquire and trigger.
.globl redmule_configure_job
redmule_configure_job:
    redmule_base t0
    slli t1, a5, 16
    or t1, t1, a3
    redmule_configure t0, a0, a1, a2, t1, a4
    ret

# a0 = arithmetic word: format << REDMULE_FORMAT_SHIFT | op << REDMULE_OP_SHIFT.
.globl redmule_trigger_job
redmule_trigger_job:
    redmule_base t0
    redmule_start t0, a0
    ret

# Returns when no job runs; polls, so that it may be called at any time.
.globl redmule_wait_job
redmule_wait_job:
    redmule_base t0
1:  lw t1, REDMULE_STATUS(t0)
    bnez t1, 1b
    ret

.globl redmule_soft_clear
redmule_soft_clear:
    redmule_base t0
    redmule_clear t0
    ret
