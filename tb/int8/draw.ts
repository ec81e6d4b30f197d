/** Random networks of one eight-bit layer, and what golden says of them. */
import {
  CODE_LIMITS,
  productOp,
  windowOutput,
  type CodeType,
  type ProductLayer,
  type QuantizedLayer,
  type QuantizedNetwork,
  type QuantizedTensor,
  type Window,
} from "../../train/int8/network.js";
import { elementsOf, type Pair } from "../../train/network.js";
import { Random } from "../../train/randomness.js";
import { goldenCodes } from "./golden-network.js";

export const KINDS = ["convolution", "depthwise", "pointwise", "linear", "maxPool", "averagePool", "add"] as const;

export interface Drawn {
  readonly kind: (typeof KINDS)[number];
  readonly type: CodeType;
  readonly channels: number;
  readonly outputs: number;
  readonly image: Pair;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: readonly [number, number, number, number];
  readonly perChannel: boolean;
  readonly groups: number;
  /** Zeros beside the ends of the codes, in inputs, weights and outputs. */
  readonly zeros: readonly [boolean, boolean, boolean];
  /** log2 of the output's scale over what fills its codes. */
  readonly coarse: number;
  readonly isRectified: boolean;
  readonly seed: number;
}

export interface Case {
  readonly network: QuantizedNetwork;
  /** Codes of one sample, [C, H, W], as numbers; of sums of both operands. */
  readonly codes: readonly number[];
  readonly expected: readonly number[];
}

/** A network of the drawn layer, codes for it, and golden's answer; undefined where the window does not fit. */
export function caseOf(drawn: Drawn): Case | undefined {
  const random = new Random(drawn.seed);
  const { kind, type, channels, zeros } = drawn;
  const [low, high] = CODE_LIMITS[type];
  const draw = (from: number, to: number): number => from + random.below(to - from + 1);
  const isProduct = kind === "convolution" || kind === "depthwise" || kind === "pointwise" || kind === "linear";
  const image: Pair = drawn.image;
  const isPoint = kind === "pointwise";
  const window: Window =
    kind === "linear"
      ? { kernel: image, stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1] }
      : isPoint
        ? { kernel: [1, 1], stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1] }
        : drawn;
  const out: Pair = kind === "add" ? image : windowOutput(image, window);
  if (Math.min(...out) < 1) return undefined;
  const isEmpty = window.padding.some((size, side) => size >= window.kernel[side % 2] * window.dilation[side % 2]);
  if (kind === "maxPool" && isEmpty) return undefined;
  const groups = kind === "depthwise" ? channels : kind === "convolution" ? drawn.groups : 1;
  const inputs = kind === "convolution" ? channels * groups : channels;
  const outputs =
    kind === "convolution" ? drawn.outputs * groups : isProduct && kind !== "depthwise" ? drawn.outputs : inputs;
  const scale = Math.fround(0.01 + random.uniform());
  const zeroOf = (isDrawn: boolean): number => (isDrawn ? draw(low, high) : type === "u8" ? 0 : low);
  const x: QuantizedTensor = { name: "x", shape: [inputs, ...image], type, scale, zero: zeroOf(zeros[0]) };
  const row = (inputs / groups) * window.kernel[0] * window.kernel[1];
  const weightScales = Float32Array.from(
    { length: drawn.perChannel ? outputs : 1 },
    () => 0.001 + 0.01 * random.uniform(),
  );
  // Sums of random codes and weights grow with the root of their number.
  const size = isProduct ? scale * weightScales[0] * Math.sqrt(row) * 74 * 74 : scale * 128;
  const keeps = kind === "maxPool";
  const y: QuantizedTensor = {
    ...{ name: "y", shape: [outputs, ...out], type },
    scale: keeps ? scale : Math.fround((size / 64) * 2 ** drawn.coarse),
    zero: keeps ? x.zero : zeroOf(zeros[2]),
  };
  const limits = { low: drawn.isRectified ? y.zero : low, high };
  const base = { name: "layer", output: "y", ...limits };
  const sample = Array.from({ length: elementsOf(x.shape) }, () => draw(low, high));
  const drawnCase = (layer: QuantizedLayer): Case => {
    const network: QuantizedNetwork = {
      ...{ name: "drawn", input: "x", output: "y", layers: [layer], outputShape: y.shape },
      tensors: new Map([x, y].map((each) => [each.name, each])),
    };
    return { network, codes: sample, expected: goldenCodes(network, sample).get("y")!.values };
  };
  if (kind === "add") return drawnCase({ ...base, op: "add", inputs: ["x", "x"] });
  const layers = { ...base, ...window, input: "x" };
  if (kind === "maxPool" || kind === "averagePool") return drawnCase({ ...layers, op: kind });
  const weights = Int8Array.from({ length: outputs * row }, () => draw(-128, 127));
  const weightZeros = Int8Array.from(weightScales, () => (zeros[1] ? draw(-128, 127) : 0));
  const bias = Int32Array.from({ length: outputs }, () => draw(-3000, 3000));
  const op: ProductLayer["op"] = kind === "linear" ? "linear" : productOp(window, groups, inputs, outputs);
  return drawnCase({ ...layers, op, groups, weights, weightScales, weightZeros, bias });
}
