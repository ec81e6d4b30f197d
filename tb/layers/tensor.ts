import { decodeTable, encodeNumber } from "../../golden/arithmetic/number.js";
import type { Elements, LayerCall } from "../../run/kernels/layer-call.js";
import { SplitMix64 } from "../../run/data/random.js";

export const FORMATS = ["fp32", "fp16"] as const;
export type Format = (typeof FORMATS)[number];
export const BYTES: Readonly<Record<Format, number>> = { fp32: 4, fp16: 2 };

const FP16 = decodeTable("fp16");
const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** Encoding of a number; a NaN is the canonical one. */
export function encode(format: Format, value: number): number {
  if (format === "fp16") return Number.isNaN(value) ? 0x7e00 : encodeNumber("fp16", value);
  single[0] = value;
  return Number.isNaN(value) ? 0x7fc00000 : bits[0];
}

export function decode(format: Format, encoding: number): number {
  if (format === "fp16") return FP16[encoding];
  bits[0] = encoding;
  return single[0];
}

/** FP32 bits as they stand in a descriptor. */
export const word = (value: number): number => encode("fp32", value);

/** Numbers of a format, as bits, and as numbers. */
export function elements(format: Format, values: ArrayLike<number>): Elements {
  const all = format === "fp32" ? new Uint32Array(values.length) : new Uint16Array(values.length);
  for (let i = 0; i < all.length; i++) all[i] = encode(format, values[i]);
  return all;
}

export const numbers = (format: Format, all: Elements): Float64Array =>
  Float64Array.from(all, (encoding: number) => decode(format, encoding));

/** Gaussian numbers, representable in the format, with some zeros, infinities and small ones among them where `special`. */
export function draw(format: Format, count: number, seed: number, special = false): Float64Array {
  const random = new SplitMix64(seed);
  const extremes = [0, -0, 1, -1, Infinity, -Infinity, 2 ** -20, -(2 ** -24), 30000];
  const one = (): number =>
    special && random.integer(8) === 0 ? extremes[random.integer(extremes.length)] : random.gaussian();
  return Float64Array.from({ length: count }, () => decode(format, encode(format, one())));
}

/** Puts numbers into the TCDM, some bytes behind a boundary; its address. */
export function put(call: LayerCall, format: Format, values: ArrayLike<number>, offset = 0): number {
  const all = elements(format, values);
  const address = call.place(Math.max(all.byteLength, 4), 16, offset);
  if (all.length > 0) call.store(address, all);
  return address;
}

/** Reads so many elements, as bits. */
export function take(call: LayerCall, format: Format, address: number, count: number): Elements {
  return call.load(format === "fp32" ? new Uint32Array(count) : new Uint16Array(count), address);
}
