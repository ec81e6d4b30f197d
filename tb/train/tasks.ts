/** Small networks and the tasks that they learn, all from seeds. */
import { NetworkBuilder } from "../../train/builder.js";
import type { Dataset } from "../../train/data/dataset.js";
import { elementsOf, type Network, type ParameterRole, type Shape } from "../../train/network.js";
import { Random } from "../../train/randomness.js";

export interface Task {
  readonly network: Network;
  readonly dataset: Dataset;
  readonly lr: number;
  readonly steps: number;
}

const BATCH = 16;
const SAMPLES = 64;

class TaskBuilder extends NetworkBuilder {
  private readonly random = new Random(3);

  weight(name: string, shape: Shape, role: ParameterRole = "weight"): string {
    const limit = Math.sqrt(3 / (shape.length > 1 ? elementsOf(shape.slice(1)) : 100));
    const values = Float32Array.from({ length: elementsOf(shape) }, () => (2 * this.random.uniform() - 1) * limit);
    return this.parameter(name, shape, role, values);
  }

  ones(name: string, size: number): string {
    return this.parameter(name, [size], "scale", new Float32Array(size).fill(1));
  }

  linear(name: string, x: string, outputs: number): string {
    const inputs = this.shape(x).at(-1)!;
    const operands = [x, this.weight(`${name}.w`, [outputs, inputs]), this.weight(`${name}.b`, [outputs], "bias")];
    return this.add("linear", name, operands, { weight: "out-in" });
  }

  conv(name: string, x: string, channels: number, groups = 1): string {
    const weight = this.weight(`${name}.w`, [channels, this.shape(x)[1] / groups, 3, 3]);
    const operands = [x, weight, this.weight(`${name}.b`, [channels], "bias")];
    const attributes = { stride: [1, 1], padding: [1, 1, 1, 1], dilation: [1, 1], groups } as const;
    return this.add("conv2d", name, operands, attributes);
  }

  layerNorm(name: string, x: string): string {
    const size = this.shape(x).at(-1)!;
    const shift = this.weight(`${name}.b`, [size], "shift");
    return this.add("layerNorm", name, [x, this.ones(`${name}.g`, size), shift], { epsilon: 1e-5, axis: 2 });
  }
}

/** Samples with their labels. */
function dataset(
  shape: Shape,
  sample: (random: Random) => readonly [values: readonly number[], label: number],
): Dataset {
  const random = new Random(5);
  const size = elementsOf(shape);
  const x = new Float32Array(SAMPLES * size);
  const labels = new Float64Array(SAMPLES);
  for (let i = 0; i < SAMPLES; i++) {
    const [values, label] = sample(random);
    x.set(values, i * size);
    labels[i] = label;
  }
  return { samples: SAMPLES, inputs: [x], targets: labels, target: "labels" };
}

/** Points inside or outside of a circle. */
function circleTask(): Task {
  const b = new TaskBuilder("mlp");
  const hidden = b.add("relu", "a1", [b.linear("l1", b.input("x", [BATCH, 2]), 16)], {});
  const network = b.build([b.linear("l3", b.add("tanh", "a2", [b.linear("l2", hidden, 16)], {}), 2)]);
  const data = dataset([2], (random) => {
    const [x, y] = [random.normal(), random.normal()];
    return [[x, y], x * x + y * y < 1.2 ? 1 : 0];
  });
  return { network, dataset: data, lr: 0.3, steps: 120 };
}

/** Images of a horizontal, a vertical or a diagonal bar in noise. */
export function barTask(): Task {
  const b = new TaskBuilder("cnn");
  let x = b.conv("c1", b.input("x", [BATCH, 1, 8, 8]), 8);
  const statistics = [
    b.parameter("bn.m", [8], "statistic", new Float32Array(8)),
    b.parameter("bn.v", [8], "statistic", new Float32Array(8).fill(1)),
  ];
  const norm = [x, b.ones("bn.g", 8), b.weight("bn.b", [8], "shift"), ...statistics];
  x = b.add("relu", "a1", [b.add("batchNorm", "bn", norm, { epsilon: 1e-5, momentum: 0.1, frozen: false })], {});
  const pool = { kernel: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0], dilation: [1, 1] } as const;
  x = b.add("maxPool", "pool", [x], pool);
  x = b.add("relu", "a2", [b.conv("dw", x, 8, 8)], {});
  x = b.add("globalAveragePool", "gap", [b.add("relu", "a3", [b.conv("c2", x, 12)], {})], {});
  const network = b.build([b.linear("fc", b.add("reshape", "flat", [x], { shape: [BATCH, 12] }), 3)]);
  const data = dataset([1, 8, 8], (random) => {
    const label = random.below(3);
    const place = 1 + random.below(6);
    const values = Array.from({ length: 64 }, (_, i) => {
      const [row, column] = [Math.floor(i / 8), i % 8];
      const isOn = label === 0 ? row === place : label === 1 ? column === place : row === column;
      return (isOn ? 1.5 : 0) + 0.3 * random.normal();
    });
    return [values, label];
  });
  return { network, dataset: data, lr: 0.1, steps: 60 };
}

/** Sequences of tokens: which of two marks comes first. */
function orderTask(): Task {
  const [length, size, heads] = [6, 16, 2];
  const b = new TaskBuilder("transformer");
  let x = b.linear("embed", b.input("x", [BATCH, length, 4]), size);
  x = b.add("add", "position", [x, b.weight("position.w", [1, length, size])], {});
  const norm = b.layerNorm("n1", x);
  const split = (name: string): string => {
    const parts = b.add("reshape", `${name}.split`, [b.linear(name, norm, size)], {
      shape: [BATCH, length, heads, size / heads],
    });
    return b.add("transpose", `${name}.heads`, [parts], { permutation: [0, 2, 1, 3] });
  };
  const [q, k, v] = [split("q"), split("k"), split("v")];
  const turned = b.add("transpose", "k.turned", [k], { permutation: [0, 1, 3, 2] });
  const scale = b.parameter("root", [], "constant", [Math.sqrt(heads / size)]);
  const scores = b.add("mul", "scores", [b.add("matmul", "qk", [q, turned], {}), scale], {});
  const weights = b.add("softmax", "weights", [scores], { axis: 3 });
  const mixed = b.add("transpose", "mixed", [b.add("matmul", "av", [weights, v], {})], { permutation: [0, 2, 1, 3] });
  const joined = b.add("reshape", "joined", [mixed], { shape: [BATCH, length, size] });
  x = b.add("add", "r1", [x, b.linear("o", joined, size)], {});
  const inner = b.add("gelu", "gelu", [b.linear("f1", b.layerNorm("n2", x), 32)], { form: "erf" });
  x = b.add("add", "r2", [x, b.linear("f2", inner, size)], {});
  x = b.add("reduceMean", "mean", [x], { axes: [1], keepAxes: false });
  const network = b.build([b.linear("head", x, 2)]);
  const data = dataset([length, 4], (random) => {
    const [first, second] = random.permutation(length);
    const values = Array.from({ length: length * 4 }, (_, i) => {
      const [place, token] = [Math.floor(i / 4), i % 4];
      const own = place === first ? 0 : place === second ? 1 : 2 + ((place * 7) % 2);
      return token === own ? 1 : 0;
    });
    return [values, first < second ? 1 : 0];
  });
  return { network, dataset: data, lr: 0.1, steps: 150 };
}

/** Sequences of signs: that of the largest number. */
function sequenceTask(): Task {
  const [length, inputs, hidden] = [7, 2, 10];
  const b = new TaskBuilder("gru");
  const x = b.add("transpose", "time", [b.input("x", [BATCH, length, inputs])], { permutation: [1, 0, 2] });
  const operands = [
    x,
    b.weight("W", [1, 3 * hidden, inputs]),
    b.weight("R", [1, 3 * hidden, hidden]),
    b.parameter("B", [1, 6 * hidden], "bias", new Float32Array(6 * hidden)),
  ];
  const last = b.add("gru", "gru", operands, { hidden }, ["", "last"]);
  const rows = b.add("reshape", "rows", [last], { shape: [BATCH, hidden] });
  const network = b.build([b.linear("fc", rows, 2)]);
  const data = dataset([length, inputs], (random) => {
    const values = Array.from({ length: length * inputs }, () => random.normal());
    const sums = [0, 1].map((i) => values.reduce((sum, value, at) => (at % inputs === i ? sum + value : sum), 0));
    return [values, sums[0] > sums[1] ? 1 : 0];
  });
  return { network, dataset: data, lr: 0.5, steps: 160 };
}

/** The tasks by name. */
export const TASKS: Readonly<Record<string, () => Task>> = {
  "MLP, circle": circleTask,
  "CNN, bars": barTask,
  "transformer block, order": orderTask,
  "GRU, sums": sequenceTask,
};
