# Losses of predictions in FP16.

.include "layers/loss.S"

.text
.option push
.option norvc
entropy_functions fp16
element_loss mse, fp16, 1
element_loss l1, fp16
element_loss bce, fp16
.option pop
