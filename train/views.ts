/** Views of tensors: strides from shapes and orders. */
import { elementsOf, type Shape } from "./network.js";
import type { Dimension, MatrixView, StepTensor, View } from "./step.js";

/** Elements between neighbours along each logical axis. */
export function stridesOf(tensor: Pick<StepTensor, "shape" | "order">): readonly number[] {
  const strides = new Array<number>(tensor.shape.length).fill(0);
  let stride = 1;
  for (const axis of [...tensor.order].reverse()) {
    strides[axis] = stride;
    stride *= tensor.shape[axis];
  }
  return strides;
}

/** The axes 0, 1, 2 ...: C order. */
export function identityOrder(rank: number): Shape {
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** Axes of [N, C, H, W] in memory. */
export const IMAGE_ORDER = { hwc: [0, 2, 3, 1], chw: [0, 1, 2, 3] } as const;

/** Whether the elements lie in memory as in C order; axes of size 1 may stand anywhere. */
export function isRowMajor(tensor: Pick<StepTensor, "shape" | "order">): boolean {
  const axes = tensor.order.filter((axis) => tensor.shape[axis] !== 1);
  return axes.every((axis, i) => i === 0 || axes[i - 1] < axis);
}

/** The whole tensor, dimensions in logical order. */
export function wholeView(tensor: StepTensor): View {
  const strides = stridesOf(tensor);
  return {
    tensor: tensor.name,
    offset: 0,
    dimensions: tensor.shape.map((size, axis) => ({ size, stride: strides[axis] })),
  };
}

/** The whole tensor as one run of memory. */
export function flatView(tensor: StepTensor): View {
  return { tensor: tensor.name, offset: 0, dimensions: [{ size: elementsOf(tensor.shape), stride: 1 }] };
}

/** The tensor broadcast to a shape as in NumPy. */
export function broadcastView(tensor: StepTensor, shape: Shape): View {
  const strides = stridesOf(tensor);
  const lead = shape.length - tensor.shape.length;
  const dimensions = shape.map((size, i) => {
    const axis = i - lead;
    return { size, stride: axis < 0 || (tensor.shape[axis] === 1 && size !== 1) ? 0 : strides[axis] };
  });
  return { tensor: tensor.name, offset: 0, dimensions };
}

/**
 * Views of equal sizes with dimensions in the memory order of the last one, neighbours that lie behind each other in every view
 * merged, sizes of 1 left out. The same elements in another order of visit.
 */
export function compact(views: readonly View[]): View[] {
  const last = views[views.length - 1];
  const order = last.dimensions
    .map((_, i) => i)
    .filter((i) => last.dimensions[i].size !== 1)
    .sort((a, b) => Math.abs(last.dimensions[b].stride) - Math.abs(last.dimensions[a].stride) || a - b);
  const merged: Dimension[][] = views.map(() => []);
  for (const i of order) {
    const n = merged[0].length - 1;
    const fits =
      n >= 0 && views.every((view, v) => merged[v][n].stride === view.dimensions[i].stride * view.dimensions[i].size);
    views.forEach((view, v) => {
      const { size, stride } = view.dimensions[i];
      if (fits) merged[v][n] = { size: merged[v][n].size * size, stride };
      else merged[v].push({ size, stride });
    });
  }
  return views.map((view, v) => ({
    ...view,
    dimensions: merged[v].length > 0 ? merged[v] : [{ size: 1, stride: 1 }],
  }));
}

/** Merges dimensions of one index that lie behind each other, keeping their order. */
export function mergeDimensions(dimensions: readonly Dimension[]): readonly Dimension[] {
  const merged: Dimension[] = [];
  for (const dimension of dimensions) {
    const last = merged[merged.length - 1];
    if (dimension.size === 1) continue;
    if (last !== undefined && last.stride === dimension.stride * dimension.size) {
      merged[merged.length - 1] = { size: last.size * dimension.size, stride: dimension.stride };
    } else merged.push(dimension);
  }
  return merged.length > 0 ? merged : [{ size: 1, stride: 1 }];
}

/** A tensor as a matrix with its last axis as columns. */
export function rowsView(tensor: StepTensor): MatrixView {
  const strides = stridesOf(tensor);
  const all: Dimension[] = tensor.shape.map((size, axis) => ({ size, stride: strides[axis] }));
  return {
    kind: "matrix",
    tensor: tensor.name,
    offset: 0,
    rows: mergeDimensions(all.slice(0, -1)),
    columns: all.slice(-1),
    countStrides: [],
  };
}

/** The transpose of a matrix. */
export function transposed(view: MatrixView): MatrixView {
  return { ...view, rows: view.columns, columns: view.rows };
}
