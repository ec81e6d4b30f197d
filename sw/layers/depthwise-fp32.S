# Channel-wise convolutions in FP32.

.include "layers/depthwise.S"

.text
.option push
.option norvc
depthwise_function fp32, fp32, 1
depthwise_weights_function fp32, fp32, 1
.option pop
