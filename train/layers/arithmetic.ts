import { UsageError } from "../../hw/errors.js";
import type { Lowering } from "../lowering.js";
import type { LayerOf, Shape } from "../network.js";
import type { MapFunction, StepTensor, View } from "../step.js";
import { broadcastView, compact, stridesOf, wholeView } from "../views.js";
import { broadcastShape, refuse, type LayerRule } from "./rule.js";

type Binary = "add" | "sub" | "mul" | "div";

/** Emits a map over views in the memory order of its output. */
export function mapCompact(
  lowering: Lowering,
  fn: MapFunction,
  inputs: readonly View[],
  output: View,
  constants: readonly number[] = [],
): void {
  const views = compact([...inputs, output]);
  lowering.map(fn, views.slice(0, -1), views[views.length - 1], constants);
}

/** Axes of `shape` along which an operand of shape `small` was repeated. */
function repeatedAxes(small: Shape, shape: Shape): readonly number[] {
  const lead = shape.length - small.length;
  return shape.map((_, axis) => axis).filter((axis) => axis < lead || (small[axis - lead] === 1 && shape[axis] !== 1));
}

/** Sums a tensor of the broadcast shape into the shape of `name`: an FP32 chain per element over the repeated axes in logical order. */
export function contributeSummed(lowering: Lowering, name: string, full: StepTensor): void {
  const small = lowering.shape(name);
  const repeated = repeatedAxes(small, full.shape);
  const model = lowering.kept(name);
  const sameOrder = model.order.join() === full.order.join();
  if (repeated.length === 0 && small.length === full.shape.length && sameOrder) {
    lowering.contribute(name, full);
    return;
  }
  const strides = stridesOf(full);
  const kept = full.shape.map((_, axis) => axis).filter((axis) => !repeated.includes(axis));
  const lead = full.shape.length - small.length;
  const dimension = (axis: number) => ({ size: full.shape[axis], stride: strides[axis] });
  lowering.deliver(name, "any", (target, accumulate) => {
    const own = stridesOf(target);
    lowering.emit("sum", {
      kind: "reduce",
      fn: "sum",
      inputs: [{ tensor: full.name, offset: 0, dimensions: [...kept, ...repeated].map(dimension) }],
      outer: kept.length,
      output: {
        tensor: target.name,
        offset: 0,
        dimensions: kept.map((axis) => ({ size: full.shape[axis], stride: own[axis - lead] })),
      },
      factor: 1,
      accumulate,
    });
  });
}

/** Emits the gradient of one operand as a map over the broadcast shape, summed where the operand was repeated. */
function contributeMap(
  lowering: Lowering,
  name: string,
  dy: StepTensor,
  fn: MapFunction,
  operands: readonly View[],
  constants: readonly number[] = [],
): void {
  const full = lowering.fresh(`d_${name}.full`, dy.shape, dy.format, "gradient", dy.order);
  const isParameter = lowering.network.parameters.has(name);
  lowering.under(lowering.layerName, isParameter ? "weightGradient" : "inputGradient", () =>
    mapCompact(lowering, fn, [wholeView(dy), ...operands], wholeView(full), constants),
  );
  contributeSummed(lowering, name, full);
}

function binary<Op extends Binary>(
  op: Op,
  backward: (lowering: Lowering, layer: LayerOf<Op>, dy: StepTensor, left: View, right: View) => void,
): LayerRule<Op> {
  return {
    inputs: [2, 2],
    shapes: (layer, [a, b]) => [broadcastShape(layer, a!, b!)],
    forward(lowering, layer) {
      const [left, right] = layer.inputs.map((name) => lowering.tensor(name));
      const y = lowering.result(layer.outputs[0]);
      mapCompact(lowering, op, [broadcastView(left, y.shape), broadcastView(right, y.shape)], wholeView(y));
    },
    backward(lowering, layer) {
      const dy = lowering.gradient(layer.outputs[0]);
      if (dy === undefined) return;
      const [left, right] = layer.inputs.map((name) => broadcastView(lowering.tensor(name), dy.shape));
      backward(lowering, layer, dy, left, right);
    },
  };
}

export const add = binary("add", (lowering, layer, dy) => {
  for (const name of layer.inputs) if (lowering.wants(name)) contributeSummed(lowering, name, dy);
});

export const sub = binary("sub", (lowering, layer, dy) => {
  const [a, b] = layer.inputs;
  if (lowering.wants(a)) contributeSummed(lowering, a, dy);
  if (lowering.wants(b)) contributeMap(lowering, b, dy, "neg", []);
});

export const mul = binary("mul", (lowering, layer, dy, left, right) => {
  const [a, b] = layer.inputs;
  if (lowering.wants(a)) contributeMap(lowering, a, dy, "mul", [right]);
  if (lowering.wants(b)) contributeMap(lowering, b, dy, "mul", [left]);
});

/** d left = dy / right, d right = -dy left / right^2. */
export const div = binary("div", (lowering, layer, dy, left, right) => {
  const [a, b] = layer.inputs;
  if (lowering.wants(a)) contributeMap(lowering, a, dy, "div", [right]);
  if (lowering.wants(b)) contributeMap(lowering, b, dy, "divRightBackward", [left, right]);
});

function exponentOf(lowering: Lowering, layer: LayerOf<"pow">): number {
  const parameter = lowering.network.parameters.get(layer.inputs[1]);
  if (parameter === undefined || parameter.values.length !== 1) {
    throw new UsageError(`Layer ${layer.name} (pow) needs one constant as its exponent: fold it before the export.`);
  }
  const exponent = parameter.values[0];
  if (exponent !== 2 && exponent !== 0.5 && !(Number.isInteger(exponent) && exponent >= 1 && exponent <= 8)) {
    refuse(layer, `has the exponent ${exponent}: 0.5 and whole numbers from 1 to 8 are known`);
  }
  return exponent;
}

/** y = x^e: a square, a root, or a chain of products from the left. */
export const pow: LayerRule<"pow"> = {
  inputs: [2, 2],
  shapes: (layer, [x, exponent]) => {
    if (exponent!.some((size) => size !== 1)) refuse(layer, "needs one constant as its exponent");
    return [x!];
  },
  forward(lowering, layer) {
    const exponent = exponentOf(lowering, layer);
    const x = wholeView(lowering.tensor(layer.inputs[0]));
    const y = wholeView(lowering.result(layer.outputs[0]));
    if (exponent === 2) mapCompact(lowering, "square", [x], y);
    else if (exponent === 0.5) mapCompact(lowering, "sqrt", [x], y);
    else mapCompact(lowering, "power", [x], y, [exponent]);
  },
  backward(lowering, layer) {
    const dy = lowering.gradient(layer.outputs[0]);
    const [x] = layer.inputs;
    if (dy === undefined || !lowering.wants(x)) return;
    const exponent = exponentOf(lowering, layer);
    const input = wholeView(lowering.tensor(x));
    if (exponent === 2) contributeMap(lowering, x, dy, "squareBackward", [input]);
    else if (exponent === 0.5) {
      contributeMap(lowering, x, dy, "sqrtBackward", [wholeView(lowering.tensor(layer.outputs[0]))]);
    } else contributeMap(lowering, x, dy, "powerBackward", [input], [exponent]);
  },
};
