# Pooling in FP32.

.include "layers/pool.S"

.text
.option push
.option norvc
pool_functions fp32
.option pop
