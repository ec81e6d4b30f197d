# Losses of predictions in FP32.

.include "layers/loss.S"

.text
.option push
.option norvc
entropy_functions fp32
element_loss mse, fp32, 1
element_loss l1, fp32
element_loss bce, fp32
.option pop
