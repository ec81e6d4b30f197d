import { isSignaling } from "./arithmetic.js";
import { canonicalNan, decode, type FloatFormat } from "./format.js";
import { DyadicRounder, toDouble } from "./dyadic.js";
import { INVALID, type RoundingMode } from "./round.js";

/** What the encodings of a format stand for, from the exact rationals of format.ts; index = bits. */
export class OperandTable {
  /** Values; every one is exact. */
  readonly numbers: Float64Array;
  /** 1 for a signaling NaN. */
  readonly signaling: Uint8Array;

  constructor(format: FloatFormat) {
    const values = Array.from({ length: 2 ** (1 + format.exponentBits + format.fractionBits) }, (_, bits) =>
      decode(format, bits),
    );
    this.numbers = Float64Array.from(values, toDouble);
    this.signaling = Uint8Array.from(values, (value) => (isSignaling(value) ? 1 : 0));
  }
}

/** Place of every encoding in the order -Inf ... -0, +0 ... +Inf, found by sorting; -1 for NaN. */
function ranksOf(numbers: Float64Array): Int32Array {
  const zeroSign = (value: number): number => (Object.is(value, -0) ? 0 : 1);
  const ordered = Array.from(numbers.keys())
    .filter((bits) => !Number.isNaN(numbers[bits]))
    .sort((a, b) => {
      const [x, y] = [numbers[a], numbers[b]];
      if (x === y) return zeroSign(x) - zeroSign(y);
      return x < y ? -1 : 1;
    });
  const ranks = new Int32Array(numbers.length).fill(-1);
  ordered.forEach((bits, rank) => (ranks[bits] = rank));
  return ranks;
}

/** Magnitude from which no 16-bit addend with 5 exponent bits keeps a sum in its format: 2^17 - 65504 > 65520. */
const BEYOND = 2 ** 17;

/**
 * The operations of arithmetic.ts on formats of 16 bits or less with 5 exponent bits at most, millions a second. The
 * exact result of each is a double, so the rounder rounds it once:
 * - a sum: both terms are multiples of 2^-24 below 2^17, their sum spans 42 bits;
 * - a product: 22 bits;
 * - a product of two FP8 numbers plus an addend: the product is a multiple of 2^-32, and one of 2^17 or more is replaced by
 *   2^17, which overflows likewise whatever is added; the sum is below 2^18 and spans 50 bits.
 */
export class TabledArithmetic {
  /** The last result: encoding and RISC-V exception flags. */
  bits = 0;
  flags = 0;

  private readonly operands: OperandTable;
  private readonly target: OperandTable;
  private readonly ranks: Int32Array;
  private readonly rounder: DyadicRounder;
  private readonly nan: number;

  /**
   * @param operands format of the operands a and b
   * @param target format of addend and result
   */
  constructor(operands: FloatFormat, target: FloatFormat) {
    this.operands = new OperandTable(operands);
    this.target = new OperandTable(target);
    this.ranks = ranksOf(this.operands.numbers);
    this.rounder = new DyadicRounder(target);
    this.nan = canonicalNan(target);
  }

  /** `a + b`. */
  add(a: number, b: number, mode: RoundingMode): void {
    const { numbers, signaling } = this.operands;
    this.sum(numbers[a], numbers[b], signaling[a] | signaling[b], mode);
  }

  /** `a * b`. */
  mul(a: number, b: number, mode: RoundingMode): void {
    const { numbers, signaling } = this.operands;
    const product = numbers[a] * numbers[b];
    if (Number.isNaN(product)) this.noNumber(signaling[a] | signaling[b] | this.lacksProduct(a, b));
    else this.rounded(product, mode);
  }

  /** `a * b + c` for a and b of FP8, c and the result of the target format. */
  fma(a: number, b: number, c: number, mode: RoundingMode): void {
    const { numbers, signaling } = this.operands;
    const invalid = signaling[a] | signaling[b] | this.target.signaling[c] | this.lacksProduct(a, b);
    const product = numbers[a] * numbers[b];
    const isFinite = Math.abs(product) < Infinity;
    const bounded = isFinite ? Math.max(-BEYOND, Math.min(BEYOND, product)) : product;
    this.sum(bounded, this.target.numbers[c], invalid, mode);
  }

  /** minimumNumber of IEEE 754-2019. */
  min(a: number, b: number): void {
    this.select(a, b, this.ranks[a] <= this.ranks[b]);
  }

  /** maximumNumber of IEEE 754-2019. */
  max(a: number, b: number): void {
    this.select(a, b, this.ranks[a] >= this.ranks[b]);
  }

  private select(a: number, b: number, takesA: boolean): void {
    const { ranks } = this;
    const { signaling } = this.operands;
    this.flags = signaling[a] | signaling[b] ? INVALID : 0;
    if (ranks[a] < 0) this.bits = ranks[b] < 0 ? this.nan : b;
    else this.bits = ranks[b] < 0 || takesA ? a : b;
  }

  /** 1 for infinity times zero. */
  private lacksProduct(a: number, b: number): number {
    const { numbers } = this.operands;
    const isNumber = !Number.isNaN(numbers[a]) && !Number.isNaN(numbers[b]);
    return isNumber && Number.isNaN(numbers[a] * numbers[b]) ? 1 : 0;
  }

  /** Rounds the sum of two terms; `invalid` is 1 when an operand or the product has raised that. */
  private sum(x: number, y: number, invalid: number, mode: RoundingMode): void {
    const exact = x + y;
    if (Number.isNaN(exact)) {
      const opposed = !Number.isNaN(x) && !Number.isNaN(y);
      this.noNumber(invalid | (opposed ? 1 : 0));
      return;
    }
    const cancels = exact === 0 && !Object.is(x, y);
    this.rounded(cancels ? (mode === "rdn" ? -0 : 0) : exact, mode);
  }

  private noNumber(invalid: number): void {
    this.bits = this.nan;
    this.flags = invalid ? INVALID : 0;
  }

  private rounded(exact: number, mode: RoundingMode): void {
    this.rounder.round(exact, mode);
    this.bits = this.rounder.bits;
    this.flags = this.rounder.flags;
  }
}
