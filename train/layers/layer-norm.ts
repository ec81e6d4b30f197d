import type { LayerOf } from "../network.js";
import { elementsOf, shapeText } from "../network.js";
import type { NormView, StepTensor } from "../step.js";
import { stridesOf } from "../views.js";
import { isVector, normalize, statisticsOf, sumTensors, type NormTensors } from "./norm.js";
import { refuse, type LayerRule } from "./rule.js";

/** Groups are the rows; scale and shift have the shape of a row. */
function viewOf(tensor: StepTensor, axis: number): NormView {
  const strides = stridesOf(tensor);
  const all = tensor.shape.map((size, i) => ({ size, stride: strides[i] }));
  const row = stridesOf({ shape: tensor.shape.slice(axis), order: tensor.shape.slice(axis).map((_, i) => i) });
  return {
    groups: all.slice(0, axis),
    elements: all.slice(axis),
    groupParameters: all.slice(0, axis).map(() => 0),
    elementParameters: row,
  };
}

const optional = (name: string | undefined): string | undefined => (name === "" ? undefined : name);

function parameters(layer: LayerOf<"layerNorm">): { scale: string | undefined; shift: string | undefined } {
  return { scale: optional(layer.inputs[1]), shift: optional(layer.inputs[2]) };
}

/** Statistics per row; g = dy scale enters the input's gradient, the gradients of scale and shift are chains over the rows. */
export const layerNorm: LayerRule<"layerNorm"> = {
  inputs: [1, 3],
  shapes(layer, [x, scale, shift]) {
    const { axis } = layer.attributes;
    if (axis < 1 || axis >= x!.length) refuse(layer, `has axis ${axis} but an input of ${shapeText(x!)}`);
    const size = elementsOf(x!.slice(axis));
    if (!isVector(scale, size) || !isVector(shift, size)) {
      refuse(layer, `needs ${size} values in each of scale and shift`);
    }
    return [x!];
  },
  forward(lowering, layer) {
    const [x] = layer.inputs;
    const view = viewOf(lowering.tensor(x), layer.attributes.axis);
    const stats = statisticsOf(lowering, layer, view);
    normalize(lowering, { x, y: layer.outputs[0], ...parameters(layer) }, view, stats);
  },
  backward(lowering, layer) {
    const [x] = layer.inputs;
    const { scale, shift } = parameters(layer);
    const dy = lowering.gradient(layer.outputs[0]);
    if (dy === undefined) return;
    const input = lowering.tensor(x);
    const view = viewOf(input, layer.attributes.axis);
    const stats = lowering.recall<NormTensors>(layer.name);
    const common = { x: input.name, dy: dy.name, view, mean: stats.mean.name, inverse: stats.inverse.name };
    for (const [name, field] of [
      [scale, "dscale"],
      [shift, "dshift"],
    ] as const) {
      if (name === undefined || !lowering.wants(name)) continue;
      lowering.deliver(name, "any", (target, accumulate) =>
        lowering.emit("parameter", { kind: "normParameters", ...common, [field]: target.name, accumulate }),
      );
    }
    if (!lowering.wants(x)) return;
    const sums = sumTensors(lowering, view);
    lowering.deliver(x, "none", (target) => {
      const s1 = sums.s1.name;
      const s2 = sums.s2.name;
      const weight = scale && lowering.kept(scale).name;
      lowering.emit("sums", { kind: "normSums", ...common, s1, s2, ...(weight && { weighted: weight }) });
      lowering.emit("backward", {
        kind: "normBackward",
        ...common,
        dx: target.name,
        weighted: weight !== undefined,
        ...(weight && { scale: weight }),
        s1,
        s2,
      });
    });
  },
};
