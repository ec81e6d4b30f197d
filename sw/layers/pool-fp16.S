# Pooling in FP16.

.include "layers/pool.S"

.text
.option push
.option norvc
pool_functions fp16
.option pop
