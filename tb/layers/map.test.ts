import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { LayerCall } from "../../run/kernels/layer-call.js";
import { rounderOf } from "../../train/functional/arithmetic.js";
import { log32 } from "../../train/functional/elementary.js";
import { MAP_FUNCTIONS } from "../../train/functional/map-functions.js";
import type { MapFunction } from "../../train/step.js";
import { BYTES, draw, elements, FORMATS, put, take, word, type Format } from "./tensor.js";

const ARITHMETIC: readonly MapFunction[] = [
  ...(["add", "sub", "mul", "div", "neg", "scale", "reciprocal", "divRightBackward", "sqrt", "sqrtBackward"] as const),
  ...(["square", "squareBackward", "power", "powerBackward", "relu", "reluBackward", "clip", "clipBackward"] as const),
  ...(["relu6Backward", "leakyRelu", "leakyReluBackward"] as const),
];
const ELEMENTARY: readonly (MapFunction | "log")[] = [
  ...(["exp", "log", "erf", "erfBackward", "sigmoid", "sigmoidBackward", "tanh", "tanhBackward"] as const),
  ...(["geluErf", "geluErfBackward", "geluTanh", "geluTanhBackward"] as const),
];

type Name = MapFunction | "log";
const FUNCTIONS = { ...MAP_FUNCTIONS, log: (a: number) => log32(a) };
const WHOLE: readonly Name[] = ["power", "powerBackward"];

interface Drawn {
  readonly rows: number;
  readonly run: number;
  readonly team: number;
  readonly seed: number;
  readonly offset: number;
  /** Strides of A, B, THIRD and Z: elements between rows beyond the run, and whether a row or an element is repeated. */
  readonly gaps: readonly number[];
  readonly repeatRow: boolean;
  readonly repeatElement: boolean;
}

const shapes = fc.record({
  rows: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 30, max: 40 })),
  run: fc.integer({ min: 1, max: 21 }),
  team: fc.integer({ min: 1, max: 8 }),
  seed: fc.nat(),
  offset: fc.nat(3),
  gaps: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
  repeatRow: fc.boolean(),
  repeatElement: fc.boolean(),
});

function check(file: string, fn: Name, format: Format, drawn: Drawn): void {
  const { rows, run, team, seed, offset, gaps } = drawn;
  const bytes = BYTES[format];
  const call = new LayerCall(new Cluster(), { files: [file], layer: `layer_map_${fn}_${format}`, team });
  const strides = gaps.map((gap) => run + gap);
  // B is repeated as drawn.
  const [bRow, bStep] = [drawn.repeatRow ? 0 : strides[1], drawn.repeatElement ? 0 : 1];
  const inputs = [0, 1, 2].map((i) => draw(format, rows * strides[i], seed + i, true));
  const addresses = inputs.map((input) => put(call, format, input, (offset >> 1) * bytes));
  const z = put(call, format, new Float64Array(rows * strides[3]), (offset & 1) * bytes);
  const [c, d] = WHOLE.includes(fn) ? [3, 0] : [Math.fround(0.1), 0.75];
  call.describe("MAP", {
    ...{ a: addresses[0], b: addresses[1], third: addresses[2], z, rows, run, c: word(c), d: word(d) },
    ...{ aRow: strides[0] * bytes, bRow: bRow * bytes, thirdRow: strides[2] * bytes, zRow: strides[3] * bytes },
    ...{ aStep: bytes, bStep: bStep * bytes, thirdStep: bytes, zStep: bytes },
  });
  call.finish();
  const round = rounderOf(format);
  const expected = new Float64Array(rows * strides[3]);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < run; i++) {
      const operands = [inputs[0][row * strides[0] + i], inputs[1][row * bRow + i * bStep]] as const;
      const third = inputs[2][row * strides[2] + i];
      expected[row * strides[3] + i] = round(FUNCTIONS[fn](...operands, third, c, d));
    }
  }
  expect(take(call, format, z, expected.length)).toEqual(elements(format, expected));
}

describe.each(FORMATS)("%s", (format) => {
  property.prop([fc.constantFrom(...ARITHMETIC), shapes], { numRuns: 30 })("arithmetic and comparisons", (fn, drawn) =>
    check(`map-${format}`, fn, format, drawn),
  );

  property.prop([fc.constantFrom(...ELEMENTARY), shapes], { numRuns: 24 })("exponentials", (fn, drawn) =>
    check(`map-elementary-${format}`, fn, format, drawn),
  );

  test.each(ELEMENTARY)("%s of a NaN is the canonical NaN, beside a number", (fn) => {
    const call = new LayerCall(new Cluster(), {
      files: [`map-elementary-${format}`],
      layer: `layer_map_${fn}_${format}`,
    });
    const bytes = BYTES[format];
    const [x, z] = [put(call, format, [NaN, 0.5, 0.5, NaN]), put(call, format, [7, 7, 7, 7])];
    call.describe("MAP", {
      ...{ a: x, b: x, third: x, z, rows: 1, run: 4, aRow: 0, bRow: 0, thirdRow: 0, zRow: 0, c: 0, d: 0 },
      ...{ aStep: bytes, bStep: bytes, thirdStep: bytes, zStep: bytes },
    });
    call.finish();
    const value = rounderOf(format)(FUNCTIONS[fn](0.5, 0.5, 0.5, 0, 0));
    expect(take(call, format, z, 4)).toEqual(elements(format, [NaN, value, value, NaN]));
  });
});
