# Layer norm of FP32 tensors.

.include "layers/norm-row.S"

.text
.option push
.option norvc
group_function norm_scales, fp32, begin_norm_scales, body_norm_scales, end_sum
group_function normalize_row, fp32, begin_normalize_row, body_normalize_row_fp32, nothing, suffix=_fp32
group_function norm_sums_row, fp32, begin_norm_sums_row, body_norm_sums_row_fp32, end_norm_sums, suffix=_fp32
group_function norm_backward_row, fp32, begin_norm_backward_row, body_norm_backward_row_fp32, nothing, suffix=_fp32
.option pop
