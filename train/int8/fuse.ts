/** A float network as the layers that run on codes: batch norms and padding folded in, rectifiers as limits, flattening gone. */
import { elementsOf, type Layer, type LayerOf, type Network, type Padding, type Pair } from "../network.js";
import { productOp, type Window } from "./network.js";
import { NO_PADDING, refuse, StageList, type Stage } from "./stages.js";

const POINT = { kernel: [1, 1], stride: [1, 1], padding: NO_PADDING, dilation: [1, 1] } as const satisfies Window;

/** [Co, Ci, kh, kw] as [Co, kh, kw, Ci]. */
export function rowsOfWeights<T extends Float64Array | Int8Array | Float32Array>(
  weights: T,
  [co, ci, kh, kw]: readonly number[],
  result: T,
): T {
  const taps = kh * kw;
  for (let k = 0; k < co; k++) {
    for (let c = 0; c < ci; c++) {
      for (let t = 0; t < taps; t++) result[(k * taps + t) * ci + c] = weights[(k * ci + c) * taps + t];
    }
  }
  return result;
}

/** The rule of each layer. */
class Fusion extends StageList {
  run(): readonly Stage[] {
    for (const layer of this.layers) this.visit(layer);
    return this.stages;
  }

  private visit(layer: Layer): void {
    const [x] = layer.inputs;
    switch (layer.op) {
      case "conv2d":
        this.convolution(layer);
        return;
      case "linear":
        this.linear(layer);
        return;
      case "batchNorm":
        this.batchNorm(layer);
        return;
      case "relu":
        this.limit(layer, 0, Infinity);
        return;
      case "relu6":
        this.limit(layer, 0, 6);
        return;
      case "clip":
        this.limit(layer, layer.attributes.low, layer.attributes.high);
        return;
      case "dropout":
        this.sources.set(layer.outputs[0], this.source(x));
        return;
      case "reshape":
        this.reshape(layer);
        return;
      case "pad":
        this.pad(layer);
        return;
      case "maxPool":
      case "averagePool":
        this.pool(layer);
        return;
      case "globalAveragePool":
        this.globalPool(layer);
        return;
      case "reduceMean":
        if (layer.attributes.axes.join() !== "2,3" || this.shape(x).length !== 4) {
          refuse(layer, "is a mean of other axes than rows and columns");
        }
        this.globalPool(layer);
        return;
      case "add":
        if (layer.inputs.some((name) => this.shape(name).join() !== this.shape(layer.outputs[0]).join())) {
          refuse(layer, "adds tensors of different shapes");
        }
        this.add(layer);
        return;
      default:
        refuse(layer, "is not known to the eight-bit layers");
    }
  }

  private add(layer: LayerOf<"add">): void {
    const inputs = layer.inputs.map((name) => this.plain(layer, name));
    if (this.laid(inputs[0]).join() !== this.laid(inputs[1]).join()) {
      refuse(layer, "adds a flattened tensor to one that is not");
    }
    this.push(layer, { op: "add", inputs });
  }

  private convolution(layer: LayerOf<"conv2d">): void {
    const [x, weight, bias] = layer.inputs;
    const { padding } = this.source(x);
    const [co, cg, kh, kw] = this.shape(weight);
    const [, channels] = this.shape(x);
    const { stride, dilation, groups, padding: own } = layer.attributes;
    const window: Window = {
      ...{ kernel: [kh, kw], stride, dilation },
      padding: own.map((size, side) => size + padding[side]) as unknown as Padding,
    };
    const values = Float64Array.from(this.parameter(layer, weight));
    this.push(layer, {
      ...window,
      op: productOp(window, groups, channels, co),
      groups,
      weights: rowsOfWeights(values, [co, cg, kh, kw], new Float64Array(values.length)),
      bias: bias ? Float64Array.from(this.parameter(layer, bias)) : new Float64Array(co),
    });
  }

  private linear(layer: LayerOf<"linear">): void {
    const [x, weight, bias] = layer.inputs;
    if (this.shape(x).length !== 2) refuse(layer, "reads more than one axis a sample");
    const tensor = this.plain(layer, x);
    const [c, h = 1, w = 1] = this.laid(tensor);
    const isOutIn = layer.attributes.weight === "out-in";
    const co = this.shape(weight)[isOutIn ? 0 : 1];
    const values = this.parameter(layer, weight);
    const size = c * h * w;
    const rows = Float64Array.from({ length: co * size }, (_, i) =>
      isOutIn ? values[i] : values[(i % size) * co + Math.floor(i / size)],
    );
    this.push(layer, {
      ...POINT,
      op: "linear",
      kernel: [h, w],
      groups: 1,
      weights: rowsOfWeights(rows, [co, c, h, w], new Float64Array(rows.length)),
      bias: bias ? Float64Array.from(this.parameter(layer, bias)) : new Float64Array(co),
    });
  }

  /** Folded into the product before it, else a depthwise layer of one tap. */
  private batchNorm(layer: LayerOf<"batchNorm">): void {
    const [x, ...names] = layer.inputs;
    const [scale, shift, mean, variance] = names.map((name) => this.parameter(layer, name));
    const factors = Float64Array.from(scale, (g, c) => g / Math.sqrt(variance[c] + layer.attributes.epsilon));
    const producer = this.producer(x);
    if (producer !== undefined && "weights" in producer && producer.low === -Infinity && producer.high === Infinity) {
      const { weights, bias } = producer;
      const size = weights.length / bias.length;
      weights.forEach((weight, i) => (weights[i] = weight * factors[Math.floor(i / size)]));
      bias.forEach((start, c) => (bias[c] = (start - mean[c]) * factors[c] + shift[c]));
      producer.output = layer.outputs[0];
      return;
    }
    if (this.shape(x).length !== 4) refuse(layer, "stands alone on a tensor that is no image");
    this.plain(layer, x);
    const bias = Float64Array.from(factors, (factor, c) => shift[c] - mean[c] * factor);
    this.push(layer, { ...POINT, op: "depthwise", groups: factors.length, weights: factors, bias });
  }

  /** Limits of the result of the stage before, else of a copy. */
  private limit(layer: Layer, low: number, high: number): void {
    const [x] = layer.inputs;
    let stage = this.producer(x);
    if (stage === undefined) {
      this.plain(layer, x);
      this.push(layer, { ...POINT, op: "averagePool" });
      stage = this.stages.at(-1)!;
    }
    stage.low = Math.max(stage.low, low);
    stage.high = Math.min(stage.high, high);
    stage.output = layer.outputs[0];
  }

  private reshape(layer: LayerOf<"reshape">): void {
    const [x] = layer.inputs;
    const [from, to] = [this.shape(x), this.shape(layer.outputs[0])];
    const isFlat = from[0] === to[0] && (to.length === 2 || to.slice(2).every((size) => size === 1));
    const isSame = from.filter((size) => size !== 1).join() === to.filter((size) => size !== 1).join();
    if (!(isFlat && to[1] === elementsOf(from.slice(1))) && !isSame) refuse(layer, "is no flattening of samples");
    this.plain(layer, x);
    // What nothing else reads is known by its last name.
    const producer = this.producer(x);
    if (producer === undefined) this.sources.set(layer.outputs[0], this.source(x));
    else producer.output = layer.outputs[0];
  }

  private pad(layer: LayerOf<"pad">): void {
    const { before, behind, value } = layer.attributes;
    const { tensor, padding } = this.source(layer.inputs[0]);
    const sizes = [...before, ...behind];
    const others = [before[0], before[1], behind[0], behind[1]];
    if (sizes.length !== 8 || value !== 0 || others.some((size) => size !== 0)) {
      refuse(layer, "pads other than with zeros around images");
    }
    const sides = [before[2], before[3], behind[2], behind[3]];
    const total = sides.map((size, side) => size + padding[side]) as unknown as Padding;
    this.sources.set(layer.outputs[0], { tensor, padding: total });
  }

  private pool(layer: LayerOf<"maxPool"> | LayerOf<"averagePool">): void {
    const { kernel, stride, padding } = layer.attributes;
    const { padding: around } = this.source(layer.inputs[0]);
    const isPadded = padding.some((size) => size > 0);
    if (layer.op === "maxPool") this.plain(layer, layer.inputs[0]);
    else if (isPadded && !layer.attributes.countPadding) refuse(layer, "leaves padded positions out of its mean");
    const dilation: Pair = layer.op === "maxPool" ? layer.attributes.dilation : [1, 1];
    const total = padding.map((size, side) => size + around[side]) as unknown as Padding;
    this.push(layer, { op: layer.op, kernel, stride, padding: total, dilation });
  }

  private globalPool(layer: Layer): void {
    this.plain(layer, layer.inputs[0]);
    const [, , h, w] = this.shape(layer.inputs[0]);
    this.push(layer, { ...POINT, op: "averagePool", kernel: [h, w] });
  }
}

/** The stages that make `output` out of the network's input, in order. @throws UsageError for a layer that has no eight-bit form */
export function fuse(network: Network, output: string): readonly Stage[] {
  return new Fusion(network, output).run();
}
