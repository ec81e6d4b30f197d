import { elementsOf, type Pair } from "../../network.js";
import type { OnnxNode } from "../graph.js";
import { refuseOutput, type Importer, type Operator } from "../importer.js";
import { nodeError, numberOf } from "../operands.js";
import { windowOf } from "../window.js";
import { asImage } from "./products.js";

function pool(
  importer: Importer,
  node: OnnxNode,
  emit: (x: string, image: Pair, part: string) => readonly string[],
): void {
  const shape = importer.shape(node, 0);
  if (shape.length < 3 || shape.length > 4) {
    throw nodeError(node, `pools ${shape.join("x")} but images of one or two dimensions are known`);
  }
  const isLine = shape.length === 3;
  const x = importer.tensor(node, 0, asImage(shape));
  const [y] = emit(x, asImage(shape).slice(2) as unknown as Pair, isLine ? "image" : "");
  if (isLine) importer.reshape(node, y, importer.shapeOf(y).toSpliced(2, 1));
}

export const POOLS: Readonly<Record<string, Operator>> = {
  MaxPool(importer, node) {
    refuseOutput(importer, node, 1);
    pool(importer, node, (x, image, part) => {
      const { kernel, stride, padding, dilation } = windowOf(node, image, undefined);
      return importer.layer(node, "maxPool", [x], { kernel, stride, padding, dilation }, part);
    });
  },
  AveragePool(importer, node) {
    pool(importer, node, (x, image, part) => {
      const { kernel, stride, padding } = windowOf(node, image, undefined);
      const countPadding = numberOf(node, "count_include_pad", 0) !== 0;
      return importer.layer(node, "averagePool", [x], { kernel, stride, padding, countPadding }, part);
    });
  },
  GlobalAveragePool(importer, node) {
    const shape = importer.shape(node, 0);
    const isImage = shape.length === 4;
    const image = isImage ? shape : [shape[0], shape[1], 1, elementsOf(shape.slice(2))];
    const x = importer.tensor(node, 0, image);
    const [y] = importer.layer(node, "globalAveragePool", [x], {}, isImage ? "" : "image");
    if (!isImage) importer.reshape(node, y, [shape[0], shape[1], ...shape.slice(2).map(() => 1)]);
  },
};
