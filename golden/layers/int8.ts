/**
 * Layers of eight-bit codes, in whole numbers of any size: acc = bias + sum (x - zero) (w - zero); a code is
 * limit(floor((acc m + 2^(s-1)) / 2^s) + zero), m = round(M 2^s) with 2^14 <= m < 2^15, M the exact quotient of the scales. Images are
 * [N, C, H, W], weights [Co, Ci / groups, kh, kw].
 */
import { at, range, tensorOf, type GoldenTensor } from "./tensor.js";

export interface GoldenCodes {
  readonly scale: number;
  readonly zero: number;
}

export interface GoldenWindow {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  /** Top and left. */
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
}

export interface GoldenLimits {
  readonly low: number;
  readonly high: number;
}

/** A fraction of whole numbers. */
type Fraction = readonly [numerator: bigint, denominator: bigint];

/** A positive number of FP32 as a fraction. */
function fractionOf(value: number): Fraction {
  let denominator = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return [BigInt(scaled), denominator];
}

const times = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * c, b * d];
const over = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d, b * c];

/** The whole number nearest to a positive fraction, upwards from the middle. */
const nearest = ([a, b]: Fraction): bigint => (2n * a + b) / (2n * b);

interface Factor {
  readonly m: bigint;
  readonly s: number;
}

/** m and s of a factor below 2^14. */
function factorOf(factor: Fraction): Factor {
  for (let s = 1; ; s++) {
    const m = nearest(times(factor, [2n ** BigInt(s), 1n]));
    if (m >= 2n ** 14n) return m < 2n ** 15n ? { m, s } : { m: 2n ** 14n, s: s - 1 };
  }
}

/** floor(value / 2^s). */
const shifted = (value: bigint, s: number): bigint => value >> BigInt(s);

function codeOf(acc: bigint, { m, s }: Factor, zero: number, { low, high }: GoldenLimits): number {
  const code = Number(shifted(acc * m + 2n ** BigInt(s - 1), s)) + zero;
  return Math.min(high, Math.max(low, code));
}

/** The difference from the zero at a place of an image; 0 outside. */
function apart(x: GoldenTensor, zero: number, n: number, c: number, y: number, column: number): number {
  const [, , height, width] = x.shape;
  return y >= 0 && y < height && column >= 0 && column < width ? at(x, n, c, y, column) - zero : 0;
}

/** A convolution of any groups; `scales` and `zeros` of the weights: one, or one for each output channel. */
export function convolveCodes(
  x: GoldenTensor,
  input: GoldenCodes,
  w: GoldenTensor,
  weights: { readonly scales: readonly number[]; readonly zeros: readonly number[] },
  bias: readonly number[],
  out: readonly number[],
  output: GoldenCodes & GoldenLimits,
  { stride, padding, dilation }: GoldenWindow,
  groups: number,
): GoldenTensor {
  const [co, cg, kh, kw] = w.shape;
  const of = <T>(list: readonly T[], k: number): T => list[list.length === 1 ? 0 : k];
  const factors = range(co).map((k) =>
    factorOf(over(times(fractionOf(input.scale), fractionOf(of(weights.scales, k))), fractionOf(output.scale))),
  );
  return tensorOf(out, (n, k, y, column) => {
    const group = Math.floor(k / (co / groups));
    let acc = BigInt(bias[k]);
    for (const c of range(cg)) {
      for (const a of range(kh)) {
        for (const b of range(kw)) {
          const row = y * stride[0] - padding[0] + a * dilation[0];
          const place = column * stride[1] - padding[1] + b * dilation[1];
          const code = apart(x, input.zero, n, group * cg + c, row, place);
          acc += BigInt(code) * BigInt(at(w, k, c, a, b) - of(weights.zeros, k));
        }
      }
    }
    return codeOf(acc, factors[k], output.zero, output);
  });
}

/** The mean of a window, padded positions counted. */
export function averageCodes(
  x: GoldenTensor,
  input: GoldenCodes,
  out: readonly number[],
  output: GoldenCodes & GoldenLimits,
  { kernel, stride, padding, dilation }: GoldenWindow,
): GoldenTensor {
  const size = BigInt(kernel[0] * kernel[1]);
  const factor = factorOf(over(fractionOf(input.scale), times([size, 1n], fractionOf(output.scale))));
  return tensorOf(out, (n, c, y, column) => {
    let acc = 0;
    for (const a of range(kernel[0])) {
      for (const b of range(kernel[1])) {
        const row = y * stride[0] - padding[0] + a * dilation[0];
        acc += apart(x, input.zero, n, c, row, column * stride[1] - padding[1] + b * dilation[1]);
      }
    }
    return codeOf(BigInt(acc), factor, output.zero, output);
  });
}

/** The largest code of a window within the image. */
export function maxCodes(
  x: GoldenTensor,
  out: readonly number[],
  { low, high }: GoldenLimits,
  { kernel, stride, padding, dilation }: GoldenWindow,
): GoldenTensor {
  const [, , height, width] = x.shape;
  return tensorOf(out, (n, c, y, column) => {
    const rows = range(kernel[0]).map((a) => y * stride[0] - padding[0] + a * dilation[0]);
    const columns = range(kernel[1]).map((b) => column * stride[1] - padding[1] + b * dilation[1]);
    const codes = rows
      .filter((row) => row >= 0 && row < height)
      .flatMap((row) => columns.filter((b) => b >= 0 && b < width).map((b) => at(x, n, c, row, b)));
    return Math.min(high, Math.max(low, ...codes));
  });
}

/** a + b: the larger factor has 15 bits, the other one the same shift. */
export function addCodes(
  a: GoldenTensor,
  left: GoldenCodes,
  b: GoldenTensor,
  right: GoldenCodes,
  output: GoldenCodes & GoldenLimits,
): GoldenTensor {
  const factors = [left, right].map(({ scale }) => over(fractionOf(scale), fractionOf(output.scale)));
  const larger = left.scale >= right.scale ? 0 : 1;
  const { m, s } = factorOf(factors[larger]);
  const other = nearest(times(factors[1 - larger], [2n ** BigInt(s), 1n]));
  const [ma, mb] = larger === 0 ? [m, other] : [other, m];
  const values = a.values.map((code, i) => {
    const acc = BigInt(code - left.zero) * ma + BigInt(b.values[i] - right.zero) * mb;
    const sum = Number(shifted(acc + 2n ** BigInt(s - 1), s)) + output.zero;
    return Math.min(output.high, Math.max(output.low, sum));
  });
  return { shape: a.shape, values };
}
