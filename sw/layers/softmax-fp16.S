# Softmax in FP16.

.include "layers/softmax.S"

.text
.option push
.option norvc
softmax_functions fp16
.option pop
