import type { Lowering } from "../lowering.js";
import { elementsOf, shapeText } from "../network.js";
import type { MatrixView, StepTensor } from "../step.js";
import { rowsView, transposed } from "../views.js";
import { biasGradient } from "./bias.js";
import { checkBias } from "./conv2d.js";
import { refuse, type LayerRule } from "./rule.js";

/** The weight as the matrix [in, out]. */
function weightMatrix(weight: StepTensor, order: "out-in" | "in-out"): MatrixView {
  const view = rowsView(weight);
  return order === "out-in" ? transposed(view) : view;
}

function sizes(lowering: Lowering, x: string, y: string): { rows: number; inputs: number; outputs: number } {
  const shape = lowering.shape(x);
  const inputs = shape[shape.length - 1];
  return { rows: elementsOf(shape) / inputs, inputs, outputs: lowering.shape(y).at(-1)! };
}

/** y = bias + chain over the inputs; weight gradient: chain over the rows (samples); input gradient: chain over the outputs. */
export const linear: LayerRule<"linear"> = {
  inputs: [2, 3],
  shapes(layer, [x, weight, bias]) {
    if (weight!.length !== 2) refuse(layer, `needs a weight of 2 axes but has ${shapeText(weight!)}`);
    const [outputs, inputs] = layer.attributes.weight === "out-in" ? weight! : [weight![1], weight![0]];
    if (x!.length < 1 || x!.at(-1) !== inputs) {
      refuse(layer, `takes ${inputs} inputs but gets ${shapeText(x!)}: the last axis must be ${inputs}`);
    }
    checkBias(layer, bias, outputs);
    return [[...x!.slice(0, -1), outputs]];
  },
  forward(lowering, layer) {
    const [x, weight, bias] = layer.inputs;
    const { rows, inputs, outputs } = sizes(lowering, x, layer.outputs[0]);
    const operand = lowering.tensor(x);
    const y = lowering.result(layer.outputs[0]);
    const product = {
      m: rows,
      n: inputs,
      k: outputs,
      count: [],
      x: rowsView(operand),
      w: weightMatrix(lowering.tensor(weight), layer.attributes.weight),
      z: rowsView(y),
    };
    const start = bias
      ? { bias: { tensor: lowering.tensor(bias).name, offset: 0, columns: outputs, inner: 1, countStrides: [] } }
      : {};
    lowering.products("product", y, [product], { accumulate: false, ...start });
  },
  backward(lowering, layer) {
    const [x, weight, bias] = layer.inputs;
    const dy = lowering.gradient(layer.outputs[0]);
    if (dy === undefined) return;
    const { rows, inputs, outputs } = sizes(lowering, x, layer.outputs[0]);
    if (lowering.wants(weight)) {
      lowering.deliver(weight, lowering.format, (target, accumulate) => {
        const product = {
          m: inputs,
          n: rows,
          k: outputs,
          count: [],
          x: transposed(rowsView(lowering.tensor(x))),
          w: rowsView(dy),
          z: weightMatrix(target, layer.attributes.weight),
        };
        lowering.products("product", target, [product], { accumulate });
      });
    }
    biasGradient(lowering, bias, dy, dy.shape.length - 1);
    if (lowering.wants(x)) {
      lowering.deliver(x, lowering.format, (target) => {
        const product = {
          m: rows,
          n: outputs,
          k: inputs,
          count: [],
          x: rowsView(dy),
          w: transposed(weightMatrix(lowering.tensor(weight), layer.attributes.weight)),
          z: rowsView(target),
        };
        lowering.products("product", target, [product], { accumulate: false });
      });
    }
  },
  macs(_layer, [x, weight]) {
    return (elementsOf(x!) / x!.at(-1)!) * elementsOf(weight!);
  },
};
