/** Max and average pooling with padding. */
import { add, fma, mul, rounded, single, sum, type RealFormat } from "./real.js";
import { at, range, tensorOf, type GoldenTensor } from "./tensor.js";

export interface GoldenPool {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  /** Top, left, bottom, right. */
  readonly padding: readonly [number, number, number, number];
  readonly dilation: readonly [number, number];
  readonly countPadding: boolean;
  readonly format: RealFormat;
}

/** Rows and columns of a window that lie on the image, in order, and how many positions it counts. */
function windowOf(
  p: GoldenPool,
  image: readonly number[],
  oy: number,
  ox: number,
): { readonly places: readonly (readonly [number, number])[]; readonly count: number } {
  const [, , height, width] = image;
  const top = oy * p.stride[0] - p.padding[0];
  const left = ox * p.stride[1] - p.padding[1];
  const rows = range(p.kernel[0]).map((a) => top + a * p.dilation[0]);
  const columns = range(p.kernel[1]).map((b) => left + b * p.dilation[1]);
  const places = rows.flatMap((y) =>
    y < 0 || y >= height
      ? []
      : columns.filter((x) => x >= 0 && x < width).map((x): readonly [number, number] => [y, x]),
  );
  const down = Math.min(top + p.kernel[0], height + p.padding[2]) - top;
  const across = Math.min(left + p.kernel[1], width + p.padding[3]) - left;
  return { places, count: p.countPadding ? down * across : places.length };
}

function largest(x: GoldenTensor, n: number, c: number, places: readonly (readonly [number, number])[]): number {
  const values = places.map(([y, xx]) => at(x, n, c, y, xx));
  const nan = values.findIndex(Number.isNaN);
  return nan >= 0 ? nan : values.indexOf(Math.max(...values));
}

export function maxPool(x: GoldenTensor, out: readonly number[], p: GoldenPool): GoldenTensor {
  return tensorOf(out, (n, c, oy, ox) => {
    const { places } = windowOf(p, x.shape, oy, ox);
    const best = places[largest(x, n, c, places)];
    return best === undefined ? -Infinity : at(x, n, c, ...best);
  });
}

/** An addition in the format of the tensor for each window, in order. */
export function maxPoolBackward(x: GoldenTensor, dy: GoldenTensor, p: GoldenPool): GoldenTensor {
  const dx = tensorOf(x.shape, () => 0);
  const [, channels, height, width] = x.shape;
  tensorOf(dy.shape, (n, c, oy, ox) => {
    const { places } = windowOf(p, x.shape, oy, ox);
    const best = places[largest(x, n, c, places)];
    if (best === undefined) return 0;
    const place = ((n * channels + c) * height + best[0]) * width + best[1];
    dx.values[place] = rounded(p.format, add(dx.values[place], at(dy, n, c, oy, ox)));
    return 0;
  });
  return dx;
}

export function averagePool(x: GoldenTensor, out: readonly number[], p: GoldenPool): GoldenTensor {
  return tensorOf(out, (n, c, oy, ox) => {
    const { places, count } = windowOf(p, x.shape, oy, ox);
    return rounded(p.format, mul(sum(places.map(([y, xx]) => at(x, n, c, y, xx))), single(1 / count)));
  });
}

/** Per pixel an FP32 chain over its windows in order. */
export function averagePoolBackward(image: readonly number[], dy: GoldenTensor, p: GoldenPool): GoldenTensor {
  const [, , oh, ow] = dy.shape;
  return tensorOf(image, (n, c, y, x) => {
    const total = range(oh).reduce(
      (acc, oy) =>
        range(ow).reduce((inner, ox) => {
          const { places, count } = windowOf(p, image, oy, ox);
          const covers = places.some(([row, column]) => row === y && column === x);
          return covers ? fma(at(dy, n, c, oy, ox), single(1 / count), inner) : inner;
        }, acc),
      0,
    );
    return rounded(p.format, total);
  });
}
