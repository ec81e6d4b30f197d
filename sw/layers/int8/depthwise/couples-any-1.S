# Depthwise convolutions by couples of channels, any edges, windows one column apart.

.include "layers/int8/depthwise/couples.S"

couples_kernels any, 1, 1
