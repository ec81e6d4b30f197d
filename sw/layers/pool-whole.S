# Means of whole planes, one window each, of channels that lie side by side: four planes at a time, without a window's set-up for each.
# Included by layers/pool.S. The bits are those of the windows. Registers: a3 = the quad's first pixel of x (or dx), a5 = its y (or dy),
# a4 = quads of the core that are left, a6 = those of this image, t1 = quads of an image, t2, t3 = bytes from behind an image to the
# next of x and y, t4 = bytes from pixel to pixel, t5 = pixels of a plane; f21 = 1 / pixels.

# Goes to `others` where the planes are not of this kind. Changes t0 to t6.
.macro whole_or others, format
    lw t4, POOL_X_PIXEL(a0)
    lw t1, POOL_WIDTH(a0)
    lw t2, POOL_X_ROW(a0)
    mul t0, t4, t1
    lw t3, POOL_KERNEL_COLUMNS(a0)
    xor t6, t0, t2                      # rows follow each other
    lw t2, POOL_HEIGHT(a0)
    xor t3, t3, t1
    or t6, t6, t3
    lw t3, POOL_KERNEL_ROWS(a0)
    mul t5, t1, t2
    xor t3, t3, t2
    or t6, t6, t3
    .irp at, POOL_START_ROW, POOL_START_COLUMN
    lw t0, \at(a0)
    or t6, t6, t0
    .endr
    .irp at, POOL_OUT_ROWS, POOL_OUT_COLUMNS, POOL_DILATION_ROW, POOL_DILATION_COLUMN
    lw t0, \at(a0)
    xori t0, t0, 1
    or t6, t6, t0
    .endr
    .irp at, POOL_X_CHANNEL, POOL_Y_CHANNEL
    lw t0, \at(a0)
    xori t0, t0, BYTES_\format
    or t6, t6, t0
    .endr
    lw t1, POOL_CHANNELS(a0)
    andi t0, t1, 3
    or t6, t6, t0
    bnez t6, \others
.endm

# The core's quads; `plane` = POOL_X or POOL_DX. Returns from the function where there is none.
.macro whole_share format, plane
    srli t1, t1, 2
    lw t2, POOL_IMAGES(a0)
    mul t2, t2, t1
    share_of a3, a4, t2, 1
    sub a4, a4, a3
    bgtz a4, .Lshared\@
    ret
.Lshared\@:
    divu t0, a3, t1                     # image
    mul t2, t0, t1
    sub a7, a3, t2                      # quad of the image
    sub a6, t1, a7
    slli a7, a7, 2 + BYTES_\format / 2
    lw a3, \plane(a0)
    lw a5, POOL_Y(a0)
    lw t2, POOL_X_IMAGE(a0)
    lw t3, POOL_Y_IMAGE(a0)
    add a3, a3, a7
    add a5, a5, a7
    p.mac a3, t0, t2
    p.mac a5, t0, t3
    slli a7, t1, 2 + BYTES_\format / 2
    sub t2, t2, a7
    sub t3, t3, a7
    li t0, 1
    fcvt.s.w f22, t0
    fcvt.s.w f21, t5
    fdiv.s f21, f22, f21
    fmv.w.x f20, zero
.endm

# To the next quad; t0 is changed.
.macro whole_next again, format
    addi a4, a4, -1
    addi a6, a6, -1
    addi a3, a3, 4 * BYTES_\format
    addi a5, a5, 4 * BYTES_\format
    bnez a6, .Lsame\@
    add a3, a3, t2
    add a5, a5, t3
    mv a6, t1
.Lsame\@:
    bnez a4, \again
    ret
.endm

.macro chain_one_fp32
.endm
.macro chain_one_fp16
    fcvt.h.s f22, f22
.endm
.macro chain_fp32 sum, x
    fadd.s \sum, \sum, \x
.endm
.macro chain_fp16 sum, x                # sum + 1 x, one rounding
    fmacex.s.h \sum, \x, f22
.endm

.macro whole_average format
    whole_or .Lwindows\@, \format
    whole_share \format, POOL_X
    chain_one_\format
.Lquad\@:
    mv a7, a3
    .irp sum, 4, 5, 6, 7
    fmv.w.x f\sum, zero
    .endr
    lp.setup 0, t5, .Ltap\@
    fetch_\format f0, 0, a7
    fetch_\format f1, BYTES_\format, a7
    fetch_\format f2, 2 * BYTES_\format, a7
    fetch_\format f3, 3 * BYTES_\format, a7
    add a7, a7, t4
    chain_\format f4, f0
    chain_\format f5, f1
    chain_\format f6, f2
.Ltap\@:
    chain_\format f7, f3
    .irp sum, 4, 5, 6, 7
    fmul.s f\sum, f\sum, f21
    .endr
    put_quad_\format
    whole_next .Lquad\@, \format
.Lwindows\@:
.endm

# f4 to f7, rounded, at a5.
.macro put_quad_fp32
    fsw f4, 0(a5)
    fsw f5, 4(a5)
    fsw f6, 8(a5)
    fsw f7, 12(a5)
.endm
.macro put_quad_fp16
    fcvt.h.s f4, f4
    fcvt.h.s f5, f5
    fcvt.h.s f6, f6
    fcvt.h.s f7, f7
    fsh f4, 0(a5)
    fsh f5, 2(a5)
    fsh f6, 4(a5)
    fsh f7, 6(a5)
.endm

# f4 to f7, rounded, at every pixel of the quad.
.macro spread_quad_fp32
    lp.setup 0, t5, .Lpixel\@
    fsw f4, 0(a7)
    fsw f5, 4(a7)
    fsw f6, 8(a7)
    fsw f7, 12(a7)
.Lpixel\@:
    add a7, a7, t4
.endm
.macro spread_quad_fp16
    fcvt.h.s f4, f4
    fcvt.h.s f5, f5
    fcvt.h.s f6, f6
    fcvt.h.s f7, f7
    fmv.x.w t0, f4
    fmv.x.w a1, f5
    fmv.x.w t6, f6
    fmv.x.w a2, f7
    pv.pack t0, a1, t0
    pv.pack t6, a2, t6
    lp.setup 0, t5, .Lpixel\@
    sw t0, 0(a7)
    sw t6, 4(a7)
.Lpixel\@:
    add a7, a7, t4
.endm

# dx = fma(dy, 1 / count, +0): every pixel has one window.
.macro whole_average_backward format
    whole_or .Lwindows\@, \format
    whole_share \format, POOL_DX
.Lquad\@:
    fetch_\format f0, 0, a5
    fetch_\format f1, BYTES_\format, a5
    fetch_\format f2, 2 * BYTES_\format, a5
    fetch_\format f3, 3 * BYTES_\format, a5
    mv a7, a3
    .irp number, 0, 1, 2, 3
    widen_\format f\number
    .endr
    fmadd.s f4, f0, f21, f20
    fmadd.s f5, f1, f21, f20
    fmadd.s f6, f2, f21, f20
    fmadd.s f7, f3, f21, f20
    spread_quad_\format
    whole_next .Lquad\@, \format
.Lwindows\@:
.endm
