# Channel-wise convolutions in FP16: two channels at once, which stand side by side (hwc).

.include "layers/depthwise.S"

.text
.option push
.option norvc
depthwise_function fp16, pair, 2
depthwise_weights_function fp16, pair, 2
.option pop
