import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import * as golden from "../../golden/layers/elementary.js";
import { fma, sqrt } from "../../golden/layers/real.js";
import { fma32 } from "../../train/functional/arithmetic.js";
import { erf32, exp32, log32, sigmoid32, tanh32 } from "../../train/functional/elementary.js";

const view = new DataView(new ArrayBuffer(4));
const fromBits = (bits: number): number => {
  view.setUint32(0, bits);
  return view.getFloat32(0);
};

/** erf in double: its series, and for large arguments the continued fraction of its complement. */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 3) {
    let fraction = 0;
    for (let k = 80; k > 0; k--) fraction = k / 2 / (size + fraction);
    return Math.sign(x) * (1 - Math.exp(-size * size) / Math.sqrt(Math.PI) / (size + fraction));
  }
  let [sum, term] = [0, x];
  for (let n = 0; n < 120; n++) {
    sum += term / (2 * n + 1);
    term *= (-x * x) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** Unit of the last place of FP32 at a number. */
const ulp = (value: number): number => 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -126) - 23);

interface Function32 {
  readonly computed: (x: number) => number;
  readonly golden: (x: number) => number;
  /** In double, whose error is 1e-8 ulp of FP32. */
  readonly exact: (x: number) => number;
  readonly ulps: number;
  readonly from: number;
  readonly to: number;
}

/** The bounds of docs/training.md. */
const FUNCTIONS: Readonly<Record<string, Function32>> = {
  exp: { computed: exp32, golden: golden.exp, exact: Math.exp, ulps: 1, from: -103, to: 88.7 },
  log: { computed: log32, golden: golden.log, exact: Math.log, ulps: 2, from: 1e-30, to: 1e6 },
  tanh: { computed: tanh32, golden: golden.tanh, exact: Math.tanh, ulps: 6, from: -10, to: 10 },
  erf: { computed: erf32, golden: golden.erf, exact: erf, ulps: 6, from: -4.5, to: 4.5 },
  sigmoid: {
    computed: sigmoid32,
    golden: golden.sigmoid,
    exact: (x) => 1 / (1 + Math.exp(-x)),
    ulps: 3,
    from: -80,
    to: 30,
  },
};

describe("elementary functions", () => {
  test.each(Object.entries(FUNCTIONS))("%s stays within its bound", (_name, { computed, exact, ulps, from, to }) => {
    const count = 30_000;
    let worst = 0;
    for (let i = 0; i <= count; i++) {
      // Evenly, and from the middle outwards over many binades.
      for (const part of [i / count, 0.5 + 0.5 * Math.sign(0.5 - i / count) * 2 ** (-40 * Math.abs(0.5 - i / count))]) {
        const x = Math.fround(from + part * (to - from));
        const wanted = exact(x);
        if (wanted !== 0) worst = Math.max(worst, Math.abs(computed(x) - wanted) / ulp(wanted));
      }
    }
    expect(worst).toBeLessThan(ulps);
    expect(worst).toBeGreaterThan(0.4);
  });

  test.prop([fc.constantFrom(...Object.keys(FUNCTIONS)), fc.nat(2 ** 32 - 1)], { numRuns: 300 })(
    "equal golden for any encoding",
    (name, bits) => {
      const { computed, golden: wanted } = FUNCTIONS[name];
      const x = fromBits(bits);
      expect(computed(x)).toBe(wanted(x));
    },
  );

  test("ends", () => {
    expect([exp32(-Infinity), exp32(Infinity), exp32(NaN), exp32(0)]).toEqual([0, Infinity, NaN, 1]);
    expect([log32(0), log32(1), log32(-1), log32(2 ** -149)]).toEqual([
      -Infinity,
      0,
      NaN,
      Math.fround(-149 * Math.LN2),
    ]);
    expect([tanh32(Infinity), tanh32(-Infinity), sigmoid32(-Infinity)]).toEqual([1, -1, 0]);
    expect(erf32(Infinity)).toBe(1 - 2 ** -24);
    expect(tanh32(-0)).toBe(-0);
  });
});

describe("fused multiply-add in FP32", () => {
  const any = fc.nat(2 ** 32 - 1).map(fromBits);
  test.prop([any, any, any], { numRuns: 2000 })("of any encodings is rounded once", (a, b, c) => {
    expect(fma32(a, b, c)).toBe(fma(a, b, c));
  });

  test.prop([fc.integer({ min: 1, max: 2 ** 24 - 1 }), fc.integer({ min: -60, max: 20 }), fc.boolean(), fc.nat(3)], {
    numRuns: 500,
  })("of a sum just off a tie", (significand, exponent, isNegative, which) => {
    // c has 24 bits; the product is half a unit of c, more or less by far less than a double's last bit.
    const c = (isNegative ? -1 : 1) * significand * 2 ** exponent;
    const half = 2 ** (Math.floor(Math.log2(significand)) - 24 + exponent);
    const factor = [1, 1 + 2 ** -23, 1 - 2 ** -24, 1 + 2 ** -12][which];
    const other = [1, 1 - 2 ** -24, 1 + 2 ** -23, 1 - 2 ** -12][which];
    const [a, b] = [Math.fround(half * factor), Math.fround(other)];
    expect(fma32(a, b, c)).toBe(fma(a, b, c));
  });

  test("square roots of golden are those of the processor", () => {
    for (const x of [2, 3, 0.1, 1e-40, 3e38].map(Math.fround)) expect(sqrt(x)).toBe(Math.fround(Math.sqrt(x)));
  });
});
