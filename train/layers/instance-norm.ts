import { shapeText } from "../network.js";
import type { NormView, StepTensor } from "../step.js";
import { stridesOf } from "../views.js";
import { groupParameterGradients, groupsOf, isVector, normalize, normTensors, type NormTensors } from "./norm.js";
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
    const stats = normTensors(lowering, view);
    lowering.remember(layer.name, stats);
    lowering.emit("statistics", {
      kind: "statistics",
      x: lowering.tensor(x).name,
      view,
      epsilon: layer.attributes.epsilon,
      mean: stats.mean.name,
      variance: stats.variance.name,
      inverse: stats.inverse.name,
    });
    normalize(lowering, { x, y: layer.outputs[0], scale, shift }, view, stats);
  },
  backward(lowering, layer) {
    const [x, scale, shift] = layer.inputs;
    const dy = lowering.gradient(layer.outputs[0]);
    if (dy === undefined) return;
    const input = lowering.tensor(x);
    const view = viewOf(input);
    const stats = lowering.recall<NormTensors>(layer.name);
    const groups = groupsOf(view);
    const sums = { s1: lowering.fresh("s1", [groups], "fp32"), s2: lowering.fresh("s2", [groups], "fp32") };
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
