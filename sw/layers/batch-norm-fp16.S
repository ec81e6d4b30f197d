# Batch norm of values of FP16 that all stand in the TCDM, see batch-norm.S.
.include "layers/batch-norm.S"

.text
.option push
.option norvc
batch_norm_forward fp16, 0, batch_norm
batch_norm_forward fp16, 1, batch_norm_relu
batch_norm_backward fp16, 0, batch_norm_backward
batch_norm_backward fp16, 1, batch_norm_relu_backward
.option pop
