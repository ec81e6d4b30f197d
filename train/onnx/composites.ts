/** PyTorch writes some layers as many small ones: here they become what they were. */
import type { Layer, LayerOf, LayerOp, Network, Parameter, ParameterRole, Shape } from "../network.js";

/** Writers and readers of the tensors of a network. */
class Uses {
  private readonly network: Network;
  private readonly writers = new Map<string, Layer>();
  private readonly readers = new Map<string, Layer[]>();

  constructor(network: Network) {
    this.network = network;
    for (const layer of network.layers) {
      for (const output of layer.outputs) this.writers.set(output, layer);
      for (const input of layer.inputs) this.readers.set(input, [...(this.readers.get(input) ?? []), layer]);
    }
  }

  writer<Op extends LayerOp>(tensor: string | undefined, op: Op): LayerOf<Op> | undefined {
    const layer = tensor === undefined ? undefined : this.writers.get(tensor);
    return layer?.op === op ? (layer as unknown as LayerOf<Op>) : undefined;
  }

  /** Whether `count` inputs of layers read a tensor and it is not the network's result. */
  hasReaders(tensor: string, count: number): boolean {
    return (this.readers.get(tensor) ?? []).length === count && !this.network.outputs.includes(tensor);
  }

  /** The only reader of a tensor, if it is one of `ops`. */
  reader(tensor: string, ...ops: readonly LayerOp[]): Layer | undefined {
    const readers = this.readers.get(tensor) ?? [];
    return readers.length === 1 && !this.network.outputs.includes(tensor) && ops.includes(readers[0].op)
      ? readers[0]
      : undefined;
  }

  /** The value of a constant of one element. */
  number(tensor: string | undefined): number | undefined {
    const parameter = tensor === undefined ? undefined : this.network.parameters.get(tensor);
    return parameter?.role === "constant" && parameter.values.length === 1 ? parameter.values[0] : undefined;
  }

  /** The operands of a commutative layer, one of them a constant number. */
  withNumber(layer: Layer | undefined): { readonly x: string; readonly value: number } | undefined {
    if (!layer) return undefined;
    const [a, b] = layer.inputs;
    const [left, right] = [this.number(a), this.number(b)];
    return right !== undefined ? { x: a, value: right } : left !== undefined ? { x: b, value: left } : undefined;
  }

  other(layer: Layer, tensor: string): string {
    return layer.inputs[0] === tensor ? layer.inputs[1] : layer.inputs[0];
  }
}

interface Found {
  readonly gone: readonly Layer[];
  readonly layer: Layer;
}

const near = (value: number | undefined, wanted: number): boolean =>
  value !== undefined && Math.abs(value - wanted) <= 1e-6 * Math.abs(wanted);

/** (x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon), times scale, plus shift: opsets below 17. */
function layerNormAt(root: Layer, uses: Uses, network: Network): Found | undefined {
  if (root.op !== "sqrt") return undefined;
  const sum = uses.writer(root.inputs[0], "add");
  const epsilon = uses.withNumber(sum);
  const variance = uses.writer(epsilon?.x, "reduceMean");
  const square = uses.writer(variance?.inputs[0], "pow");
  const difference = uses.writer(square?.inputs[0], "sub");
  const mean = uses.writer(difference?.inputs[1], "reduceMean");
  const quotient = uses.reader(root.outputs[0], "div");
  if (!sum || !epsilon || !variance || !square || !difference || !mean || !quotient) return undefined;
  const [x, d] = [difference.inputs[0], difference.outputs[0]];
  if (mean.inputs[0] !== x || quotient.inputs[0] !== d || uses.number(square.inputs[1]) !== 2) return undefined;
  const rank = network.shapes.get(x)!.length;
  const axis = mean.attributes.axes[0];
  const isTail = (axes: Shape): boolean => axes.length === rank - axis && axes.every((a, i) => a === axis + i);
  if (!isTail(mean.attributes.axes) || !isTail(variance.attributes.axes)) return undefined;
  if (!mean.attributes.keepAxes || !variance.attributes.keepAxes || !uses.hasReaders(d, 2)) return undefined;
  const inner = [sum, variance, square, mean].map((layer) => layer.outputs[0]);
  if (!inner.every((tensor) => uses.hasReaders(tensor, 1))) return undefined;

  const gone: Layer[] = [root, sum, variance, square, difference, mean, quotient] as Layer[];
  const inputs = [x];
  let [output] = quotient.outputs;
  const tail = network.shapes.get(x)!.slice(axis);
  const isAffine = (tensor: string): boolean => {
    const shape = network.parameters.get(tensor)?.shape;
    return shape?.length === tail.length && shape.every((size, i) => size === tail[i]);
  };
  const scaled = uses.reader(output, "mul");
  if (scaled && isAffine(uses.other(scaled, output))) {
    inputs.push(uses.other(scaled, output));
    gone.push(scaled);
    [output] = scaled.outputs;
    const shifted = uses.reader(output, "add");
    if (shifted && isAffine(uses.other(shifted, output))) {
      inputs.push(uses.other(shifted, output));
      gone.push(shifted);
      [output] = shifted.outputs;
    }
  }
  const attributes = { epsilon: epsilon.value, axis };
  return { gone, layer: { op: "layerNorm", name: quotient.name, inputs, outputs: [output], attributes } };
}

/** x (1 + erf(x / sqrt 2)) / 2. */
function geluAt(root: Layer, uses: Uses): Found | undefined {
  if (root.op !== "erf") return undefined;
  const quotient = uses.writer(root.inputs[0], "div") ?? uses.writer(root.inputs[0], "mul");
  const argument = uses.withNumber(quotient);
  const sum = uses.reader(root.outputs[0], "add");
  if (!quotient || !argument || !sum || uses.withNumber(sum)?.value !== 1) return undefined;
  if (!near(argument.value, quotient.op === "div" ? Math.SQRT2 : Math.SQRT1_2)) return undefined;
  if (quotient.op === "div" && quotient.inputs[0] !== argument.x) return undefined;
  const product = uses.reader(sum.outputs[0], "mul");
  const half = product && uses.reader(product.outputs[0], "mul");
  if (!product || !half || uses.other(product, sum.outputs[0]) !== argument.x) return undefined;
  if (uses.withNumber(half)?.value !== 0.5 || !uses.hasReaders(quotient.outputs[0], 1)) return undefined;
  const gone = [root, quotient, sum, product, half] as Layer[];
  const attributes = { form: "erf" } as const;
  return { gone, layer: { op: "gelu", name: root.name, inputs: [argument.x], outputs: half.outputs, attributes } };
}

/** x W' and then + bias, PyTorch's form for inputs of three axes: the product starts at the bias. */
function linearAt(root: Layer, uses: Uses, network: Network): Found | undefined {
  if (root.op !== "add") return undefined;
  for (const product of root.inputs) {
    const layer = uses.writer(product, "linear");
    const bias = uses.other(root, product);
    const shape = network.parameters.get(bias)?.shape;
    if (layer?.inputs.length !== 2 || shape?.length !== 1 || shape[0] !== network.shapes.get(product)!.at(-1)) continue;
    if (!uses.hasReaders(product, 1)) continue;
    const joined: Layer = { ...layer, inputs: [...layer.inputs, bias], outputs: root.outputs };
    return { gone: [root, layer], layer: joined };
  }
  return undefined;
}

/** relu and then relu6: the second alone. */
function relu6At(root: Layer, uses: Uses): Found | undefined {
  const first = root.op === "relu6" ? uses.writer(root.inputs[0], "relu") : undefined;
  if (!first || !uses.hasReaders(root.inputs[0], 1)) return undefined;
  return { gone: [root, first], layer: { ...root, inputs: first.inputs } as Layer };
}

/** The layers with every recognised composite made one layer, at the place of its last part. */
function withComposites(network: Network): Layer[] {
  const uses = new Uses(network);
  const gone = new Set<Layer>();
  const placed = new Map<string, Layer>();
  for (const layer of network.layers) {
    const found =
      layerNormAt(layer, uses, network) ??
      geluAt(layer, uses) ??
      linearAt(layer, uses, network) ??
      relu6At(layer, uses);
    if (!found) continue;
    for (const part of found.gone) gone.add(part);
    placed.set(found.layer.outputs[0], found.layer);
  }
  return network.layers.flatMap((layer) => placed.get(layer.outputs[0]) ?? (gone.has(layer) ? [] : [layer]));
}

/** Layers that the outputs depend on. */
function needed(layers: readonly Layer[], outputs: readonly string[]): Layer[] {
  const wanted = new Set(outputs);
  const kept: Layer[] = [];
  for (const layer of layers.toReversed()) {
    if (!layer.outputs.some((name) => wanted.has(name))) continue;
    kept.push(layer);
    for (const input of layer.inputs) wanted.add(input);
  }
  return kept.reverse();
}

/** What a layer's inputs are, by position. */
const ROLES: { readonly [Op in LayerOp]?: readonly ParameterRole[] } = {
  linear: ["weight", "weight", "bias"],
  conv2d: ["weight", "weight", "bias"],
  convTranspose2d: ["weight", "weight", "bias"],
  batchNorm: ["weight", "scale", "shift", "statistic", "statistic"],
  layerNorm: ["weight", "scale", "shift"],
  instanceNorm: ["weight", "scale", "shift"],
  rnn: ["weight", "weight", "weight", "bias"],
  gru: ["weight", "weight", "weight", "bias"],
};

function withRole(parameter: Parameter, layers: readonly Layer[]): Parameter {
  if (parameter.role === "constant") return parameter;
  const roles = layers.flatMap((layer) =>
    layer.inputs.flatMap((input, i) => (input === parameter.name ? [ROLES[layer.op]?.[i] ?? "weight"] : [])),
  );
  return { ...parameter, role: roles.find((role) => role !== "weight") ?? "weight" };
}

/** The same function in fewer layers, without what its outputs do not need, every parameter with its role. */
export function simplified(network: Network): Network {
  const layers = needed(withComposites(network), network.outputs);
  const used = new Set([...network.inputs, ...layers.flatMap(({ inputs, outputs }) => [...inputs, ...outputs])]);
  const parameters = [...network.parameters.values()].filter(({ name }) => used.has(name));
  return {
    ...network,
    layers,
    shapes: new Map([...network.shapes].filter(([tensor]) => used.has(tensor))),
    parameters: new Map(parameters.map((parameter) => [parameter.name, withRole(parameter, layers)])),
  };
}
