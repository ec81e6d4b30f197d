import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { decodeTable, encodeNumber } from "../../golden/arithmetic/number.js";
import { fma32 } from "../../golden/gemm/product.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { LayerCall } from "../../run/kernels/layer-call.js";
import { rounderOf } from "../../train/functional/arithmetic.js";
import { draw, elements, FORMATS, numbers, put, take, word, type Format } from "./tensor.js";

const f = Math.fround;
const SMALL = ["fp8", "fp8alt"] as const;
type Small = (typeof SMALL)[number];

const NAN: Readonly<Record<Small, number>> = { fp8: 0x7e, fp8alt: 0x7c };
const encodeSmall = (format: Small, value: number): number =>
  Number.isNaN(value) ? NAN[format] : encodeNumber(format, value);

function scalars(layer: string, fields: Readonly<Record<string, number>>, prepare: (call: LayerCall) => object) {
  const call = new LayerCall(new Cluster(), { files: ["scalars"], layer: `layer_${layer}` });
  const none = { total: 0, output: 0, state: 0, x: 0, partial: 0, count: 0, hasClip: 0, clip: 0, interval: 0 };
  call.describe("SCALARS", { ...none, target: 0, parts: 0, ...fields, ...prepare(call) });
  call.finish();
  return call;
}

describe("FP8", () => {
  test.each(SMALL)("every number of %s becomes FP32 and FP16", (small) => {
    const codes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const table = decodeTable(small);
    for (const format of FORMATS) {
      const call = new LayerCall(new Cluster(), { files: ["cast-fp8"], layer: `layer_cast_${small}_${format}` });
      const x = call.place(256);
      call.store(x, codes);
      const z = put(call, format, new Float64Array(256));
      call.describe("FLAT", { x, y: 0, z, count: 256, c: 0, d: 0, factor: 0 });
      call.finish();
      const expected = Float64Array.from(codes, (code) => table[code]);
      expect(take(call, format, z, 256)).toEqual(elements(format, expected));
    }
  });

  property.prop([fc.constantFrom(...SMALL), fc.constantFrom(...FORMATS), fc.nat(), fc.integer({ min: -12, max: 12 })], {
    numRuns: 10,
  })(
    "numbers, ties, what is small and what is too large are rounded once, after the factor",
    (small, format, seed, power) => {
      const table = decodeTable(small);
      const ties = [...Array(120).keys()].map((code) => (table[code] + table[code + 1]) / 2);
      const special = [Infinity, -Infinity, NaN, 0, -0, 2 ** -20, 1e5];
      const values = numbers(format, elements(format, [...draw(format, 50, seed), ...ties, ...special]));
      const factor = 2 ** power;
      const call = new LayerCall(new Cluster(), { files: ["cast-fp8"], layer: `layer_cast_${format}_${small}` });
      const x = put(call, format, values);
      const z = call.place(values.length);
      call.describe("FLAT", { x, y: 0, z, count: values.length, c: 0, d: 0, factor: put(call, "fp32", [factor]) });
      call.finish();
      const expected = Uint8Array.from(values, (value: number) => encodeSmall(small, f(value * factor)));
      expect(call.load(new Uint8Array(values.length), z)).toEqual(expected);
    },
  );

  property.prop(
    [
      fc.record({
        small: fc.constantFrom(...SMALL),
        format: fc.constantFrom(...FORMATS),
        columns: fc.integer({ min: 1, max: 5 }),
        inner: fc.integer({ min: 1, max: 7 }),
        first: fc.nat(9),
        count: fc.integer({ min: 1, max: 60 }),
        start: fc.constantFrom("bias", "accumulate", "zero"),
        team: fc.integer({ min: 1, max: 8 }),
        seed: fc.nat(),
      }),
    ],
    { numRuns: 16 },
  )("results of products", ({ small, format, columns, inner, first, count, start, team, seed }) => {
    const round = rounderOf(format as Format);
    const call = new LayerCall(new Cluster(), { files: ["cast-fp8"], layer: `layer_rescale_${small}_${format}`, team });
    const codes = Uint8Array.from(draw("fp32", count, seed), (value) => encodeSmall(small, value));
    const [z, bias] = [draw(format, count, seed + 1), draw("fp32", columns, seed + 2)];
    const x = call.place(count);
    call.store(x, codes);
    const at = put(call, format, z);
    call.describe("RESCALE", {
      ...{ x, z: at, count, columns, inner, first, accumulate: start === "accumulate" ? 1 : 0 },
      ...{ firstScale: put(call, "fp32", [0.25]), secondScale: put(call, "fp32", [8]) },
      bias: start === "bias" ? put(call, "fp32", bias) : 0,
    });
    call.finish();
    const expected = Float64Array.from(codes, (code, i) => {
      const from = { bias: bias[Math.floor((first + i) / inner) % columns], accumulate: z[i], zero: 0 }[start];
      return round(fma32(decodeTable(small)[code], 2, from));
    });
    expect(take(call, format, at, count)).toEqual(elements(format, expected));
  });
});

describe("factor of the gradients", () => {
  const cases = [9, 1e-12, 0, Infinity, NaN].flatMap((total) =>
    [undefined, 0.5, 2].flatMap((clip) => [undefined, 0.125].map((inverse) => [total, clip, inverse] as const)),
  );
  test.each(cases)("sum of squares %d, clip %d, inverse scale %d", (total, clip, inverse) => {
    let output = 0;
    const call = scalars("gradient_factor", { hasClip: clip === undefined ? 0 : 1, clip: word(clip ?? 0) }, (given) => {
      output = put(given, "fp32", [7, 7]);
      const state = inverse === undefined ? 0 : put(given, "fp32", [1 / inverse, inverse, 3]);
      return { total: put(given, "fp32", [total]), output, state };
    });
    const base = inverse ?? 1;
    const factor = f((clip ?? 0) / f(f(f(Math.sqrt(total)) * base) + f(1e-6)));
    const clipped = clip === undefined ? base : f(base * (factor < 1 ? factor : 1));
    const isFinite = inverse === undefined || total - total === 0;
    expect(take(call, "fp32", output, 2)).toEqual(elements("fp32", [clipped, isFinite ? 1 : 0]));
  });
});

test.each([
  { state: [8, 1 / 8, 3], ok: 0, expected: [4, 1 / 4, 0] },
  { state: [1, 1, 5], ok: 0, expected: [1, 1, 0] },
  { state: [8, 1 / 8, 3], ok: 1, expected: [8, 1 / 8, 4] },
  { state: [8, 1 / 8, 9], ok: 1, expected: [16, 1 / 16, 0] },
  { state: [2 ** 24, 2 ** -24, 9], ok: 1, expected: [2 ** 24, 2 ** -24, 0] },
])("loss scale $state, finite $ok", ({ state, ok, expected }) => {
  let at = 0;
  const call = scalars("loss_scale", { interval: word(10) }, (given) => {
    at = put(given, "fp32", state);
    return { state: at, output: put(given, "fp32", [1, ok]) };
  });
  expect(take(call, "fp32", at, 3)).toEqual(elements("fp32", expected));
});

property.prop([fc.constantFrom(...FORMATS), fc.integer({ min: 1, max: 40 }), fc.nat(), fc.boolean()], { numRuns: 10 })(
  "the largest magnitude and its power of two",
  (format, count, seed, isSpecial) => {
    const x = draw(format, count, seed, isSpecial);
    const call = new LayerCall(new Cluster(), { files: ["scalars"], layer: `layer_largest_${format}` });
    const partial = put(call, "fp32", new Float64Array(8));
    const fields = { total: 0, state: 0, hasClip: 0, clip: 0, interval: 0, target: 7, parts: 8 };
    call.describe("SCALARS", { ...fields, output: 0, x: put(call, format, x), partial, count });
    call.finish();
    const parts = numbers("fp32", take(call, "fp32", partial, 8));
    const largest = Math.max(...x.map(Math.abs));
    expect(Math.max(...parts)).toBe(largest);
    let output = 0;
    const scale = scalars("power_scale", { target: 7, parts: 8 }, (given) => {
      output = put(given, "fp32", [7, 7]);
      return { partial: put(given, "fp32", parts), output };
    });
    const exponent = Math.max(-127, Math.floor(Math.log2(largest)));
    const isPlain = largest !== 0 && largest !== Infinity;
    const power = isPlain ? Math.max(-40, Math.min(40, 7 - exponent)) : 0;
    expect(take(scale, "fp32", output, 2)).toEqual(elements("fp32", [2 ** power, 2 ** -power]));
  },
);
