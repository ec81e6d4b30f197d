import { fc, test } from "@fast-check/vitest";
import { describe } from "vitest";
import { convolve, convolveBack, convolveWeight, type GoldenConvolution } from "../../golden/layers/convolution.js";
import { dot, rounded, sum } from "../../golden/layers/real.js";
import { at, range, tensorOf, type GoldenTensor } from "../../golden/layers/tensor.js";
import { layout, precision, seed, size } from "./arbitraries.js";
import { expectSame, Probe, type ProbeBuilder } from "./layer-probe.js";

const pair = (most: number): fc.Arbitrary<readonly [number, number]> => fc.tuple(size(most), size(most));

/** Sizes with strides beyond the kernel, paddings of the kernel's size and more, groups, one to three samples. */
const convolution = fc.record({
  batch: size(2),
  groups: size(3),
  inputs: size(3),
  outputs: size(3),
  image: pair(5),
  kernel: pair(3),
  stride: pair(4),
  dilation: pair(2),
  padding: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3)),
  bias: fc.boolean(),
  precision,
  layout,
  seed,
});

type Drawn = typeof convolution extends fc.Arbitrary<infer T> ? T : never;

const fits = ({ image, kernel, dilation, padding }: Drawn): boolean =>
  [0, 1].every((axis) => image[axis] + padding[axis] + padding[axis + 2] > dilation[axis] * (kernel[axis] - 1));

function sumsOfChannels(dy: GoldenTensor, format: "fp32" | "fp16"): number[] {
  const [n, channels, h, w] = dy.shape;
  return range(channels).map((c) =>
    rounded(format, sum(range(n).flatMap((b) => range(h).flatMap((y) => range(w).map((x) => at(dy, b, c, y, x)))))),
  );
}

const goldenOf = (c: Drawn): GoldenConvolution => ({
  stride: c.stride,
  padding: [c.padding[0], c.padding[1]],
  dilation: c.dilation,
  groups: c.groups,
  layout: c.layout,
  format: c.precision,
});

describe("convolutions equal golden in every bit", () => {
  const check = (c: Drawn): void => {
    const channels = c.groups * c.inputs;
    const outputs = c.groups * c.outputs;
    const layer = (b: ProbeBuilder, x: string): string => {
      const weight = b.weight("w", [outputs, c.inputs, ...c.kernel]);
      const inputs = c.bias ? [x, weight, b.weight("b", [outputs])] : [x, weight];
      return b.add("conv2d", "layer", inputs, { ...c, padding: c.padding });
    };
    const probe = new Probe({ ...c, x: [c.batch, channels, ...c.image] }, layer);
    const w = probe.parameter("w");
    const p = goldenOf(c);
    expectSame(probe.y, convolve(probe.x, w, c.bias ? probe.parameter("b") : undefined, probe.y.shape, p));
    expectSame(probe.tensor("grad.w"), convolveWeight(probe.x, probe.dy, w.shape, p));
    expectSame(probe.dx, convolveBack(probe.dy, w, undefined, probe.x.shape, p));
    if (c.bias) expectSame(probe.tensor("grad.b"), sumsOfChannels(probe.dy, c.precision));
  };
  test.prop([convolution.filter(fits)], { numRuns: 60 })("any", check);
  test.prop([convolution.filter(fits)], { numRuns: 40 })("one channel a group", (c) =>
    check({ ...c, inputs: 1, outputs: 1, groups: c.groups + 1 }),
  );
});

describe("transposed convolutions equal golden in every bit", () => {
  test.prop([convolution, fc.nat(1), fc.nat(1)], { numRuns: 60 })("any", (c, extraRows, extraColumns) => {
    const outputPadding = [extraRows, extraColumns] as const;
    const size = (axis: 0 | 1): number =>
      (c.image[axis] - 1) * c.stride[axis] -
      c.padding[axis] -
      c.padding[axis + 2] +
      c.dilation[axis] * (c.kernel[axis] - 1) +
      outputPadding[axis] +
      1;
    fc.pre(size(0) > 0 && size(1) > 0);
    const channels = c.groups * c.inputs;
    const outputs = c.groups * c.outputs;
    const layer = (b: ProbeBuilder, x: string): string => {
      const weight = b.weight("w", [channels, c.outputs, ...c.kernel]);
      const inputs = c.bias ? [x, weight, b.weight("b", [outputs])] : [x, weight];
      return b.add("convTranspose2d", "layer", inputs, { ...c, outputPadding });
    };
    const probe = new Probe({ ...c, x: [c.batch, channels, ...c.image] }, layer);
    const w = probe.parameter("w");
    const p = goldenOf(c);
    expectSame(probe.y, convolveBack(probe.x, w, c.bias ? probe.parameter("b") : undefined, probe.y.shape, p));
    expectSame(probe.tensor("grad.w"), convolveWeight(probe.dy, probe.x, w.shape, p));
    expectSame(probe.dx, convolve(probe.dy, w, undefined, probe.x.shape, p));
    if (c.bias) expectSame(probe.tensor("grad.b"), sumsOfChannels(probe.dy, c.precision));
  });
});

describe("linear layers equal golden in every bit", () => {
  const sizes = fc.tuple(...[1, 2, 3].map(() => size(9)));
  test.prop([sizes, fc.boolean(), fc.boolean(), precision, seed], { numRuns: 60 })(
    "any",
    ([rows, inputs, outputs], isTransposed, hasBias, format, number) => {
      const layer = (b: ProbeBuilder, x: string): string => {
        const weight = b.weight("w", isTransposed ? [inputs, outputs] : [outputs, inputs]);
        const operands = hasBias ? [x, weight, b.weight("b", [outputs])] : [x, weight];
        return b.add("linear", "layer", operands, { weight: isTransposed ? "in-out" : "out-in" });
      };
      const probe = new Probe({ x: [rows, inputs], seed: number, precision: format }, layer);
      const [x, dy, w] = [probe.x, probe.dy, probe.parameter("w")];
      const weight = (i: number, o: number): number => (isTransposed ? at(w, i, o) : at(w, o, i));
      const bias = hasBias ? probe.parameter("b").values : undefined;
      const y = tensorOf([rows, outputs], (r, o) =>
        dot(
          range(inputs).map((i) => at(x, r, i)),
          range(inputs).map((i) => weight(i, o)),
          bias?.[o] ?? 0,
          format,
        ),
      );
      const dx = tensorOf([rows, inputs], (r, i) =>
        dot(
          range(outputs).map((o) => at(dy, r, o)),
          range(outputs).map((o) => weight(i, o)),
          0,
          format,
        ),
      );
      const dw = (i: number, o: number): number =>
        dot(
          range(rows).map((r) => at(x, r, i)),
          range(rows).map((r) => at(dy, r, o)),
          0,
          format,
        );
      expectSame(probe.y, y);
      expectSame(probe.dx, dx);
      expectSame(
        probe.tensor("grad.w"),
        tensorOf(w.shape, (a, b) => (isTransposed ? dw(a, b) : dw(b, a))),
      );
      if (bias !== undefined) {
        const sums = range(outputs).map((o) => rounded(format, sum(range(rows).map((r) => at(dy, r, o)))));
        expectSame(probe.tensor("grad.b"), sums);
      }
    },
  );
});

describe("products of two activations equal golden in every bit", () => {
  const sizes = fc.tuple(...[1, 2, 3, 4, 5].map(() => fc.integer({ min: 1, max: 4 })));
  test.prop([sizes, precision, seed], { numRuns: 40 })("x by its turned self, in stacks", (drawn, format, number) => {
    const [n, heads, m, k] = [drawn[0], drawn[1] + 1, drawn[2], drawn[3]];
    const layer = (b: ProbeBuilder, x: string): string => {
      const right = b.add("transpose", "turned", [x], { permutation: [0, 1, 3, 2] });
      return b.add("matmul", "layer", [x, right], {});
    };
    const probe = new Probe({ x: [n, heads, m, k], seed: number, precision: format }, layer);
    const { x, dy } = probe;
    const y = tensorOf([n, heads, m, m], (b, h, r, c) =>
      dot(
        range(k).map((i) => at(x, b, h, r, i)),
        range(k).map((i) => at(x, b, h, c, i)),
        0,
        format,
      ),
    );
    const left = tensorOf([n, heads, m, k], (b, h, r, i) =>
      dot(
        range(m).map((c) => at(dy, b, h, r, c)),
        range(m).map((c) => at(x, b, h, c, i)),
        0,
        format,
      ),
    );
    const right = tensorOf([n, heads, k, m], (b, h, i, c) =>
      dot(
        range(m).map((r) => at(x, b, h, r, i)),
        range(m).map((r) => at(dy, b, h, r, c)),
        0,
        format,
      ),
    );
    expectSame(probe.y, y);
    expectSame(probe.tensor("layer.d_shift.full"), left);
    expectSame(probe.tensor("layer.d_turned.full"), right);
  });
});
