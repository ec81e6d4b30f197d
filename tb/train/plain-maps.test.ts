import { expect, test } from "vitest";
import { executeStep } from "../../train/functional/execute.js";
import { MAP_FUNCTIONS } from "../../train/functional/map-functions.js";
import { Memory } from "../../train/functional/memory.js";
import { rounderOf } from "../../train/functional/arithmetic.js";
import type { ElementFormat, MapStep, StepTensor } from "../../train/step.js";

const VALUES = [0, -0, 1, -1, NaN, Infinity, -Infinity, 1e-45, -1e-45, 3.0000002384185791, -0.1, 65504, 65519, 65520];
const ROWS = 3;

/** A matrix of all pairs of values, read along its rows or against them. */
function bits(values: ArrayLike<number>): number[] {
  return [...new Int32Array(Float32Array.from(values).buffer)];
}

test.each(
  (["relu", "reluBackward", "scale"] as const).flatMap((fn) =>
    (["fp32", "fp16"] as const).flatMap((from) => (["fp32", "fp16"] as const).map((to) => [fn, from, to] as const)),
  ),
)("%s of %s to %s has the bits of its function", (fn, from, to) => {
  const [round, roundOut] = [rounderOf(from), rounderOf(to)];
  const size = VALUES.length ** 2;
  const tensor = (name: string, format: ElementFormat): StepTensor => {
    return { name, shape: [ROWS, size], order: [0, 1], format, role: "activation" };
  };
  const tensors = new Map(["a", "y"].map((name) => [name, tensor(name, from)]));
  tensors.set("z", tensor("z", to));
  const memory = new Memory({ tensors });
  const [a, y] = [memory.get("a"), memory.get("y")];
  for (let i = 0; i < ROWS * size; i++) {
    a[i] = round(VALUES[i % VALUES.length]);
    y[i] = round(VALUES[Math.floor(i / VALUES.length) % VALUES.length]);
  }
  const rows = { size: ROWS, stride: size };
  const dimensions = [rows, { size, stride: 1 }];
  const back = [rows, { size, stride: -1 }];
  const constant = Math.fround(0.3);
  const step: MapStep = {
    ...{ kind: "map", name: fn, layer: fn, pass: "forward", fn, constants: [constant] },
    inputs: [
      { tensor: "a", offset: 0, dimensions },
      { tensor: "y", offset: size - 1, dimensions: back },
    ],
    output: { tensor: "z", offset: 0, dimensions },
  };
  executeStep(step, memory);
  const expected = Array.from({ length: ROWS * size }, (_, i) => {
    const row = Math.floor(i / size) * size;
    return roundOut(MAP_FUNCTIONS[fn](a[i], y[row + size - 1 - (i - row)], 0, constant, 0));
  });
  const isNumber = (value: number): boolean => value === value;
  const z = [...memory.get("z")];
  expect(z.map(isNumber)).toEqual(expected.map(isNumber));
  expect(bits(z.map((value) => (isNumber(value) ? value : 0)))).toEqual(
    bits(expected.map((value) => (isNumber(value) ? value : 0))),
  );
});
