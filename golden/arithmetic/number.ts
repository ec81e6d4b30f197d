import type { TensorFormat } from "../../hw/redmule/operation.js";

/**
 * The fields of a tensor format. This file works in doubles, which hold every number of these formats exactly; it is written
 * apart from format.ts and round.ts, so that the fast golden form and the exact one check each other.
 */
export interface Layout {
  readonly fractionBits: number;
  readonly bias: number;
  readonly signBit: number;
  /** Encoding of +infinity. */
  readonly infinity: number;
}

export const LAYOUTS: Readonly<Record<TensorFormat, Layout>> = {
  fp16: { fractionBits: 10, bias: 15, signBit: 0x8000, infinity: 0x7c00 },
  bf16: { fractionBits: 7, bias: 127, signBit: 0x8000, infinity: 0x7f80 },
  fp8: { fractionBits: 2, bias: 15, signBit: 0x80, infinity: 0x7c },
  fp8alt: { fractionBits: 3, bias: 7, signBit: 0x80, infinity: 0x78 },
};

/** Powers of two from 2^LEAST_POWER on: places of numbers and of their roundings. The operator takes ten times as long. */
const LEAST_POWER = -150;
const POWERS = Float64Array.from({ length: 1250 }, (_, i) => 2 ** (LEAST_POWER + i));

function power(e: number): number {
  return POWERS[e - LEAST_POWER];
}

/** The value of an encoding without its sign. */
function decodeMagnitude({ fractionBits, bias, infinity }: Layout, magnitude: number): number {
  if (magnitude >= infinity) return magnitude === infinity ? Infinity : NaN;
  const field = magnitude >> fractionBits;
  const hidden = field === 0 ? 0 : 1 << fractionBits;
  const fraction = magnitude & ((1 << fractionBits) - 1);
  return (hidden + fraction) * power(Math.max(field, 1) - bias - fractionBits);
}

const tables = new Map<TensorFormat, Float64Array>();

/** Value of every encoding of a format, index = bits; made on first use. */
export function decodeTable(fmt: TensorFormat): Float64Array {
  let table = tables.get(fmt);
  if (table === undefined) {
    const layout = LAYOUTS[fmt];
    const { signBit } = layout;
    table = new Float64Array(2 * signBit);
    for (let magnitude = 0; magnitude < signBit; magnitude++) {
      const value = decodeMagnitude(layout, magnitude);
      table[magnitude] = value;
      table[signBit + magnitude] = -value;
    }
    tables.set(fmt, table);
  }
  return table;
}

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
/** Index of the word with sign and exponent: depends on the byte order of the machine. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0];

/** The biased exponent field of a double, 0 to 2047. */
export function exponentField(value: number): number {
  float[0] = value;
  return (words[HIGH] >>> 20) & 0x7ff;
}

/**
 * Encoding of a double in a format: to nearest even, overflow to infinity, NaN to the canonical one. Adding 1.5 * 2^52 units
 * of the last kept place makes the processor round a double exactly there, in its own mode, which is to nearest even.
 */
export function encodeNumber(fmt: TensorFormat, value: number): number {
  return encodeIn(LAYOUTS[fmt], value);
}

/** The same by the fields of the format, for those who encode many numbers. */
export function encodeIn({ fractionBits, bias, signBit, infinity }: Layout, value: number): number {
  if (Number.isNaN(value)) return infinity + (1 << (fractionBits - 1));
  const sign = value < 0 || Object.is(value, -0) ? signBit : 0;
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) return sign + infinity;
  const exponent = Math.max(exponentField(magnitude) - 1023, 1 - bias);
  const shift = 1.5 * power(52 + exponent - fractionBits);
  const units = (magnitude + shift - shift) / power(exponent - fractionBits);
  return sign + Math.min((exponent + bias - 1) * (1 << fractionBits) + units, infinity);
}

/** Exponent field of 2^-14, the smallest normal number of FP16. */
const LEAST_HALF = 1023 - 14;

/** Encoding of a double that is an FP16 number, of a NaN the canonical one. */
export function halfBits(half: number): number {
  float[0] = half;
  const word = words[HIGH];
  const field = (word >>> 20) & 0x7ff;
  const sign = (word >>> 16) & 0x8000;
  if (field < LEAST_HALF) return sign + Math.abs(half) * 2 ** 24;
  if (field === 0x7ff) return half === half ? sign + 0x7c00 : 0x7e00;
  return sign + ((word >>> 10) & 0x3ff) + ((field - LEAST_HALF + 1) << 10);
}
