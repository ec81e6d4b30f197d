import type { LayerOf, LayerOp } from "../network.js";
import type { MapFunction } from "../step.js";
import { flatView } from "../views.js";
import type { LayerRule } from "./rule.js";

type Activation<Op extends LayerOp> = {
  readonly forward: MapFunction;
  readonly backward: MapFunction;
  /** What the derivative is a function of. */
  readonly of: "x" | "y";
  readonly constants?: (layer: LayerOf<Op>) => readonly number[];
};

/** Element-wise y = f(x): one map forward, one map of dy and x or y backward, train/functional/map-functions.ts has the arithmetic. */
function activation<Op extends LayerOp>(definition: Activation<Op>): LayerRule<Op> {
  const constants = definition.constants ?? (() => []);
  return {
    inputs: [1, 1],
    shapes: (_layer, [x]) => [x!],
    forward(lowering, layer) {
      const x = flatView(lowering.tensor(layer.inputs[0]));
      const y = flatView(lowering.result(layer.outputs[0]));
      lowering.map(definition.forward, [x], y, constants(layer));
    },
    backward(lowering, layer) {
      const [x] = layer.inputs;
      const dy = lowering.gradient(layer.outputs[0]);
      if (dy === undefined || !lowering.wants(x)) return;
      const known = lowering.tensor(definition.of === "x" ? x : layer.outputs[0]);
      lowering.deliver(x, "none", (target) =>
        lowering.map(definition.backward, [flatView(dy), flatView(known)], flatView(target), constants(layer)),
      );
    },
  };
}

export const relu = activation<"relu">({ forward: "relu", backward: "reluBackward", of: "y" });
export const relu6 = activation<"relu6">({
  forward: "clip",
  backward: "relu6Backward",
  of: "y",
  constants: () => [0, 6],
});
export const clip = activation<"clip">({
  forward: "clip",
  backward: "clipBackward",
  of: "x",
  constants: ({ attributes }) => [attributes.low, attributes.high],
});
export const leakyRelu = activation<"leakyRelu">({
  forward: "leakyRelu",
  backward: "leakyReluBackward",
  of: "x",
  constants: ({ attributes }) => [attributes.slope],
});
export const sigmoid = activation<"sigmoid">({ forward: "sigmoid", backward: "sigmoidBackward", of: "y" });
export const tanh = activation<"tanh">({ forward: "tanh", backward: "tanhBackward", of: "y" });
export const exp = activation<"exp">({ forward: "exp", backward: "mul", of: "y" });
/** dx = dy / x. */
export const log = activation<"log">({ forward: "log", backward: "div", of: "x" });
export const sqrt = activation<"sqrt">({ forward: "sqrt", backward: "sqrtBackward", of: "y" });
export const erf = activation<"erf">({ forward: "erf", backward: "erfBackward", of: "x" });

const geluErf = activation<"gelu">({ forward: "geluErf", backward: "geluErfBackward", of: "x" });
const geluTanh = activation<"gelu">({ forward: "geluTanh", backward: "geluTanhBackward", of: "x" });
const geluOf = (layer: LayerOf<"gelu">): LayerRule<"gelu"> => (layer.attributes.form === "erf" ? geluErf : geluTanh);
export const gelu: LayerRule<"gelu"> = {
  inputs: [1, 1],
  shapes: (_layer, [x]) => [x!],
  forward: (lowering, layer) => geluOf(layer).forward(lowering, layer),
  backward: (lowering, layer) => geluOf(layer).backward(lowering, layer),
};

/** y = -x. */
export const neg: LayerRule<"neg"> = {
  inputs: [1, 1],
  shapes: (_layer, [x]) => [x!],
  forward(lowering, layer) {
    lowering.map("neg", [flatView(lowering.tensor(layer.inputs[0]))], flatView(lowering.result(layer.outputs[0])));
  },
  backward(lowering, layer) {
    const dy = lowering.gradient(layer.outputs[0]);
    if (dy === undefined || !lowering.wants(layer.inputs[0])) return;
    lowering.deliver(layer.inputs[0], "none", (target) => lowering.map("neg", [flatView(dy)], flatView(target)));
  },
};
