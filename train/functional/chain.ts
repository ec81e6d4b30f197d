import { roundExtreme, ROUNDER } from "../../hw/fpu/fast.js";
import { roundSum } from "./arithmetic.js";

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/**
 * z[m, k] += x[m, n] w[n, k]: chains of fused multiply-adds in FP32, ascending n, all matrices dense. `from` and `to` are rows of x and z.
 */
export function chain32(x: Float32Array, w: Float32Array, z: Float32Array, rows: number, n: number, k: number): void {
  for (let i = 0; i < rows; i++) {
    const end = (i + 1) * k;
    for (let s = 0; s < n; s++) {
      const value = x[i * n + s];
      for (let j = i * k, at = s * k; j < end; j++, at++) {
        const product = value * w[at];
        const sum = product + z[j];
        double[0] = sum;
        // As in fma32: a tie or a small number needs the error of the sum.
        const isPlain = (words[0] & 0x1fffffff) !== 0x10000000 && ((words[1] >>> 20) & 0x7ff) >= 897;
        if (isPlain) z[j] = sum;
        else z[j] = roundSum(product, z[j], sum);
      }
    }
  }
}

let accumulators = new Float64Array(256);
let halves = new Int32Array(accumulators.buffer);

/** The same in FP16: hw/fpu/fast.ts says why one double sum and one rounding are right. */
export function chain16(x: Float32Array, w: Float32Array, z: Float32Array, rows: number, n: number, k: number): void {
  if (accumulators.length < k) {
    accumulators = new Float64Array(k);
    halves = new Int32Array(accumulators.buffer);
  }
  const [acc, high] = [accumulators, halves];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < k; j++) acc[j] = z[i * k + j];
    for (let s = 0; s < n; s++) {
      const value = x[i * n + s];
      for (let j = 0, at = s * k; j < k; j++, at++) {
        acc[j] += value * w[at];
        const sum = acc[j];
        const rounder = ROUNDER[high[2 * j + 1] >>> 20];
        const nearest = sum + rounder - rounder;
        if (nearest === nearest) acc[j] = nearest;
        else acc[j] = roundExtreme(sum);
      }
    }
    for (let j = 0; j < k; j++) z[i * k + j] = acc[j];
  }
}
