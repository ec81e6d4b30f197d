# Element-by-element functions of arithmetic and comparisons in FP32; those of exponentials are in map-elementary-fp32.S.

.include "layers/map.S"
.include "layers/map-bodies.S"

.text
.option push
.option norvc
map_function add, fp32, 2, body_add
map_function sub, fp32, 2, body_sub
map_function mul, fp32, 2, body_mul
map_function div, fp32, 2, body_div
map_function neg, fp32, 1, body_neg
map_function scale, fp32, 1, body_scale
map_function reciprocal, fp32, 1, body_reciprocal
map_function divRightBackward, fp32, 3, body_divRightBackward
map_function sqrt, fp32, 1, body_sqrt
map_function sqrtBackward, fp32, 2, body_sqrtBackward
map_function square, fp32, 1, body_square
map_function squareBackward, fp32, 2, body_squareBackward
map_function relu, fp32, 1, body_relu
map_function reluBackward, fp32, 2, body_reluBackward
map_function clip, fp32, 1, body_clip
map_function clipBackward, fp32, 2, body_clipBackward
map_function relu6Backward, fp32, 2, body_relu6Backward
map_function leakyRelu, fp32, 1, body_leakyRelu
map_function leakyReluBackward, fp32, 2, body_leakyReluBackward
map_function power, fp32, 1, body_power
map_function powerBackward, fp32, 2, body_powerBackward
.option pop
