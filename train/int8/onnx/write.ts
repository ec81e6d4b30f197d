/** A network of codes as an ONNX file, as QLinear operators or between QuantizeLinear and DequantizeLinear. */
import onnxProto from "onnx-proto";
import type { onnx } from "onnx-proto";
import type { Shape } from "../../network.js";
import { GraphWriter, type AttributeInput } from "../../onnx/graph-writer.js";
import { WRITTEN_OPSET } from "../../onnx/write-network.js";
import {
  CODE_LIMITS,
  imageOf,
  isProduct,
  type AddLayer,
  type CodeType,
  type PoolLayer,
  type ProductLayer,
  type QuantizedLayer,
  type QuantizedNetwork,
  type QuantizedTensor,
  type Window,
} from "../network.js";

export const QUANTIZED_FORMS = ["qlinear", "qdq"] as const;
export type QuantizedForm = (typeof QUANTIZED_FORMS)[number];

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

class QuantizedWriter {
  readonly writer = new GraphWriter();
  readonly initializer: onnx.ITensorProto[] = [];
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

  /** The file: its first node makes codes of the numbers, its last flattens them where the network does. */
  encode(layer: (layer: QuantizedLayer) => void): Uint8Array {
    const { network } = this;
    const [input, output] = [this.tensor(network.input), this.tensor(network.output)];
    const given = `${input.name}/numbers`;
    this.node("QuantizeLinear", `${input.name}/quantize`, [given, ...this.scaleOf(input)], input.name);
    network.layers.forEach(layer);
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
function windowAttributes(
  { kernel, stride, padding, dilation }: Window,
  isDilated = true,
): Record<string, AttributeInput> {
  const attributes = { kernel_shape: [...kernel], strides: [...stride], pads: [...padding] };
  return isDilated ? { ...attributes, dilations: [...dilation] } : attributes;
}

/** Where a layer's limits are narrower than its codes. */
function isLimited({ low, high }: QuantizedLayer, { type }: QuantizedTensor): boolean {
  return low > CODE_LIMITS[type][0] || high < CODE_LIMITS[type][1];
}

class OperatorWriter extends QuantizedWriter {
  layer(layer: QuantizedLayer): void {
    const result = this.tensor(layer.output);
    const output = isLimited(layer, result) ? `${layer.output}/codes` : layer.output;
    if (isProduct(layer)) this.product(layer, output);
    else if (layer.op === "add") this.add(layer, output);
    else this.pool(layer, output);
    if (output === layer.output) return;
    const limits = [
      this.codes(`${layer.name}.low`, result.type, [layer.low]),
      this.codes(`${layer.name}.high`, result.type, [layer.high]),
    ];
    this.node("Clip", `${layer.name}/limits`, [output, ...limits], layer.output);
  }

  private product(layer: ProductLayer, output: string): void {
    const { name } = layer;
    const [x, y] = [this.tensor(layer.input), this.tensor(layer.output)];
    const isFlat = y.shape.length === 1;
    const weights = [
      this.weights(layer),
      this.floats(`${name}.weight.scale`, layer.weightScales),
      this.codes(`${name}.weight.zero`, "s8", layer.weightZeros),
    ];
    const image = this.image(name, x.name, x);
    const inputs = [image, ...this.scaleOf(x), ...weights, ...this.scaleOf(y), this.ints(`${name}.bias`, layer.bias)];
    const attributes = { ...windowAttributes(layer), group: layer.groups };
    this.node("QLinearConv", name, inputs, isFlat ? `${name}/image_out` : output, attributes);
    if (isFlat) this.flatten(name, `${name}/image_out`, output);
  }

  private add(layer: AddLayer, output: string): void {
    const [a, b, y] = [...layer.inputs, layer.output].map((name) => this.tensor(name));
    const inputs = [a.name, ...this.scaleOf(a), b.name, ...this.scaleOf(b), ...this.scaleOf(y)];
    this.node("QLinearAdd", layer.name, inputs, output);
  }

  private pool(layer: PoolLayer, output: string): void {
    const [x, y] = [this.tensor(layer.input), this.tensor(layer.output)];
    const image = this.image(layer.name, x.name, x);
    if (layer.op === "maxPool") this.node("MaxPool", layer.name, [image], output, windowAttributes(layer));
    else {
      const attributes = windowAttributes(layer, false);
      const inputs = [image, ...this.scaleOf(x), ...this.scaleOf(y)];
      const isFlat = y.shape.length === 1;
      const result = isFlat ? `${layer.name}/image_out` : output;
      this.node("QLinearAveragePool", layer.name, inputs, result, { ...attributes, count_include_pad: 1 });
      if (isFlat) this.flatten(layer.name, result, output);
    }
  }
}

/** Every layer on numbers, between DequantizeLinear and QuantizeLinear. */
class NumberWriter extends QuantizedWriter {
  layer(layer: QuantizedLayer): void {
    const result = this.tensor(layer.output);
    const isFlat = result.shape.length === 1;
    let output = isProduct(layer) ? this.product(layer) : layer.op === "add" ? this.add(layer) : this.pool(layer);
    if (isLimited(layer, result)) output = this.limits(layer, result, output);
    if (isFlat && layer.op !== "add") {
      this.flatten(layer.name, output, `${layer.name}/flat`);
      output = `${layer.name}/flat`;
    }
    this.node("QuantizeLinear", `${layer.name}/quantize`, [output, ...this.scaleOf(result)], layer.output);
  }

  /** A tensor's numbers, dequantised for this reader. */
  private numbers(layer: QuantizedLayer, name: string, part = "x"): string {
    const output = `${layer.name}/${part}`;
    return this.node("DequantizeLinear", output, [name, ...this.scaleOf(this.tensor(name))], output);
  }

  private product(layer: ProductLayer): string {
    const { name, weightScales, weightZeros } = layer;
    const x = this.tensor(layer.input);
    const scales = [
      this.floats(`${name}.weight.scale`, weightScales),
      this.codes(`${name}.weight.zero`, "s8", weightZeros),
    ];
    const units = this.floats(
      `${name}.bias.scale`,
      Float32Array.from(weightScales, (scale) => x.scale * scale),
    );
    const [weight, bias] = [`${name}/weight`, `${name}/bias`];
    this.node("DequantizeLinear", weight, [this.weights(layer), ...scales], weight, { axis: 0 });
    this.node("DequantizeLinear", bias, [this.ints(`${name}.bias`, layer.bias), units], bias, { axis: 0 });
    const image = this.image(name, this.numbers(layer, x.name), x);
    const attributes = { ...windowAttributes(layer), group: layer.groups };
    return this.node("Conv", name, [image, weight, bias], `${name}/y`, attributes);
  }

  private add(layer: AddLayer): string {
    const inputs = layer.inputs.map((name, i) => this.numbers(layer, name, i === 0 ? "a" : "b"));
    return this.node("Add", layer.name, inputs, `${layer.name}/y`);
  }

  private pool(layer: PoolLayer): string {
    const x = this.tensor(layer.input);
    const input = this.image(layer.name, this.numbers(layer, x.name), x);
    const attributes = windowAttributes(layer, layer.op === "maxPool");
    return layer.op === "maxPool"
      ? this.node("MaxPool", layer.name, [input], `${layer.name}/y`, attributes)
      : this.node("AveragePool", layer.name, [input], `${layer.name}/y`, { ...attributes, count_include_pad: 1 });
  }

  private limits(layer: QuantizedLayer, { scale, zero, type }: QuantizedTensor, input: string): string {
    const output = `${layer.name}/limited`;
    if (layer.low === zero && layer.high === CODE_LIMITS[type][1]) {
      return this.node("Relu", `${layer.name}/relu`, [input], output);
    }
    const ends = [layer.low, layer.high].map((code, i) =>
      this.floats(`${layer.name}.${i === 0 ? "low" : "high"}`, [scale * (code - zero)]),
    );
    return this.node("Clip", `${layer.name}/limits`, [input, ...ends], output);
  }
}

function valueInfo(name: string, elemType: number, shape: Shape): onnx.IValueInfoProto {
  const dim = [{ dimParam: "batch" }, ...shape.map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

/** The bytes of a .onnx file that takes numbers and gives the codes of the output. */
export function writeQuantized(network: QuantizedNetwork, form: QuantizedForm): Uint8Array {
  const writer = form === "qlinear" ? new OperatorWriter(network) : new NumberWriter(network);
  return writer.encode((layer) => {
    writer.layer(layer);
  });
}
