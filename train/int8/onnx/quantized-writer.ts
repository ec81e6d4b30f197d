import onnxProto from "onnx-proto";
import type { onnx } from "onnx-proto";
import type { Shape } from "../../network.js";
import { GraphWriter, type AttributeInput } from "../../onnx/graph-writer.js";
import { WRITTEN_OPSET } from "../../onnx/write-network.js";
import {
  CODE_LIMITS,
  imageOf,
  type CodeType,
  type ProductLayer,
  type QuantizedLayer,
  type QuantizedNetwork,
  type QuantizedTensor,
  type Window,
} from "../network.js";

const MICROSOFT = "com.microsoft";
const ELEMENT = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
const CODES: Readonly<Record<CodeType, "uint8" | "int8">> = { u8: "uint8", s8: "int8" };

/** [Co, kh, kw, Ci] as ONNX has them, [Co, Ci, kh, kw]. */
function channelsFirst(weights: Int8Array, channels: number, taps: number): Int8Array {
  const depth = weights.length / channels / taps;
  const result = new Int8Array(weights.length);
  for (let k = 0; k < channels; k++) {
    for (let t = 0; t < taps; t++) {
      for (let c = 0; c < depth; c++) result[(k * depth + c) * taps + t] = weights[(k * taps + t) * depth + c];
    }
  }
  return result;
}

/** What both forms share: initialisers, scales, nodes, the file around them. */
export abstract class QuantizedWriter {
  private readonly writer = new GraphWriter();
  private readonly initializer: onnx.ITensorProto[] = [];
  protected readonly network: QuantizedNetwork;

  constructor(network: QuantizedNetwork) {
    this.network = network;
  }

  private initialiser(name: string, type: keyof typeof ELEMENT, dims: Shape, data: ArrayBufferView): string {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
    this.initializer.push({ name, dims: [...dims], dataType: ELEMENT[type], rawData });
    return name;
  }

  protected floats(name: string, values: ArrayLike<number>): string {
    return this.initialiser(name, "float32", values.length === 1 ? [] : [values.length], Float32Array.from(values));
  }

  protected codes(name: string, type: CodeType, values: ArrayLike<number>, dims?: Shape): string {
    const shape = dims ?? (values.length === 1 ? [] : [values.length]);
    return this.initialiser(name, CODES[type], shape, Int8Array.from(values));
  }

  protected ints(name: string, values: Int32Array): string {
    return this.initialiser(name, "int32", [values.length], values);
  }

  protected longs(name: string, values: readonly number[]): string {
    return this.initialiser(name, "int64", [values.length], BigInt64Array.from(values, BigInt));
  }

  private readonly declared = new Map<string, readonly [string, string]>();

  /** Names of the scale and zero point of a tensor. */
  protected scaleOf({ name, scale, zero, type }: QuantizedTensor): readonly [string, string] {
    const known = this.declared.get(name);
    if (known !== undefined) return known;
    const names = [this.floats(`${name}.scale`, [scale]), this.codes(`${name}.zero`, type, [zero])] as const;
    this.declared.set(name, names);
    return names;
  }

  protected node(
    op: string,
    name: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, AttributeInput>> = {},
  ): string {
    const isForeign = op.startsWith("QLinear") && op !== "QLinearConv" && op !== "QLinearMatMul";
    this.writer.node(op, name, inputs, [output], attributes);
    if (isForeign) this.writer.nodes.at(-1)!.domain = MICROSOFT;
    return output;
  }

  protected tensor(name: string): QuantizedTensor {
    return this.network.tensors.get(name)!;
  }

  protected weights(layer: ProductLayer): string {
    const [kh, kw] = layer.kernel;
    const channels = layer.bias.length;
    const depth = layer.weights.length / channels / (kh * kw);
    const values = channelsFirst(layer.weights, channels, kh * kw);
    return this.codes(`${layer.name}.weight`, "s8", values, [channels, depth, kh, kw]);
  }

  protected flatten(name: string, input: string, output: string): void {
    this.node("Reshape", `${name}/flatten`, [input, this.longs(`${name}.flat`, [0, -1])], output);
  }

  /** Writes a layer. */
  protected abstract layer(layer: QuantizedLayer): void;

  /** The file: its first node makes codes of the numbers, its last flattens them where the network does. */
  encode(): Uint8Array {
    const { network } = this;
    const [input, output] = [this.tensor(network.input), this.tensor(network.output)];
    const given = `${input.name}/numbers`;
    this.node("QuantizeLinear", `${input.name}/quantize`, [given, ...this.scaleOf(input)], input.name);
    for (const layer of network.layers) this.layer(layer);
    const isFlattened = network.outputShape.join() !== output.shape.join();
    const last = isFlattened ? `${output.name}/flat` : output.name;
    if (isFlattened) this.flatten(output.name, output.name, last);
    return onnxProto.onnx.ModelProto.encode({
      irVersion: 8,
      producerName: "redmule",
      opsetImport: [
        { domain: "", version: WRITTEN_OPSET },
        { domain: MICROSOFT, version: 1 },
      ],
      graph: {
        name: network.name,
        node: this.writer.nodes,
        initializer: this.initializer,
        input: [valueInfo(given, ELEMENT.float32, input.shape)],
        output: [valueInfo(last, ELEMENT[CODES[output.type]], network.outputShape)],
      },
    }).finish();
  }

  /** Samples of one axis as images, which convolutions read. */
  protected image(name: string, input: string, { shape }: QuantizedTensor): string {
    if (shape.length === 3) return input;
    const { c } = imageOf({ shape });
    return this.node("Reshape", `${name}/image`, [input, this.longs(`${name}.image`, [0, c, 1, 1])], `${name}/image`);
  }
}

/** Means of opset 17 know no dilation. */
export function windowAttributes(
  { kernel, stride, padding, dilation }: Window,
  isDilated = true,
): Record<string, AttributeInput> {
  const attributes = { kernel_shape: [...kernel], strides: [...stride], pads: [...padding] };
  return isDilated ? { ...attributes, dilations: [...dilation] } : attributes;
}

/** Where a layer's limits are narrower than its codes. */
export function isLimited({ low, high }: QuantizedLayer, { type }: QuantizedTensor): boolean {
  return low > CODE_LIMITS[type][0] || high < CODE_LIMITS[type][1];
}

function valueInfo(name: string, elemType: number, shape: Shape): onnx.IValueInfoProto {
  const dim = [{ dimParam: "batch" }, ...shape.map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
