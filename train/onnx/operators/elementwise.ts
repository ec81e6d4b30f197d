import type { LayerOp } from "../../network.js";
import type { Importer, Operator } from "../importer.js";
import { nodeError, numberOf } from "../operands.js";
import type { OnnxNode } from "../graph.js";

const unary =
  (op: Extract<LayerOp, "relu" | "sigmoid" | "tanh" | "sqrt" | "erf" | "exp" | "log" | "neg">): Operator =>
  (importer, node) => {
    importer.layer(node, op, [importer.tensor(node, 0)], {});
  };

const binary =
  (op: Extract<LayerOp, "add" | "sub" | "mul" | "div">): Operator =>
  (importer, node) => {
    importer.layer(node, op, [importer.tensor(node, 0), importer.tensor(node, 1)], {});
  };

/** A limit of Clip: an input from opset 11. */
function limit(importer: Importer, node: OnnxNode, index: number, none: number): number {
  return importer.constant(node, index)?.data[0] ?? none;
}

/** max(0, min(1, slope x + offset)). */
function hardSigmoid(importer: Importer, node: OnnxNode, slope: number, offset: number, part: string): string {
  const scaled = importer.layer(
    node,
    "mul",
    [importer.tensor(node, 0), importer.number(node, "slope", slope)],
    {},
    "scaled",
  );
  const moved = importer.layer(node, "add", [scaled[0], importer.number(node, "offset", offset)], {}, "moved");
  return importer.layer(node, "clip", moved, { low: 0, high: 1 }, part)[0];
}

export const ELEMENTWISE: Readonly<Record<string, Operator>> = {
  Add: binary("add"),
  Sub: binary("sub"),
  Mul: binary("mul"),
  Div: binary("div"),
  Pow(importer, node) {
    const exponent = importer.constant(node, 1)!;
    if (exponent.data.length !== 1) throw nodeError(node, "has an exponent that is no single constant number");
    const right = importer.number(node, "exponent", exponent.data[0]);
    importer.layer(node, "pow", [importer.tensor(node, 0), right], {});
  },
  Reciprocal(importer, node) {
    importer.layer(node, "div", [importer.number(node, "one", 1), importer.tensor(node, 0)], {});
  },
  Sqrt: unary("sqrt"),
  Exp: unary("exp"),
  Log: unary("log"),
  Neg: unary("neg"),
  Erf: unary("erf"),
  Tanh: unary("tanh"),
  Sigmoid: unary("sigmoid"),
  Relu: unary("relu"),
  LeakyRelu(importer, node) {
    importer.layer(node, "leakyRelu", [importer.tensor(node, 0)], { slope: numberOf(node, "alpha", 0.01) });
  },
  Clip(importer, node) {
    const [low, high] = [limit(importer, node, 1, -Infinity), limit(importer, node, 2, Infinity)];
    const x = importer.tensor(node, 0);
    if (low === 0 && high === 6) importer.layer(node, "relu6", [x], {});
    else importer.layer(node, "clip", [x], { low, high });
  },
  HardSigmoid(importer, node) {
    hardSigmoid(importer, node, numberOf(node, "alpha", 0.2), numberOf(node, "beta", 0.5), "");
  },
  HardSwish(importer, node) {
    const gate = hardSigmoid(importer, node, 1 / 6, 0.5, "gate");
    importer.layer(node, "mul", [importer.tensor(node, 0), gate], {});
  },
  // max(x, 0) + log(1 + exp(-|x|)), with -|x| = x - 2 max(x, 0): its gradient at 0 is 1/2, and nothing overflows.
  Softplus(importer, node) {
    const x = importer.tensor(node, 0);
    const [above] = importer.layer(node, "relu", [x], {}, "above");
    const [twice] = importer.layer(node, "add", [above, above], {}, "twice");
    const [below] = importer.layer(node, "sub", [x, twice], {}, "below");
    const [power] = importer.layer(node, "exp", [below], {}, "exp");
    const [sum] = importer.layer(node, "add", [power, importer.number(node, "one", 1)], {}, "sum");
    const [tail] = importer.layer(node, "log", [sum], {}, "log");
    importer.layer(node, "add", [above, tail], {});
  },
  // alpha (exp(min(x, 0)) - 1) + max(x, 0): the gradient of the first term is 0 above 0.
  Elu(importer, node) {
    const x = importer.tensor(node, 0);
    const below = importer.layer(node, "clip", [x], { low: -Infinity, high: 0 }, "below");
    const power = importer.layer(node, "exp", below, {}, "exp");
    const less = importer.layer(node, "sub", [power[0], importer.number(node, "one", 1)], {}, "less");
    const alpha = importer.number(node, "alpha", numberOf(node, "alpha", 1));
    const left = importer.layer(node, "mul", [less[0], alpha], {}, "scaled");
    const above = importer.layer(node, "relu", [x], {}, "above");
    importer.layer(node, "add", [left[0], above[0]], {});
  },
};
