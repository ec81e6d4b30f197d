import { fc, test as property } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { fma32 } from "../../golden/gemm/product.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { LayerCall } from "../../run/kernels/layer-call.js";
import { rounderOf } from "../../train/functional/arithmetic.js";
import { BYTES, draw, elements, FORMATS, put, take, word, type Format } from "./tensor.js";

const f = Math.fround;

const geometry = fc.record({
  groups: fc.integer({ min: 1, max: 9 }),
  outer: fc.integer({ min: 1, max: 3 }),
  inner: fc.integer({ min: 1, max: 7 }),
  layout: fc.constantFrom("channels last", "channels outside", "rows"),
  team: fc.integer({ min: 1, max: 8 }),
  seed: fc.nat(),
  split: fc.nat(1),
  continued: fc.nat(1),
  parameters: fc.constantFrom("none", "fp32", "fp16", "scale alone"),
  frozen: fc.boolean(),
});
type Geometry = typeof geometry extends fc.Arbitrary<infer T> ? T : never;

/** Elements from group to group, outer to outer, inner to inner. */
function stridesOf({ groups, outer, inner, layout }: Geometry): readonly [number, number, number] {
  if (layout === "channels last") return [1, inner * groups, groups];
  return layout === "rows" ? [outer * inner, inner, 1] : [inner, groups * inner, 1];
}

class Norm {
  readonly drawn: Geometry;
  readonly format: Format;
  readonly x: Float64Array;
  readonly dy: Float64Array;
  readonly mean: Float64Array;
  readonly inverse: Float64Array;
  readonly sum1: Float64Array;
  readonly sum2: Float64Array;
  readonly scale: Float64Array;
  readonly shift: Float64Array;
  readonly part: number;

  constructor(format: Format, drawn: Geometry) {
    const { groups, outer, inner, seed, parameters } = drawn;
    const count = groups * outer * inner;
    this.drawn = drawn;
    this.format = format;
    this.x = draw(format, count, seed);
    this.dy = draw(format, count, seed + 1);
    [this.mean, this.inverse, this.sum1, this.sum2] = [2, 3, 4, 5].map((i) => draw("fp32", groups, seed + i));
    const of = parameters === "fp16" ? "fp16" : "fp32";
    // One a group, or for a layer norm one an element.
    this.scale = draw(of, Math.max(groups, outer * inner), seed + 6);
    this.shift = draw(of, Math.max(groups, outer * inner), seed + 7);
    this.part = f(1 / (outer * inner));
  }

  /** Runs the layer: Y and both sums as bits. */
  run(layer: string, file = "norm", suffix = "") {
    const { drawn, format } = this;
    const { groups, outer, inner, team, split, continued, parameters, frozen } = drawn;
    const call = new LayerCall(new Cluster(), {
      files: [`${file}-${format}`],
      layer: `layer_${layer}_${format}${suffix}`,
      team,
    });
    const of = parameters === "fp16" ? "fp16" : "fp32";
    const [x, dy] = [put(call, format, this.x), put(call, format, this.dy, BYTES[format])];
    const y = put(call, format, new Float64Array(this.x.length));
    const [mean, inverse, sum1, sum2] = [this.mean, this.inverse, this.sum1, this.sum2].map((values) =>
      put(call, "fp32", values),
    );
    const [scale, shift] = [this.scale, this.shift].map((values) => put(call, of, values));
    const strides = stridesOf(drawn).map((stride) => stride * BYTES[format]);
    call.describe("NORM", {
      ...{ x, dy, y, groups, outer, inner, split, continue: continued, mean, inverse },
      ...{ groupStride: strides[0], outerStride: strides[1], innerStride: strides[2] },
      ...{ sum1: layer.startsWith("norm_backward") && frozen ? 0 : sum1, sum2, part: word(this.part) },
      scale: parameters === "none" ? 0 : scale,
      shift: parameters === "none" || parameters === "scale alone" ? 0 : shift,
      parameterHalf: of === "fp16" ? 1 : 0,
    });
    call.finish();
    return {
      y: take(call, format, y, this.x.length),
      sum1: take(call, "fp32", sum1, groups),
      sum2: take(call, "fp32", sum2, groups),
    };
  }

  /** Visits the elements of a group in their order. */
  each(group: number, visit: (at: number) => void): void {
    const { outer, inner } = this.drawn;
    const [g, o, i] = stridesOf(this.drawn);
    for (let a = 0; a < outer; a++) for (let b = 0; b < inner; b++) visit(group * g + a * o + b * i);
  }

  sums(start: Float64Array, add: (sum: number, at: number, group: number) => number) {
    return elements(
      "fp32",
      start.map((from, group) => {
        let sum = this.drawn.continued === 1 ? from : 0;
        this.each(group, (at) => (sum = add(sum, at, group)));
        return sum;
      }),
    );
  }

  map(of: (at: number, group: number) => number) {
    const out = new Float64Array(this.x.length);
    const round = rounderOf(this.format);
    for (let group = 0; group < this.drawn.groups; group++) this.each(group, (at) => (out[at] = round(of(at, group))));
    return elements(this.format, out);
  }

  hat(at: number, group: number): number {
    return f(f(this.x[at] - this.mean[group]) * this.inverse[group]);
  }
}

describe.each(FORMATS)("%s", (format) => {
  property.prop([geometry], { numRuns: 12 })("sum, dot, squares", (drawn) => {
    const norm = new Norm(format, drawn);
    const { x, dy, mean, sum1 } = norm;
    expect(norm.run("sum").sum1).toEqual(norm.sums(sum1, (sum, at) => f(sum + x[at])));
    expect(norm.run("dot").sum1).toEqual(norm.sums(sum1, (sum, at) => fma32(x[at], dy[at], sum)));
    const squares = norm.sums(sum1, (sum, at, group) => {
      const d = f(x[at] - mean[group]);
      return fma32(d, d, sum);
    });
    expect(norm.run("squares").sum1).toEqual(squares);
  });

  property.prop([geometry], { numRuns: 12 })("sums of the backward pass", (drawn) => {
    const norm = new Norm(format, drawn);
    const { dy, sum1, sum2 } = norm;
    const got = norm.run("norm_sums");
    expect(got.sum1).toEqual(norm.sums(sum1, (sum, at) => f(sum + dy[at])));
    expect(got.sum2).toEqual(norm.sums(sum2, (sum, at, group) => fma32(dy[at], norm.hat(at, group), sum)));
  });

  property.prop([geometry], { numRuns: 16 })("normalise", (drawn) => {
    const norm = new Norm(format, drawn);
    const expected = norm.map((at, group) => {
      if (drawn.parameters === "none") return norm.hat(at, group);
      return fma32(norm.hat(at, group), norm.scale[group], drawn.parameters === "scale alone" ? 0 : norm.shift[group]);
    });
    expect(norm.run("normalize").y).toEqual(expected);
  });

  property.prop([geometry], { numRuns: 16 })("backward", (drawn) => {
    const norm = new Norm(format, drawn);
    const { dy, inverse, scale, sum1, sum2, part } = norm;
    const expected = norm.map((at, group) => {
      const factor = drawn.parameters === "none" ? inverse[group] : f(scale[group] * inverse[group]);
      if (drawn.frozen) return f(dy[at] * factor);
      const away = f(fma32(norm.hat(at, group), sum2[group], sum1[group]) * part);
      return f(f(dy[at] - away) * factor);
    });
    expect(norm.run("norm_backward").y).toEqual(expected);
  });

  const rows = geometry.map((drawn): Geometry => ({
    ...drawn,
    ...{ layout: "rows", outer: 1 },
    parameters: format === "fp32" || drawn.seed % 2 === 0 ? "fp32" : "fp16",
  }));

  property.prop([rows], { numRuns: 16 })("layer norm: a scale and a shift an element", (drawn) => {
    const norm = new Norm(format, drawn);
    const { dy, scale, shift, inverse, sum1, sum2, part } = norm;
    const element = (at: number): number => at % drawn.inner;
    const suffix = `_${drawn.parameters}`;
    const forward = norm.map((at, group) => fma32(norm.hat(at, group), scale[element(at)], shift[element(at)]));
    expect(norm.run("normalize_row", "norm-row", suffix).y).toEqual(forward);

    const weighted = (at: number): number => f(dy[at] * scale[element(at)]);
    const sums = norm.run("norm_sums_row", "norm-row", suffix);
    expect(sums.sum1).toEqual(norm.sums(sum1, (sum, at) => f(sum + weighted(at))));
    expect(sums.sum2).toEqual(norm.sums(sum2, (sum, at, group) => fma32(weighted(at), norm.hat(at, group), sum)));

    const backward = norm.map((at, group) => {
      if (drawn.frozen) return f(weighted(at) * inverse[group]);
      const away = f(fma32(norm.hat(at, group), sum2[group], sum1[group]) * part);
      return f(f(weighted(at) - away) * inverse[group]);
    });
    expect(norm.run("norm_backward_row", "norm-row", suffix).y).toEqual(backward);
  });

  property.prop([geometry], { numRuns: 10 })("layer norm: gradient of the scale", (given) => {
    // Groups are the elements of a row, inner elements the rows.
    const drawn: Geometry = { ...given, layout: "channels last", outer: 1, inner: Math.min(given.inner, given.groups) };
    const norm = new Norm(format, drawn);
    const { x, dy, mean, inverse, sum1 } = norm;
    const expected = norm.sums(sum1, (sum, at, group) => {
      const row = (at - group) / drawn.groups;
      return fma32(dy[at], f(f(x[at] - mean[row]) * inverse[row]), sum);
    });
    expect(norm.run("norm_scales", "norm-row").sum1).toEqual(expected);
  });
});
