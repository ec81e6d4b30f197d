# From sums to codes: code = low + limit(((sum m + 2^(s-1)) >> s) + zero - low, 0, high - low), 2^14 <= m < 2^15, without a product of
# 64 bits. Above a shift of 20 the product is made of halves: floor(sum m / 2^16) is the upper half's product and what the lower half's
# carries, and a shift by s - 16 is left. Up to 20 everything beyond 16 bits leaves the range of codes, and the sum is limited first.
#
# Four words a channel: the bias, or what the sum starts at; m in both halves; the shift, s - 16, or s with bit 31 set up to 20;
# zero - low, shifted like the product.

.ifndef CHANNEL_SIZE

.equ CHANNEL_START, 0
.equ CHANNEL_FACTOR, 4
.equ CHANNEL_SHIFT, 8
.equ CHANNEL_ADD, 12
.equ CHANNEL_SIZE, 16

# A sum and its factor, shift above 20.
.macro scaled product, sum, factor
    p.muluN \product, \sum, \factor, 16
    p.machhs \product, \sum, \factor
.endm

# The same for a shift up to 20.
.macro scaled_small product, sum, factor
    p.clip \product, \sum, 16
    p.muls \product, \product, \factor
.endm

# One sum, shift above 20, into `code`; `high` = high - low. `code` may be `sum`; changes `scratch`.
.macro requantise code, sum, scratch, factor, shift, add, high
    scaled \scratch, \sum, \factor
    p.addRNr \scratch, \add, \shift
    p.clipur \code, \scratch, \high
.endm

.macro requantise_small code, sum, scratch, factor, shift, add, high
    scaled_small \scratch, \sum, \factor
    p.addRNr \scratch, \add, \shift
    p.clipur \code, \scratch, \high
.endm

# Codes that are only limited by their eight bits: `add` is zero itself, shifted, and there is no `high`.
.macro requantise_full scaled, limit, bits, code, sum, scratch, factor, shift, add
    \scaled \scratch, \sum, \factor
    p.addRNr \scratch, \add, \shift
    \limit \code, \scratch, \bits
.endm

.macro requantise_u8 code, sum, scratch, factor, shift, add, high
    requantise_full scaled, p.clipu, 9, \code, \sum, \scratch, \factor, \shift, \add
.endm
.macro requantise_u8_small code, sum, scratch, factor, shift, add, high
    requantise_full scaled_small, p.clipu, 9, \code, \sum, \scratch, \factor, \shift, \add
.endm
.macro requantise_s8 code, sum, scratch, factor, shift, add, high
    requantise_full scaled, p.clip, 8, \code, \sum, \scratch, \factor, \shift, \add
.endm
.macro requantise_s8_small code, sum, scratch, factor, shift, add, high
    requantise_full scaled_small, p.clip, 8, \code, \sum, \scratch, \factor, \shift, \add
.endm

.endif
