import { NetworkBuilder } from "../builder.js";
import { elementsOf, type Network, type ParameterRole, type Shape } from "../network.js";
import { Random } from "../randomness.js";

export interface FashionNetOptions {
  readonly batch: number;
  readonly classes: number;
  readonly seed: number;
  /** Batch norms behind the convolutions, which then have no bias: how it is pre-trained. */
  readonly norms: boolean;
}

/** Channels and stride of the depthwise half of each block. */
const BLOCKS: readonly (readonly [channels: number, stride: 1 | 2])[] = [
  [32, 1],
  [32, 2],
  [64, 1],
  [64, 2],
  [128, 1],
];
const NORM = { epsilon: 1e-5, momentum: 0.1, frozen: false } as const;

/**
 * The network of the continual learning: images 1 x 32 x 32, a 3 x 3 convolution with stride 2, five blocks of a depthwise 3 x 3
 * and a pointwise convolution, the mean of each channel and a linear layer. Layers 0 to 11; `l9` is what layer 9 reads.
 */
export function fashionNet({ batch, classes, seed, norms }: FashionNetOptions): Network {
  const b = new NetworkBuilder("fashion-net");
  const random = new Random(seed);
  const parameter = (name: string, shape: Shape, role: ParameterRole, of: () => number): string =>
    b.parameter(
      name,
      shape,
      role,
      Float32Array.from({ length: elementsOf(shape) }, () => of()),
    );
  /** Uniform within +-sqrt(factor / inputs of an output). */
  const uniform = (factor: number, inputs: number) => (): number =>
    (2 * random.uniform() - 1) * Math.sqrt(factor / inputs);
  let next = 1;
  const convolution = (name: string, x: string, channels: number, kernel: 1 | 3, stride: 1 | 2, groups: number) => {
    const shape = [channels, b.shape(x)[1] / groups, kernel, kernel];
    const weight = parameter(`${name}.weight`, shape, "weight", uniform(6, elementsOf(shape.slice(1))));
    const bias = norms ? [] : [parameter(`${name}.bias`, [channels], "bias", () => 0)];
    const edge = (kernel - 1) / 2;
    let y = b.add("conv2d", name, [x, weight, ...bias], {
      ...{ stride: [stride, stride], padding: [edge, edge, edge, edge], dilation: [1, 1], groups },
    });
    if (norms) {
      const inputs = [
        ...[y, parameter(`${name}.bn.weight`, [channels], "scale", () => 1)],
        parameter(`${name}.bn.bias`, [channels], "shift", () => 0),
        parameter(`${name}.bn.running_mean`, [channels], "statistic", () => 0),
        parameter(`${name}.bn.running_var`, [channels], "statistic", () => 1),
      ];
      y = b.add("batchNorm", `${name}.bn`, inputs, NORM);
    }
    return b.add("relu", `${name}.relu`, [y], {}, [next === 11 ? "features" : `l${next++}`]);
  };
  let x = convolution("c1", b.input("x", [batch, 1, 32, 32]), 16, 3, 2, 1);
  BLOCKS.forEach(([channels, stride], i) => {
    const before = b.shape(x)[1];
    x = convolution(`b${i + 1}.dw`, x, before, 3, stride, before);
    x = convolution(`b${i + 1}.pw`, x, channels, 1, 1, 1);
  });
  const mean = b.add("globalAveragePool", "pool", [x], {}, ["pooled"]);
  const [, features] = b.shape(mean);
  x = b.add("reshape", "flatten", [mean], { shape: [batch, features] }, ["l11"]);
  const weight = parameter("fc.weight", [classes, features], "weight", uniform(1, features));
  const bias = parameter("fc.bias", [classes], "bias", uniform(1, features));
  return b.build([b.add("linear", "fc", [x, weight, bias], { weight: "out-in" }, ["y"])]);
}
