# Batch norm of values of FP32 that all stand in the TCDM, see batch-norm.S.
.include "layers/batch-norm.S"

.text
.option push
.option norvc
batch_norm_forward fp32, 0, batch_norm
batch_norm_forward fp32, 1, batch_norm_relu
batch_norm_backward fp32, 0, batch_norm_backward
batch_norm_backward fp32, 1, batch_norm_relu_backward
.option pop
