# Element-by-element functions of arithmetic and comparisons in FP16; those of exponentials are in map-elementary-fp16.S.

.include "layers/map.S"
.include "layers/map-bodies.S"

.text
.option push
.option norvc
map_function add, fp16, 2, body_add, packed_add
map_function sub, fp16, 2, body_sub, packed_sub
map_function mul, fp16, 2, body_mul, packed_mul
map_function div, fp16, 2, body_div
map_function neg, fp16, 1, body_neg
map_function scale, fp16, 1, body_scale
map_function reciprocal, fp16, 1, body_reciprocal
map_function divRightBackward, fp16, 3, body_divRightBackward
map_function sqrt, fp16, 1, body_sqrt
map_function sqrtBackward, fp16, 2, body_sqrtBackward
map_function square, fp16, 1, body_square
map_function squareBackward, fp16, 2, body_squareBackward
map_function relu, fp16, 1, body_relu, packed_relu
map_function reluBackward, fp16, 2, body_reluBackward, words, words_reluBackward
map_function clip, fp16, 1, body_clip, packed_clip
map_function clipBackward, fp16, 2, body_clipBackward
map_function relu6Backward, fp16, 2, body_relu6Backward
map_function leakyRelu, fp16, 1, body_leakyRelu
map_function leakyReluBackward, fp16, 2, body_leakyReluBackward
map_function power, fp16, 1, body_power
map_function powerBackward, fp16, 2, body_powerBackward
.option pop
