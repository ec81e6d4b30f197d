import type { Probe } from "../hw/probe.js";

const view = new DataView(new ArrayBuffer(4));

/** The number that the bits of an IEEE 754 binary16 or binary32 stand for. */
export function realOf(bits: number, format: NonNullable<Probe["format"]>): number {
  if (format === "fp32") {
    view.setUint32(0, bits);
    return view.getFloat32(0);
  }
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (fraction + 1024) * 2 ** (exponent - 25);
}

/** A number as C's `%g` spells it, which VCD readers parse: `inf`, `nan`, the sign of zero kept. */
export function formatReal(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  return Object.is(value, -0) ? "-0" : String(value);
}
