import { fc, test as property } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { QuantizedProgram } from "../../train/int8/cycles.js";
import { runQuantized } from "../../train/int8/functional.js";
import { imageOf, isProduct } from "../../train/int8/network.js";
import { rowSums } from "../../train/int8/sums.js";
import { caseOf, KINDS, type Case, type Drawn } from "./draw.js";

const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
const pad = fc.integer({ min: 0, max: 2 });

const drawn: fc.Arbitrary<Omit<Drawn, "kind">> = fc.record({
  type: fc.constantFrom("u8" as const, "s8" as const),
  channels: fc.integer({ min: 1, max: 9 }),
  outputs: fc.integer({ min: 1, max: 9 }),
  image: pair(1, 9),
  kernel: fc.oneof(fc.constant([3, 3] as const), pair(1, 4)),
  stride: pair(1, 3),
  dilation: fc.oneof(fc.constant([1, 1] as const), pair(1, 2)),
  padding: fc.tuple(pad, pad, pad, pad),
  perChannel: fc.boolean(),
  groups: fc.integer({ min: 1, max: 3 }),
  zeros: fc.oneof(fc.constant([false, false, false] as const), fc.tuple(fc.boolean(), fc.boolean(), fc.boolean())),
  coarse: fc.integer({ min: -6, max: 6 }),
  isRectified: fc.boolean(),
  seed: fc.nat(),
});

/** Codes as bytes, of one sample. */
const bytes = (codes: readonly number[]): Uint8Array => Uint8Array.from(codes);

function hwc({ network, codes }: Case): Uint8Array {
  const { c, h, w } = imageOf(network.tensors.get("x")!);
  return Uint8Array.from(codes, (_, i) => codes[(i % c) * h * w + Math.floor(i / c)]);
}

describe.each(KINDS)("eight-bit %s", (kind) => {
  property.prop([drawn], { numRuns: 60 })("has golden's codes without clocks", (all) => {
    const found = caseOf({ ...all, kind });
    fc.pre(found !== undefined);
    expect([...runQuantized(found.network, bytes(found.codes), 1)]).toEqual([...bytes(found.expected)]);
  });

  // Every run on the cluster is compared with the one without clocks, code by code.
  property.prop([drawn, fc.integer({ min: 1, max: 8 })], { numRuns: 3 })("has them on the cluster", (all, cores) => {
    const found = caseOf({ ...all, kind });
    fc.pre(found !== undefined);
    const program = new QuantizedProgram(found.network, { cores, tcdmBytes: 128 * 1024 });
    expect(program.run(hwc(found)).clocks).toBeGreaterThan(0);
  });

  property.prop([drawn, fc.integer({ min: 14, max: 17 })], { numRuns: 3 })("has them in tiles", (all, kib) => {
    const found = caseOf({ ...all, kind, image: [all.image[0] + 6, all.image[1] + 6], channels: all.channels + 8 });
    fc.pre(found !== undefined);
    let program: QuantizedProgram;
    try {
      program = new QuantizedProgram(found.network, { cores: 2, tcdmBytes: kib * 1024 });
    } catch (error) {
      if (error instanceof UsageError) return;
      throw error;
    }
    expect(program.run(hwc(found)).clocks).toBeGreaterThan(0);
  });
});

property.prop([drawn, fc.constantFrom("convolution" as const, "depthwise" as const, "linear" as const)], {
  numRuns: 60,
})("sums are the same with vectors and without", (all, kind) => {
  const found = caseOf({ ...all, kind });
  fc.pre(found !== undefined);
  const [layer] = found.network.layers;
  if (!isProduct(layer)) throw new Error("no product was drawn");
  const { c, h, w } = imageOf(found.network.tensors.get("y")!);
  const codes = Int16Array.from(hwc(found), (code) => (all.type === "s8" ? (code << 24) >> 24 : code));
  const [fast, plain] = [false, true].map((isPlain) => {
    const lines = rowSums(found.network, layer, isPlain);
    lines.place(codes);
    return Array.from({ length: h }, (_, y) => {
      lines.row(y);
      return Array.from({ length: w }, (__, x) => [...lines.sums.subarray(x * lines.pitch, x * lines.pitch + c)]);
    });
  });
  expect(fast).toEqual(plain);
});
