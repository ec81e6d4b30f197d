# Element-by-element functions of exponentials in FP32.

.include "layers/map.S"
.include "layers/map-elementary-bodies.S"

.text
.option push
.option norvc
map_function exp, fp32, 1, body_exp
map_function log, fp32, 1, body_log
map_function erf, fp32, 1, body_erf
map_function erfBackward, fp32, 2, body_erfBackward
map_function sigmoid, fp32, 1, body_sigmoid
map_function sigmoidBackward, fp32, 2, body_sigmoidBackward
map_function tanh, fp32, 1, body_tanh
map_function tanhBackward, fp32, 2, body_tanhBackward
map_function geluErf, fp32, 1, body_geluErf
map_function geluErfBackward, fp32, 2, body_geluErfBackward
map_function geluTanh, fp32, 1, body_geluTanh
map_function geluTanhBackward, fp32, 2, body_geluTanhBackward
.option pop
