/** Convolutions of any stride, padding, dilation and groups: forward, both gradients, the transposed form. Orders of docs/training.md. */
import { dot, type RealFormat } from "./real.js";
import { at, pixel, range, tensorOf, type GoldenTensor } from "./tensor.js";

export interface GoldenConvolution {
  readonly stride: readonly [number, number];
  /** Top and left padding. */
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
  readonly layout: "hwc" | "chw";
  readonly format: RealFormat;
}

type Tap = readonly [channel: number, a: number, b: number];

/** Taps and channels in the order of the chain. */
function taps(channels: number, rows: readonly number[], columns: readonly number[], layout: "hwc" | "chw"): Tap[] {
  return layout === "hwc"
    ? rows.flatMap((a) => columns.flatMap((b) => range(channels).map((c): Tap => [c, a, b])))
    : range(channels).flatMap((c) => rows.flatMap((a) => columns.map((b): Tap => [c, a, b])));
}

/** out[n, k] = bias[k] + sum over (kh, kw, c) of image w; weight [Co, Ci / groups, kh, kw]. */
export function convolve(
  image: GoldenTensor,
  weight: GoldenTensor,
  bias: GoldenTensor | undefined,
  out: readonly number[],
  p: GoldenConvolution,
  places?: ReadonlySet<number>,
): GoldenTensor {
  const [co, cg, kh, kw] = weight.shape;
  const order = taps(cg, range(kh), range(kw), p.layout);
  return tensorOf(
    out,
    (n, k, y, x) => {
      const group = Math.floor(k / (co / p.groups));
      const pixels = order.map(([c, a, b]) =>
        pixel(
          image,
          n,
          group * cg + c,
          y * p.stride[0] - p.padding[0] + a * p.dilation[0],
          x * p.stride[1] - p.padding[1] + b * p.dilation[1],
        ),
      );
      const weights = order.map(([c, a, b]) => at(weight, k, c, a, b));
      return dot(pixels, weights, bias?.values[k] ?? 0, p.format);
    },
    places,
  );
}

/** Gradient of the weight: one chain over (sample, row, column), from `start`. */
export function convolveWeight(
  image: GoldenTensor,
  dout: GoldenTensor,
  shape: readonly number[],
  p: GoldenConvolution,
  places?: ReadonlySet<number>,
): GoldenTensor {
  const [n, co, oh, ow] = dout.shape;
  const cg = shape[1];
  const outputs = range(n).flatMap((s) => range(oh).flatMap((y) => range(ow).map((x) => [s, y, x] as const)));
  return tensorOf(
    shape,
    (k, c, a, b) => {
      const group = Math.floor(k / (co / p.groups));
      const pixels = outputs.map(([s, y, x]) =>
        pixel(
          image,
          s,
          group * cg + c,
          y * p.stride[0] - p.padding[0] + a * p.dilation[0],
          x * p.stride[1] - p.padding[1] + b * p.dilation[1],
        ),
      );
      return dot(
        pixels,
        outputs.map(([s, y, x]) => at(dout, s, k, y, x)),
        0,
        p.format,
      );
    },
    places,
  );
}

/** Back to the image: for each pixel a chain over the taps that meet it, from the bias. */
export function convolveBack(
  dout: GoldenTensor,
  weight: GoldenTensor,
  bias: GoldenTensor | undefined,
  image: readonly number[],
  p: GoldenConvolution,
  places?: ReadonlySet<number>,
): GoldenTensor {
  const [co, cg, kh, kw] = weight.shape;
  const outs = co / p.groups;
  return tensorOf(
    image,
    (n, c, y, x) => {
      const group = Math.floor(c / cg);
      const meets = (axis: 0 | 1, place: number, size: number): readonly number[] =>
        range(size).filter((tap) => (place + p.padding[axis] - tap * p.dilation[axis]) % p.stride[axis] === 0);
      const order = taps(outs, meets(0, y, kh), meets(1, x, kw), p.layout);
      const pixels = order.map(([k, a, b]) =>
        pixel(
          dout,
          n,
          group * outs + k,
          (y + p.padding[0] - a * p.dilation[0]) / p.stride[0],
          (x + p.padding[1] - b * p.dilation[1]) / p.stride[1],
        ),
      );
      const weights = order.map(([k, a, b]) => at(weight, group * outs + k, c - group * cg, a, b));
      return dot(pixels, weights, bias?.values[c] ?? 0, p.format);
    },
    places,
  );
}
