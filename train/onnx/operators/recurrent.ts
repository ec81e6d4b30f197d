import type { OnnxNode } from "../graph.js";
import type { Importer, Operator } from "../importer.js";
import { nodeError, numberOf, textOf } from "../operands.js";

/** The activations that a recurrent operator must have. */
interface Kind {
  readonly activations: readonly string[];
}

/** One direction of a recurrent node: tensors of the network, "" where absent. */
interface Direction {
  readonly x: string;
  readonly w: string;
  readonly r: string;
  readonly bias: string;
  readonly state: string;
  readonly cell: string;
  readonly hidden: number;
  /** Ends the names of what belongs to this direction. */
  readonly mark: string;
}

/** Y [L, 1, N, H], Y_h and Y_c [1, N, H] of a direction, in its own order of time. */
type Outputs = readonly [y: string, h: string, c: string];

type Emit = (importer: Importer, node: OnnxNode, direction: Direction) => Outputs;

/** An initial state, "" where it is absent or known to be zero. */
function stateOf(importer: Importer, node: OnnxNode, index: number): string {
  if (!importer.has(node, index)) return "";
  const value = importer.value(node, index);
  const isZero = value.kind === "constant" && value.tensor.data.every((element) => element === 0);
  return isZero ? "" : importer.tensor(node, index);
}

/** A tensor's part for one direction: it has an axis of one or two directions in front. */
function half(importer: Importer, node: OnnxNode, tensor: string, direction: number, part: string): string {
  const isWhole = tensor === "" || importer.shapeOf(tensor)[0] === 1;
  return isWhole ? tensor : importer.cut(node, tensor, 0, direction, 1, part);
}

/** A tensor in reverse order of time. */
function reversed(importer: Importer, node: OnnxNode, tensor: string, part: string): string {
  const ranges = importer.shapeOf(tensor).map((size): [number, number, number] => [0, size, 1]);
  const length = ranges[0][1];
  return importer.slice(node, tensor, ranges.with(0, [length - 1, length, -1]), part);
}

function check(importer: Importer, node: OnnxNode, { activations }: Kind, direction: string): void {
  const count = direction === "bidirectional" ? 2 : 1;
  const given = node.attributes.get("activations");
  const wanted = Array.from({ length: count }, () => activations).flat();
  if (Array.isArray(given) && given.some((name, i) => String(name).toLowerCase() !== wanted[i].toLowerCase())) {
    throw nodeError(node, `has activations ${given.join(", ")} but ${wanted.join(", ")} are known`);
  }
  if (node.attributes.has("clip")) throw nodeError(node, "clips its gates but none that clips is known");
  if (numberOf(node, "layout", 0) !== 0) throw nodeError(node, "has layout 1 but time first (0) is known");
  if (importer.has(node, 4)) throw nodeError(node, "has sequence_lens but sequences of one length are known");
  if (numberOf(node, "input_forget", 0) !== 0 || importer.has(node, 7)) {
    throw nodeError(node, "couples its gates or has peepholes but neither is known");
  }
}

/** A recurrent node in its directions, put together along ONNX's axis of directions. */
function recurrent(kind: Kind, emit: Emit): Operator {
  return (importer, node) => {
    const direction = textOf(node, "direction", "forward");
    check(importer, node, kind, direction);
    const [x, w, r] = [0, 1, 2].map((i) => importer.tensor(node, i));
    const bias = importer.has(node, 3) ? importer.tensor(node, 3) : "";
    const [state, cell] = [stateOf(importer, node, 5), stateOf(importer, node, 6)];
    const hidden = importer.shape(node, 2)[2];
    const backward = direction === "forward" ? [false] : direction === "reverse" ? [true] : [false, true];
    const done = backward.map((isBackward, i) => {
      const mark = isBackward ? "/backward" : "/forward";
      const part = (tensor: string, name: string): string => half(importer, node, tensor, i, name + mark);
      const [y, h, c] = emit(importer, node, {
        x: isBackward ? reversed(importer, node, x, `x${mark}`) : x,
        w: part(w, "W"),
        r: part(r, "R"),
        bias: part(bias, "B"),
        state: part(state, "initial_h"),
        cell: part(cell, "initial_c"),
        hidden,
        mark,
      });
      return [isBackward && y !== "" ? reversed(importer, node, y, `Y${mark}/time`) : y, h, c];
    });
    for (const output of node.outputs.keys()) {
      if (node.outputs[output] === "") continue;
      const parts = done.map((outputs) => outputs[output]);
      const axis = output === 0 ? 1 : 0;
      if (parts.length === 1) importer.bind(node.outputs[output], { kind: "computed", name: parts[0] });
      else importer.layer(node, "concat", parts, { axis }, `join${output}`, [node.outputs[output]]);
    }
  };
}

/** A layer of the network's own: rnn and gru. */
const whole =
  (op: "rnn" | "gru"): Emit =>
  (importer, node, { x, w, r, bias, state, hidden, mark }) => {
    const isOnly = textOf(node, "direction", "forward") === "forward";
    const first = node.outputs.find((output) => output !== "")!;
    const names = ["Y", "Y_h"].map((name, i) => (isOnly && node.outputs[i]) || `${first}/${name}${mark}`);
    const inputs = [x, w, r, bias, state];
    while (inputs.at(-1) === "") inputs.pop();
    const [y, h] = importer.layer(node, op, inputs, { hidden }, `${op}${mark}`, names);
    return [y, h, ""];
  };

/** Small steps that LSTM and the other form of GRU are composed of; names count up. */
class Composer {
  private readonly importer: Importer;
  private readonly node: OnnxNode;
  private readonly mark: string;
  private count = 0;

  constructor(importer: Importer, node: OnnxNode, mark: string) {
    this.importer = importer;
    // Parts are named after the first output that exists.
    this.node = { ...node, outputs: [node.outputs.find((output) => output !== "")!] };
    this.mark = mark;
  }

  private part(): string {
    return `t${this.count++}${this.mark}`;
  }

  apply(op: "sigmoid" | "tanh" | "relu", x: string): string {
    return this.importer.layer(this.node, op, [x], {}, this.part())[0];
  }

  combine(op: "add" | "sub" | "mul", a: string, b: string): string {
    return a === "" ? b : b === "" ? a : this.importer.layer(this.node, op, [a, b], {}, this.part())[0];
  }

  linear(x: string, w: string, bias: string): string {
    const inputs = bias === "" ? [x, w] : [x, w, bias];
    return this.importer.layer(this.node, "linear", inputs, { weight: "out-in" }, this.part())[0];
  }

  cut(x: string, axis: number, first: number, size: number): string {
    return this.importer.cut(this.node, x, axis, first, size, this.part());
  }

  reshape(x: string, shape: readonly number[]): string {
    return this.importer.reshape(this.node, x, shape, this.part());
  }

  concat(parts: readonly string[]): string {
    return parts.length === 1 ? parts[0] : this.importer.layer(this.node, "concat", parts, { axis: 0 }, this.part())[0];
  }

  shape(x: string): readonly number[] {
    return this.importer.shapeOf(x);
  }
}

/** Products of all times with W at once, then the steps of time: `step` gives the new states from the products and the old. */
function unrolled(
  compose: Composer,
  { x, w, r, bias, state, cell, hidden }: Direction,
  gates: number,
  step: (wx: string, h: string, c: string, parts: { readonly r: string; readonly rb: string }) => [string, string],
): Outputs {
  const [length, batch, size] = compose.shape(x);
  const width = gates * hidden;
  const flat = (tensor: string, shape: readonly number[]): string =>
    tensor === "" ? "" : compose.reshape(tensor, shape);
  const biases = flat(bias, [2 * width]);
  const wb = biases === "" ? "" : compose.cut(biases, 0, 0, width);
  const rb = biases === "" ? "" : compose.cut(biases, 0, width, width);
  const products = compose.linear(compose.reshape(x, [length * batch, size]), flat(w, [width, size]), wb);
  const parts = { r: flat(r, [width, hidden]), rb };
  let [h, c] = [flat(state, [batch, hidden]), flat(cell, [batch, hidden])];
  const rows: string[] = [];
  for (let t = 0; t < length; t++) {
    [h, c] = step(compose.cut(products, 0, t * batch, batch), h, c, parts);
    rows.push(h);
  }
  return [
    compose.reshape(compose.concat(rows), [length, 1, batch, hidden]),
    compose.reshape(h, [1, batch, hidden]),
    c === "" ? "" : compose.reshape(c, [1, batch, hidden]),
  ];
}

/** Gates in the order i, o, f, c: C = f C + i c, H = o tanh(C). */
const lstm: Emit = (importer, node, direction) => {
  const compose = new Composer(importer, node, direction.mark);
  const { hidden } = direction;
  return unrolled(compose, direction, 4, (wx, h, c, { r, rb }) => {
    const recurrent = h === "" ? rb : compose.linear(h, r, rb);
    const sum = compose.combine("add", wx, recurrent);
    const gate = (i: number): string => compose.cut(sum, 1, i * hidden, hidden);
    const [input, output, forget] = [0, 1, 2].map((i) => compose.apply("sigmoid", gate(i)));
    const fresh = compose.combine("mul", input, compose.apply("tanh", gate(3)));
    const next = c === "" ? fresh : compose.combine("add", compose.combine("mul", forget, c), fresh);
    return [compose.combine("mul", output, compose.apply("tanh", next)), next];
  });
};

/** GRU with linear_before_reset = 0: n = tanh(Wn x + Wbn + Rn (r h) + Rbn). h' = n + z (h - n). */
const resetFirst: Emit = (importer, node, direction) => {
  const compose = new Composer(importer, node, direction.mark);
  const { hidden } = direction;
  return unrolled(compose, direction, 3, (wx, h, _c, { r, rb }) => {
    const gate = (of: string, i: number, axis: number): string =>
      of === "" ? "" : compose.cut(of, axis, i * hidden, hidden);
    const state = (x: string, i: number): string =>
      x === "" ? gate(rb, i, 0) : compose.linear(x, gate(r, i, 0), gate(rb, i, 0));
    const [z, reset] = [0, 1].map((i) => compose.apply("sigmoid", compose.combine("add", gate(wx, i, 1), state(h, i))));
    const held = h === "" ? "" : compose.combine("mul", reset, h);
    const n = compose.apply("tanh", compose.combine("add", gate(wx, 2, 1), state(held, 2)));
    const difference = h === "" ? n : compose.combine("sub", h, n);
    const moved = compose.combine("mul", z, difference);
    return [compose.combine(h === "" ? "sub" : "add", n, moved), ""];
  });
};

/** h' = relu(W x + Wb + R h + Rb). */
const rectified: Emit = (importer, node, direction) => {
  const compose = new Composer(importer, node, direction.mark);
  return unrolled(compose, direction, 1, (wx, h, _c, { r, rb }) => {
    const recurrent = h === "" ? rb : compose.linear(h, r, rb);
    return [compose.apply("relu", compose.combine("add", wx, recurrent)), ""];
  });
};

export const RECURRENT: Readonly<Record<string, Operator>> = {
  RNN(importer, node) {
    const given = node.attributes.get("activations");
    const isRectified = Array.isArray(given) && given.every((name) => name === "Relu");
    const activations = [isRectified ? "Relu" : "Tanh"];
    recurrent({ activations }, isRectified ? rectified : whole("rnn"))(importer, node);
  },
  LSTM: recurrent({ activations: ["Sigmoid", "Tanh", "Tanh"] }, lstm),
  GRU(importer, node) {
    const isAfter = numberOf(node, "linear_before_reset", 0) !== 0;
    recurrent({ activations: ["Sigmoid", "Tanh"] }, isAfter ? whole("gru") : resetFirst)(importer, node);
  },
};
