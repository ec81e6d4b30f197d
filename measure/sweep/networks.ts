/** A layer with weights; sizes in elements of one sample. */
export type Layer =
  | {
      readonly kind: "conv" | "depthwise";
      readonly name: string;
      /** Channels in and out; a depthwise layer has as many out as in. */
      readonly from: number;
      readonly to: number;
      /** Rows and columns of the kernel. */
      readonly kernel: readonly [rows: number, columns: number];
      /** Rows and columns of the output. */
      readonly output: readonly [rows: number, columns: number];
      readonly first?: true;
      /** Layers of this shape in the network, 1 by default. */
      readonly times?: number;
    }
  | {
      readonly kind: "dense";
      readonly name: string;
      readonly from: number;
      readonly to: number;
      readonly first?: true;
      readonly times?: number;
    };

/** A network by its layers with weights; `first` is the one that needs no gradient of its input. */
export interface Network {
  readonly name: string;
  /** The public definition. */
  readonly source: string;
  readonly layers: readonly Layer[];
}

const TINY = "github.com/mlcommons/tiny, benchmark/training";

/**
 * The networks of MLPerf Tiny that the training preset runs. Batch normalisations, activations, pooling and the additions of
 * residuals are no matrix products.
 */
export const NETWORKS: readonly Network[] = [
  {
    name: "ResNet8",
    source: `${TINY}/image_classification/keras_model.py, resnet_v1_eembc with 16 filters: CIFAR-10, 32 x 32 x 3`,
    layers: [
      { kind: "conv", name: "conv", from: 3, to: 16, kernel: [3, 3], output: [32, 32], first: true },
      { kind: "conv", name: "stack1.conv", from: 16, to: 16, kernel: [3, 3], output: [32, 32], times: 2 },
      { kind: "conv", name: "stack2.conv1", from: 16, to: 32, kernel: [3, 3], output: [16, 16] },
      { kind: "conv", name: "stack2.conv2", from: 32, to: 32, kernel: [3, 3], output: [16, 16] },
      { kind: "conv", name: "stack2.skip", from: 16, to: 32, kernel: [1, 1], output: [16, 16] },
      { kind: "conv", name: "stack3.conv1", from: 32, to: 64, kernel: [3, 3], output: [8, 8] },
      { kind: "conv", name: "stack3.conv2", from: 64, to: 64, kernel: [3, 3], output: [8, 8] },
      { kind: "conv", name: "stack3.skip", from: 32, to: 64, kernel: [1, 1], output: [8, 8] },
      { kind: "dense", name: "dense", from: 64, to: 10 },
    ],
  },
  {
    name: "DS-CNN",
    source: `${TINY}/keyword_spotting/keras_model.py, ds_cnn: Speech Commands, 49 x 10 MFCCs`,
    layers: [
      { kind: "conv", name: "conv", from: 1, to: 64, kernel: [10, 4], output: [25, 5], first: true },
      { kind: "depthwise", name: "depthwise", from: 64, to: 64, kernel: [3, 3], output: [25, 5], times: 4 },
      { kind: "conv", name: "pointwise", from: 64, to: 64, kernel: [1, 1], output: [25, 5], times: 4 },
      { kind: "dense", name: "dense", from: 64, to: 12 },
    ],
  },
  {
    name: "autoencoder",
    source: `${TINY}/anomaly_detection/keras_model.py: ToyADMOS, 5 frames of 128 bands`,
    layers: [
      { kind: "dense", name: "encoder.in", from: 640, to: 128, first: true },
      { kind: "dense", name: "hidden", from: 128, to: 128, times: 6 },
      { kind: "dense", name: "encoder.out", from: 128, to: 8 },
      { kind: "dense", name: "decoder.in", from: 8, to: 128 },
      { kind: "dense", name: "decoder.out", from: 128, to: 640 },
    ],
  },
];

export const PASSES = ["forward", "weight gradient", "input gradient"] as const;
export type Pass = (typeof PASSES)[number];

/** A matrix product Z[m x k] = X[m x n] W[n x k] of a layer, and how often a step of training does it. */
export interface LayerGemm {
  readonly layer: string;
  readonly pass: Pass;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly count: number;
}

/**
 * The matrix products of a layer in one step of training. With F inputs of an output and Q outputs of a channel in the batch:
 * forward [to x F] [F x Q], gradient of the weights [to x Q] [Q x F], gradient of the (im2col of the) input [F x to] [to x Q].
 * A depthwise layer is such a layer from one channel to one for each of its channels.
 */
export function gemmsOf(layer: Layer, batch: number): LayerGemm[] {
  const { name, first, times = 1 } = layer;
  const { to, inputs, outputs, groups } = extentOf(layer);
  const q = batch * outputs;
  const gemm = (pass: Pass, m: number, n: number, k: number): LayerGemm => {
    return { layer: name, pass, m, n, k, count: times * groups };
  };
  return [
    gemm("forward", to, inputs, q),
    gemm("weight gradient", to, q, inputs),
    ...(first ? [] : [gemm("input gradient", inputs, to, q)]),
  ];
}

/** Channels out, inputs of an output, outputs of a channel, and groups of channels that do not meet. */
function extentOf(layer: Layer): { to: number; inputs: number; outputs: number; groups: number } {
  if (layer.kind === "dense") return { to: layer.to, inputs: layer.from, outputs: 1, groups: 1 };
  const { kind, from, to, kernel, output } = layer;
  const [taps, outputs] = [kernel[0] * kernel[1], output[0] * output[1]];
  return kind === "conv"
    ? { to, inputs: from * taps, outputs, groups: 1 }
    : { to: 1, inputs: taps, outputs, groups: from };
}
