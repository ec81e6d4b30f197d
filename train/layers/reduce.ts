import type { Lowering } from "../lowering.js";
import type { LayerOf, Shape } from "../network.js";
import { broadcastView, stridesOf, wholeView } from "../views.js";
import { mapCompact } from "./arithmetic.js";
import { needRank, refuse, type LayerRule } from "./rule.js";

interface Reduction {
  readonly axes: Shape;
  readonly isMean: boolean;
}

function count(shape: Shape, axes: Shape): number {
  return axes.reduce((product, axis) => product * shape[axis], 1);
}

/** y = chain over the axes in logical order (FP32), times float32(1 / n) for a mean, one rounding. */
function reduceForward(lowering: Lowering, x: string, y: string, { axes, isMean }: Reduction): void {
  const input = lowering.tensor(x);
  const output = lowering.result(y);
  const strides = stridesOf(input);
  const kept = input.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const dimension = (axis: number) => ({ size: input.shape[axis], stride: strides[axis] });
  const own = stridesOf(output);
  // With the reduced axes kept, they have size 1 in the output.
  const outputAxis = (axis: number, i: number): number => (output.shape.length === input.shape.length ? axis : i);
  lowering.emit("reduce", {
    kind: "reduce",
    fn: "sum",
    inputs: [{ tensor: input.name, offset: 0, dimensions: [...kept, ...axes].map(dimension) }],
    outer: kept.length,
    output: {
      tensor: output.name,
      offset: 0,
      dimensions: kept.map((axis, i) => ({ size: input.shape[axis], stride: own[outputAxis(axis, i)] })),
    },
    factor: isMean ? Math.fround(1 / count(input.shape, axes)) : 1,
    accumulate: false,
  });
}

/** dx = dy, spread over the axes, times float32(1 / n) for a mean. */
function reduceBackward(lowering: Lowering, x: string, y: string, { axes, isMean }: Reduction): void {
  const dy = lowering.gradient(y);
  if (dy === undefined || !lowering.wants(x)) return;
  const shape = lowering.shape(x);
  const strides = stridesOf(dy);
  const keepsRank = dy.shape.length === shape.length;
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const dimensions = shape.map((size, axis) => ({
    size,
    stride: axes.includes(axis) ? 0 : strides[keepsRank ? axis : kept.indexOf(axis)],
  }));
  const factor = isMean ? Math.fround(1 / count(shape, axes)) : 1;
  lowering.deliver(x, "none", (target) =>
    mapCompact(lowering, "scale", [{ tensor: dy.name, offset: 0, dimensions }], wholeView(target), [factor]),
  );
}

function reduction<Op extends "reduceMean" | "reduceSum">(isMean: boolean): LayerRule<Op> {
  const of = (layer: LayerOf<Op>): Reduction => ({ axes: layer.attributes.axes, isMean });
  return {
    inputs: [1, 1],
    shapes(layer, [x]) {
      const { axes, keepAxes } = layer.attributes;
      if (axes.some((axis) => axis < 0 || axis >= x!.length)) {
        refuse(layer, `reduces axis ${axes.join(",")} of ${x!.length}: count from 0`);
      }
      return [x!.flatMap((size, axis) => (axes.includes(axis) ? (keepAxes ? [1] : []) : [size]))];
    },
    forward: (lowering, layer) => reduceForward(lowering, layer.inputs[0], layer.outputs[0], of(layer)),
    backward: (lowering, layer) => reduceBackward(lowering, layer.inputs[0], layer.outputs[0], of(layer)),
  };
}

export const reduceMean = reduction<"reduceMean">(true);
export const reduceSum = reduction<"reduceSum">(false);

const IMAGE_AXES: Reduction = { axes: [2, 3], isMean: true };

/** The mean over (h, w) of each channel. */
export const globalAveragePool: LayerRule<"globalAveragePool"> = {
  inputs: [1, 1],
  shapes(layer, [x]) {
    needRank(layer, x!, 4);
    return [[x![0], x![1], 1, 1]];
  },
  forward: (lowering, layer) => reduceForward(lowering, layer.inputs[0], layer.outputs[0], IMAGE_AXES),
  backward: (lowering, layer) => reduceBackward(lowering, layer.inputs[0], layer.outputs[0], IMAGE_AXES),
};

/** Multiplication by a mask of 0 and 1 / (1 - ratio) that the host draws for each step; nothing in an inference. */
export const dropout: LayerRule<"dropout"> = {
  inputs: [1, 1],
  shapes(layer, [x]) {
    const { ratio } = layer.attributes;
    if (!(ratio >= 0 && ratio < 1)) refuse(layer, `has the ratio ${ratio}: it must be from 0 to below 1`);
    return [x!];
  },
  forward(lowering, layer) {
    const x = lowering.tensor(layer.inputs[0]);
    if (!lowering.isTraining || layer.attributes.ratio === 0) {
      lowering.alias(layer.outputs[0], x);
      return;
    }
    const mask = lowering.fresh("mask", x.shape, x.format, "input", x.order);
    lowering.masks.push({ tensor: mask.name, ratio: layer.attributes.ratio });
    lowering.remember(layer.name, mask);
    mapCompact(lowering, "mul", [wholeView(x), wholeView(mask)], wholeView(lowering.result(layer.outputs[0])));
  },
  backward(lowering, layer) {
    const dy = lowering.gradient(layer.outputs[0]);
    const [x] = layer.inputs;
    if (dy === undefined || !lowering.wants(x)) return;
    if (!lowering.isTraining || layer.attributes.ratio === 0) {
      lowering.contribute(x, dy);
      return;
    }
    const mask = lowering.recall<Parameters<typeof wholeView>[0]>(layer.name);
    lowering.deliver(x, "none", (target) =>
      mapCompact(lowering, "mul", [wholeView(dy), broadcastView(mask, dy.shape)], wholeView(target)),
    );
  },
};
