import {
  CODE_LIMITS,
  isProduct,
  type AddLayer,
  type PoolLayer,
  type ProductLayer,
  type QuantizedLayer,
  type QuantizedTensor,
} from "../network.js";
import { isLimited, QuantizedWriter, windowAttributes } from "./quantized-writer.js";

/** Every layer on numbers, between DequantizeLinear and QuantizeLinear. */
export class NumberWriter extends QuantizedWriter {
  protected layer(layer: QuantizedLayer): void {
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
