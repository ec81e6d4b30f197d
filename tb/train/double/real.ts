/** Tensors of doubles in C order. */
import { elementsOf, type Shape } from "../../../train/network.js";

export interface Real {
  readonly shape: Shape;
  readonly values: Float64Array;
}

export function real(shape: Shape, value: (index: readonly number[]) => number): Real {
  const values = new Float64Array(elementsOf(shape));
  const index = shape.map(() => 0);
  for (let i = 0; i < values.length; i++) {
    values[i] = value(index);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return { shape, values };
}

/** An element; axes of size 1 and missing ones are broadcast. */
export function at({ shape, values }: Real, index: readonly number[]): number {
  const lead = index.length - shape.length;
  return values[shape.reduce((place, size, axis) => place * size + (size === 1 ? 0 : index[axis + lead]), 0)];
}

export function pixel(x: Real, n: number, c: number, y: number, z: number, outside: number): number {
  const [, , h, w] = x.shape;
  return y >= 0 && y < h && z >= 0 && z < w ? at(x, [n, c, y, z]) : outside;
}

export function total(size: number, value: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += value(i);
  return sum;
}
