# Sums and normalisation of FP16 tensors.

.include "layers/norm.S"

.text
.option push
.option norvc
group_function sum, fp16, begin_sum, body_sum, end_sum
sum_beside fp16
group_function dot, fp16, begin_sum, body_dot, end_sum
group_function squares, fp16, begin_squares, body_squares, end_sum
group_function norm_sums, fp16, begin_norm_sums, body_norm_sums, end_norm_sums
group_function normalize, fp16, begin_normalize, body_normalize, nothing, 1
group_function norm_backward, fp16, begin_norm_backward, body_norm_backward, nothing, 1
.option pop
