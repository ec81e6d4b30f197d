import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { add, cast, fma, max, min, mul } from "../../golden/arithmetic/arithmetic.js";
import {
  BF16,
  FP16,
  FP32,
  FP8_E4M3,
  FP8_E5M2,
  canonicalNan,
  decode,
  type FloatFormat,
} from "../../golden/arithmetic/format.js";
import {
  INEXACT,
  INVALID,
  OVERFLOW,
  ROUNDING_MODES,
  UNDERFLOW,
  type RoundingMode,
} from "../../golden/arithmetic/round.js";

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

function toSingle(bits: number): number {
  singleBits[0] = bits;
  return single[0];
}

function fromSingle(value: number): number {
  single[0] = value;
  return Number.isNaN(value) ? 0x7fc00000 : singleBits[0];
}

/** Random bits, with the neighbourhoods of the format's edges as likely as the rest. */
function bitsOf(format: FloatFormat): fc.Arbitrary<number> {
  const width = 1 + format.exponentBits + format.fractionBits;
  const one = 2 ** format.fractionBits;
  const infinity = (2 ** format.exponentBits - 1) * one;
  const edges = [0, 1, one - 1, one, one + 1, infinity - 1, infinity, infinity + 1, infinity + one / 2];
  const edge = fc.tuple(fc.constantFrom(...edges), fc.boolean()).map(([e, s]) => e + (s ? 2 ** (width - 1) : 0));
  return fc.oneof(edge, fc.nat({ max: 2 ** width - 1 }), fc.nat({ max: 2 ** width - 1 }));
}

const negate = (format: FloatFormat, bits: number): number => {
  const sign = 2 ** (format.exponentBits + format.fractionBits);
  return bits >= sign ? bits - sign : bits + sign;
};

describe("against the processor", () => {
  // A double holds a product of two singles exactly, and 53 >= 2 * 24 + 2 bits make its sum round like one rounding.
  test.prop([bitsOf(FP32), bitsOf(FP32)], { numRuns: 5000 })("FP32 add and mul to nearest even", (a, b) => {
    expect(add(FP32, a, b).bits).toBe(fromSingle(toSingle(a) + toSingle(b)));
    expect(mul(FP32, a, b).bits).toBe(fromSingle(toSingle(a) * toSingle(b)));
  });

  const integer = (bits: number): fc.Arbitrary<number> => fc.integer({ min: -(2 ** bits), max: 2 ** bits });
  test.prop([integer(24), integer(24), integer(24)], { numRuns: 2000 })(
    "FP32 fma of integers, whose exact value a double holds",
    (a, b, c) => {
      expect(fma(FP32, fromSingle(a), fromSingle(b), fromSingle(c)).bits).toBe(fromSingle(a * b + c));
    },
  );
});

const mode = fc.constantFrom(...ROUNDING_MODES);

describe.each([
  ["FP16", FP16],
  ["bfloat16", BF16],
  ["FP8 E5M2", FP8_E5M2],
  ["FP8 E4M3", FP8_E4M3],
  ["FP32", FP32],
] as const)("identities in %s", (_name, format) => {
  const bits = bitsOf(format);
  const bias = 2 ** (format.exponentBits - 1) - 1;
  const one = bias * 2 ** format.fractionBits;

  test.prop([bits, bits, mode])("fma(1, a, b) is add, fma(a, b, zero) is mul", (a, b, rm) => {
    const zero = rm === "rdn" ? 0 : negate(format, 0);
    expect(fma(format, one, a, b, rm)).toEqual(add(format, a, b, rm));
    expect(fma(format, a, b, zero, rm)).toEqual(mul(format, a, b, rm));
  });

  test.prop([bits, bits, bits, mode])("operands commute, and rounding up mirrors rounding down", (a, b, c, rm) => {
    expect(fma(format, a, b, c, rm)).toEqual(fma(format, b, a, c, rm));
    const up = fma(format, a, b, c, "rup");
    const down = fma(format, negate(format, a), b, negate(format, c), "rdn");
    expect(up.flags).toBe(down.flags);
    if (up.bits !== canonicalNan(format)) expect(up.bits).toBe(negate(format, down.bits));
  });

  test.prop([bits, bits, bits])("directed results enclose the nearest ones by at most one step", (a, b, c) => {
    const order = (rm: RoundingMode): number => {
      const { bits: r } = fma(format, a, b, c, rm);
      const sign = 2 ** (format.exponentBits + format.fractionBits);
      return r >= sign ? sign - r : r;
    };
    const [down, up] = [order("rdn"), order("rup")];
    expect(up - down).toBeLessThanOrEqual(1);
    for (const rm of ["rne", "rtz", "rmm"] as const) expect([down, up]).toContain(order(rm));
  });

  test.prop([bits])("a cast to FP32 and back changes nothing but NaN payloads", (a) => {
    const isNan = decode(format, a).kind === "nan";
    expect(cast(FP32, format, cast(format, FP32, a).bits).bits).toBe(isNan ? canonicalNan(format) : a);
  });

  test.prop([bits, bits])("min and max pick the two operands, whatever their order", (a, b) => {
    expect(min(format, a, b)).toEqual(min(format, b, a));
    expect(max(format, a, b)).toEqual(max(format, b, a));
    const numbers = [a, b].filter((v) => decode(format, v).kind !== "nan");
    if (numbers.length === 2) {
      expect([min(format, a, b).bits, max(format, a, b).bits].sort()).toEqual([a, b].sort());
    } else {
      expect(min(format, a, b).bits).toBe(numbers[0] ?? canonicalNan(format));
      expect(max(format, a, b).bits).toBe(numbers[0] ?? canonicalNan(format));
    }
  });
});

describe("known answers in FP16", () => {
  test.each([
    ["1 + 2^-11 ties to even", 0x3c00, 0x1000, "rne", 0x3c00, INEXACT],
    ["1 + 2^-11 ties away", 0x3c00, 0x1000, "rmm", 0x3c01, INEXACT],
    ["(1 + 2^-10) + 2^-11 ties to even", 0x3c01, 0x1000, "rne", 0x3c02, INEXACT],
    ["65504 + 8 stays finite", 0x7bff, 0x4800, "rne", 0x7bff, INEXACT],
    ["65504 + 16 overflows", 0x7bff, 0x4c00, "rne", 0x7c00, OVERFLOW | INEXACT],
    ["65504 + 16 truncated stays finite without overflow", 0x7bff, 0x4c00, "rtz", 0x7bff, INEXACT],
    ["65504 + 65504 truncated is the largest", 0x7bff, 0x7bff, "rtz", 0x7bff, OVERFLOW | INEXACT],
    ["-65504 - 65504 rounded up is the largest negative", 0xfbff, 0xfbff, "rup", 0xfbff, OVERFLOW | INEXACT],
    ["1 - 1 is +0", 0x3c00, 0xbc00, "rne", 0x0000, 0],
    ["1 - 1 rounded down is -0", 0x3c00, 0xbc00, "rdn", 0x8000, 0],
    ["-0 - 0 is -0", 0x8000, 0x8000, "rne", 0x8000, 0],
    ["subnormals add exactly", 0x0001, 0x03ff, "rne", 0x0400, 0],
    ["Inf - Inf is invalid", 0x7c00, 0xfc00, "rne", 0x7e00, INVALID],
    ["a quiet NaN is silent and loses its payload", 0xfe01, 0x3c00, "rne", 0x7e00, 0],
    ["a signaling NaN is invalid", 0x7c01, 0x3c00, "rne", 0x7e00, INVALID],
  ] as const)("%s", (_name, a, b, rm, bits, flags) => {
    expect(add(FP16, a, b, rm)).toEqual({ bits, flags });
  });

  test.each([
    // 63 * 65 = 4095: (1 - 2^-12) 2^-14 rounds to 2^-14 at 11 bits, so it is not tiny after rounding.
    ["not tiny after rounding", 0x1fe0, 0x2010, "rne", 0x0400, INEXACT],
    // 46 * 89 = 4094: (1 - 2^-11) 2^-14 has 11 bits and stays below 2^-14, so it is tiny although the result is normal.
    ["tiny, rounded up to the smallest normal", 0x1dc0, 0x2190, "rne", 0x0400, UNDERFLOW | INEXACT],
    ["half the smallest subnormal ties to +0", 0x0001, 0x3800, "rne", 0x0000, UNDERFLOW | INEXACT],
    ["half the smallest subnormal rounded up", 0x0001, 0x3800, "rup", 0x0001, UNDERFLOW | INEXACT],
    ["an exact subnormal does not underflow", 0x0400, 0x3800, "rne", 0x0200, 0],
    ["-0 times 1 is -0", 0x8000, 0x3c00, "rne", 0x8000, 0],
    ["Inf times 0 is invalid", 0x7c00, 0x8000, "rne", 0x7e00, INVALID],
  ] as const)("%s", (_name, a, b, rm, bits, flags) => {
    expect(mul(FP16, a, b, rm)).toEqual({ bits, flags });
  });

  test("Inf times 0 is invalid even with a quiet NaN addend", () => {
    expect(fma(FP16, 0x7c00, 0x0000, 0x7e00)).toEqual({ bits: 0x7e00, flags: INVALID });
  });

  test("a fused product keeps the bits that a rounded one loses", () => {
    // (1 + 2^-10)^2 - (1 + 2^-9) = 2^-20
    expect(fma(FP16, 0x3c01, 0x3c01, 0xbc02)).toEqual({ bits: 0x0010, flags: 0 });
  });

  test("min and max order -0 before +0 and raise invalid for a signaling NaN only", () => {
    expect(min(FP16, 0x0000, 0x8000)).toEqual({ bits: 0x8000, flags: 0 });
    expect(max(FP16, 0x8000, 0x0000)).toEqual({ bits: 0x0000, flags: 0 });
    expect(max(FP16, 0x7e00, 0xfc00)).toEqual({ bits: 0xfc00, flags: 0 });
    expect(min(FP16, 0x7c01, 0x3c00)).toEqual({ bits: 0x3c00, flags: INVALID });
  });
});

describe("casts", () => {
  test.each([
    ["240 is the largest E4M3 number", FP16, FP8_E4M3, 0x5b80, 0x77, 0],
    ["just below 248 goes to 240", FP16, FP8_E4M3, 0x5bbf, 0x77, INEXACT],
    ["248 overflows E4M3", FP16, FP8_E4M3, 0x5bc0, 0x78, OVERFLOW | INEXACT],
    ["-Inf to E4M3", FP16, FP8_E4M3, 0xfc00, 0xf8, 0],
    ["NaN to E4M3", FP16, FP8_E4M3, 0xffff, 0x7c, 0],
    ["NaN to E5M2", FP16, FP8_E5M2, 0x7e01, 0x7e, 0],
    ["57344 is the largest E5M2 number", FP16, FP8_E5M2, 0x7b00, 0x7b, 0],
    ["61440 overflows E5M2", FP16, FP8_E5M2, 0x7b80, 0x7c, OVERFLOW | INEXACT],
    ["the smallest E4M3 subnormal is 2^-9", FP8_E4M3, FP16, 0x01, 0x1800, 0],
    ["bfloat16 ties to even, down", FP32, BF16, 0x3f808000, 0x3f80, INEXACT],
    ["bfloat16 ties to even, up", FP32, BF16, 0x3f818000, 0x3f82, INEXACT],
    ["a large bfloat16 overflows FP16", BF16, FP16, 0x4780, 0x7c00, OVERFLOW | INEXACT],
    ["a small bfloat16 is subnormal in FP16", BF16, FP16, 0x3380, 0x0001, 0],
  ] as const)("%s", (_name, from, to, source, bits, flags) => {
    expect(cast(from, to, source)).toEqual({ bits, flags });
  });
});
