import type { Layer, LayerOf, LayerOp, Network } from "../network.js";
import type { AttributeInput, GraphWriter } from "./graph-writer.js";

type Write<Op extends LayerOp> = (writer: GraphWriter, layer: LayerOf<Op>, network: Network) => void;

const SIMPLE = {
  relu: "Relu",
  sigmoid: "Sigmoid",
  tanh: "Tanh",
  globalAveragePool: "GlobalAveragePool",
  add: "Add",
  sub: "Sub",
  mul: "Mul",
  div: "Div",
  pow: "Pow",
  neg: "Neg",
  sqrt: "Sqrt",
  exp: "Exp",
  log: "Log",
  erf: "Erf",
  matmul: "MatMul",
} as const satisfies { readonly [Op in LayerOp]?: string };

/** A layer that is one node: its inputs, its outputs, and attributes made from its own. */
const one =
  <Op extends LayerOp>(
    op: string,
    attributes: (of: LayerOf<Op>["attributes"]) => Readonly<Record<string, AttributeInput>>,
  ): Write<Op> =>
  (writer, { name, inputs, outputs, attributes: of }) => {
    writer.node(op, name, inputs, outputs, attributes(of));
  };

const scalar = (writer: GraphWriter, name: string, value: number): string =>
  writer.floats(name, [], Float32Array.of(value));

function clip(writer: GraphWriter, { name, inputs, outputs }: Layer, low: number, high: number): void {
  const limit = (value: number): string => (Number.isFinite(value) ? scalar(writer, name, value) : "");
  writer.node("Clip", name, [inputs[0], limit(low), limit(high)], outputs);
}

/** Nodes inside of a layer, x first: each of an operator and its operands, "" for what came before; the last is the result. */
function chain(
  writer: GraphWriter,
  { name, outputs }: Layer,
  x: string,
  parts: readonly (readonly [string, ...string[]])[],
): void {
  parts.reduce((before, [op, ...operands], i) => {
    const isLast = i === parts.length - 1;
    const output = isLast ? outputs[0] : writer.free(`${name}/${i}`);
    return writer.node(
      op,
      isLast ? name : `${name}/${op}`,
      operands.map((operand) => operand || before),
      [output],
    );
  }, x);
}

function gelu(writer: GraphWriter, layer: LayerOf<"gelu">): void {
  const { name, inputs, attributes } = layer;
  const [x] = inputs;
  const number = (value: number): string => scalar(writer, name, value);
  const tail = [
    ["Add", "", number(1)],
    ["Mul", x, ""],
    ["Mul", "", number(0.5)],
  ] as const;
  if (attributes.form === "erf") {
    chain(writer, layer as Layer, x, [["Div", "", number(Math.SQRT2)], ["Erf", ""], ...tail]);
    return;
  }
  chain(writer, layer as Layer, x, [
    ["Pow", "", number(3)],
    ["Mul", "", number(0.044715)],
    ["Add", x, ""],
    ["Mul", "", number(Math.sqrt(2 / Math.PI))],
    ["Tanh", ""],
    ...tail,
  ]);
}

const LAYER_NODES: { readonly [Op in Exclude<LayerOp, keyof typeof SIMPLE>]: Write<Op> } = {
  linear(writer, { name, inputs, outputs, attributes }, network) {
    const [x, weight, bias] = inputs;
    const isOutIn = attributes.weight === "out-in";
    if (network.shapes.get(x)!.length === 2) {
      writer.node("Gemm", name, bias ? [x, weight, bias] : [x, weight], outputs, { transB: Number(isOutIn) });
      return;
    }
    let w = weight;
    if (isOutIn)
      w = writer.node("Transpose", `${name}/Transpose`, [weight], [writer.free(`${name}/w`)], { perm: [1, 0] });
    const product = bias ? [writer.free(`${name}/product`)] : outputs;
    writer.node("MatMul", bias ? `${name}/MatMul` : name, [x, w], product);
    if (bias) writer.node("Add", name, [bias, product[0]], outputs);
  },
  conv2d: one("Conv", ({ stride, padding, dilation, groups }) => ({
    strides: stride,
    pads: padding,
    dilations: dilation,
    group: groups,
  })),
  convTranspose2d: one("ConvTranspose", ({ stride, padding, dilation, groups, outputPadding }) => ({
    strides: stride,
    pads: padding,
    dilations: dilation,
    group: groups,
    output_padding: outputPadding,
  })),
  batchNorm(writer, { name, inputs, outputs, attributes }) {
    const { epsilon, momentum, frozen } = attributes;
    const running = frozen ? [] : [writer.free(`${name}/mean`), writer.free(`${name}/variance`)];
    writer.node("BatchNormalization", name, inputs, [...outputs, ...running], {
      epsilon: { float: epsilon },
      momentum: { float: 1 - momentum },
      training_mode: Number(!frozen),
    });
  },
  layerNorm(writer, { name, inputs, outputs, attributes }, network) {
    const shape = network.shapes.get(inputs[0])!.slice(attributes.axis);
    const ones = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(1);
    const scale = inputs[1] || writer.floats(name, shape, ones);
    const { epsilon, axis } = attributes;
    const operands = [inputs[0], scale, ...(inputs[2] ? [inputs[2]] : [])];
    writer.node("LayerNormalization", name, operands, outputs, { epsilon: { float: epsilon }, axis });
  },
  instanceNorm: one("InstanceNormalization", ({ epsilon }) => ({ epsilon: { float: epsilon } })),
  relu6(writer, layer) {
    clip(writer, layer as Layer, 0, 6);
  },
  clip(writer, layer) {
    clip(writer, layer as Layer, layer.attributes.low, layer.attributes.high);
  },
  leakyRelu: one("LeakyRelu", ({ slope }) => ({ alpha: { float: slope } })),
  gelu,
  softmax: one("Softmax", ({ axis }) => ({ axis })),
  maxPool: one("MaxPool", ({ kernel, stride, padding, dilation }) => ({
    kernel_shape: kernel,
    strides: stride,
    pads: padding,
    dilations: dilation,
  })),
  averagePool: one("AveragePool", ({ kernel, stride, padding, countPadding }) => ({
    kernel_shape: kernel,
    strides: stride,
    pads: padding,
    count_include_pad: Number(countPadding),
  })),
  concat: one("Concat", ({ axis }) => ({ axis })),
  slice(writer, { name, inputs, outputs, attributes: { starts, sizes, steps } }, network) {
    const shape = network.shapes.get(inputs[0])!;
    const axes = [...shape.keys()].filter((axis) => sizes[axis] !== shape[axis] || steps[axis] !== 1);
    // An end below 0 counts from the last element: what runs backwards through the first ends before all of them.
    const end = (axis: number): number => {
      const behind = starts[axis] + sizes[axis] * steps[axis];
      return behind < 0 ? -(2 ** 31) : behind;
    };
    const lists = [axes.map((axis) => starts[axis]), axes.map(end), axes, axes.map((axis) => steps[axis])];
    writer.node("Slice", name, [inputs[0], ...lists.map((list) => writer.ints(name, list))], outputs);
  },
  reshape(writer, { name, inputs, outputs, attributes: { shape } }, network) {
    // 0 takes the size of the input, so that the batch stays free.
    const keepsBatch = shape[0] === network.shapes.get(inputs[0])?.[0];
    const written = keepsBatch ? [0, ...shape.slice(1)] : shape;
    writer.node("Reshape", name, [inputs[0], writer.ints(name, written)], outputs);
  },
  transpose: one("Transpose", ({ permutation }) => ({ perm: permutation })),
  pad(writer, { name, inputs, outputs, attributes: { before, behind, value } }) {
    const operands = [inputs[0], writer.ints(name, [...before, ...behind]), scalar(writer, name, value)];
    writer.node("Pad", name, operands, outputs, { mode: "constant" });
  },
  reduceMean: one("ReduceMean", ({ axes, keepAxes }) => ({ axes, keepdims: Number(keepAxes) })),
  reduceSum(writer, { name, inputs, outputs, attributes: { axes, keepAxes } }) {
    writer.node("ReduceSum", name, [inputs[0], writer.ints(name, axes)], outputs, { keepdims: Number(keepAxes) });
  },
  dropout(writer, { name, inputs, outputs, attributes: { ratio } }) {
    const isTraining = writer.bool(name, true);
    writer.node("Dropout", name, [inputs[0], scalar(writer, name, ratio), isTraining], outputs);
  },
  rnn(writer, { name, inputs, outputs, attributes }) {
    writer.node("RNN", name, recurrentInputs(inputs), outputs, { hidden_size: attributes.hidden });
  },
  gru(writer, { name, inputs, outputs, attributes }) {
    const form = { hidden_size: attributes.hidden, linear_before_reset: 1 };
    writer.node("GRU", name, recurrentInputs(inputs), outputs, form);
  },
};

/** ONNX has the lengths of sequences before the initial state. */
function recurrentInputs([x, w, r, bias = "", state = ""]: readonly string[]): readonly string[] {
  return state === "" ? [x, w, r, bias] : [x, w, r, bias, "", state];
}

/** Writes a layer as the nodes that an import reads back as that layer. */
export function layerNodes(writer: GraphWriter, layer: Layer, network: Network): void {
  if (layer.op in SIMPLE) {
    writer.node(SIMPLE[layer.op as keyof typeof SIMPLE], layer.name, layer.inputs, layer.outputs);
  } else {
    const write = LAYER_NODES[layer.op as keyof typeof LAYER_NODES] as Write<LayerOp>;
    write(writer, layer as unknown as LayerOf<LayerOp>, network);
  }
}
