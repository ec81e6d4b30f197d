import { fc, test as property } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { fma32 } from "../../golden/gemm/product.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { LayerCall } from "../../run/kernels/layer-call.js";
import { rounderOf } from "../../train/functional/arithmetic.js";
import { BYTES, draw, elements, FORMATS, put, take, type Format } from "./tensor.js";

const f = Math.fround;
const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const geometry = fc.record({
  images: fc.integer({ min: 1, max: 2 }),
  channels: fc.integer({ min: 1, max: 5 }),
  image: pair(1, 6),
  kernel: pair(1, 4),
  stride: pair(1, 3),
  dilation: fc.oneof(fc.constant([1, 1] as const), pair(1, 2)),
  front: pair(0, 3),
  back: pair(0, 3),
  countPadding: fc.nat(1),
  planes: fc.boolean(),
  team: fc.integer({ min: 1, max: 8 }),
  seed: fc.nat(),
});
type Geometry = typeof geometry extends fc.Arbitrary<infer T> ? T : never;

const FUNCTIONS = ["max", "max_backward", "average", "average_backward"] as const;
type Name = (typeof FUNCTIONS)[number];

function check(name: Name, format: Format, drawn: Geometry): void {
  const { images, channels, image, kernel, stride, dilation, front, back, countPadding, planes, team, seed } = drawn;
  const out = [0, 1].map((axis) => {
    const padded = image[axis] + front[axis] + back[axis] - (kernel[axis] - 1) * dilation[axis] - 1;
    return Math.max(1, Math.floor(padded / stride[axis]) + 1);
  });
  const stridesOf = ([rows, columns]: readonly number[]) =>
    planes
      ? { image: channels * rows * columns, row: columns, pixel: 1, channel: rows * columns }
      : { image: rows * columns * channels, row: columns * channels, pixel: channels, channel: 1 };
  const [xs, ys] = [stridesOf(image), stridesOf(out)];
  const [x, dy] = [draw(format, images * xs.image, seed, true), draw(format, images * ys.image, seed + 1)];
  const round = rounderOf(format);
  const y = new Float64Array(dy.length);
  const dx = new Float64Array(x.length);
  for (let b = 0; b < images; b++) {
    for (let oy = 0; oy < out[0]; oy++) {
      for (let ox = 0; ox < out[1]; ox++) {
        for (let c = 0; c < channels; c++) {
          const at = b * ys.image + oy * ys.row + ox * ys.pixel + c * ys.channel;
          const first = [oy * stride[0] - front[0], ox * stride[1] - front[1]];
          const taps: number[] = [];
          for (let a = 0; a < kernel[0]; a++) {
            for (let e = 0; e < kernel[1]; e++) {
              const [row, column] = [first[0] + a * dilation[0], first[1] + e * dilation[1]];
              if (row < 0 || row >= image[0] || column < 0 || column >= image[1]) continue;
              taps.push(b * xs.image + row * xs.row + column * xs.pixel + c * xs.channel);
            }
          }
          const padded = [0, 1].map((i) => Math.min(first[i] + kernel[i], image[i] + back[i]) - first[i]);
          const part = f(1 / (countPadding === 1 ? padded[0] * padded[1] : taps.length));
          const best = taps.reduce((found, tap) => (found < 0 || x[tap] > x[found] ? tap : found), -1);
          if (name === "max") y[at] = best < 0 ? -Infinity : x[best];
          else if (name === "average") y[at] = round(f(taps.reduce((sum, tap) => f(sum + x[tap]), 0) * part));
          else if (name === "max_backward") {
            if (best >= 0) dx[best] = round(dx[best] + dy[at]);
          } else for (const tap of taps) dx[tap] = fma32(dy[at], part, dx[tap]);
        }
      }
    }
  }
  const isBackward = name.endsWith("backward");
  const call = new LayerCall(new Cluster(), { files: [`pool-${format}`], layer: `layer_pool_${name}_${format}`, team });
  const bytes = BYTES[format];
  const xAt = put(call, format, x);
  const yAt = put(call, format, isBackward ? dy : y.map(() => 7));
  const dxAt = put(
    call,
    format,
    dx.map(() => 7),
  );
  call.describe("POOL", {
    ...{ x: xAt, y: yAt, dx: dxAt, scratch: call.place(8 * image[0] * image[1] * 4), images, channels, countPadding },
    ...{ height: image[0], width: image[1], outRows: out[0], outColumns: out[1] },
    ...{ kernelRows: kernel[0], kernelColumns: kernel[1], strideRow: stride[0], strideColumn: stride[1] },
    ...{ startRow: -front[0], startColumn: -front[1], endRow: back[0], endColumn: back[1] },
    ...{ dilationRow: dilation[0], dilationColumn: dilation[1] },
    ...{ xImage: xs.image * bytes, xRow: xs.row * bytes, xPixel: xs.pixel * bytes, xChannel: xs.channel * bytes },
    ...{ yImage: ys.image * bytes, yRow: ys.row * bytes, yPixel: ys.pixel * bytes, yChannel: ys.channel * bytes },
  });
  call.finish();
  const expected = isBackward ? dx.map(round) : y;
  expect(take(call, format, isBackward ? dxAt : yAt, expected.length)).toEqual(elements(format, expected));
}

const whole = fc.record({ quads: fc.integer({ min: 1, max: 5 }), drawn: geometry }).map(({ quads, drawn }) => ({
  ...drawn,
  ...{ channels: 4 * quads, kernel: drawn.image, dilation: [1, 1] as const, planes: false },
  ...{ front: [0, 0] satisfies [number, number], back: [0, 0] satisfies [number, number] },
}));

describe.each(FORMATS)("%s", (format) => {
  property.prop([fc.constantFrom(...FUNCTIONS), geometry], { numRuns: 24 })("any window", (name, drawn) =>
    check(name, format, drawn),
  );

  property.prop([fc.constantFrom("average" as const, "average_backward" as const), whole], { numRuns: 16 })(
    "means of whole planes, four channels at a time",
    (name, drawn) => check(name, format, drawn),
  );
});
