import { bias, infinity, minExponent, withSign, type FloatFormat, type Value } from "./format.js";
import { INEXACT, OVERFLOW, UNDERFLOW, type RoundingMode } from "./round.js";

/** A decoded value as a double. Exact for every format whose numbers are doubles, which is all of format.ts. */
export function toDouble(value: Value): number {
  if (value.kind === "nan") return NaN;
  const magnitude = value.kind === "infinite" ? Infinity : Number(value.magnitude.num) / Number(value.magnitude.den);
  return value.negative ? -magnitude : magnitude;
}

const view = new DataView(new ArrayBuffer(8));

/** The e with 2^e <= |value| < 2^(e+1) of a normal double. */
function exponentOf(value: number): number {
  view.setFloat64(0, value);
  return ((view.getUint16(0) >>> 4) & 0x7ff) - 1023;
}

/** Whether a number between two neighbours goes to the farther one from zero; `rest` is its place between them, in 0 to 1. */
function goesOutward(mode: RoundingMode, negative: boolean, odd: boolean, rest: number): boolean {
  switch (mode) {
    case "rne":
      return rest > 0.5 || (rest === 0.5 && odd);
    case "rtz":
      return false;
    case "rdn":
      return negative && rest > 0;
    case "rup":
      return !negative && rest > 0;
    case "rmm":
      return rest >= 0.5;
  }
}

/**
 * Rounds exact results that are doubles to a format: the function of round.ts, fast enough to enumerate whole spaces.
 * Nothing here depends on how a processor rounds: a double divided by a power of two, its floor and the difference of both
 * are exact.
 */
export class DyadicRounder {
  /** The last result: encoding and RISC-V exception flags. */
  bits = 0;
  flags = 0;

  private readonly format: FloatFormat;
  private readonly lowest: number;
  private readonly weight: number;
  private readonly infinity: number;
  private readonly bias: number;
  /** Unit of the last place by exponent + 1022. */
  private readonly units: Float64Array;

  constructor(format: FloatFormat) {
    this.format = format;
    this.lowest = minExponent(format);
    this.weight = 2 ** format.fractionBits;
    this.infinity = infinity(format, false);
    this.bias = bias(format);
    this.units = Float64Array.from({ length: 2046 }, (_, i) => 2 ** (i - 1022 - format.fractionBits));
  }

  /** Rounds a number that is not NaN; an infinity and the sign of a zero stay. Every exact value must be a normal double or 0. */
  round(value: number, mode: RoundingMode): void {
    const { format, lowest } = this;
    const negative = value < 0 || Object.is(value, -0);
    const magnitude = Math.abs(value);
    this.flags = 0;
    if (magnitude === 0 || magnitude === Infinity) {
      this.bits = withSign(format, negative, magnitude === 0 ? 0 : this.infinity);
      return;
    }
    const exponent = exponentOf(magnitude);
    const kept = Math.max(exponent, lowest);
    const scaled = magnitude / this.units[kept + 1022];
    const floor = Math.floor(scaled);
    const rest = scaled - floor;
    const integer = goesOutward(mode, negative, floor % 2 === 1, rest) ? floor + 1 : floor;
    // The hidden one of a normal number adds itself to the exponent field; a carry out of the fraction moves on to it too.
    const encoding = (kept + this.bias - 1) * this.weight + integer;
    if (encoding >= this.infinity) {
      const largest = goesOutward(mode, negative, true, 0.5) ? this.infinity : this.infinity - 1;
      this.bits = withSign(format, negative, largest);
      this.flags = OVERFLOW | INEXACT;
      return;
    }
    this.bits = withSign(format, negative, encoding);
    if (rest === 0) return;
    this.flags = exponent < lowest && this.isTiny(magnitude, exponent, negative, mode) ? UNDERFLOW | INEXACT : INEXACT;
  }

  /** Whether rounding with an unbounded exponent leaves a number below the smallest normal one. */
  private isTiny(magnitude: number, exponent: number, negative: boolean, mode: RoundingMode): boolean {
    if (exponent + 1 < this.lowest) return true;
    const scaled = magnitude / this.units[exponent + 1022];
    const floor = Math.floor(scaled);
    const outward = goesOutward(mode, negative, floor % 2 === 1, scaled - floor);
    return floor + (outward ? 1 : 0) < 2 * this.weight;
  }
}
