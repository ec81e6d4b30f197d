import { gemmOpsFast } from "../../golden/gemm/fast.js";
import { product32, type ProductShape } from "../../golden/gemm/product.js";
import { encodeNumber } from "../../golden/arithmetic/number.js";
import type { KernelFormat } from "../../sw/programs.js";
import { SplitMix64 } from "../data/random.js";

/** Gaussian of variance 1, or any bits: subnormal numbers, infinities, NaN. */
export const PRODUCT_DATA = ["norm", "all"] as const;
export type ProductData = (typeof PRODUCT_DATA)[number];

/** Bits of the elements of a matrix, dense and row major. */
export type Elements = Uint16Array | Uint32Array;

/** Matrices of a product as bits. */
export interface Product extends ProductShape {
  readonly format: KernelFormat;
  /** m n, n k and m k elements; without Y the sums begin at +0. */
  readonly x: Elements;
  readonly w: Elements;
  readonly y: Elements | undefined;
}

const FP32_BITS = new Uint32Array(1);
const FP32_VALUE = new Float32Array(FP32_BITS.buffer);

function encode32(value: number): number {
  FP32_VALUE[0] = value;
  return FP32_BITS[0];
}

function draw(format: KernelFormat, count: number, data: ProductData, random: SplitMix64): Elements {
  const elements = format === "fp32" ? new Uint32Array(count) : new Uint16Array(count);
  const gaussian = (): number =>
    format === "fp32" ? encode32(random.gaussian()) : encodeNumber("fp16", random.gaussian());
  const anyBits = (): number => random.integer(2 ** (8 * elements.BYTES_PER_ELEMENT));
  for (let i = 0; i < count; i++) elements[i] = data === "norm" ? gaussian() : anyBits();
  return elements;
}

/** A product with drawn matrices; `withY` adds to a drawn Y instead of +0. */
export function drawProduct(
  format: KernelFormat,
  { m, n, k }: ProductShape,
  { data, seed, withY }: { data: ProductData; seed: number; withY: boolean },
): Product {
  const random = new SplitMix64(seed);
  const [x, w, y] = [m * n, n * k, m * k].map((count) => draw(format, count, data, random));
  return { format, m, n, k, x, w, y: withY ? y : undefined };
}

/** Z as the kernels are to compute it: every element from Y, or +0, by fma(x, w, acc) for n = 0, 1 … N - 1. */
export function expectedProduct({ format, m, n, k, x, w, y }: Product): Elements {
  if (format === "fp16") {
    const [x16, w16, y16] = [x, w, y] as [Uint16Array, Uint16Array, Uint16Array | undefined];
    const op = y === undefined ? "MATMUL" : "GEMM";
    return gemmOpsFast({ op, fmt: "fp16", m, n, k, x: x16, w: w16, y: y16 }) as Uint16Array;
  }
  const floats = (elements: Elements): Float32Array => new Float32Array(elements.buffer);
  const z = product32({ m, n, k }, floats(x), floats(w), y && floats(y));
  return new Uint32Array(z.buffer).map((bits, i) => (Number.isNaN(z[i]) ? 0x7fc0_0000 : bits));
}
