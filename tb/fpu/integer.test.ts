import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { F16_TO_F64, roundToF16 } from "../../hw/fpu/fast.js";
import { FP16, FP32, FpResult, INEXACT, INVALID, OVERFLOW, ROUNDING, type RoundingName } from "../../hw/fpu/format.js";
import { fromSigned, fromUnsigned, toSigned, toUnsigned } from "../../hw/fpu/integer.js";

const out = new FpResult();

/** Rounding to an integer in each mode, on doubles that hold the value exactly. */
const TO_INTEGER: Record<RoundingName, (x: number) => number> = {
  rne: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
  rtz: Math.trunc,
  rdn: Math.floor,
  rup: Math.ceil,
  rmm: (x) => Math.sign(x) * Math.round(Math.abs(x)),
};
const MODES = Object.keys(ROUNDING) as RoundingName[];

describe.each(MODES)("every FP16 encoding to integers, %s", (mode) => {
  test.each([
    ["i32", toSigned, -(2 ** 31), 2 ** 31 - 1],
    ["ui32", toUnsigned, 0, 2 ** 32 - 1],
  ] as const)("%s", (_name, convert, least, most) => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = F16_TO_F64[bits];
      const integer = Number.isNaN(value) ? Infinity : TO_INTEGER[mode](value);
      const expected = Math.min(Math.max(integer, least), most);
      const flags = expected !== integer ? INVALID : integer !== value ? INEXACT : 0;
      convert(FP16, bits, ROUNDING[mode], 32, out);
      if (out.bits !== expected >>> 0 || out.flags !== flags) {
        expect.fail(`${bits.toString(16)}: ${out.bits} flags ${out.flags}, not ${expected >>> 0} flags ${flags}`);
      }
    }
  });
});

test.prop([fc.nat({ max: 0xffffffff })])("integers to FP16 and FP32, nearest even", (value) => {
  const check = (integer: number, nearest: number, got: number): void => {
    expect(got).toBe(nearest);
    const overflows = Math.abs(nearest) === Infinity;
    expect(out.flags).toBe(overflows ? OVERFLOW | INEXACT : nearest !== integer ? INEXACT : 0);
  };
  const asFloat32 = (): number => new Float32Array(Uint32Array.of(out.bits).buffer)[0];
  for (const shift of [0, 8, 15, 16, 20]) {
    const unsigned = value >>> shift;
    const signed = (value | 0) >> shift;
    check(unsigned, roundToF16(unsigned), F16_TO_F64[fromUnsigned(FP16, unsigned, ROUNDING.rne, 32, out).bits]);
    check(signed, roundToF16(signed), F16_TO_F64[fromSigned(FP16, signed, ROUNDING.rne, 32, out).bits]);
    fromUnsigned(FP32, unsigned, ROUNDING.rne, 32, out);
    check(unsigned, Math.fround(unsigned), asFloat32());
    fromSigned(FP32, signed, ROUNDING.rne, 32, out);
    check(signed, Math.fround(signed), asFloat32());
  }
});

test("directed modes bound the unsigned integer from the stated side", () => {
  const convert = (value: number, mode: RoundingName): number =>
    F16_TO_F64[fromUnsigned(FP16, value, ROUNDING[mode], 32, out).bits];
  for (let value = 2049; value < 65504; value += 101) {
    const [down, up] = [convert(value, "rdn"), convert(value, "rup")];
    expect(down <= value && value <= up && up - down <= 32).toBe(true);
    expect(convert(value, "rtz")).toBe(down);
  }
  expect([convert(2049, "rne"), convert(2049, "rmm"), convert(70000, "rtz")]).toEqual([2048, 2050, 65504]);
});
