/** Whole small networks, drawn: what a block asks for is bent to what its input allows, so that every draw is a network. */
import fc from "fast-check";
import { NetworkBuilder } from "../../train/builder.js";
import { elementsOf, type Network, type Padding, type ParameterRole, type Shape } from "../../train/network.js";
import { Random } from "../../train/randomness.js";

const BLOCKS = [
  ...["conv", "conv", "depthwise", "residual", "concat", "batchNorm", "instanceNorm"],
  ...["activation", "maxPool", "averagePool", "transposed"],
] as const;
const ACTIVATIONS = ["relu", "relu6", "sigmoid", "tanh"] as const;

export interface DrawnBlock {
  readonly kind: (typeof BLOCKS)[number];
  readonly channels: number;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: Padding;
  readonly dilation: readonly [number, number];
  readonly groups: number;
  readonly bias: boolean;
  readonly activation: (typeof ACTIVATIONS)[number];
}

export interface DrawnNetwork {
  readonly image: readonly [channels: number, rows: number, columns: number];
  readonly batch: number;
  readonly blocks: readonly DrawnBlock[];
  /** Head: mean over the pixels, or all of them; a layer norm before the classes. */
  readonly pooled: boolean;
  readonly normed: boolean;
  readonly classes: number;
  readonly seed: number;
}

const size = (least: number, most: number): fc.Arbitrary<number> => fc.integer({ min: least, max: most });
const block: fc.Arbitrary<DrawnBlock> = fc.record({
  ...{ kind: fc.constantFrom(...BLOCKS), channels: size(1, 7), kernel: fc.tuple(size(1, 4), size(1, 4)) },
  // Strides beyond the kernel, paddings as wide as it.
  ...{ stride: fc.tuple(size(1, 4), size(1, 3)), padding: fc.tuple(size(0, 3), size(0, 3), size(0, 3), size(0, 3)) },
  ...{ dilation: fc.tuple(size(1, 2), size(1, 2)), groups: size(1, 3), bias: fc.boolean() },
  activation: fc.constantFrom(...ACTIVATIONS),
});

export const drawnNetwork: fc.Arbitrary<DrawnNetwork> = fc.record({
  ...{ image: fc.tuple(size(1, 5), size(3, 9), size(3, 9)), batch: size(2, 3) },
  blocks: fc.array(block, { minLength: 1, maxLength: 4 }),
  ...{ pooled: fc.boolean(), normed: fc.boolean(), classes: size(2, 5), seed: size(0, 1000) },
});

class Builder extends NetworkBuilder {
  private readonly random: Random;
  private count = 0;

  constructor(seed: number) {
    super("drawn");
    this.random = new Random(seed);
  }

  next(kind: string): string {
    return `${kind}${++this.count}`;
  }

  weight(name: string, shape: Shape, role: ParameterRole = "weight"): string {
    const limit = 1 / Math.sqrt(Math.max(1, elementsOf(shape.slice(1))));
    const offset = role === "scale" ? 1 : 0;
    const values = Float32Array.from({ length: elementsOf(shape) }, () => offset + limit * this.random.normal() * 0.5);
    return this.parameter(name, shape, role, values);
  }

  norm(x: string, op: "batchNorm" | "instanceNorm"): string {
    const [name, channels] = [this.next("norm"), this.shape(x)[1]];
    const affine = [this.weight(`${name}.g`, [channels], "scale"), this.weight(`${name}.b`, [channels], "shift")];
    if (op === "instanceNorm") return this.add(op, name, [x, ...affine], { epsilon: 1e-5 });
    const statistics = [0, 1].map((value) =>
      this.parameter(`${name}.s${value}`, [channels], "statistic", new Float32Array(channels).fill(value)),
    );
    return this.add(op, name, [x, ...affine, ...statistics], { epsilon: 1e-5, momentum: 0.1, frozen: false });
  }

  conv(x: string, channels: number, wanted: DrawnBlock, groups: number, keeps = false): string {
    const name = this.next("conv");
    const shape = this.shape(x);
    const { kernel, stride, padding, dilation } = keeps
      ? { kernel: [3, 3] as const, stride: [1, 1] as const, padding: [1, 1, 1, 1] as const, dilation: [1, 1] as const }
      : windowOf(wanted, shape);
    const weight = this.weight(`${name}.w`, [channels, shape[1] / groups, ...kernel]);
    const bias = wanted.bias ? [this.weight(`${name}.b`, [channels], "bias")] : [];
    return this.add("conv2d", name, [x, weight, ...bias], { stride, padding, dilation, groups });
  }
}

/** Kernel, stride, padding and dilation that leave at least one pixel. */
function windowOf({ kernel, stride, padding, dilation }: DrawnBlock, [, , rows, columns]: Shape) {
  const fit = (extent: number, pads: number, size: number, step: number): readonly [number, number] => {
    const most = extent + pads;
    const kept = Math.min(size, most);
    return (kept - 1) * step + 1 <= most ? [kept, step] : [kept, 1];
  };
  const [kh, dh] = fit(rows, padding[0] + padding[2], kernel[0], dilation[0]);
  const [kw, dw] = fit(columns, padding[1] + padding[3], kernel[1], dilation[1]);
  return { kernel: [kh, kw] as const, stride, padding, dilation: [dh, dw] as const };
}

/** Paddings of pools stay below the kernel: a window of padding alone has no mean and no largest element. */
function poolOf(wanted: DrawnBlock, shape: Shape) {
  const [kh, kw] = [Math.min(wanted.kernel[0], shape[2]), Math.min(wanted.kernel[1], shape[3])];
  const [top, left] = [Math.min(wanted.padding[0], kh >> 1), Math.min(wanted.padding[1], kw >> 1)];
  const padding = [top, left, 0, 0] as const;
  return { kernel: [kh, kw] as const, stride: wanted.stride, padding };
}

/** The largest number of groups that divides both, up to what is wanted. */
function groupsOf(wanted: number, inputs: number, outputs: number): number {
  let groups = wanted;
  while (inputs % groups > 0 || outputs % groups > 0) groups--;
  return groups;
}

export function networkOf({ image, batch, blocks, pooled, normed, classes, seed }: DrawnNetwork): Network {
  const b = new Builder(seed);
  let x = b.input("x", [batch, ...image]);
  // So that every layer below has a gradient of its input.
  x = b.add("add", "first", [x, b.weight("offset", [batch, ...image])], {});
  for (const wanted of blocks) x = blockOf(b, x, wanted);
  const [, channels, rows, columns] = b.shape(x);
  const features = pooled ? channels : channels * rows * columns;
  if (pooled) x = b.add("globalAveragePool", "pool", [x], {});
  x = b.add("reshape", "rows", [x], { shape: [batch, features] });
  if (normed) {
    const affine = [b.weight("ln.g", [features], "scale"), b.weight("ln.b", [features], "shift")];
    x = b.add("layerNorm", "ln", [x, ...affine], { epsilon: 1e-5, axis: 1 });
  }
  const operands = [x, b.weight("fc.w", [classes, features]), b.weight("fc.b", [classes], "bias")];
  return b.build([b.add("linear", "fc", operands, { weight: "out-in" })]);
}

function blockOf(b: Builder, x: string, wanted: DrawnBlock): string {
  const shape = b.shape(x);
  const { kind, channels, groups, activation } = wanted;
  const inputs = shape[1];
  switch (kind) {
    case "conv":
      return b.conv(x, channels, wanted, groupsOf(groups, inputs, channels));
    case "depthwise":
      return b.conv(x, inputs, wanted, inputs);
    case "residual": {
      const inner = b.add(activation, b.next("act"), [b.conv(x, inputs, wanted, 1, true)], {});
      return b.add("add", b.next("add"), [b.conv(inner, inputs, wanted, 1, true), x], {});
    }
    case "concat":
      return b.add("concat", b.next("concat"), [b.conv(x, channels, wanted, 1, true), x], { axis: 1 });
    case "batchNorm":
      return b.norm(x, kind);
    case "instanceNorm":
      return shape[2] * shape[3] > 1 ? b.norm(x, kind) : x;
    case "activation":
      return b.add(activation, b.next("act"), [x], {});
    case "maxPool":
      return b.add("maxPool", b.next("pool"), [x], { ...poolOf(wanted, shape), dilation: [1, 1] });
    case "averagePool":
      return b.add("averagePool", b.next("pool"), [x], { ...poolOf(wanted, shape), countPadding: wanted.bias });
    case "transposed": {
      const name = b.next("up");
      const outputs = groupsOf(groups, inputs, channels);
      const weight = b.weight(`${name}.w`, [inputs, channels / outputs, 3, 2]);
      const bias = wanted.bias ? [b.weight(`${name}.b`, [channels], "bias")] : [];
      const attributes = { stride: [2, 1], padding: [1, 0, 1, 0], dilation: [1, 1], groups: outputs } as const;
      return b.add("convTranspose2d", name, [x, weight, ...bias], { ...attributes, outputPadding: [0, 0] });
    }
  }
}
