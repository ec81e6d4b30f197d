import { F16_TO_F64, fmaF16 } from "../../hw/fpu/fast.js";
import { SplitMix64 } from "../../run/data/random.js";
import { stopwatch } from "./stopwatch.js";

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);

/** Shift and offset of the FP16 encoding by the sign and exponent of a double. */
const SHIFT = new Uint8Array(4096);
const OFFSET = new Int32Array(4096);
for (let k = 0; k < 4096; k++) {
  const exponent = (k & 2047) - 1023;
  const inRange = exponent >= -25 && exponent <= 15;
  SHIFT[k] = inRange ? 10 + Math.max(-14 - exponent, 0) : 31;
  OFFSET[k] = (k & 2048 ? 0x8000 : 0) + (exponent > 15 ? 0x7c00 : exponent >= -14 ? (exponent + 14) * 1024 : 0);
}

/** The yardstick: three table look-ups, a double product, a double sum, one rounding to an encoding. Knows no special values. */
function yardstick(a: number, b: number, c: number): number {
  float[0] = F16_TO_F64[a] * F16_TO_F64[b] + F16_TO_F64[c];
  const high = words[1];
  const shift = SHIFT[high >>> 20];
  const significand = (high & 0xfffff) | 0x100000 | ((words[0] | -words[0]) >>> 31);
  return OFFSET[high >>> 20] + ((significand + (1 << (shift - 1)) - 1 + ((significand >>> shift) & 1)) >>> shift);
}

type Operands = readonly [Uint16Array, Uint16Array, Uint16Array];

const OPERANDS = 1 << 16;
const CALLS = 8 * OPERANDS;

/** Costs of one call on random operands, in ns: medians of `rounds` interleaved rounds. */
export function measureFma(rounds: number): { fmaNs: number; yardstickNs: number } {
  const random = new SplitMix64(1);
  const draw = (): Uint16Array => Uint16Array.from({ length: OPERANDS }, () => random.integer(65536));
  const operands = [draw(), draw(), draw()] as const;
  const fma: number[] = [];
  const reference: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const first = timeFma(operands);
    const second = timeYardstick(operands);
    if (round >= 0) {
      fma.push(first);
      reference.push(second);
    }
  }
  return { fmaNs: median(fma), yardstickNs: median(reference) };
}

/** Keeps the results alive. */
export let sink = 0;

function timeFma([a, b, c]: Operands): number {
  const spent = stopwatch();
  for (let i = 0; i < CALLS; i++) {
    const at = i & (OPERANDS - 1);
    sink ^= fmaF16(a[at], b[at], c[at]);
  }
  return spent() / CALLS;
}

function timeYardstick([a, b, c]: Operands): number {
  const spent = stopwatch();
  for (let i = 0; i < CALLS; i++) {
    const at = i & (OPERANDS - 1);
    sink ^= yardstick(a[at], b[at], c[at]);
  }
  return spent() / CALLS;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
