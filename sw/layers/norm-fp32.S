# Sums and normalisation of FP32 tensors.

.include "layers/norm.S"

.text
.option push
.option norvc
group_function sum, fp32, begin_sum, body_sum, end_sum
sum_beside fp32
group_function dot, fp32, begin_sum, body_dot, end_sum
group_function squares, fp32, begin_squares, body_squares, end_sum
group_function norm_sums, fp32, begin_norm_sums, body_norm_sums, end_norm_sums
group_function normalize, fp32, begin_normalize, body_normalize, nothing, 1
group_function norm_backward, fp32, begin_norm_backward, body_norm_backward, nothing, 1
.option pop
