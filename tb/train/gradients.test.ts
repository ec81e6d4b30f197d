import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import type { Layout, LossName } from "../../train/step.js";
import type { Shape } from "../../train/network.js";
import { lossInDouble } from "./double/loss.js";
import { Probe, type ProbeLayer } from "./layer-probe.js";

interface Case {
  readonly x: Shape;
  readonly layer: ProbeLayer;
  readonly loss?: LossName;
  readonly labels?: boolean;
}

const norms: Shape = [2, 3, 3, 2];
const unary = (op: "relu" | "relu6" | "sigmoid" | "tanh" | "exp" | "neg" | "erf"): Case => ({
  x: [3, 5],
  layer: (b, x) => b.add(op, "layer", [x], {}),
});
const window = { kernel: [3, 2], stride: [2, 1], padding: [1, 1, 1, 0] } as const;

const CASES: Readonly<Record<string, Case>> = {
  relu: unary("relu"),
  relu6: unary("relu6"),
  sigmoid: unary("sigmoid"),
  tanh: unary("tanh"),
  exp: unary("exp"),
  neg: unary("neg"),
  erf: unary("erf"),
  clip: { x: [3, 5], layer: (b, x) => b.add("clip", "layer", [x], { low: -0.5, high: 0.75 }) },
  leakyRelu: { x: [3, 5], layer: (b, x) => b.add("leakyRelu", "layer", [x], { slope: 0.2 }) },
  gelu: { x: [3, 5], layer: (b, x) => b.add("gelu", "layer", [x], { form: "erf" }) },
  "gelu by tanh": { x: [3, 5], layer: (b, x) => b.add("gelu", "layer", [x], { form: "tanh" }) },
  sqrt: { x: [3, 4], layer: (b, x) => b.add("sqrt", "layer", [b.add("exp", "positive", [x], {})], {}) },
  pow: { x: [3, 4], layer: (b, x) => b.add("pow", "layer", [x, b.parameter("e", [], "constant", [3])], {}) },
  linear: {
    x: [3, 4],
    layer: (b, x) => b.add("linear", "layer", [x, b.weight("w", [5, 4]), b.weight("b", [5])], { weight: "out-in" }),
  },
  conv2d: {
    x: [2, 4, 5, 4],
    layer: (b, x) =>
      b.add("conv2d", "layer", [x, b.weight("w", [6, 2, 3, 2]), b.weight("b", [6])], {
        ...{ stride: [2, 3], padding: [2, 1, 0, 3], dilation: [1, 2], groups: 2 },
      }),
  },
  depthwise: {
    x: [2, 3, 5, 4],
    layer: (b, x) =>
      b.add("conv2d", "layer", [x, b.weight("w", [3, 1, 3, 3]), b.weight("b", [3])], {
        ...{ stride: [2, 1], padding: [1, 1, 1, 1], dilation: [1, 1], groups: 3 },
      }),
  },
  convTranspose2d: {
    x: [2, 4, 3, 2],
    layer: (b, x) =>
      b.add("convTranspose2d", "layer", [x, b.weight("w", [4, 3, 3, 2]), b.weight("b", [6])], {
        ...{ stride: [2, 3], padding: [1, 0, 1, 1], dilation: [1, 2], groups: 2, outputPadding: [1, 0] },
      }),
  },
  maxPool: { x: [2, 2, 5, 4], layer: (b, x) => b.add("maxPool", "layer", [x], { ...window, dilation: [1, 1] }) },
  averagePool: {
    x: [2, 2, 5, 4],
    layer: (b, x) => b.add("averagePool", "layer", [x], { ...window, countPadding: true }),
  },
  "averagePool without padding": {
    x: [2, 2, 5, 4],
    layer: (b, x) => b.add("averagePool", "layer", [x], { ...window, countPadding: false }),
  },
  globalAveragePool: { x: [2, 3, 3, 2], layer: (b, x) => b.add("globalAveragePool", "layer", [x], {}) },
  batchNorm: {
    x: norms,
    layer: (b, x) => {
      const statistics = [0, 1].map((value) =>
        b.parameter(`s${value}`, [3], "statistic", new Float32Array(3).fill(value + 0.5)),
      );
      const inputs = [x, b.weight("g", [3]), b.weight("b", [3]), ...statistics];
      return b.add("batchNorm", "layer", inputs, { epsilon: 1e-3, momentum: 0.1, frozen: false });
    },
  },
  "batchNorm, frozen": {
    x: norms,
    layer: (b, x) => {
      const statistics = [0, 1].map((value) =>
        b.parameter(`s${value}`, [3], "statistic", new Float32Array(3).fill(value + 0.5)),
      );
      const inputs = [x, b.weight("g", [3]), b.weight("b", [3]), ...statistics];
      return b.add("batchNorm", "layer", inputs, { epsilon: 1e-3, momentum: 0.1, frozen: true });
    },
  },
  instanceNorm: {
    x: norms,
    layer: (b, x) => b.add("instanceNorm", "layer", [x, b.weight("g", [3]), b.weight("b", [3])], { epsilon: 1e-3 }),
  },
  layerNorm: {
    x: [2, 3, 5],
    layer: (b, x) =>
      b.add("layerNorm", "layer", [x, b.weight("g", [5]), b.weight("b", [5])], { epsilon: 1e-3, axis: 2 }),
  },
  softmax: { x: [3, 4, 2], layer: (b, x) => b.add("softmax", "layer", [x], { axis: 1 }) },
  "add, broadcast": { x: [3, 4], layer: (b, x) => b.add("add", "layer", [x, b.weight("w", [4])], {}) },
  "sub, broadcast": { x: [3, 4], layer: (b, x) => b.add("sub", "layer", [b.weight("w", [3, 1]), x], {}) },
  "mul, broadcast": { x: [2, 3, 4], layer: (b, x) => b.add("mul", "layer", [x, b.weight("w", [3, 1])], {}) },
  div: { x: [3, 4], layer: (b, x) => b.add("div", "layer", [x, b.add("exp", "e", [b.weight("w", [4])], {})], {}) },
  matmul: { x: [2, 3, 4], layer: (b, x) => b.add("matmul", "layer", [x, b.weight("w", [2, 4, 3])], {}) },
  "matmul from the left": { x: [2, 3, 4], layer: (b, x) => b.add("matmul", "layer", [b.weight("w", [5, 3]), x], {}) },
  concat: { x: [2, 3], layer: (b, x) => b.add("concat", "layer", [x, b.weight("w", [2, 2]), x], { axis: 1 }) },
  slice: {
    x: [3, 5],
    layer: (b, x) => b.add("slice", "layer", [x], { starts: [2, 1], sizes: [2, 2], steps: [-1, 3] }),
  },
  reshape: { x: [2, 3, 2, 2], layer: (b, x) => b.add("reshape", "layer", [x], { shape: [4, 6] }) },
  transpose: { x: [2, 3, 4], layer: (b, x) => b.add("transpose", "layer", [x], { permutation: [2, 0, 1] }) },
  pad: { x: [2, 3], layer: (b, x) => b.add("pad", "layer", [x], { before: [1, 0], behind: [0, 2], value: 0.5 }) },
  reduceMean: { x: [2, 3, 4], layer: (b, x) => b.add("reduceMean", "layer", [x], { axes: [0, 2], keepAxes: false }) },
  reduceSum: { x: [2, 3, 4], layer: (b, x) => b.add("reduceSum", "layer", [x], { axes: [1], keepAxes: true }) },
  gru: {
    x: [3, 2, 3],
    layer: (b, x) => {
      const inputs = [
        x,
        b.weight("W", [1, 12, 3]),
        b.weight("R", [1, 12, 4]),
        b.weight("B", [1, 24]),
        b.weight("h", [1, 2, 4]),
      ];
      return b.add("gru", "layer", inputs, { hidden: 4 }, ["layer"]);
    },
  },
  "gru, last state": {
    x: [3, 2, 3],
    layer: (b, x) => {
      const inputs = [x, b.weight("W", [1, 12, 3]), b.weight("R", [1, 12, 4]), b.weight("B", [1, 24])];
      return b.add("gru", "layer", inputs, { hidden: 4 }, ["", "layer"]);
    },
  },
  rnn: {
    x: [3, 2, 3],
    layer: (b, x) => {
      const inputs = [
        x,
        b.weight("W", [1, 4, 3]),
        b.weight("R", [1, 4, 4]),
        b.weight("B", [1, 8]),
        b.weight("h", [1, 2, 4]),
      ];
      return b.add("rnn", "layer", inputs, { hidden: 4 }, ["layer"]);
    },
  },
  "two readers": {
    x: [3, 4],
    layer: (b, x) => {
      const w = b.weight("w", [4, 4]);
      const first = b.add("linear", "first", [x, w], { weight: "out-in" });
      const second = b.add("linear", "second", [first, w], { weight: "in-out" });
      return b.add("add", "layer", [b.add("mul", "product", [first, second], {}), x], {});
    },
  },
  "cross-entropy": {
    x: [4, 3, 2],
    layer: (b, x) => b.add("neg", "layer", [x], {}),
    loss: "cross-entropy",
    labels: true,
  },
  l1: { x: [4, 3], layer: (b, x) => b.add("neg", "layer", [x], {}), loss: "l1" },
  bce: { x: [4, 3], layer: (b, x) => b.add("sigmoid", "layer", [x], {}), loss: "bce" },
};

const STEP = 1e-5;
/** Of the largest gradient of a parameter, which FP32 knows to some 1e-6. */
const TOLERANCE = 2e-4;

describe("every gradient is that of finite differences in double", () => {
  for (const [name, { x, layer, loss = "mse", labels = false }] of Object.entries(CASES)) {
    test.prop([fc.nat(1e6), fc.constantFrom<Layout>("hwc", "chw")], { numRuns: 3 })(name, (seed, layout) => {
      const target = labels ? "labels" : "numbers";
      const probe = new Probe({ x, seed, precision: "fp32", layout, loss, target }, layer);
      const { network } = probe;
      const inputs = [Float64Array.from(probe.tensor("x").values)];
      const start = new Map(
        [...network.parameters.keys()].map((each) => [each, Float64Array.from(probe.parameter(each).values)] as const),
      );
      const at = (values: typeof start): number =>
        lossInDouble(network, loss, values, inputs, Float64Array.from(probe.target));
      expect(Math.abs(at(start) - probe.loss)).toBeLessThan(1e-4 * Math.max(1, probe.loss));
      for (const [parameter, { role }] of network.parameters) {
        if (role === "constant" || role === "statistic") continue;
        const gradient = probe.tensor(`grad.${parameter}`).values;
        const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
        const stride = Math.max(1, Math.floor(gradient.length / 7));
        for (let i = 0; i < gradient.length; i += stride) {
          const moved = (by: number): number => {
            const values = Float64Array.from(start.get(parameter)!);
            values[i] += by;
            return at(new Map([...start, [parameter, values]]));
          };
          const difference = (moved(STEP) - moved(-STEP)) / (2 * STEP);
          expect(Math.abs(difference - gradient[i]) / largest, `${parameter}[${i}]`).toBeLessThan(TOLERANCE);
        }
      }
    });
  }
});
