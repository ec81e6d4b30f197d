# Softmax in FP32.

.include "layers/softmax.S"

.text
.option push
.option norvc
softmax_functions fp32
.option pop
