import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { ELEMENTWISE } from "../../golden/layers/elementwise.js";
import {
  inverseRoot,
  normalized,
  normBackward,
  normGroups,
  normParameters,
  normSums,
  statistics,
} from "../../golden/layers/norm.js";
import { adam, clipFactor, running, sgd, type GoldenState } from "../../golden/layers/optimizer.js";
import { averagePool, averagePoolBackward, maxPool, maxPoolBackward } from "../../golden/layers/pool.js";
import { dot, fma, mul, rounded, single, sum } from "../../golden/layers/real.js";
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
import { range, sizeOf, tensorOf } from "../../golden/layers/tensor.js";
import type { Layout, OptimizerSettings } from "../../train/step.js";
import { expectSame, Probe, type ProbeLayer } from "./layer-probe.js";

const precision = fc.constantFrom("fp32" as const, "fp16" as const);
const layout = fc.constantFrom<Layout>("hwc", "chw");
const seed = fc.nat(1e6);
const size = (most: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: most });
const shape4 = fc.tuple(size(3), size(4), size(4), size(4));

const one =
  (op: "relu" | "relu6" | "sigmoid" | "tanh" | "exp" | "neg" | "erf"): ProbeLayer =>
  (b, x) =>
    b.add(op, "layer", [x], {});

/** Layer, its golden function, its constants. */
const ACTIVATIONS: Readonly<Record<string, readonly [ProbeLayer, string, readonly [number, number]]>> = {
  relu: [one("relu"), "relu", [0, 0]],
  relu6: [one("relu6"), "relu6", [0, 0]],
  sigmoid: [one("sigmoid"), "sigmoid", [0, 0]],
  tanh: [one("tanh"), "tanh", [0, 0]],
  exp: [one("exp"), "exp", [0, 0]],
  neg: [one("neg"), "neg", [0, 0]],
  erf: [one("erf"), "erf", [0, 0]],
  clip: [(b, x) => b.add("clip", "layer", [x], { low: -0.5, high: 1.25 }), "clip", [-0.5, 1.25]],
  "leaky ReLU": [(b, x) => b.add("leakyRelu", "layer", [x], { slope: 0.1 }), "leakyRelu", [single(0.1), 0]],
  GELU: [(b, x) => b.add("gelu", "layer", [x], { form: "erf" }), "geluErf", [0, 0]],
  "GELU by tanh": [(b, x) => b.add("gelu", "layer", [x], { form: "tanh" }), "geluTanh", [0, 0]],
  square: [(b, x) => b.add("pow", "layer", [x, b.parameter("two", [], "constant", [2])], {}), "square", [0, 0]],
  cube: [(b, x) => b.add("pow", "layer", [x, b.parameter("three", [], "constant", [3])], {}), "power", [3, 0]],
};

describe("element-wise layers equal golden in every bit", () => {
  test.prop([fc.constantFrom(...Object.keys(ACTIVATIONS)), fc.tuple(size(4), size(5)), precision, seed], {
    numRuns: 80,
  })("value and gradient", (name, x, format, number) => {
    const [layer, fn, [c, d]] = ACTIVATIONS[name];
    const probe = new Probe({ x, seed: number, precision: format, spread: 3 }, layer);
    const { value, gradient } = ELEMENTWISE[fn];
    const y = probe.x.values.map((each) => rounded(format, value(each, c, d)));
    const dx = probe.x.values.map((each, i) => rounded(format, gradient(probe.dy.values[i], each, y[i], c, d)));
    expectSame(probe.y, y);
    const isPower = fn === "square" || fn === "power";
    expectSame(isPower ? probe.tensor("layer.d_shift.full") : probe.dx, dx);
  });
});

describe("norms equal golden in every bit", () => {
  const vectors = (channels: number): ((b: Parameters<ProbeLayer>[0]) => [string, string]) => {
    return (b) => [b.weight("scale", [channels]), b.weight("shift.p", [channels])];
  };

  test.prop([shape4, precision, layout, seed], { numRuns: 25 })("batch norm", (x, format, order, number) => {
    fc.pre(x[0] * x[2] * x[3] > 1);
    const layer: ProbeLayer = (b, input) => {
      const [scale, shift] = vectors(x[1])(b);
      const mean = b.parameter("mean", [x[1]], "statistic", new Float32Array(x[1]).fill(0.5));
      const variance = b.parameter("variance", [x[1]], "statistic", new Float32Array(x[1]).fill(2));
      const attributes = { epsilon: 1e-5, momentum: 0.1, frozen: false };
      return b.add("batchNorm", "layer", [input, scale, shift, mean, variance], attributes);
    };
    const probe = new Probe({ x, seed: number, precision: format, layout: order }, layer);
    const groups = normGroups("batch", x);
    const stats = statistics(probe.x, groups, 1e-5);
    const scale = probe.parameter("scale").values;
    expectSame(probe.y, normalized(probe.x, groups, stats, scale, probe.parameter("shift.p").values, format));
    const sums = normSums(probe.x, probe.dy, groups, stats, undefined);
    const from0 = (values: readonly number[]): number[] => values.map((value) => rounded(format, sum([value])));
    expectSame(probe.tensor("grad.scale"), from0(sums.s2));
    expectSame(probe.tensor("grad.shift.p"), from0(sums.s1));
    expectSame(probe.dx, normBackward(probe.x, probe.dy, groups, stats, scale, false, sums, format));
    const n = groups[0].length;
    const unbiased = stats.variance.map((value) => mul(value, single(n / (n - 1))));
    expectSame(
      probe.tensor("mean"),
      stats.mean.map((value) => running(0.5, value, 0.1)),
    );
    expectSame(
      probe.tensor("variance"),
      unbiased.map((value) => running(2, value, 0.1)),
    );
  });

  test.prop([shape4, precision, layout, seed], { numRuns: 15 })("frozen batch norm", (x, format, order, number) => {
    const layer: ProbeLayer = (b, input) => {
      const [scale, shift] = vectors(x[1])(b);
      const mean = b.parameter("mean", [x[1]], "statistic", new Float32Array(x[1]).fill(0.5));
      const variance = b.parameter("variance", [x[1]], "statistic", new Float32Array(x[1]).fill(2));
      const attributes = { epsilon: 1e-5, momentum: 0.1, frozen: true };
      return b.add("batchNorm", "layer", [input, scale, shift, mean, variance], attributes);
    };
    const probe = new Probe({ x, seed: number, precision: format, layout: order }, layer);
    const groups = normGroups("batch", x);
    const stats = { mean: groups.map(() => 0.5), inverse: groups.map(() => inverseRoot(2, 1e-5)) };
    const scale = probe.parameter("scale").values;
    expectSame(probe.y, normalized(probe.x, groups, stats, scale, probe.parameter("shift.p").values, format));
    expectSame(probe.dx, normBackward(probe.x, probe.dy, groups, stats, scale, false, undefined, format));
    expectSame(probe.tensor("variance"), new Array<number>(x[1]).fill(2));
  });

  test.prop([shape4, precision, layout, seed], { numRuns: 20 })("instance norm", (x, format, order, number) => {
    fc.pre(x[2] * x[3] > 1);
    const layer: ProbeLayer = (b, input) =>
      b.add("instanceNorm", "layer", [input, ...vectors(x[1])(b)], { epsilon: 1e-5 });
    const probe = new Probe({ x, seed: number, precision: format, layout: order }, layer);
    const groups = normGroups("instance", x);
    const stats = statistics(probe.x, groups, 1e-5);
    const scale = probe.parameter("scale").values;
    expectSame(probe.y, normalized(probe.x, groups, stats, scale, probe.parameter("shift.p").values, format));
    const sums = normSums(probe.x, probe.dy, groups, stats, undefined);
    const overSamples = (values: readonly number[]): number[] =>
      range(x[1]).map((c) => rounded(format, sum(range(x[0]).map((n) => values[n * x[1] + c]))));
    expectSame(probe.tensor("grad.scale"), overSamples(sums.s2));
    expectSame(probe.tensor("grad.shift.p"), overSamples(sums.s1));
    expectSame(probe.dx, normBackward(probe.x, probe.dy, groups, stats, scale, false, sums, format));
  });

  test.prop([fc.tuple(size(3), size(4), size(6)), fc.constantFrom(1, 2), fc.boolean(), precision, seed], {
    numRuns: 30,
  })("layer norm", (x, axis, hasScale, format, number) => {
    const row = x.slice(axis);
    const layer: ProbeLayer = (b, input) => {
      const inputs = hasScale ? [input, b.weight("scale", row), b.weight("shift.p", row)] : [input];
      return b.add("layerNorm", "layer", inputs, { epsilon: 1e-5, axis });
    };
    const probe = new Probe({ x, seed: number, precision: format }, layer);
    const groups = normGroups("layer", x, axis);
    const stats = statistics(probe.x, groups, 1e-5);
    const scale = hasScale ? probe.parameter("scale").values : undefined;
    const shift = hasScale ? probe.parameter("shift.p").values : undefined;
    expectSame(probe.y, normalized(probe.x, groups, stats, scale, shift, format));
    if (hasScale) {
      const parameters = normParameters(probe.x, probe.dy, groups, stats, sizeOf(row), format);
      expectSame(probe.tensor("grad.scale"), parameters.scale);
      expectSame(probe.tensor("grad.shift.p"), parameters.shift);
    }
    const sums = normSums(probe.x, probe.dy, groups, stats, scale);
    expectSame(probe.dx, normBackward(probe.x, probe.dy, groups, stats, scale, hasScale, sums, format));
  });
});

describe("pooling equals golden in every bit", () => {
  const geometry = fc.record({
    x: fc.tuple(size(2), size(3), size(6), size(6)),
    kernel: fc.tuple(size(3), size(3)),
    stride: fc.tuple(size(4), size(4)),
    padding: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
    dilation: fc.tuple(size(2), size(2)),
    countPadding: fc.boolean(),
  });
  const fits = ({ x, kernel, padding, dilation }: typeof geometry extends fc.Arbitrary<infer T> ? T : never): boolean =>
    [0, 1].every((axis) => {
      const reach = dilation[axis] * (kernel[axis] - 1) + 1;
      return (
        padding[axis] < reach && padding[axis + 2] < reach && x[axis + 2] + padding[axis] + padding[axis + 2] >= reach
      );
    });

  test.prop([geometry.filter(fits), precision, layout, seed], { numRuns: 40 })(
    "maximum, values drawn from few so that many are equal",
    (g, format, order, number) => {
      const layer: ProbeLayer = (b, x) => b.add("maxPool", "layer", [b.add("relu", "mid", [x], {})], g);
      const probe = new Probe({ x: g.x, seed: number, precision: format, layout: order }, layer);
      const p = { ...g, format };
      const mid = probe.tensor("mid");
      expectSame(probe.y, maxPool(mid, probe.y.shape, p));
      expectSame(probe.tensor("layer.d_mid"), maxPoolBackward(mid, probe.dy, p));
    },
  );

  test.prop([geometry, precision, layout, seed], { numRuns: 40 })("average", (drawn, format, order, number) => {
    const g = { ...drawn, dilation: [1, 1] as [number, number] };
    fc.pre(fits(g));
    const probe = new Probe({ x: g.x, seed: number, precision: format, layout: order }, (b, x) =>
      b.add("averagePool", "layer", [x], g),
    );
    const p = { ...g, format };
    expectSame(probe.y, averagePool(probe.x, probe.y.shape, p));
    expectSame(probe.dx, averagePoolBackward(g.x, probe.dy, p));
  });
});

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
