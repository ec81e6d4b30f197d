import { isProduct, type AddLayer, type PoolLayer, type ProductLayer, type QuantizedLayer } from "../network.js";
import { isLimited, QuantizedWriter, windowAttributes } from "./quantized-writer.js";

/** Layers as operators on codes, QLinear. */
export class OperatorWriter extends QuantizedWriter {
  protected layer(layer: QuantizedLayer): void {
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
