/** Compares what a layer computed with golden, element by element. */
import { convolve, convolveBack, convolveWeight, type GoldenConvolution } from "../golden/layers/convolution.js";
import { ELEMENTWISE } from "../golden/layers/elementwise.js";
import { normalized, normBackward, normGroups, normParameters, normSums, statistics } from "../golden/layers/norm.js";
import { averagePool, averagePoolBackward, maxPool, maxPoolBackward, type GoldenPool } from "../golden/layers/pool.js";
import { rounded, single, sum } from "../golden/layers/real.js";
import { softmax, softmaxBackward } from "../golden/layers/rows.js";
import { range, sizeOf, type GoldenTensor } from "../golden/layers/tensor.js";
import { readTensor } from "../train/functional/memory.js";
import type { LayerAlone } from "../train/layer-alone.js";
import { Random } from "../train/randomness.js";

/** Result of one comparison. */
export interface LayerCheck {
  readonly what: string;
  readonly elements: number;
  /** Elements that were computed in exact arithmetic: all, or a random sample of a large product. */
  readonly checked: number;
  readonly mismatches: number;
}

/** Terms of chains that are computed exactly for one tensor: some seconds. */
const BUDGET = 150_000;

/** Golden's form of a tensor; a product takes the places that are looked at. */
type Golden = readonly [
  what: string,
  tensor: string,
  terms: number,
  golden: (places?: ReadonlySet<number>) => readonly number[],
];

export function checkLayer(layer: LayerAlone): readonly LayerCheck[] {
  const random = new Random(layer.settings.seed, 3);
  return goldenOf(layer).map(([what, tensor, terms, golden]) => {
    const got = readTensor(layer.memory, tensor);
    const most = Math.max(1, Math.floor(BUDGET / terms));
    const places = got.length <= most ? undefined : new Set(range(most).map(() => random.below(got.length)));
    const wanted = golden(places);
    let [checked, mismatches] = [0, 0];
    for (let i = 0; i < got.length; i++) {
      if (places !== undefined && !places.has(i)) continue;
      checked++;
      if (!Object.is(got[i], wanted[i])) mismatches++;
    }
    return { what, elements: got.length, checked, mismatches };
  });
}

function goldenOf(layer: LayerAlone): readonly Golden[] {
  const { settings: s, memory } = layer;
  const format = s.precision;
  const tensor = (name: string): GoldenTensor => ({
    shape: memory.tensor(name).shape,
    values: [...readTensor(memory, name)],
  });
  const [x, y, dy] = [layer.input, layer.output, layer.outputGradient].map(tensor);
  const dx = (terms: number, golden: Golden[3]): Golden => ["input gradient", layer.inputGradient, terms, golden];
  const forward = (terms: number, golden: Golden[3]): Golden => ["forward", layer.output, terms, golden];
  const parameter = (name: string, terms: number, golden: Golden[3]): Golden => [
    `gradient of ${name}`,
    `grad.${name}`,
    terms,
    golden,
  ];
  const bias = s.bias && memory.tensors.has("bias") ? tensor("bias") : undefined;
  const biasGradient = (axis: number): readonly Golden[] => {
    if (bias === undefined) return [];
    const inner = sizeOf(dy.shape.slice(axis + 1));
    const size = dy.shape[axis];
    const golden = (): readonly number[] =>
      range(size).map((c) => rounded(format, sum(dy.values.filter((_, i) => Math.floor(i / inner) % size === c))));
    return [parameter("bias", dy.values.length / size, golden)];
  };
  const convolution = (groups: number, isTransposed: boolean): readonly Golden[] => {
    const weight = tensor("weight");
    const p: GoldenConvolution = {
      ...{ stride: s.stride, padding: [s.padding[0], s.padding[1]], dilation: s.dilation, groups },
      ...{ layout: s.layout, format },
    };
    const taps = sizeOf(weight.shape.slice(1));
    const places = sizeOf(dy.shape) / dy.shape[1];
    const [image, out] = isTransposed ? [y, x] : [x, y];
    const [dimage, dout] = isTransposed ? [dy, x] : [x, dy];
    const [value, gradient] = isTransposed
      ? [
          (chosen?: ReadonlySet<number>) => convolveBack(x, weight, bias, image.shape, p, chosen).values,
          (chosen?: ReadonlySet<number>) => convolve(dy, weight, undefined, out.shape, p, chosen).values,
        ]
      : [
          (chosen?: ReadonlySet<number>) => convolve(x, weight, bias, out.shape, p, chosen).values,
          (chosen?: ReadonlySet<number>) => convolveBack(dy, weight, undefined, image.shape, p, chosen).values,
        ];
    const weightGradient = parameter(
      "weight",
      places,
      (chosen) => convolveWeight(dimage, dout, weight.shape, p, chosen).values,
    );
    return [forward(taps, value), weightGradient, ...biasGradient(1), dx(taps, gradient)];
  };
  const elementwise = (fn: string, c = 0, d = 0): readonly Golden[] => {
    const { value, gradient } = ELEMENTWISE[fn];
    return [
      forward(1, () => x.values.map((each) => rounded(format, value(each, c, d)))),
      dx(1, () => x.values.map((each, i) => rounded(format, gradient(dy.values[i], each, y.values[i], c, d)))),
    ];
  };
  const pool = (isMax: boolean): readonly Golden[] => {
    const p: GoldenPool = {
      ...{ kernel: s.kernel, stride: s.stride, padding: s.padding, dilation: isMax ? s.dilation : [1, 1] },
      ...{ countPadding: true, format },
    };
    return isMax
      ? [forward(1, () => maxPool(x, y.shape, p).values), dx(1, () => maxPoolBackward(x, dy, p).values)]
      : [forward(1, () => averagePool(x, y.shape, p).values), dx(1, () => averagePoolBackward(x.shape, dy, p).values)];
  };
  const norm = (kind: "batch" | "layer" | "instance"): readonly Golden[] => {
    const groups = normGroups(kind, x.shape, x.shape.length - 1);
    const stats = statistics(x, groups, 1e-5);
    const [scale, shift] = ["scale", "shift"].map((name) => tensor(name).values);
    const isLayer = kind === "layer";
    const sums = normSums(x, dy, groups, stats, isLayer ? scale : undefined);
    const size = scale.length;
    const over = (values: readonly number[]): readonly number[] =>
      range(size).map((c) => rounded(format, sum(values.filter((_, i) => i % size === c))));
    const parameters = isLayer ? normParameters(x, dy, groups, stats, size, format) : undefined;
    return [
      forward(1, () => normalized(x, groups, stats, scale, shift, format)),
      parameter("scale", 1, () => parameters?.scale ?? over(sums.s2)),
      parameter("shift", 1, () => parameters?.shift ?? over(sums.s1)),
      dx(1, () => normBackward(x, dy, groups, stats, scale, isLayer, sums, format)),
    ];
  };
  const rows = (values: readonly number[]): readonly number[][] => {
    const size = x.shape.at(-1)!;
    return range(values.length / size).map((r) => values.slice(r * size, (r + 1) * size));
  };

  switch (s.kind) {
    case "linear": {
      const weight = tensor("weight");
      const image = { shape: [sizeOf(x.shape) / x.shape.at(-1)!, x.shape.at(-1)!, 1, 1], values: x.values };
      const out = { shape: [image.shape[0], dy.shape.at(-1)!, 1, 1], values: dy.values };
      const kernel = { shape: [...weight.shape, 1, 1], values: weight.values };
      const p: GoldenConvolution = {
        ...{ stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1, layout: "hwc", format },
      };
      return [
        forward(image.shape[1], (chosen) => convolve(image, kernel, bias, out.shape, p, chosen).values),
        parameter("weight", image.shape[0], (chosen) => convolveWeight(image, out, kernel.shape, p, chosen).values),
        ...biasGradient(dy.shape.length - 1),
        dx(out.shape[1], (chosen) => convolveBack(out, kernel, undefined, image.shape, p, chosen).values),
      ];
    }
    case "conv2d":
      return convolution(s.groups, false);
    case "pointwise":
      return convolution(1, false);
    case "depthwise":
      return convolution(x.shape[1], false);
    case "conv-transpose2d":
      return convolution(s.groups, true);
    case "batch-norm":
      return norm("batch");
    case "layer-norm":
      return norm("layer");
    case "instance-norm":
      return norm("instance");
    case "max-pool":
      return pool(true);
    case "average-pool":
      return pool(false);
    case "softmax":
      return [
        forward(1, () => rows(x.values).flatMap((row) => softmax(row, format))),
        dx(1, () => rows(y.values).flatMap((row, r) => softmaxBackward(row, rows(dy.values)[r], format))),
      ];
    case "leaky-relu":
      return elementwise("leakyRelu", single(0.01));
    case "gelu":
      return elementwise("geluErf");
    default:
      return elementwise(s.kind);
  }
}
