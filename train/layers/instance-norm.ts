import { shapeText } from "../network.js";
import type { NormView, StepTensor } from "../step.js";
import { stridesOf } from "../views.js";
import { groupParameterGradients, isVector, normalize, statisticsOf, sumTensors, type NormTensors } from "./norm.js";
import { refuse, type LayerRule } from "./rule.js";

/** Groups are the channels of each sample; elements all axes behind them in logical order. */
function viewOf(tensor: StepTensor): NormView {
  const strides = stridesOf(tensor);
  const all = tensor.shape.map((size, axis) => ({ size, stride: strides[axis] }));
  return {
    groups: all.slice(0, 2),
    elements: all.slice(2),
    groupParameters: [0, 1],
    elementParameters: all.slice(2).map(() => 0),
  };
}

/** As batch normalisation in training, each sample by itself; the gradients of scale and shift sum over the samples. */
export const instanceNorm: LayerRule<"instanceNorm"> = {
  inputs: [3, 3],
  shapes(layer, [x, scale, shift]) {
    if (x!.length < 3) refuse(layer, `needs axes behind the channels but gets ${shapeText(x!)}`);
    if (!isVector(scale, x![1]) || !isVector(shift, x![1])) {
      refuse(layer, `needs ${x![1]} values in each of scale and shift`);
    }
    if (x!.slice(2).every((size) => size === 1)) {
      refuse(layer, `has one value a channel (input ${shapeText(x!)}), whose variance is 0: give it larger images`);
    }
    return [x!];
  },
  forward(lowering, layer) {
    const [x, scale, shift] = layer.inputs;
    const view = viewOf(lowering.tensor(x));
    const stats = statisticsOf(lowering, layer, view);
    normalize(lowering, { x, y: layer.outputs[0], scale, shift }, view, stats);
  },
  backward(lowering, layer) {
    const [x, scale, shift] = layer.inputs;
    const dy = lowering.gradient(layer.outputs[0]);
    if (dy === undefined) return;
    const input = lowering.tensor(x);
    const view = viewOf(input);
    const stats = lowering.recall<NormTensors>(layer.name);
    const sums = sumTensors(lowering, view);
    const common = {
      x: input.name,
      dy: dy.name,
      view,
      mean: stats.mean.name,
      inverse: stats.inverse.name,
      s1: sums.s1.name,
      s2: sums.s2.name,
    };
    lowering.under(layer.name, "weightGradient", () => lowering.emit("sums", { kind: "normSums", ...common }));
    groupParameterGradients(lowering, view, sums, scale, shift);
    if (lowering.wants(x)) {
      lowering.deliver(x, "none", (target) =>
        lowering.emit("backward", {
          kind: "normBackward",
          ...common,
          dx: target.name,
          scale: lowering.kept(scale).name,
          weighted: false,
        }),
      );
    }
  },
};
