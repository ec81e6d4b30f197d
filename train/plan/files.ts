/** Sources of `sw/layers` by the kernels in them: the first pattern that a kernel's name meets. */
const FILES: readonly (readonly [RegExp, string])[] = [
  [/^layer_int8_product_/, "int8/product"],
  [/^layer_int8_depthwise_/, "int8/depthwise/planes"],
  [/^layer_int8_couples_(same|any)_(\d)_/, "int8/depthwise/couples"],
  [/^layer_int8_quads_/, "int8/depthwise/quads"],
  [/^layer_int8_(?:max|mean)_/, "int8/pool"],
  [/^layer_int8_add_/, "int8/add"],
  [/^layer_gemm_(?:(xt|wt|dot)_)?(fp32|fp16)_\d+x\d+$/, "gemm"],
  [/^layer_im2row$/, "im2row"],
  [/^layer_batch_norm\w*_(fp32|fp16)$/, "batch-norm"],
  [/^layer_transpose_/, "transpose"],
  [
    /^layer_map_(?:exp|log|erf|erfBackward|sigmoid|sigmoidBackward|tanh|tanhBackward|gelu\w+)_(fp32|fp16)$/,
    "map-elementary",
  ],
  [/^layer_map_\w+_(fp32|fp16)$/, "map"],
  [/^layer_(?:sum|sum_beside|dot|squares|norm_sums|normalize|norm_backward)_(fp32|fp16)$/, "norm"],
  [/^layer_pool_\w+_(fp32|fp16)$/, "pool"],
  [/^layer_depthwise_(?:weights_)?(planes)_(fp16)$/, "depthwise"],
  [/^layer_depthwise_(?:weights_)?(fp32|fp16)$/, "depthwise"],
  [/^layer_(?:cross_entropy|cross_entropy_labels|mse|l1|bce)_(fp32|fp16)$/, "loss"],
  [/^layer_softmax(?:_backward)?_(fp32|fp16)$/, "softmax"],
  [/^layer_(?:norm_scales|normalize_row|norm_sums_row|norm_backward_row)_(fp32|fp16)(?:_fp32|_fp16)?$/, "norm-row"],
  [/^layer_(?:gradient_factor|loss_scale|power_scale|largest_\w+)$/, "scalars"],
  [/^layer_(?:rescale_\w+|cast_fp8\w*_\w+|cast_\w+_fp8(?:alt)?)$/, "cast-fp8"],
  [/^layer_unpack_\d_\w+$/, "unpack"],
  [/^layer_(?:cast_\w+|fill|spread_\w+|running|inverse)$/, "flat"],
  [/^layer_(?:sgd|adam)_\w+$/, "update"],
];

/** The source that defines a kernel. */
export function fileOf(kernel: string): string {
  for (const [pattern, name] of FILES) {
    const match = pattern.exec(kernel);
    if (match === null) continue;
    const parts = [name, ...match.slice(1)].filter((part) => part !== undefined && part !== "");
    return `layers/${parts.join("-")}.S`;
  }
  throw new RangeError(`No source of sw/layers is known to define ${kernel}.`);
}
