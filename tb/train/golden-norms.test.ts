import { fc, test } from "@fast-check/vitest";
import { describe } from "vitest";
import {
  inverseRoot,
  normalized,
  normBackward,
  normGroups,
  normParameters,
  normSums,
  statistics,
} from "../../golden/layers/norm.js";
import { running } from "../../golden/layers/optimizer.js";
import { mul, rounded, single, sum } from "../../golden/layers/real.js";
import { range, sizeOf } from "../../golden/layers/tensor.js";
import { layout, precision, seed, size } from "./arbitraries.js";
import { expectSame, Probe, type ProbeLayer } from "./layer-probe.js";

const shape4 = fc.tuple(size(3), size(4), size(4), size(4));

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
