import { fc, test as property } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { fma32 } from "../../golden/gemm/product.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { LayerCall } from "../../run/kernels/layer-call.js";
import { SplitMix64 } from "../../run/data/random.js";
import { rounderOf } from "../../train/functional/arithmetic.js";
import { exp32, log32 } from "../../train/functional/elementary.js";
import { BYTES, draw, elements, FORMATS, put, take, word, type Format } from "./tensor.js";

const f = Math.fround;

const shape = fc.record({
  rows: fc.integer({ min: 1, max: 6 }),
  outer: fc.integer({ min: 1, max: 3 }),
  inner: fc.integer({ min: 1, max: 9 }),
  step: fc.integer({ min: 1, max: 2 }),
  team: fc.integer({ min: 1, max: 8 }),
  seed: fc.nat(),
  withGradient: fc.boolean(),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

interface Row {
  readonly loss: number;
  readonly gradient: readonly number[];
}

/** exp(x - largest), their sum, the largest. */
function exponentials(x: readonly number[]) {
  const largest = Math.max(...x);
  const exps = x.map((value) => exp32(f(value - largest)));
  return { largest, exps, sum: exps.reduce((sum, value) => f(sum + value), 0) };
}

function softmax(x: readonly number[]): number[] {
  const { exps, sum } = exponentials(x);
  const inverse = f(1 / sum);
  return exps.map((value) => f(value * inverse));
}

const LOSSES: Readonly<Record<string, (x: readonly number[], t: readonly number[]) => Row>> = {
  cross_entropy_labels(x, [label]) {
    const { largest, sum } = exponentials(x);
    const gradient = softmax(x).map((p, i) => (i === label ? f(p - 1) : p));
    return { loss: f(f(largest - x[label]) + log32(sum)), gradient };
  },
  cross_entropy(x, t) {
    const { largest, sum } = exponentials(x);
    const weight = t.reduce((total, value) => f(total + value), 0);
    const loss = x.reduce((total, value, i) => fma32(t[i], f(f(largest - value) + log32(sum)), total), 0);
    return { loss, gradient: softmax(x).map((p, i) => fma32(p, weight, -t[i])) };
  },
  mse(x, t) {
    const d = x.map((value, i) => f(value - t[i]));
    return {
      loss: d.reduce((total, value) => fma32(value, value, total), 0),
      gradient: d.map((value) => f(2 * value)),
    };
  },
  l1(x, t) {
    const d = x.map((value, i) => f(value - t[i]));
    return { loss: d.reduce((total, value) => f(total + Math.abs(value)), 0), gradient: d.map(Math.sign) };
  },
  bce(x, t) {
    let loss = 0;
    const gradient = x.map((y, i) => {
      const rest = f(1 - y);
      const [hit, miss] = [Math.max(log32(y), -100), Math.max(log32(rest), -100)];
      loss = f(loss - fma32(t[i], hit, f(f(1 - t[i]) * miss)));
      return f(f(y - t[i]) / Math.max(f(rest * y), f(1e-12)));
    });
    return { loss, gradient };
  },
};

function checkLoss(name: string, format: Format, drawn: Shape): void {
  const { rows, inner, step, team, seed } = drawn;
  const outer = name.startsWith("cross_entropy") ? 1 : drawn.outer;
  const [size, bytes] = [outer * inner, BYTES[format]];
  const rowSize = outer * inner * step + 1;
  const call = new LayerCall(new Cluster(), { files: [`loss-${format}`], layer: `layer_${name}_${format}`, team });
  const random = new SplitMix64(seed);
  const round = rounderOf(format);
  const prediction = draw(format, rows * rowSize, seed);
  if (name === "bce") prediction.forEach((_, i) => (prediction[i] = round(random.integer(9) / 8)));
  const target = draw("fp32", rows * size, seed + 1);
  const labels = Uint32Array.from({ length: rows }, () => random.integer(size));
  const isLabelled = name === "cross_entropy_labels";
  const x = put(call, format, prediction);
  const gradient = put(call, format, new Float64Array(prediction.length));
  const rowLoss = put(call, "fp32", new Float64Array(rows));
  const scratch = put(call, "fp32", new Float64Array(8 * size));
  const scale = put(call, "fp32", [8]);
  const t = isLabelled ? call.place(4 * rows) : put(call, "fp32", target);
  if (isLabelled) call.store(t, labels);
  const factor = f(1 / 3);
  call.describe("LOSS", {
    ...{ prediction: x, target: t, gradient: drawn.withGradient ? gradient : 0, rowLoss, scratch, rows, outer, inner },
    ...{ rowStride: rowSize * bytes, outerStride: inner * step * bytes, step: step * bytes },
    ...{ factor: word(factor), scale },
  });
  call.finish();
  const gradients = new Float64Array(prediction.length);
  const losses = Array.from({ length: rows }, (_, row) => {
    const at = Array.from({ length: size }, (__, i) => row * rowSize + i * step);
    const wanted = isLabelled ? [labels[row]] : [...target.subarray(row * size, (row + 1) * size)];
    const result = LOSSES[name](
      at.map((i) => prediction[i]),
      wanted,
    );
    result.gradient.forEach((value, i) => (gradients[at[i]] = round(f(value * f(factor * 8)))));
    return result.loss;
  });
  expect(take(call, "fp32", rowLoss, rows)).toEqual(elements("fp32", losses));
  const expected = drawn.withGradient ? gradients : new Float64Array(gradients.length);
  expect(take(call, format, gradient, gradients.length)).toEqual(elements(format, expected));
}

describe.each(FORMATS)("%s", (format) => {
  property.prop([fc.constantFrom(...Object.keys(LOSSES)), shape], { numRuns: 16 })("losses", (name, drawn) =>
    checkLoss(name, format, drawn),
  );

  property.prop([shape], { numRuns: 10 })(
    "softmax forward and backward",
    ({ rows, inner: length, step, team, seed }) => {
      const bytes = BYTES[format];
      const rowSize = length * step + 1;
      const round = rounderOf(format);
      const x = draw(format, rows * rowSize, seed);
      const dy = draw(format, rows * rowSize, seed + 1);
      const run = (layer: string) => {
        const call = new LayerCall(new Cluster(), {
          files: [`softmax-${format}`],
          layer: `layer_${layer}_${format}`,
          team,
        });
        const y = put(call, format, new Float64Array(x.length));
        call.describe("SOFTMAX", {
          ...{ x: put(call, format, x), dy: put(call, format, dy), y, rows, length },
          ...{
            scratch: put(call, "fp32", new Float64Array(8 * length)),
            rowStride: rowSize * bytes,
            step: step * bytes,
          },
        });
        call.finish();
        return take(call, format, y, x.length);
      };
      const forward = new Float64Array(x.length);
      const backward = new Float64Array(x.length);
      for (let row = 0; row < rows; row++) {
        const at = Array.from({ length }, (_, i) => row * rowSize + i * step);
        softmax(at.map((i) => x[i])).forEach((value, i) => (forward[at[i]] = round(value)));
        const dot = at.reduce((sum, i) => fma32(dy[i], x[i], sum), 0);
        for (const i of at) backward[i] = round(f(x[i] * f(dy[i] - dot)));
      }
      expect(run("softmax")).toEqual(elements(format, forward));
      expect(run("softmax_backward")).toEqual(elements(format, backward));
    },
  );
});
