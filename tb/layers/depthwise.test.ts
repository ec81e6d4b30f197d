import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { fma32 } from "../../golden/gemm/product.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { roundToF16 } from "../../hw/fpu/fast.js";
import { LayerCall } from "../../run/kernels/layer-call.js";
import { BYTES, draw, elements, put, take, type Format } from "./tensor.js";

const KINDS = [
  { file: "depthwise-fp32", name: "fp32", format: "fp32", planes: false },
  { file: "depthwise-fp32", name: "fp32", format: "fp32", planes: true },
  { file: "depthwise-fp16", name: "fp16", format: "fp16", planes: false },
  { file: "depthwise-planes-fp16", name: "planes_fp16", format: "fp16", planes: true },
] as const;

const geometry = fc.record({
  images: fc.integer({ min: 1, max: 2 }),
  channels: fc.integer({ min: 1, max: 9 }),
  rows: fc.integer({ min: 1, max: 4 }),
  columns: fc.integer({ min: 1, max: 7 }),
  taps: fc.oneof(fc.constant([3, 3]), fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }))),
  stride: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 3 })),
  dilation: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2 })),
  /** Taps go backwards through the image, as in an input gradient. */
  backwards: fc.boolean(),
  started: fc.boolean(),
  team: fc.integer({ min: 1, max: 8 }),
  seed: fc.nat(),
});
type Geometry = typeof geometry extends fc.Arbitrary<infer T> ? T : never;
type Kind = (typeof KINDS)[number];

const fma = (format: Format, a: number, b: number, c: number): number =>
  format === "fp32" ? fma32(a, b, c) : roundToF16(a * b + c);

/** Sizes and strides in elements: images of (rows, columns, channels), or (channels, rows, columns). */
function stridesOf(planes: boolean, rows: number, columns: number, channels: number) {
  return planes
    ? { image: channels * rows * columns, row: columns, column: 1, channel: rows * columns }
    : { image: rows * columns * channels, row: columns * channels, column: channels, channel: 1 };
}

class Convolution {
  readonly call: LayerCall;
  readonly format: Format;
  readonly drawn: Geometry;
  readonly x: ReturnType<typeof stridesOf>;
  readonly z: ReturnType<typeof stridesOf>;
  readonly w: ReturnType<typeof stridesOf>;
  readonly data: {
    readonly x: Float64Array;
    readonly w: Float64Array;
    readonly z: Float64Array;
    readonly bias: Float64Array;
  };
  readonly first: number;
  readonly sign: number;
  private readonly addresses: Readonly<Record<"w" | "z", number>>;

  constructor({ file, name, format, planes }: Kind, layer: string, drawn: Geometry) {
    const { images, channels, rows, columns, taps, stride, dilation, backwards, started, team, seed } = drawn;
    const height = (rows - 1) * stride + (taps[0] - 1) * dilation + 1;
    const width = (columns - 1) * stride + (taps[1] - 1) * dilation + 1;
    this.format = format;
    this.drawn = drawn;
    this.x = stridesOf(planes, height, width, channels);
    this.z = stridesOf(planes, rows, columns, channels);
    this.w = stridesOf(planes, taps[0], taps[1], channels);
    this.sign = backwards ? -dilation : dilation;
    // Backwards the first tap is the last one in the image.
    this.first = backwards ? dilation * ((taps[0] - 1) * this.x.row + (taps[1] - 1) * this.x.column) : 0;
    this.data = {
      x: draw(format, images * height * width * channels, seed),
      w: draw(format, taps[0] * taps[1] * channels, seed + 1),
      z: draw(format, images * rows * columns * channels, seed + 2),
      bias: draw(format, channels, seed + 3),
    };
    this.call = new LayerCall(new Cluster(), { files: [file], layer: `layer_${layer}_${name}`, team });
    const bytes = BYTES[format];
    const [x, w, z, bias] = [this.data.x, this.data.w, this.data.z, this.data.bias].map((values) =>
      put(this.call, format, values, bytes),
    );
    this.addresses = { w, z };
    this.call.describe("DEPTHWISE", {
      ...{ x: x + this.first * bytes, w, z, bias: started ? (layer === "depthwise" ? bias : 1) : 0, images, channels },
      ...{ rows, columns, tapRows: taps[0], tapColumns: taps[1] },
      ...{ xImage: this.x.image * bytes, xRow: stride * this.x.row * bytes, xColumn: stride * this.x.column * bytes },
      ...{ xTapRow: this.sign * this.x.row * bytes, xTapColumn: this.sign * this.x.column * bytes },
      ...{ xChannel: this.x.channel * bytes, wTapRow: this.w.row * bytes, wTapColumn: this.w.column * bytes },
      ...{ wChannel: planes ? this.w.channel * bytes : bytes, zImage: this.z.image * bytes, zRow: this.z.row * bytes },
      ...{ zColumn: this.z.column * bytes, zChannel: this.z.channel * bytes },
    });
  }

  /** Visits all chains' steps in order: element of z, of x, of w. */
  each(order: "z" | "w", visit: (z: number, x: number, w: number, c: number) => void): void {
    const { images, channels, rows, columns, taps, stride } = this.drawn;
    const pixels = (then: (b: number, i: number, j: number) => void): void => {
      for (let b = 0; b < images; b++) for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) then(b, i, j);
    };
    const eachTap = (then: (a: number, e: number) => void): void => {
      for (let a = 0; a < taps[0]; a++) for (let e = 0; e < taps[1]; e++) then(a, e);
    };
    const at = (b: number, i: number, j: number, a: number, e: number): void => {
      const row = i * stride + this.sign * a;
      const column = j * stride + this.sign * e;
      for (let c = 0; c < channels; c++) {
        const x = this.first + b * this.x.image + row * this.x.row + column * this.x.column + c * this.x.channel;
        const z = b * this.z.image + i * this.z.row + j * this.z.column + c * this.z.channel;
        visit(z, x, a * this.w.row + e * this.w.column + c * this.w.channel, c);
      }
    };
    if (order === "z") pixels((b, i, j) => eachTap((a, e) => at(b, i, j, a, e)));
    else eachTap((a, e) => pixels((b, i, j) => at(b, i, j, a, e)));
  }

  result(of: "w" | "z") {
    return take(this.call, this.format, this.addresses[of], this.data[of].length);
  }
}

describe.each(KINDS)("$name, planes $planes", (kind) => {
  property.prop([geometry], { numRuns: 12 })("forward and input gradient", (given) => {
    // With channels outside the test keeps the bias's distance that of w: none.
    const drawn = kind.planes ? { ...given, started: false } : given;
    const convolution = new Convolution(kind, "depthwise", drawn);
    const { x, w, bias } = convolution.data;
    const expected = new Float64Array(convolution.data.z.length);
    const begun = new Set<number>();
    convolution.each("z", (z, at, tap, c) => {
      if (!begun.has(z)) expected[z] = drawn.started ? bias[c] : 0;
      begun.add(z);
      expected[z] = fma(kind.format, x[at], w[tap], expected[z]);
    });
    convolution.call.finish();
    expect(convolution.result("z")).toEqual(elements(kind.format, expected));
  });

  property.prop([geometry], { numRuns: 12 })("weight gradient", (drawn) => {
    const convolution = new Convolution(kind, "depthwise_weights", drawn);
    const { x, w, z } = convolution.data;
    const expected = drawn.started ? w.slice() : new Float64Array(w.length);
    convolution.each("w", (pixel, at, tap) => {
      expected[tap] = fma(kind.format, x[at], z[pixel], expected[tap]);
    });
    convolution.call.finish();
    expect(convolution.result("w")).toEqual(elements(kind.format, expected));
  });
});

test("3 x 3 taps on 64 channels in FP16 make more than 3.5 MAC/clock in every pass", () => {
  const drawn: Geometry = {
    ...{ images: 1, channels: 64, rows: 25, columns: 5, taps: [3, 3], stride: 1, dilation: 1 },
    ...{ backwards: false, started: false, team: 8, seed: 1 },
  };
  const rate = (layer: string, backwards: boolean): number =>
    (64 * 25 * 5 * 9) / new Convolution(KINDS[2], layer, { ...drawn, backwards }).call.finish();
  const rates = [rate("depthwise", false), rate("depthwise", true), rate("depthwise_weights", false)];
  expect(Math.min(...rates)).toBeGreaterThan(3.5);
});
