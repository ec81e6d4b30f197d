import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { SplitMix64 } from "../../run/data/random.js";
import { LayerCall, type Elements } from "../../run/kernels/layer-call.js";

const ARRAYS = { fp8: Uint8Array, fp16: Uint16Array, fp32: Uint32Array } as const;
type Size = keyof typeof ARRAYS;

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly count: number;
}

function turn(size: Size, { rows, columns, count }: Shape, team: number, seed: number) {
  const random = new SplitMix64(seed);
  const make = ARRAYS[size];
  const source: Elements = new make(rows * columns * count);
  source.forEach((_, i) => (source[i] = random.integer(256)));
  const call = new LayerCall(new Cluster(), { files: ["transpose"], layer: `layer_transpose_${size}`, team });
  const from = call.place(source.byteLength);
  call.store(from, source);
  const to = call.place(source.byteLength + 8);
  call.describe("TRANSPOSE", { source: from, target: to, rows, columns, count });
  call.finish();
  const expected = new make(source.length);
  source.forEach((value, i) => {
    const [matrix, place] = [Math.floor(i / (rows * columns)), i % (rows * columns)];
    expected[matrix * rows * columns + (place % columns) * rows + Math.floor(place / columns)] = value;
  });
  return { found: call.load(new make(source.length), to), expected, clocks: call.clocks() };
}

const sides = fc.oneof(
  fc.integer({ min: 1, max: 30 }),
  fc.integer({ min: 1, max: 9 }).map((quads) => 4 * quads),
);
const drawn = fc.record({ rows: sides, columns: sides, count: fc.integer({ min: 1, max: 3 }) });

property.prop([fc.constantFrom<Size>("fp8", "fp16", "fp32"), drawn, fc.integer({ min: 1, max: 8 }), fc.nat()], {
  numRuns: 40,
})("matrices are turned over", (size, shape, team, seed) => {
  const { found, expected } = turn(size, shape, team, seed);
  expect(found).toEqual(expected);
});

test("whole squares of bytes take at most two clocks of a core for each", () => {
  const { clocks } = turn("fp8", { rows: 128, columns: 128, count: 1 }, 8, 1);
  expect(clocks).toBeLessThan((2 * 128 * 128) / 8);
});
