import { fc, test } from "@fast-check/vitest";
import { describe } from "vitest";
import { ELEMENTWISE } from "../../golden/layers/elementwise.js";
import { averagePool, averagePoolBackward, maxPool, maxPoolBackward } from "../../golden/layers/pool.js";
import { rounded, single } from "../../golden/layers/real.js";
import { layout, precision, seed, size } from "./arbitraries.js";
import { expectSame, Probe, type ProbeLayer } from "./layer-probe.js";

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
