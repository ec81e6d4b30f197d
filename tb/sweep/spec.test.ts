import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { SweepPoints } from "../../measure/sweep/expand.js";
import { openSweep } from "../../measure/sweep/open.js";
import { PARAMETERS, pointOf } from "../../measure/sweep/point.js";
import { parseSpec } from "../../measure/sweep/spec.js";

function points(input: unknown) {
  const all = new SweepPoints(parseSpec(input, "spec"), "spec");
  return Array.from({ length: all.count }, (_, index) => all.at(index));
}

test("the list outside, the product inside, its last parameter fastest", () => {
  const spec = {
    base: { fmt: "fp8" },
    list: [{ L: 4 }, { L: 8, H: 2 }],
    product: { m: [5, 6], k: { from: 1, to: 9, step: 4 } },
  };
  const found = points(spec).map(({ fmt, L, H, m, n, k }) => [fmt, L, H, m, n, k].join(" "));
  expect(found).toEqual([
    ...["fp8 4 4 5 96 1", "fp8 4 4 5 96 5", "fp8 4 4 5 96 9", "fp8 4 4 6 96 1", "fp8 4 4 6 96 5", "fp8 4 4 6 96 9"],
    ...["fp8 8 2 5 96 1", "fp8 8 2 5 96 5", "fp8 8 2 5 96 9", "fp8 8 2 6 96 1", "fp8 8 2 6 96 5", "fp8 8 2 6 96 9"],
  ]);
});

test("ranges by step and by factor, without the noise of decimal fractions", () => {
  const { product } = parseSpec(
    { product: { load: { from: 0, to: 0.5, step: 0.1 }, L: { from: 2, to: 32, times: 2 } } },
    "spec",
  );
  expect(product).toEqual({ load: [0, 0.1, 0.2, 0.3, 0.4, 0.5], L: [2, 4, 8, 16, 32] });
});

test("a point has every parameter, those that follow from others included", () => {
  const point = pointOf({ H: 8 });
  expect(Object.keys(point).sort()).toEqual([...PARAMETERS].sort());
  expect(Object.values(point)).not.toContain(undefined);
  expect(point).toMatchObject({ port: 544, banks: 32, mhz: 613, memory: "ideal" });
});

property.prop([fc.integer({ min: 1, max: 60 }), fc.nat(1e6)])(
  "a sample is different points of the product",
  (count, seed) => {
    const product = { m: { from: 1, to: 10 }, k: [1, 2, 3], fmt: ["fp16", "fp8"] };
    const sample = points({ product, sample: { points: count, seed } }).map((point) => JSON.stringify(point));
    const all = new Set(points({ product }).map((point) => JSON.stringify(point)));
    expect(new Set(sample).size).toBe(count);
    expect(sample.every((point) => all.has(point))).toBe(true);
    expect(points({ product, sample: { points: count, seed } }).map((point) => JSON.stringify(point))).toEqual(sample);
  },
);

describe("what a spec refuses, naming field and value", () => {
  test.each<[spec: unknown, message: string | RegExp]>([
    [7, "spec: the value is 7: give an object in braces."],
    [{ base: { q: 1 } }, 'spec, base: unknown field "q": correct its name or leave it out.'],
    [{ prodct: {} }, 'spec: unknown field "prodct": correct its name or leave it out.'],
    [{ base: 5 }, "spec: base is 5: give an object in braces."],
    [{ list: [3] }, "spec: list.0 is 3: give an object in braces."],
    [{ base: { about: 1 } }, /^spec, base: about is 1: give names such as/],
    [{ base: { about: { a: [] } } }, "spec, base: about.a is []: give a text or a number."],
    [{ sample: 3 }, "spec: sample is 3: give an object in braces."],
    [{ base: { m: 0 } }, "spec, base: m is 0: give a whole number from 1 to 65535."],
    [{ list: [{}, { fmt: "fp32" }] }, 'spec, list 1: fmt is "fp32": use one of fp16, fp8, fp8alt, bf16.'],
    [{ list: [] }, "spec: list is []: give a point."],
    [{ product: { m: [1, 70000] } }, "spec, product: m is 70000: give a whole number from 1 to 65535."],
    [{ product: { m: 5 } }, /^spec, product: m is 5: give values in brackets, or a range such as \{.*\}\.$/],
    [{ product: { m: [] } }, /^spec, product: m is \[\]: give values/],
    [{ product: { m: { from: 9, to: 1 } } }, "spec, product.m: from is 9 and to is 1: give a range that goes up."],
    [{ product: { m: { from: 1, to: 9, step: 0 } } }, "spec, product.m: step is 0: give a number above 0."],
    [{ product: { m: { from: 1, to: 9, step: 1, times: 2 } } }, /both step 1 and times 2/],
    [{ base: { m: 1 }, product: { m: [2] } }, "spec: m stands in product and in base: take it out of one of them."],
    [{ product: { load: [0, 2] } }, "spec, product: load is 2: give a number from 0 to 1."],
    [
      { base: { L: 4096 }, product: { m: [1, 2] }, sample: { points: 3 } },
      /sample.points is 3, but there are 2 points/,
    ],
    [
      { product: Object.fromEntries(["m", "n", "k"].map((name) => [name, { from: 1, to: 999 }])) },
      /give at most 10000000/,
    ],
    [
      { base: { load: 0.5 } },
      'spec, point 0: load is 0.5, which means nothing with memory "ideal": leave it out or set memory to "tcdm".',
    ],
    [
      { list: [{}, { banks: 8 }] },
      /^spec, point 1: banks is 8, which means nothing with memory "ideal".*"tcdm" or "l2"\.$/,
    ],
    [{ base: { memory: "tcdm", numerator: 1 } }, /numerator is 1, which means nothing with arbiter "f7fbfcd"/],
    [{ base: { memory: "tcdm", stall: 0.5 } }, /stall is 0.5, which means nothing with memory "tcdm"/],
    [
      { base: { memory: "tcdm", banks: 8 } },
      /point 0: banks is 8, but the port of 288 bits takes 9 at once: give at least 9/,
    ],
    [
      { base: { memory: "tcdm", m: 300 } },
      /point 0: tcdmKib is 128, but the tensors of 300 x 96 x 96 take 131 KiB: .*"l2"\.$/,
    ],
    [{ base: { memory: "l2", n: 9000, fmt: "fp8", tcdmKib: 8 } }, /point 0: .* give tcdmKib 36 or fmt fp16\.$/],
    [{ base: { H: 3, P: 2 } }, /point 0: port is 176: give a multiple of 32/],
    [
      { base: { profile: "upstream-51cd064" }, product: { P: [3, 0] } },
      /point 1: Errata of the reference RTL need P >= 1/,
    ],
    [{ base: { m: 65535, k: 65535, n: 1 } }, /point 0: with m 65535, n 1 and k 65535 a tensor has 4294836225/],
  ])("%j", (input, message) => {
    expect(() => openSweep(input, "spec")).toThrow(message);
  });
});
