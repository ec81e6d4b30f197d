/** Small tensors of plain numbers in C order. */
export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly values: number[];
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A tensor of computed values; with `places` only those are computed, the others are NaN. */
export function tensorOf(
  shape: readonly number[],
  value: (...index: number[]) => number,
  places?: ReadonlySet<number>,
): GoldenTensor {
  const values: number[] = [];
  const index = shape.map(() => 0);
  for (let i = 0; i < sizeOf(shape); i++) {
    values.push(places === undefined || places.has(i) ? value(...index) : NaN);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
  return { shape, values };
}

export function at(tensor: GoldenTensor, ...index: number[]): number {
  return tensor.values[index.reduce((offset, position, axis) => offset * tensor.shape[axis] + position, 0)];
}

/** +0 outside of the image. */
export function pixel(image: GoldenTensor, n: number, c: number, y: number, x: number): number {
  const [, , height, width] = image.shape;
  return y >= 0 && y < height && x >= 0 && x < width ? at(image, n, c, y, x) : 0;
}

/** All numbers from 0 to below a size. */
export function range(size: number): readonly number[] {
  return Array.from({ length: size }, (_, i) => i);
}
