import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { adam, clipFactor, sgd, type GoldenState } from "../../golden/layers/optimizer.js";
import { dot, fma, mul, rounded } from "../../golden/layers/real.js";
import {
  binaryCrossEntropy,
  crossEntropy,
  lossOf,
  meanAbsolute,
  meanSquare,
  softCrossEntropy,
  softmax,
  softmaxBackward,
} from "../../golden/layers/rows.js";
import { range, tensorOf } from "../../golden/layers/tensor.js";
import type { OptimizerSettings } from "../../train/step.js";
import { precision, seed, size } from "./arbitraries.js";
import { expectSame, Probe } from "./layer-probe.js";

describe("softmax and losses equal golden in every bit", () => {
  test.prop([fc.tuple(size(4), size(6)), precision, seed], { numRuns: 25 })("softmax", ([n, k], format, number) => {
    const probe = new Probe({ x: [n, k], seed: number, precision: format, spread: 4 }, (b, x) =>
      b.add("softmax", "layer", [x], { axis: 1 }),
    );
    const row = (values: readonly number[], r: number): number[] => values.slice(r * k, (r + 1) * k);
    const y = range(n).flatMap((r) => softmax(row(probe.x.values, r), format));
    expectSame(probe.y, y);
    const dx = range(n).flatMap((r) => softmaxBackward(row(y, r), row(probe.dy.values, r), format));
    expectSame(probe.dx, dx);
  });

  test.prop(
    [
      fc.constantFrom("labels" as const, "probabilities" as const, "mse" as const, "l1" as const, "bce" as const),
      fc.tuple(size(5), size(6)),
      precision,
      seed,
    ],
    { numRuns: 60 },
  )("losses", (kind, [n, k], format, number) => {
    const loss = kind === "labels" || kind === "probabilities" ? "cross-entropy" : kind;
    const probe = new Probe(
      {
        x: [n, k],
        seed: number,
        precision: format,
        loss,
        target: kind === "labels" ? "labels" : "numbers",
        spread: 3,
      },
      (b, x) => b.add(kind === "bce" ? "sigmoid" : "neg", "layer", [x], {}),
    );
    const rows = range(n).map((r) => {
      const y = probe.y.values.slice(r * k, (r + 1) * k);
      const t = probe.target.slice(r * k, (r + 1) * k);
      if (kind === "labels") return crossEntropy(y, probe.target[r]);
      if (kind === "probabilities") return softCrossEntropy(y, t);
      return kind === "mse" ? meanSquare(y, t) : kind === "l1" ? meanAbsolute(y, t) : binaryCrossEntropy(y, t);
    });
    const wanted = lossOf(rows, loss === "cross-entropy" ? 1 / n : 1 / (n * k), 1, format);
    expect(probe.loss).toBe(wanted.loss);
    expectSame(probe.dy, wanted.gradients.flat());
  });
});

describe("optimisers equal golden in every bit", () => {
  const settings = fc.record({
    name: fc.constantFrom("sgd" as const, "adam" as const, "adamw" as const),
    momentum: fc.constantFrom(0, 0.9),
    nesterov: fc.boolean(),
    weightDecay: fc.constantFrom(0, 0.01),
    betas: fc.constant([0.9, 0.999] as const),
    epsilon: fc.constant(1e-8),
  });
  test.prop([settings, fc.constantFrom(undefined, 0.01), precision, seed], { numRuns: 60 })(
    "one step",
    (drawn, clipNorm, format, number) => {
      const optimizer: OptimizerSettings = {
        ...drawn,
        momentum: drawn.name === "sgd" ? drawn.momentum : 0,
        nesterov: drawn.name === "sgd" && drawn.momentum > 0 && drawn.nesterov,
      };
      const lr = 0.05;
      const probe = new Probe(
        { x: [3, 4], seed: number, precision: format, optimizer, lr, ...(clipNorm && { clipNorm }) },
        (b, x) => b.add("linear", "layer", [x, b.weight("w", [5, 4])], { weight: "out-in" }),
      );
      // Rows are those of memory: [in, out].
      const gradients = probe.tensor("grad.w");
      const rows = range(4).map((i) => range(5).map((o) => gradients.values[o * 4 + i]));
      const ofInput = probe.tensor("grad.p").values;
      const inputRows = range(3).map((r) => ofInput.slice(r * 4, r * 4 + 4));
      const factor = clipNorm === undefined ? undefined : clipFactor([inputRows, rows], clipNorm);
      const wanted = probe.parameter("w").values.map((parameter, i) => {
        const g = factor === undefined ? gradients.values[i] : mul(gradients.values[i], factor);
        const state: GoldenState = { parameter, first: 0, second: 0 };
        const s = { ...optimizer, lr };
        return optimizer.name === "sgd"
          ? sgd(state, g, s, format).parameter
          : adam(state, g, s, 1, optimizer.name === "adamw", format).parameter;
      });
      expectSame(probe.tensor("w"), wanted);
    },
  );
});

describe("products in FP8 equal golden in every bit", () => {
  const scaleOf = (values: readonly number[], target: number): number => {
    const largest = Math.max(...values.map(Math.abs));
    return largest === 0 ? 1 : 2 ** (target - Math.floor(Math.log2(largest)));
  };
  test.prop([fc.tuple(size(4), size(40), size(4)), seed], { numRuns: 30 })("linear", ([n, inputs, outputs], number) => {
    const probe = new Probe({ x: [n, inputs], seed: number, precision: "fp8" }, (b, x) =>
      b.add("linear", "layer", [x, b.weight("w", [outputs, inputs]), b.weight("b", [outputs])], { weight: "out-in" }),
    );
    const w = probe.parameter("w").values.map((value) => rounded("fp16", value));
    const bias = probe.parameter("b").values.map((value) => rounded("fp16", value));
    const product = (
      x: readonly number[],
      y: readonly number[],
      format: "fp8" | "fp8alt",
      [m, depth, k]: readonly number[],
      pick: (r: number, c: number, i: number) => readonly [number, number],
      start: (c: number) => number,
    ): number[] => {
      const target = Math.floor(format === "fp8" ? (13.8 - Math.log2(depth)) / 2 : (5.9 - 0.75 * Math.log2(depth)) / 2);
      const scales = [scaleOf(x, target), scaleOf(y, target)];
      const [a, b] = [x, y].map((values, i) => values.map((value) => rounded(format, mul(value, scales[i]))));
      const inverse = mul(1 / scales[0], 1 / scales[1]);
      return tensorOf([m, k], (r, c) => {
        const places = range(depth).map((i) => pick(r, c, i));
        const z = dot(
          places.map(([i]) => a[i]),
          places.map(([, i]) => b[i]),
          0,
          "fp16",
        );
        return rounded("fp16", fma(rounded(format, z), inverse, start(c)));
      }).values;
    };
    const [x, dy] = [probe.x.values, probe.dy.values];
    const y = product(
      x,
      w,
      "fp8alt",
      [n, inputs, outputs],
      (r, c, i) => [r * inputs + i, c * inputs + i],
      (c) => bias[c],
    );
    expectSame(probe.y, y);
    const dx = product(
      dy,
      w,
      "fp8",
      [n, outputs, inputs],
      (r, c, i) => [r * outputs + i, i * inputs + c],
      () => 0,
    );
    expectSame(probe.dx, dx);
    const dw = product(
      x,
      dy,
      "fp8alt",
      [inputs, n, outputs],
      (r, c, i) => [i * inputs + r, i * outputs + c],
      () => 0,
    );
    expectSame(
      probe.tensor("grad.w"),
      tensorOf([outputs, inputs], (o, i) => dw[i * outputs + o]),
    );
  });
});
