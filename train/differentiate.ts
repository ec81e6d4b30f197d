/** Reverse mode: forward steps, the loss, and the steps of every gradient that a trained parameter needs, last layer first. */
import { runLayer } from "./layers/run-layer.js";
import { UsageError } from "../hw/errors.js";
import { Lowering, type LoweringOptions } from "./lowering.js";
import { elementsOf, shapeText, type Network, type Shape } from "./network.js";
import type { Dimension, LossName, StepTensor } from "./step.js";
import { stridesOf } from "./views.js";

export const LOSSES = ["cross-entropy", "mse", "l1", "bce"] as const;
/** Name of the layer that the loss counts under. */
export const LOSS_LAYER = "loss";

export interface LossSettings {
  readonly name: LossName;
  /** Labels, or numbers of the prediction's shape. Cross entropy takes both, the others numbers. */
  readonly target: "labels" | "numbers";
  /** Batches whose gradients are averaged. */
  readonly accumulate: number;
  /** Whether the gradient is scaled by the tensor `lossScale`. */
  readonly isScaled: boolean;
}

/** Shape of the targets for a prediction. */
export function targetShape(loss: Pick<LossSettings, "name" | "target">, prediction: Shape): Shape {
  return loss.target === "labels" ? [prediction[0], ...prediction.slice(2)] : prediction;
}

/** Emits forward, loss and backward steps; returns the lowering with all of them. */
export function differentiate(network: Network, options: LoweringOptions, loss: LossSettings): Lowering {
  const lowering = new Lowering(network, options);
  for (const layer of network.layers) runLayer(lowering, layer, "forward");
  const [output] = network.outputs;
  if (!lowering.wants(output)) {
    throw new UsageError(
      `No trained parameter reaches the output ${output} of ${network.name}: freeze fewer, or give it parameters.`,
    );
  }
  lowering.under(LOSS_LAYER, "loss", () => emitLoss(lowering, output, loss));
  for (const layer of [...network.layers].reverse()) runLayer(lowering, layer, "backward");
  return lowering;
}

/** The positions of a loss: rows in logical order and the elements of each. */
function lossView(
  name: LossName,
  prediction: StepTensor,
): { rows: readonly Dimension[]; elements: readonly Dimension[]; factor: number } {
  const strides = stridesOf(prediction);
  const all = prediction.shape.map((size, axis) => ({ size, stride: strides[axis] }));
  if (name === "cross-entropy") {
    const rows = all.filter((_, axis) => axis !== 1);
    const positions = rows.reduce((product, { size }) => product * size, 1);
    return { rows, elements: [all[1]], factor: Math.fround(1 / positions) };
  }
  return { rows: [all[0]], elements: all.slice(1), factor: Math.fround(1 / elementsOf(prediction.shape)) };
}

function emitLoss(lowering: Lowering, output: string, loss: LossSettings): void {
  const prediction = lowering.kept(output);
  const { shape } = prediction;
  if (shape.length < (loss.name === "cross-entropy" ? 2 : 1)) {
    throw new UsageError(
      `The output ${output} is ${shapeText(shape)}, but ${loss.name} needs a batch axis${loss.name === "cross-entropy" ? " and classes" : ""}.`,
    );
  }
  if (loss.name === "cross-entropy" && loss.target === "numbers" && shape.length !== 2) {
    throw new UsageError(
      `Cross entropy with probabilities as targets needs an output [N, classes] but ${output} is ${shapeText(shape)}: give labels.`,
    );
  }
  const view = lossView(loss.name, prediction);
  const rows = view.rows.reduce((product, { size }) => product * size, 1);
  const target = lowering.declareInput("y", targetShape(loss, shape), loss.target === "labels" ? "int32" : "fp32");
  const rowLoss = lowering.fresh("rows", [rows], "fp32");
  const total = lowering.fresh("value", [1], "fp32");
  const gradient = lowering.freshLike(`d_${output}`, prediction);
  lowering.emit("loss", {
    kind: "loss",
    fn: loss.name,
    rows: view.rows,
    elements: view.elements,
    prediction: prediction.name,
    target: target.name,
    rowLoss: rowLoss.name,
    loss: total.name,
    gradient: gradient.name,
    factor: view.factor,
    gradientFactor: Math.fround(view.factor / loss.accumulate),
    ...(loss.isScaled && { scale: "lossScale" }),
  });
  lowering.seed(output, gradient);
}
