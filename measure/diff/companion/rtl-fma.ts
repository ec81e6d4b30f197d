import { f64ToF16Bits } from "../../../hw/fpu/fast.js";

/**
 * What the multiply-add unit of the RTL holds between its two halves (fpnew, FP16): a function of the operands alone. The model's own
 * unit is cut elsewhere, so that its registers say the same in other words.
 */
const PRECISION = 11;
const BIAS = 15;
const CANONICAL_NAN = 0x7e00;
const INFINITY = 0x7c00;
/** Sum of a product and an addend: 3p + 4 bits. */
const SUM_BITS = 3 * PRECISION + 4;
const SUM = 2 ** SUM_BITS;
const INVALID = 16;

/** Operations of the unit as the RTL encodes them. */
export const FMADD = 0;
export const ADD = 2;
export const MUL = 3;

/** The registers in the middle, in the RTL's words. */
export interface Middle {
  effSub: number;
  expProd: number;
  expDiff: number;
  tentExp: number;
  addShamt: number;
  sticky: number;
  /** 37 bits: the low word and the rest. */
  sumLow: number;
  sumHigh: number;
  finalSign: number;
  isSpecial: number;
  special: number;
  specialStatus: number;
}

class Operand {
  sign = 0;
  exponent = 0;
  mantissa = 0;
  isNormal = 0;
  isSubnormal = 0;
  isZero = false;
  isInf = false;
  isNan = false;
  signals = false;

  take(bits: number): void {
    this.sign = bits >> 15;
    this.exponent = (bits >> 10) & 31;
    this.mantissa = bits & 1023;
    const isTop = this.exponent === 31;
    this.isNormal = this.exponent !== 0 && !isTop ? 1 : 0;
    this.isSubnormal = this.exponent === 0 && this.mantissa !== 0 ? 1 : 0;
    this.isZero = this.exponent === 0 && this.mantissa === 0;
    this.isInf = isTop && this.mantissa === 0;
    this.isNan = isTop && this.mantissa !== 0;
    this.signals = this.isNan && this.mantissa < 512;
  }

  get significand(): number {
    return this.mantissa + 1024 * this.isNormal;
  }
}

const a = new Operand();
const b = new Operand();
const c = new Operand();

/** Fills `out` for a x b + c, b + c or a x b on FP16 encodings; the result of the whole is computed elsewhere. */
export function middleOf(op: number, operandA: number, operandB: number, operandC: number, out: Middle): void {
  a.take(op === ADD ? BIAS << 10 : operandA);
  b.take(operandB);
  c.take(op === MUL ? 0x8000 : operandC);
  const effSub = a.sign ^ b.sign ^ c.sign;
  specialCase(effSub, out);
  const addend = c.exponent + (1 - c.isNormal);
  const product = a.isZero || b.isZero ? 2 - BIAS : a.exponent + a.isSubnormal + b.exponent + b.isSubnormal - BIAS;
  const difference = addend - product;
  out.effSub = effSub;
  out.expProd = product & 127;
  out.expDiff = difference & 127;
  out.tentExp = (difference > 0 ? addend : product) & 127;
  const shift =
    difference <= -2 * PRECISION - 1 ? 3 * PRECISION + 4 : difference <= PRECISION + 2 ? PRECISION + 3 - difference : 0;
  out.addShamt = shift;
  add(effSub, shift, out);
}

function add(effSub: number, shift: number, out: Middle): void {
  const shifted = Math.floor((c.significand * SUM) / 2 ** shift);
  const after = Math.floor(shifted / 2 ** PRECISION);
  const sticky = shifted % 2 ** PRECISION === 0 ? 0 : 1;
  const product = a.significand * b.significand * 4;
  const raw = product + (effSub ? SUM - 1 - after : after) + (effSub & (1 - sticky));
  const carry = raw >= SUM ? 1 : 0;
  const sum = effSub && !carry ? (SUM - raw) % SUM : raw % SUM;
  const tentative = a.sign ^ b.sign;
  out.sticky = sticky;
  out.sumLow = sum % 2 ** 32;
  out.sumHigh = Math.floor(sum / 2 ** 32);
  out.finalSign = effSub ? (carry === tentative ? 1 : 0) : tentative;
}

function specialCase(effSub: number, out: Middle): void {
  out.special = CANONICAL_NAN;
  out.specialStatus = 0;
  out.isSpecial = 1;
  const infProduct = a.isInf || b.isInf;
  if ((a.isInf && b.isZero) || (a.isZero && b.isInf)) out.specialStatus = INVALID;
  else if (a.isNan || b.isNan || c.isNan) out.specialStatus = a.signals || b.signals || c.signals ? INVALID : 0;
  else if (infProduct && c.isInf && effSub) out.specialStatus = INVALID;
  else if (infProduct) out.special = ((a.sign ^ b.sign) << 15) | INFINITY;
  else if (c.isInf) out.special = (c.sign << 15) | INFINITY;
  else out.isSpecial = 0;
}

/** A number of seven bits in two's complement. */
const signed = (bits: number): number => (bits << 25) >> 25;

/**
 * The result that the second half makes of the middle registers, rounded to nearest even: the sum stands 2 bits above the unit of a
 * product of the given exponent.
 */
export function resultOfMiddle(m: Middle): number {
  if (m.isSpecial) return m.special;
  const difference = signed(m.expDiff);
  const sum = m.sumHigh * 2 ** 32 + m.sumLow;
  const sign = m.finalSign ? -1 : 1;
  if (sum === 0 && !m.sticky) return m.effSub ? 0 : m.finalSign << 15;
  // The product of two significands of 11 bits has its unit at 2^(e - 15 - 20), and two bits stand below it. An addend far above is
  // anchored instead: it is shifted by less than the product would need, and its unit stays p + 3 bits above bit 0 of the sum.
  const anchored = difference > PRECISION + 2;
  const exponent = anchored ? signed(m.tentExp) - (PRECISION + 3) : signed(m.expProd);
  const unit = exponent - BIAS - 2 * (PRECISION - 1) - 2;
  // The sticky bit is less than the last place of the sum and only breaks ties; sums have 37 bits, doubles 53.
  return f64ToF16Bits(sign * (sum + (m.sticky ? 0.5 : 0)) * 2 ** unit);
}
