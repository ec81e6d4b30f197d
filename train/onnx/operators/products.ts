import { elementsOf, type Pair, type Shape } from "../../network.js";
import type { OnnxNode } from "../graph.js";
import type { Importer, Operator } from "../importer.js";
import { nodeError, numberOf } from "../operands.js";
import { windowOf } from "../window.js";

/** x times a matrix: of a linear layer where that is a parameter or the transpose of one. */
function product(
  importer: Importer,
  node: OnnxNode,
  [x, w, ...bias]: readonly [string, string, ...string[]],
  isOutIn: boolean,
  part = "",
): string {
  const weight = importer.weightOf(w) ?? { tensor: w, isTransposed: false };
  const form = weight.isTransposed === isOutIn ? "in-out" : "out-in";
  return importer.layer(node, "linear", [x, weight.tensor, ...bias], { weight: form }, part)[0];
}

/** y = alpha A' B' + beta C. */
function gemm(importer: Importer, node: OnnxNode): void {
  const [alpha, beta] = [numberOf(node, "alpha", 1), numberOf(node, "beta", 1)];
  let x = importer.tensor(node, 0);
  const w = importer.tensor(node, 1);
  if (numberOf(node, "transA", 0) !== 0) x = importer.transpose(node, x, [1, 0], "A");
  const isOutIn = numberOf(node, "transB", 0) !== 0;
  const out = importer.shapeOf(w)[isOutIn ? 0 : 1];
  const addend = importer.has(node, 2) ? importer.shape(node, 2) : undefined;
  const isBias = addend !== undefined && addend.at(-1) === out && elementsOf(addend) === out;
  if (alpha === 1 && beta === 1 && (addend === undefined || isBias)) {
    const bias = addend ? [importer.tensor(node, 2, [out])] : [];
    product(importer, node, [x, w, ...bias], isOutIn);
    return;
  }

  let y = product(importer, node, [x, w], isOutIn, addend || alpha !== 1 ? "product" : "");
  if (alpha !== 1) {
    const factor = importer.number(node, "alpha", alpha);
    y = importer.layer(node, "mul", [y, factor], {}, addend ? "scaled" : "")[0];
  }
  if (addend) {
    let c = importer.tensor(node, 2);
    if (beta !== 1) c = importer.layer(node, "mul", [c, importer.number(node, "beta", beta)], {}, "C")[0];
    importer.layer(node, "add", [y, c], {});
  }
}

function matMul(importer: Importer, node: OnnxNode): void {
  const [left, right] = [importer.shape(node, 0), importer.shape(node, 1)];
  if (left.length < 2 || right.length < 2) {
    throw nodeError(node, `multiplies ${left.join("x")} by ${right.join("x")} but both need two axes`);
  }
  const [x, w] = [importer.tensor(node, 0), importer.tensor(node, 1)];
  if (right.length === 2 && importer.weightOf(w) && !importer.weightOf(x)) product(importer, node, [x, w], false);
  else importer.layer(node, "matmul", [x, w], {});
}

/** [N, C, L] seen as [N, C, 1, L], as convolutions and pools of one dimension are computed. */
export function asImage(shape: Shape): Shape {
  return shape.length === 3 ? [shape[0], shape[1], 1, shape[2]] : shape;
}

function convolution(importer: Importer, node: OnnxNode, isTransposed: boolean): void {
  const shape = importer.shape(node, 0);
  const kernel = importer.shape(node, 1);
  if (shape.length !== kernel.length || shape.length < 3 || shape.length > 4) {
    throw nodeError(
      node,
      `convolves ${shape.join("x")} by ${kernel.join("x")} but images of one or two dimensions are known`,
    );
  }
  const isLine = shape.length === 3;
  const window = windowOf(
    node,
    asImage(shape).slice(2) as unknown as Pair,
    asImage(kernel).slice(2) as unknown as Pair,
    {
      isTransposed,
    },
  );
  const inputs = [importer.tensor(node, 0, asImage(shape)), importer.tensor(node, 1, asImage(kernel))];
  if (importer.has(node, 2)) inputs.push(importer.tensor(node, 2));
  const { stride, padding, dilation, outputPadding } = window;
  const attributes = { stride, padding, dilation, groups: numberOf(node, "group", 1) };
  const part = isLine ? "image" : "";
  const [y] = isTransposed
    ? importer.layer(node, "convTranspose2d", inputs, { ...attributes, outputPadding }, part)
    : importer.layer(node, "conv2d", inputs, attributes, part);
  if (isLine) importer.reshape(node, y, importer.shapeOf(y).toSpliced(2, 1));
}

export const PRODUCTS: Readonly<Record<string, Operator>> = {
  Gemm: gemm,
  MatMul: matMul,
  Conv: (importer, node) => {
    convolution(importer, node, false);
  },
  ConvTranspose: (importer, node) => {
    convolution(importer, node, true);
  },
};
