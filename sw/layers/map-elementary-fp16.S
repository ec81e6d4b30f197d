# Element-by-element functions of exponentials in FP16.

.include "layers/map.S"
.include "layers/map-elementary-bodies.S"

.text
.option push
.option norvc
map_function exp, fp16, 1, body_exp
map_function log, fp16, 1, body_log
map_function erf, fp16, 1, body_erf
map_function erfBackward, fp16, 2, body_erfBackward
map_function sigmoid, fp16, 1, body_sigmoid
map_function sigmoidBackward, fp16, 2, body_sigmoidBackward
map_function tanh, fp16, 1, body_tanh
map_function tanhBackward, fp16, 2, body_tanhBackward
map_function geluErf, fp16, 1, body_geluErf
map_function geluErfBackward, fp16, 2, body_geluErfBackward
map_function geluTanh, fp16, 1, body_geluTanh
map_function geluTanhBackward, fp16, 2, body_geluTanhBackward
.option pop
