# Elements of the two formats as FP32 numbers in registers: `get` widens, `put` rounds once, to nearest even.

.ifndef LAYER_FORMATS
.equ LAYER_FORMATS, 1

.equ BYTES_fp32, 4
.equ BYTES_fp16, 2

.macro get_fp32 register, at, base
    flw \register, \at(\base)
.endm

.macro get_fp16 register, at, base
    flh \register, \at(\base)
    fcvt.s.h \register, \register
.endm

.macro put_fp32 register, at, base
    fsw \register, \at(\base)
.endm

# Changes the register.
.macro put_fp16 register, at, base
    fcvt.h.s \register, \register
    fsh \register, \at(\base)
.endm

# The same in two steps, so that something stands between them.
.macro fetch_fp32 register, at, base
    flw \register, \at(\base)
.endm

.macro fetch_fp16 register, at, base
    flh \register, \at(\base)
.endm

.macro widen_fp32 register
.endm

.macro widen_fp16 register
    fcvt.s.h \register, \register
.endm

# Stores one result at `base`, adds `step`, and stores another one; the step behind that one is left to the caller.
.macro put_both_fp32 first, second, base, step
    fsw \first, 0(\base)
    add \base, \base, \step
    fsw \second, 0(\base)
.endm

.macro put_both_fp16 first, second, base, step
    fcvt.h.s \first, \first
    fcvt.h.s \second, \second
    fsh \first, 0(\base)
    add \base, \base, \step
    fsh \second, 0(\base)
.endm

# Two elements are worked on side by side: the registers of the first are f0 to f9, those of the second f10 to f19. The following
# give an operation on both; registers are named by the last digit, constants by their full names.
.macro both2 operation, z, a, b
    \operation f\z, f\a, f\b
    \operation f1\z, f1\a, f1\b
.endm

.macro both2c operation, z, a, constant
    \operation f\z, f\a, \constant
    \operation f1\z, f1\a, \constant
.endm

.macro both2k operation, z, constant, b
    \operation f\z, \constant, f\b
    \operation f1\z, \constant, f1\b
.endm

.macro both3 operation, z, a, b, c
    \operation f\z, f\a, f\b, f\c
    \operation f1\z, f1\a, f1\b, f1\c
.endm

.macro both3c operation, z, a, b, constant
    \operation f\z, f\a, f\b, \constant
    \operation f1\z, f1\a, f1\b, \constant
.endm

.macro both2k2c operation, z, constant, b, other
    \operation f\z, \constant, f\b, \other
    \operation f1\z, \constant, f1\b, \other
.endm

.macro both1 operation, z, a
    \operation f\z, f\a
    \operation f1\z, f1\a
.endm

# The share of a core of `count` things: `first` to `end`, neighbours, a multiple of `unit` (a power of two) but for the last ones.
# a1 = number of the core, a2 = size of the team. Changes t0; `first` and `end` are other registers.
.macro share_of first, end, count, unit
    add t0, \count, a2
    addi t0, t0, -1
    addi \first, a2, -1
    and \first, \first, a2
    p.ff1 \end, a2
    beqz \first, .Lpower\@              # a team of a power of two needs no division
    divu t0, t0, a2
    li \end, 0
.Lpower\@:
    srl t0, t0, \end
    .if \unit > 1
    addi t0, t0, \unit - 1
    andi t0, t0, -\unit
    .endif
    mul \first, t0, a1
    add \end, \first, t0
    p.min \first, \first, \count
    p.min \end, \end, \count
.endm

.endif
