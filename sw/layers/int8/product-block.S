# Blocks of four channels by four pixels or one, and the quads of a core, for either type of codes (product.S).

.ifndef PRODUCT_BLOCK
.equ PRODUCT_BLOCK, 1

# A channel's sums of `rows` pixels to codes. t6 = record, t4 = high - low; changes t0 to t3. Small shifts go through `small_codes`, which
# stands apart, so that what is usually run follows on itself.
.macro channel_codes type, rows, channel, r0, r1, r2, r3
    lw t1, CHANNEL_SIZE * \channel + CHANNEL_SHIFT(t6)
    lw t0, CHANNEL_SIZE * \channel + CHANNEL_FACTOR(t6)
    lw t2, CHANNEL_SIZE * \channel + CHANNEL_ADD(t6)
    bltz t1, small_\type\()_\rows\()_\channel
    requantise \r0, \r0, t3, t0, t1, t2, t4
    .if \rows > 1
    requantise \r1, \r1, t3, t0, t1, t2, t4
    requantise \r2, \r2, t3, t0, t1, t2, t4
    requantise \r3, \r3, t3, t0, t1, t2, t4
    .endif
coded_\type\()_\rows\()_\channel:
.endm

.macro small_codes type, rows, channel, r0, r1, r2, r3
small_\type\()_\rows\()_\channel:
    requantise_small \r0, \r0, t3, t0, t1, t2, t4
    .if \rows > 1
    requantise_small \r1, \r1, t3, t0, t1, t2, t4
    requantise_small \r2, \r2, t3, t0, t1, t2, t4
    requantise_small \r3, \r3, t3, t0, t1, t2, t4
    .endif
    j coded_\type\()_\rows\()_\channel
.endm

# A pixel's four codes to t5, which goes on to the next pixel (t1 bytes); t0 = low in each byte.
.macro store_codes c0, c1, c2, c3
    pv.packhi.b t3, \c3, \c2
    pv.packlo.b t3, \c1, \c0
    pv.add.b t3, t3, t0
    p.sw t3, t1(t5!)
.endm

# The same of t2 codes, 1 to 3.
.macro store_some c0, c1, c2
    addi t3, t2, -2
    add \c0, \c0, t0
    sb \c0, 0(t5)
    bltz t3, .Lstored\@
    add \c1, \c1, t0
    sb \c1, 1(t5)
    beqz t3, .Lstored\@
    add \c2, \c2, t0
    sb \c2, 2(t5)
.Lstored\@:
    add t5, t5, t1
.endm

# A block of four channels by `rows` pixels at P_X0 and so on. Sums in a0 to a3, a4 to a7, s4 to s7, s8 to s11 by pixel.
.macro product_block type, rows, dot
    .option push
    .option rvc
    lw s0, P_RECORD(sp)
    lw t6, P_X0(sp)
    .if \rows > 1
    lw s1, P_X1(sp)
    lw s2, P_X2(sp)
    lw s3, P_X3(sp)
    .endif
    lw a0, CHANNEL_START(s0)
    lw a1, CHANNEL_SIZE + CHANNEL_START(s0)
    lw a2, 2 * CHANNEL_SIZE + CHANNEL_START(s0)
    lw a3, 3 * CHANNEL_SIZE + CHANNEL_START(s0)
    lw ra, P_WORDS(sp)
    addi s0, s0, 4 * CHANNEL_SIZE
    .if \rows > 1
    mv a4, a0
    mv a5, a1
    mv a6, a2
    mv a7, a3
    mv s4, a0
    mv s5, a1
    mv s6, a2
    mv s7, a3
    mv s8, a0
    mv s9, a1
    mv s10, a2
    mv s11, a3
    .endif
    .balign 4
    .option pop
    lp.setup 0, ra, .Lwords\@
    p.lw t0, 4(s0!)
    p.lw t4, 4(t6!)
    p.lw t1, 4(s0!)
    p.lw t2, 4(s0!)
    p.lw t3, 4(s0!)
    .if \rows > 1
    p.lw t5, 4(s1!)
    .endif
    \dot a0, t4, t0
    \dot a1, t4, t1
    \dot a2, t4, t2
    .if \rows == 1
.Lwords\@:
    \dot a3, t4, t3
    .else
    \dot a3, t4, t3
    p.lw t4, 4(s2!)
    \dot a4, t5, t0
    \dot a5, t5, t1
    \dot a6, t5, t2
    \dot a7, t5, t3
    p.lw t5, 4(s3!)
    \dot s4, t4, t0
    \dot s5, t4, t1
    \dot s6, t4, t2
    \dot s7, t4, t3
    \dot s8, t5, t0
    \dot s9, t5, t1
    \dot s10, t5, t2
.Lwords\@:
    \dot s11, t5, t3
    .endif
    lw t6, P_RECORD(sp)
    lw t4, P_HIGH(sp)
    channel_codes \type, \rows, 0, a0, a4, s4, s8
    channel_codes \type, \rows, 1, a1, a5, s5, s9
    channel_codes \type, \rows, 2, a2, a6, s6, s10
    channel_codes \type, \rows, 3, a3, a7, s7, s11
    .option push
    .option rvc
    lw t5, P_Z(sp)
    lw t0, P_LOW(sp)
    lw t1, P_Z_ROW(sp)
    lw t2, P_LEFT(sp)
    lw t3, P_LAST(sp)
    .option pop
    beq t2, t3, some_\type\()_\rows
    store_codes a0, a1, a2, a3
    .if \rows > 1
    store_codes a4, a5, a6, a7
    store_codes s4, s5, s6, s7
    store_codes s8, s9, s10, s11
    .endif
stored_\type\()_\rows:
.endm

# The quads of the core for the pixels at work; jumps back to P_RETURN.
.macro product_quads type, rows, dot
    lw t0, P_QUADS(sp)
    sw t0, P_LEFT(sp)
    beqz t0, .Lnone\@
.Lquad\@:
    product_block \type, \rows, \dot
    .option push
    .option rvc
    lw t1, P_RECORD(sp)
    lw t2, P_RECORD_STEP(sp)
    lw t3, P_Z(sp)
    lw t0, P_Z_STEP(sp)
    lw t5, P_LEFT(sp)
    add t1, t1, t2
    add t3, t3, t0
    addi t5, t5, -1
    sw t1, P_RECORD(sp)
    sw t3, P_Z(sp)
    sw t5, P_LEFT(sp)
    .option pop
    bnez t5, .Lquad\@
.Lnone\@:
    lw ra, P_RETURN(sp)
    jr ra
some_\type\()_\rows:
    lw t2, P_SOME(sp)
    store_some a0, a1, a2
    .if \rows > 1
    store_some a4, a5, a6
    store_some s4, s5, s6
    store_some s8, s9, s10
    .endif
    j stored_\type\()_\rows
    small_codes \type, \rows, 0, a0, a4, s4, s8
    small_codes \type, \rows, 1, a1, a5, s5, s9
    small_codes \type, \rows, 2, a2, a6, s6, s10
    small_codes \type, \rows, 3, a3, a7, s7, s11
.endm

.endif
