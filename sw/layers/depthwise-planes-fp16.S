# Channel-wise convolutions in FP16, one channel at a time: images with channels outside (chw).

.include "layers/depthwise.S"

.text
.option push
.option norvc
depthwise_function planes_fp16, fp16, 1
depthwise_weights_function planes_fp16, fp16, 1
.option pop
