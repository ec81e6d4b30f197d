import type { Lowering } from "../lowering.js";
import type { ConvolutionAttributes, LayerOf, Pair, Shape } from "../network.js";
import { elementsOf, shapeText } from "../network.js";
import { biasGradient } from "./bias.js";
import { ConvolutionSteps } from "./convolution.js";
import type { Convolution } from "./convolution-views.js";
import { needRank, refuse, type LayerRule } from "./rule.js";

type Named = { readonly name: string; readonly op: string };

/** Refuses strides, dilations and groups below 1 and paddings below 0. */
export function checkConvolution(layer: Named, { stride, padding, dilation, groups }: ConvolutionAttributes): void {
  if ([...stride, ...dilation, groups].some((value) => !Number.isInteger(value) || value < 1)) {
    refuse(
      layer,
      `has stride ${stride.join("x")}, dilation ${dilation.join("x")}, ${groups} groups: each must be 1 or more`,
    );
  }
  if (padding.some((value) => !Number.isInteger(value) || value < 0)) {
    refuse(layer, `has padding ${padding.join(",")}: it must not be negative`);
  }
}

/** Positions of a window of `kernel` taps: floor((size + padding - extent) / stride) + 1, 0 or less if it does not fit. */
export function windows(size: number, padding: number, kernel: number, stride: number, dilation: number): number {
  return Math.floor((size + padding - (dilation * (kernel - 1) + 1)) / stride) + 1;
}

/** Refuses a bias that is not one value a channel. */
export function checkBias(layer: Named, bias: Shape | undefined, channels: number): void {
  if (bias !== undefined && (bias.length !== 1 || bias[0] !== channels)) {
    refuse(layer, `has a bias of shape ${shapeText(bias)} but ${channels} output channels: give ${channels} values`);
  }
}

/** Geometry of a convolution from `image` to `out`; of a transposed one image is the output and out the input. */
export function geometryOf(
  lowering: Lowering,
  layer: LayerOf<"conv2d" | "convTranspose2d">,
  { image, out }: { readonly image: string; readonly out: string },
): Convolution {
  const { stride, padding, dilation, groups } = layer.attributes;
  const [batch, imageChannels, h, w] = lowering.shape(image);
  const [, , kh, kw] = lowering.shape(layer.inputs[1]);
  const [, outChannels, oh, ow] = lowering.shape(out);
  return {
    batch,
    groups,
    imageChannels,
    image: [h, w],
    outChannels,
    out: [oh, ow],
    kernel: [kh, kw],
    stride,
    start: [-padding[0], -padding[1]],
    dilation,
  };
}

function stepsOf(lowering: Lowering, layer: LayerOf<"conv2d">): ConvolutionSteps {
  const [image, weight] = layer.inputs;
  const geometry = geometryOf(lowering, layer, { image, out: layer.outputs[0] });
  return new ConvolutionSteps(lowering, geometry, lowering.tensor(weight));
}

/** y = bias + chain over (kh, kw, ci) in HWC, (ci, kh, kw) in CHW; padded positions are +0 and take part. */
export const conv2d: LayerRule<"conv2d"> = {
  inputs: [2, 3],
  shapes(layer, [x, weight, bias]) {
    checkConvolution(layer, layer.attributes);
    needRank(layer, x!, 4);
    needRank(layer, weight!, 4);
    const { stride, padding, dilation, groups } = layer.attributes;
    const [n, ci, h, w] = x!;
    const [co, cig, kh, kw] = weight!;
    if (ci !== cig * groups || co % groups !== 0) {
      refuse(
        layer,
        `has ${groups} groups and a weight of ${shapeText(weight!)}, which does not fit ${ci} input channels: ` +
          `the weight is [Co, Ci / groups, kh, kw] and groups divides Ci and Co`,
      );
    }
    checkBias(layer, bias, co);
    const out: Pair = [
      windows(h, padding[0] + padding[2], kh, stride[0], dilation[0]),
      windows(w, padding[1] + padding[3], kw, stride[1], dilation[1]),
    ];
    if (out[0] < 1 || out[1] < 1) {
      refuse(layer, `has a kernel of ${kh}x${kw} that does not fit the padded image ${h}x${w}: add padding`);
    }
    return [[n, co, ...out]];
  },
  forward(lowering, layer) {
    const [x, , bias] = layer.inputs;
    const steps = stepsOf(lowering, layer);
    const image = lowering.tensor(x);
    steps.correlate(image, lowering.result(layer.outputs[0]), bias ? lowering.tensor(bias) : undefined);
  },
  backward(lowering, layer) {
    const [x, weight, bias] = layer.inputs;
    const dy = lowering.gradient(layer.outputs[0]);
    if (dy === undefined) return;
    const steps = stepsOf(lowering, layer);
    if (lowering.wants(weight)) {
      lowering.deliver(weight, lowering.format, (target, accumulate) =>
        steps.weightGradient(lowering.tensor(x), dy, target, accumulate),
      );
    }
    biasGradient(lowering, bias, dy, 1);
    if (lowering.wants(x)) {
      lowering.deliver(x, lowering.format, (target) => steps.spread(dy, target, undefined));
    }
  },
  macs(_layer, [, weight], [y]) {
    return (elementsOf(weight!) * elementsOf(y)) / weight![0];
  },
};
