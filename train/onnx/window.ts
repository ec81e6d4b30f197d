import type { Padding, Pair } from "../network.js";
import type { OnnxNode } from "./graph.js";
import { listOf, nodeError, numberOf, textOf } from "./operands.js";

export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
  readonly outputPadding: Pair;
}

/** A list of an attribute as rows and columns; one of length 1 is that of [N, C, 1, L]. */
function pairOf(node: OnnxNode, name: string, missing: number, line: number): Pair {
  const list = listOf(node, name);
  if (list === undefined) return [missing, missing];
  if (list.length === 1) return [line, list[0]];
  if (list.length !== 2)
    throw nodeError(node, `has ${list.length} ${name} but images of one or two dimensions are known`);
  return [list[0], list[1]];
}

/** Padding at start and end of an axis that keeps ceil(size / stride) outputs (SAME_UPPER, SAME_LOWER). */
function samePadding(size: number, extent: number, stride: number, isUpper: boolean): [number, number] {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + extent - size);
  const [small, large] = [Math.floor(total / 2), Math.ceil(total / 2)];
  return isUpper ? [small, large] : [large, small];
}

/**
 * Kernel, stride, padding and dilation of a convolution or pool over an image. `kernel` is that of the weight, undefined for a
 * pool. With ceil_mode the far ends grow so that the last window fits, unless it would start in the padding (PyTorch).
 */
export function windowOf(
  node: OnnxNode,
  image: Pair,
  kernel: Pair | undefined,
  { isTransposed = false }: { readonly isTransposed?: boolean } = {},
): Window {
  const [shape, stride, dilation] = [
    kernel ?? pairOf(node, "kernel_shape", 1, 1),
    pairOf(node, "strides", 1, 1),
    pairOf(node, "dilations", 1, 1),
  ];
  if (listOf(node, "output_shape"))
    throw nodeError(node, "has an output_shape but pads are needed: export it with pads");
  const extent = shape.map((size, axis) => dilation[axis] * (size - 1) + 1);
  const pads = listOf(node, "pads") ?? [0, 0, 0, 0];
  let padding: number[] = pads.length === 2 ? [0, pads[0], 0, pads[1]] : [...pads];
  const auto = textOf(node, "auto_pad", "NOTSET");
  if (auto === "SAME_UPPER" || auto === "SAME_LOWER") {
    if (isTransposed) throw nodeError(node, `has auto_pad ${auto} but pads are needed: export it with pads`);
    const axes = [0, 1].map((axis) => samePadding(image[axis], extent[axis], stride[axis], auto === "SAME_UPPER"));
    padding = [axes[0][0], axes[1][0], axes[0][1], axes[1][1]];
  }
  if (padding.length !== 4 || padding.some((size) => size < 0)) {
    throw nodeError(node, `has pads ${pads.join(", ")} but two not below 0 for each axis are needed`);
  }
  if (numberOf(node, "ceil_mode", 0) !== 0) {
    for (const axis of [0, 1]) {
      const padded = image[axis] + padding[axis] + padding[axis + 2];
      let count = Math.ceil((padded - extent[axis]) / stride[axis]) + 1;
      if ((count - 1) * stride[axis] >= image[axis] + padding[axis]) count--;
      padding[axis + 2] += Math.max(0, (count - 1) * stride[axis] + extent[axis] - padded);
    }
  }
  return {
    kernel: shape,
    stride,
    padding: padding as unknown as Padding,
    dilation,
    outputPadding: pairOf(node, "output_padding", 0, 0),
  };
}
