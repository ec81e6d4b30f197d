import { INVALID, type FpFormat, type FpResult } from "./format.js";
import { isNan, isSignallingNan, magnitudeOf, signOf } from "./operand.js";

/** An integer of the same order as the number, -0 equal to +0. NaN has no order. */
function numericOrder(format: FpFormat, bits: number): number {
  const magnitude = magnitudeOf(format, bits);
  return signOf(format, bits) === 0 ? magnitude : -magnitude;
}

function unordered(format: FpFormat, a: number, b: number): boolean {
  return isNan(format, a) || isNan(format, b);
}

/** Flags of a comparison: a quiet one objects to signalling NaN only, a signalling one to any NaN. */
function comparisonFlags(format: FpFormat, a: number, b: number, quiet: boolean): number {
  const objects = quiet ? isSignallingNan(format, a) || isSignallingNan(format, b) : unordered(format, a, b);
  return objects ? INVALID : 0;
}

/** Writes 1 into `out` when a equals b, else 0; quiet, like RISC-V feq. */
export function equal(format: FpFormat, a: number, b: number, out: FpResult): FpResult {
  const holds = !unordered(format, a, b) && numericOrder(format, a) === numericOrder(format, b);
  out.set(holds ? 1 : 0, comparisonFlags(format, a, b, true));
  return out;
}

/** Writes 1 into `out` when a is below b, else 0. `quiet` false is RISC-V flt. */
export function lessThan(format: FpFormat, a: number, b: number, quiet: boolean, out: FpResult): FpResult {
  const holds = !unordered(format, a, b) && numericOrder(format, a) < numericOrder(format, b);
  out.set(holds ? 1 : 0, comparisonFlags(format, a, b, quiet));
  return out;
}

/** Writes 1 into `out` when a is below or equals b, else 0. `quiet` false is RISC-V fle. */
export function lessOrEqual(format: FpFormat, a: number, b: number, quiet: boolean, out: FpResult): FpResult {
  const holds = !unordered(format, a, b) && numericOrder(format, a) <= numericOrder(format, b);
  out.set(holds ? 1 : 0, comparisonFlags(format, a, b, quiet));
  return out;
}
