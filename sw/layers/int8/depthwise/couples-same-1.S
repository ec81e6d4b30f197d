# Depthwise convolutions by couples of channels, usual edges, windows one column apart.

.include "layers/int8/depthwise/couples.S"

couples_kernels same, 0, 1
