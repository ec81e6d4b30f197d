import type { Lowering } from "../lowering.js";
import type { LayerOf } from "../network.js";
import { elementsOf, shapeText } from "../network.js";
import type { NormView, StepTensor } from "../step.js";
import { stridesOf } from "../views.js";
import {
  elementsOfGroup,
  groupParameterGradients,
  isVector,
  normalize,
  normTensors,
  type NormTensors,
} from "./norm.js";
import { refuse, type LayerRule } from "./rule.js";

/** Groups are the channels; elements the other axes in logical order. */
function viewOf(tensor: StepTensor): NormView {
  const strides = stridesOf(tensor);
  const all = tensor.shape.map((size, axis) => ({ size, stride: strides[axis] }));
  const elements = all.filter((_, axis) => axis !== 1);
  return {
    groups: [all[1]],
    elements,
    groupParameters: [1],
    elementParameters: elements.map(() => 0),
  };
}

function isFrozen(lowering: Lowering, layer: LayerOf<"batchNorm">): boolean {
  return layer.attributes.frozen || !lowering.isTraining;
}

function frozenStatistics(lowering: Lowering, layer: LayerOf<"batchNorm">): Pick<NormTensors, "mean" | "inverse"> {
  const channels = lowering.shape(layer.inputs[0])[1];
  const inverse = lowering.fresh("inverse", [channels], "fp32");
  const [mean, variance] = layer.inputs.slice(3).map((name) => lowering.kept(name));
  lowering.emit("inverse", {
    kind: "inverse",
    variance: variance.name,
    inverse: inverse.name,
    epsilon: layer.attributes.epsilon,
    channels,
  });
  return { mean, inverse };
}

/**
 * Training: statistics per channel over (n, h, w), then the running ones move. Backward: s1 = sum dy, s2 = sum dy xhat are the gradients
 * of shift and scale and enter that of the input. Frozen: the running statistics are constants.
 */
export const batchNorm: LayerRule<"batchNorm"> = {
  inputs: [5, 5],
  shapes(layer, [x, ...parameters]) {
    if (x!.length < 2) refuse(layer, `needs a channel axis but gets ${shapeText(x!)}`);
    if (!parameters.every((shape) => isVector(shape, x![1]))) {
      refuse(layer, `needs ${x![1]} values in each of scale, shift, mean and variance`);
    }
    return [x!];
  },
  forward(lowering, layer) {
    const [x, scale, shift] = layer.inputs;
    const names = { x, y: layer.outputs[0], scale, shift };
    const view = viewOf(lowering.tensor(x));
    if (isFrozen(lowering, layer)) {
      const stats = frozenStatistics(lowering, layer);
      lowering.remember(layer.name, stats);
      normalize(lowering, names, view, stats);
      return;
    }
    const values = elementsOfGroup(view);
    if (values === 1) {
      refuse(
        layer,
        `has one value a channel (input ${shapeText(lowering.shape(x))}), whose variance is 0: raise --batch`,
      );
    }
    const stats = normTensors(lowering, view);
    lowering.remember(layer.name, stats);
    const { epsilon, momentum } = layer.attributes;
    lowering.emit("statistics", {
      kind: "statistics",
      x: lowering.tensor(x).name,
      view,
      epsilon,
      mean: stats.mean.name,
      variance: stats.variance.name,
      inverse: stats.inverse.name,
    });
    lowering.under(layer.name, "update", () =>
      lowering.emit("running", {
        kind: "running",
        mean: stats.mean.name,
        variance: stats.variance.name,
        runningMean: lowering.kept(layer.inputs[3]).name,
        runningVariance: lowering.kept(layer.inputs[4]).name,
        momentum,
        unbiased: lowering.options.variance === "unbiased" ? Math.fround(values / (values - 1)) : 1,
        channels: elementsOf([lowering.shape(x)[1]]),
      }),
    );
    normalize(lowering, names, view, stats);
  },
  backward(lowering, layer) {
    const [x, scale, shift] = layer.inputs;
    const dy = lowering.gradient(layer.outputs[0]);
    if (dy === undefined) return;
    const input = lowering.tensor(x);
    const view = viewOf(input);
    const stats = lowering.recall<Pick<NormTensors, "mean" | "inverse">>(layer.name);
    const frozen = isFrozen(lowering, layer);
    const common = { view, mean: stats.mean.name, inverse: stats.inverse.name };
    const needsSums = lowering.wants(scale) || lowering.wants(shift) || (!frozen && lowering.wants(x));
    const channels = input.shape[1];
    const sums = needsSums
      ? { s1: lowering.fresh("s1", [channels], "fp32"), s2: lowering.fresh("s2", [channels], "fp32") }
      : undefined;
    if (sums !== undefined) {
      lowering.under(layer.name, "weightGradient", () =>
        lowering.emit("sums", {
          kind: "normSums",
          x: input.name,
          dy: dy.name,
          ...common,
          s1: sums.s1.name,
          s2: sums.s2.name,
        }),
      );
      groupParameterGradients(lowering, view, sums, scale, shift);
    }
    if (lowering.wants(x)) {
      lowering.deliver(x, "none", (target) =>
        lowering.emit("backward", {
          kind: "normBackward",
          x: input.name,
          dy: dy.name,
          dx: target.name,
          ...common,
          scale: lowering.kept(scale).name,
          weighted: false,
          ...(!frozen && { s1: sums!.s1.name, s2: sums!.s2.name }),
        }),
      );
    }
  },
};
