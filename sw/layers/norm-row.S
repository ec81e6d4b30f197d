# Normalisation with a scale and a shift for each element of a group: layer norm, where a group is a row. Included by norm-row-FORMAT.S.
# The descriptor is NORM; OUTER is 1; scale and shift lie side by side, in the format that the function's name ends with.
#
#   layer_normalize_row      y = fma(xhat, scale, shift)
#   layer_norm_sums_row      as layer_norm_sums with g = dy scale for dy
#   layer_norm_backward_row  dx = (g - fma(xhat, sum2, sum1) PART) inverse
#   layer_norm_scales        gradient of the scale: SUM1 + chain over rows of fma(dy, xhat, sum); here groups are the elements of a row, INNER
#                            the rows, and MEAN and INVERSE have one number a row; that of the shift is layer_sum

.ifndef ROWS_OF_NORM
.equ ROWS_OF_NORM, 1

.include "layers/norm.S"

# t4, t5 = scale and shift.
.macro row_parameters
    lw t4, NORM_SCALE(a0)
    lw t5, NORM_SHIFT(a0)
.endm

# f20 = the next number at `pointer`.
.macro row_parameter register, format, pointer
    fetch_\format \register, 0, \pointer
    addi \pointer, \pointer, BYTES_\format
    widen_\format \register
.endm

# x - mean and dy of the next elements, f20 = their scale.
.macro fetch_row format, adjacent, parameter
    fetch_both \format, \adjacent
    row_parameter f20, \parameter, t4
    both2 fsub.s, 0, 0, 4
.endm

.macro begin_normalize_row
    group_value 4, MEAN
    group_value 5, INVERSE
    row_parameters
.endm

.macro begin_norm_sums_row
    begin_norm_sums
    row_parameters
.endm

.macro begin_norm_backward_row
    group_value 4, MEAN
    group_value 5, INVERSE
    begin_backward_sums
    row_parameters
.endm

.macro row_bodies parameter
.macro body_normalize_row_\parameter format, adjacent
    fetch_first \format, \adjacent
    row_parameter f20, \parameter, t4
    both2 fsub.s, 0, 0, 4
    row_parameter f21, \parameter, t5
    both2 fmul.s, 0, 0, 5
    fmadd.s f0, f0, f20, f21
    fmadd.s f10, f10, f20, f21
    store_groups \format, 0, \adjacent
    advance_groups a7, t6, \adjacent
.endm

.macro body_norm_sums_row_\parameter format, adjacent
    fetch_row \format, \adjacent, \parameter
    both2c fmul.s, 1, 1, f20
    both2 fmul.s, 0, 0, 5
    both2 fadd.s, 2, 2, 1
    advance_groups a5, a6, \adjacent
    both3 fmadd.s, 3, 1, 0, 3
.endm

.macro body_norm_backward_row_\parameter format, adjacent
    fetch_row \format, \adjacent, \parameter
    advance_groups a5, a6, \adjacent
    both2 fmul.s, 0, 0, 5
    both2c fmul.s, 1, 1, f20
    both3 fmadd.s, 0, 0, 8, 7
    both2c fmul.s, 0, 0, f9
    both2 fsub.s, 0, 1, 0
    both2 fmul.s, 0, 0, 5
    store_groups \format, 0, \adjacent
    advance_groups a7, t6, \adjacent
.endm
.endm

row_bodies fp32
row_bodies fp16

.macro begin_norm_scales
    group_start 2, SUM1
    lw t4, NORM_MEAN(a0)
    lw t5, NORM_INVERSE(a0)
.endm

.macro body_norm_scales format, adjacent
    fetch_groups \format, 0, a3, a4, \adjacent
    fetch_groups \format, 1, a5, a6, \adjacent
    flw f20, 0(t4)
    advance_inner \adjacent
    widen_groups \format, 0
    widen_groups \format, 1
    flw f21, 0(t5)
    both2c fsub.s, 0, 0, f20
    addi t4, t4, 4
    addi t5, t5, 4
    both2c fmul.s, 0, 0, f21
    advance_groups a5, a6, \adjacent
    both3 fmadd.s, 2, 1, 0, 2
.endm

.endif
