import type { Lowering } from "../lowering.js";
import type { Dimension, StepTensor } from "../step.js";
import { mergeDimensions, stridesOf } from "../views.js";
import { refuse, type LayerRule } from "./rule.js";

function rowsOf(tensor: StepTensor, axis: number): { rows: readonly Dimension[]; axis: Dimension } {
  const strides = stridesOf(tensor);
  const all = tensor.shape.map((size, i) => ({ size, stride: strides[i] }));
  return { rows: mergeDimensions(all.filter((_, i) => i !== axis)), axis: all[axis] };
}

function along(lowering: Lowering, y: string, axis: number): { rows: readonly Dimension[]; axis: Dimension } {
  return rowsOf(lowering.tensor(y), axis);
}

/** y = exp(x - largest) / sum along one axis; dx = y (dy - sum of dy y). */
export const softmax: LayerRule<"softmax"> = {
  inputs: [1, 1],
  shapes(layer, [x]) {
    const { axis } = layer.attributes;
    if (axis < 0 || axis >= x!.length) refuse(layer, `has axis ${axis} but an input of ${x!.length} axes`);
    return [x!];
  },
  forward(lowering, layer) {
    const input = lowering.tensor(layer.inputs[0]);
    const output = lowering.result(layer.outputs[0]);
    lowering.emit("softmax", {
      kind: "softmax",
      fn: "forward",
      ...along(lowering, layer.outputs[0], layer.attributes.axis),
      input: input.name,
      output: output.name,
    });
  },
  backward(lowering, layer) {
    const dy = lowering.gradient(layer.outputs[0]);
    const [x] = layer.inputs;
    if (dy === undefined || !lowering.wants(x)) return;
    lowering.deliver(x, "none", (target) =>
      lowering.emit("softmax", {
        kind: "softmax",
        fn: "backward",
        ...along(lowering, layer.outputs[0], layer.attributes.axis),
        input: lowering.tensor(layer.outputs[0]).name,
        dy: dy.name,
        output: target.name,
      }),
    );
  },
};
