import type { Lowering } from "../lowering.js";
import { elementsOf, shapeText, type Shape } from "../network.js";
import type { Dimension, MatrixView, StepTensor } from "../step.js";
import { rowsView, stridesOf, transposed } from "../views.js";
import { contributeSummed } from "./arithmetic.js";
import { broadcastShape, refuse, type LayerRule } from "./rule.js";

const lead = (shape: Shape): Shape => shape.slice(0, -2);

/** The stack of matrices of a tensor, its leading axes broadcast to `count`. */
function stackView(tensor: StepTensor, count: Shape, isTransposed: boolean): MatrixView {
  const strides = stridesOf(tensor);
  const rank = tensor.shape.length;
  const axis = (i: number): Dimension => ({ size: tensor.shape[i], stride: strides[i] });
  const [rows, columns] = [axis(rank - 2), axis(rank - 1)];
  const missing = count.length - (rank - 2);
  return {
    kind: "matrix",
    tensor: tensor.name,
    offset: 0,
    rows: [isTransposed ? columns : rows],
    columns: [isTransposed ? rows : columns],
    countStrides: count.map((_, i) => (i < missing || tensor.shape[i - missing] === 1 ? 0 : strides[i - missing])),
  };
}

/** Whether the right operand is one matrix for all of the left ones: a single product then. */
function isShared(right: Shape): boolean {
  return elementsOf(lead(right)) === 1;
}

/** z = a b for each pair of matrices; d a = dz b^T, d b = a^T dz, summed over what was broadcast. */
export const matmul: LayerRule<"matmul"> = {
  inputs: [2, 2],
  shapes(layer, [a, b]) {
    if (a!.length < 2 || b!.length < 2 || a!.at(-1) !== b!.at(-2)) {
      refuse(layer, `cannot multiply ${shapeText(a!)} by ${shapeText(b!)}: columns of the left are rows of the right`);
    }
    return [[...broadcastShape(layer, lead(a!), lead(b!)), a!.at(-2)!, b!.at(-1)!]];
  },
  forward(lowering, layer) {
    const [a, b] = layer.inputs.map((name) => lowering.tensor(name));
    const z = lowering.result(layer.outputs[0]);
    multiply(lowering, [a, false], [b, false], z, isShared(b.shape));
  },
  backward(lowering, layer) {
    const dz = lowering.gradient(layer.outputs[0]);
    if (dz === undefined) return;
    const [left, right] = layer.inputs;
    const [a, b] = layer.inputs.map((name) => lowering.tensor(name));
    const shared = isShared(b.shape);
    if (lowering.wants(right)) {
      if (shared) {
        lowering.deliver(right, lowering.format, (target, accumulate) => {
          const product = {
            m: a.shape.at(-1)!,
            n: elementsOf(dz.shape) / dz.shape.at(-1)!,
            k: dz.shape.at(-1)!,
            count: [],
            x: transposed(rowsView(a)),
            w: rowsView(dz),
            z: rowsView(target),
          };
          lowering.products("product", target, [product], { accumulate });
        });
      } else contributeProduct(lowering, right, [a, true], [dz, false], dz);
    }
    if (lowering.wants(left)) contributeProduct(lowering, left, [dz, false], [b, true], dz);
  },
  macs(_layer, [a], [z]) {
    return elementsOf(z) * a!.at(-1)!;
  },
};

type Operand = readonly [tensor: StepTensor, isTransposed: boolean];

/** Gradient of one operand in the broadcast shape, then summed into its own. */
function contributeProduct(lowering: Lowering, name: string, x: Operand, w: Operand, dz: StepTensor): void {
  const own = lowering.shape(name);
  const count = lead(dz.shape);
  const shape = [...count, ...own.slice(-2)];
  const isParameter = lowering.network.parameters.has(name);
  lowering.under(lowering.layerName, isParameter ? "weightGradient" : "inputGradient", () => {
    const same = shape.join() === own.join();
    const order = same ? lowering.kept(name).order : shape.map((_, axis) => axis);
    const full = lowering.fresh(`d_${name}.full`, shape, lowering.format, "gradient", order);
    multiply(lowering, x, w, full, isShared(w[0].shape) && !x[1]);
    contributeSummed(lowering, name, full);
  });
}

function multiply(lowering: Lowering, x: Operand, w: Operand, z: StepTensor, shared: boolean): void {
  const count = shared ? [] : lead(z.shape);
  const stack = (operand: Operand): MatrixView => stackView(operand[0], count, operand[1]);
  const size = (dimensions: readonly Dimension[]): number =>
    dimensions.reduce((product, each) => product * each.size, 1);
  const views = shared
    ? { x: rowsView(x[0]), w: stack(w), z: rowsView(z) }
    : { x: stack(x), w: stack(w), z: stack([z, false]) };
  lowering.products(
    "product",
    z,
    [{ m: size(views.z.rows), n: size(views.x.columns), k: size(views.z.columns), count, ...views }],
    { accumulate: false },
  );
}
