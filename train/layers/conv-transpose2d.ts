import type { Lowering } from "../lowering.js";
import { elementsOf, shapeText, type LayerOf, type Pair } from "../network.js";
import { biasGradient } from "./bias.js";
import { checkBias, checkConvolution, geometryOf } from "./conv2d.js";
import { ConvolutionSteps } from "./convolution.js";
import { needRank, refuse, type LayerRule } from "./rule.js";

/** Steps of the convolution whose transpose this is. */
function stepsOf(lowering: Lowering, layer: LayerOf<"convTranspose2d">): ConvolutionSteps {
  const [out, weight] = layer.inputs;
  const geometry = geometryOf(lowering, layer, { image: layer.outputs[0], out });
  return new ConvolutionSteps(lowering, geometry, lowering.tensor(weight));
}

/** y = bias + chain over the taps that meet a pixel, (kh, kw, ci) ascending in HWC, (ci, kh, kw) in CHW. */
export const convTranspose2d: LayerRule<"convTranspose2d"> = {
  inputs: [2, 3],
  shapes(layer, [x, weight, bias]) {
    checkConvolution(layer, layer.attributes);
    needRank(layer, x!, 4);
    needRank(layer, weight!, 4);
    const { stride, padding, dilation, groups, outputPadding } = layer.attributes;
    const [n, ci, h, w] = x!;
    const [wi, cog, kh, kw] = weight!;
    if (ci !== wi || ci % groups !== 0) {
      refuse(
        layer,
        `has ${groups} groups and a weight of ${shapeText(weight!)}, which does not fit ${ci} input channels: ` +
          `the weight is [Ci, Co / groups, kh, kw] and groups divides Ci`,
      );
    }
    checkBias(layer, bias, cog * groups);
    const size = (from: number, axis: 0 | 1, kernel: number): number =>
      (from - 1) * stride[axis] -
      padding[axis] -
      padding[axis + 2] +
      dilation[axis] * (kernel - 1) +
      outputPadding[axis] +
      1;
    const out: Pair = [size(h, 0, kh), size(w, 1, kw)];
    if (out[0] < 1 || out[1] < 1) refuse(layer, `makes an image of ${out.join("x")}: reduce its padding`);
    return [[n, cog * groups, ...out]];
  },
  forward(lowering, layer) {
    const [x, , bias] = layer.inputs;
    const steps = stepsOf(lowering, layer);
    const input = lowering.tensor(x);
    steps.spread(input, lowering.result(layer.outputs[0]), bias ? lowering.tensor(bias) : undefined);
  },
  backward(lowering, layer) {
    const [x, weight, bias] = layer.inputs;
    const dy = lowering.gradient(layer.outputs[0]);
    if (dy === undefined) return;
    const steps = stepsOf(lowering, layer);
    if (lowering.wants(weight)) {
      lowering.deliver(weight, lowering.format, (target, accumulate) =>
        steps.weightGradient(dy, lowering.tensor(x), target, accumulate),
      );
    }
    biasGradient(lowering, bias, dy, 1);
    if (lowering.wants(x)) {
      lowering.deliver(x, lowering.format, (target) => steps.correlate(dy, target, undefined));
    }
  },
  macs(_layer, [x, weight]) {
    return (elementsOf(weight!) * elementsOf(x!)) / x![1];
  },
};
