/** What the recurrent layers share: the stacks over time [L, N, G H], their views, products with W and R, gradients of the parameters. */
import type { Lowering } from "../lowering.js";
import type { MapFunction, MatrixView, StepTensor, View } from "../step.js";
import { isQuantised } from "../precision.js";
import type { Product, ProductStart } from "../products.js";
import { stridesOf, transposed, wholeView } from "../views.js";
import type { Recurrent } from "./recurrent-shapes.js";

/** One recurrent layer being lowered; `gates` blocks of `hidden` columns. */
export class RecurrentSteps {
  readonly lowering: Lowering;
  readonly layer: Recurrent;
  readonly gates: number;
  readonly length: number;
  readonly batch: number;
  readonly inputs: number;
  readonly hidden: number;

  constructor(lowering: Lowering, layer: Recurrent, gates: number) {
    this.lowering = lowering;
    this.layer = layer;
    this.gates = gates;
    [this.length, this.batch, this.inputs] = lowering.shape(layer.inputs[0]);
    this.hidden = layer.attributes.hidden;
  }

  input(index: number): string | undefined {
    return this.layer.inputs[index] || undefined;
  }

  /** A tensor [times, N, blocks H]. */
  stack(suffix: string, blocks: number, times = this.length): StepTensor {
    const role = suffix.startsWith("d_") ? "gradient" : "activation";
    return this.lowering.fresh(suffix, [times, this.batch, blocks * this.hidden], this.lowering.format, role);
  }

  /** Some gates of one time: a view [N, width H]. */
  at(tensor: StepTensor, time: number, gate = 0, width = 1): View {
    const row = tensor.shape[2];
    return {
      tensor: tensor.name,
      offset: time * this.batch * row + gate * this.hidden,
      dimensions: [
        { size: this.batch, stride: row },
        { size: width * this.hidden, stride: 1 },
      ],
    };
  }

  map(fn: MapFunction, inputs: readonly View[], output: View): void {
    this.lowering.map(fn, inputs, output);
  }

  /** The state before the first step at time 0 of the states. */
  begin(states: StepTensor): void {
    const initial = this.input(4);
    if (initial === undefined) this.lowering.fill(this.at(states, 0), 0);
    else this.lowering.copy(this.rows(this.lowering.tensor(initial)), this.at(states, 0));
  }

  /** [1, N, H] or a time of [L, 1, N, H] as [N, H]. */
  rows(tensor: StepTensor, time = 0): View {
    const strides = stridesOf(tensor).slice(-2);
    return {
      tensor: tensor.name,
      offset: time * this.batch * this.hidden,
      dimensions: [
        { size: this.batch, stride: strides[0] },
        { size: this.hidden, stride: strides[1] },
      ],
    };
  }

  /** Y and Y_h from the states. */
  finish(states: StepTensor): void {
    const [y, last] = this.layer.outputs;
    if (y) {
      const size = this.length * this.batch * this.hidden;
      const output = this.lowering.result(y);
      this.lowering.copy(
        { tensor: states.name, offset: this.batch * this.hidden, dimensions: [{ size, stride: 1 }] },
        { tensor: output.name, offset: 0, dimensions: [{ size, stride: 1 }] },
      );
    }
    if (last) this.lowering.copy(this.at(states, this.length), this.rows(this.lowering.result(last)));
  }

  /** z[rows, G H] = bias half + x W^T for all times, or of R for one. */
  gatesProduct(what: "W" | "R", z: StepTensor, source: StepTensor, time?: number): void {
    const weight = this.lowering.tensor(this.layer.inputs[what === "W" ? 1 : 2]);
    const columns = this.gates * this.hidden;
    const n = what === "W" ? this.inputs : this.hidden;
    const bias = this.input(3);
    const from = time ?? 0;
    const m = time === undefined ? this.length * this.batch : this.batch;
    const product = {
      m,
      n,
      k: columns,
      count: [],
      x: this.matrix(source, from * this.batch * n, m, n),
      w: this.weight(weight, n),
      z: this.matrix(z, from * this.batch * columns, m, columns),
    };
    const offset = what === "W" ? 0 : columns;
    const start = bias
      ? { bias: { tensor: this.lowering.tensor(bias).name, offset, columns, inner: 1, countStrides: [] } }
      : {};
    this.product(what, z, product, { accumulate: false, ...start }, time);
  }

  /** A product of all times or one. FP8 has a scale for each tensor, so that operand and result have to be those of this time alone. */
  private product(what: string, z: StepTensor, product: Product, start: ProductStart, time?: number): void {
    const { lowering } = this;
    if (time === undefined || !isQuantised(lowering.productFormat())) {
      lowering.products(what, z, [product], start);
      return;
    }
    const x = this.partOf(product.x, product.m, product.n);
    const part = lowering.fresh("part", [product.m, product.k], z.format, "activation");
    const alone = {
      ...product,
      x: this.matrix(x, 0, product.m, product.n),
      z: this.matrix(part, 0, product.m, product.k),
    };
    lowering.products(what, part, [alone], start);
    const size = product.m * product.k;
    lowering.copy(wholeView(part), { tensor: z.name, offset: product.z.offset, dimensions: [{ size, stride: 1 }] });
  }

  /** A copy of some rows of a tensor. */
  private partOf({ tensor, offset }: Pick<MatrixView, "tensor" | "offset">, rows: number, columns: number): StepTensor {
    const part = this.lowering.fresh("part", [rows, columns], this.lowering.format, "activation");
    const dimensions = [{ size: rows * columns, stride: 1 }];
    this.lowering.copy({ tensor, offset, dimensions }, { tensor: part.name, offset: 0, dimensions });
    return part;
  }

  /** target[rows, n] = dgates[rows, G H] W (all times) or R (one time). */
  backProduct(what: "W" | "R", target: StepTensor, dgates: StepTensor, time?: number): void {
    const weight = this.lowering.tensor(this.layer.inputs[what === "W" ? 1 : 2]);
    const columns = this.gates * this.hidden;
    const n = what === "W" ? this.inputs : this.hidden;
    const m = time === undefined ? this.length * this.batch : this.batch;
    const product = {
      m,
      n: columns,
      k: n,
      count: [],
      x: this.matrix(dgates, (time ?? 0) * this.batch * columns, m, columns),
      w: transposed(this.weight(weight, n)),
      z: this.matrix(target, 0, m, n),
    };
    this.product(`d${what}`, target, product, { accumulate: false }, time);
  }

  /** Gradients of W, R and B: chains over (time, sample) ascending. */
  parameterGradients(da: StepTensor, dc: StepTensor, x: StepTensor, states: StepTensor): void {
    const { lowering } = this;
    const columns = this.gates * this.hidden;
    const m = this.length * this.batch;
    for (const [index, source, gates, n] of [
      [1, x, da, this.inputs],
      [2, states, dc, this.hidden],
    ] as const) {
      const name = this.layer.inputs[index];
      if (!lowering.wants(name)) continue;
      lowering.deliver(name, lowering.format, (target, accumulate) => {
        const product = {
          m: n,
          n: m,
          k: columns,
          count: [],
          x: transposed(this.matrix(source, 0, m, n)),
          w: this.matrix(gates, 0, m, columns),
          z: this.weight(target, n),
        };
        lowering.products("product", target, [product], { accumulate });
      });
    }
    const bias = this.input(3);
    if (bias === undefined || !lowering.wants(bias)) return;
    lowering.deliver(bias, "any", (target, accumulate) => {
      [da, dc].forEach((gates, half) =>
        lowering.emit("bias", {
          kind: "reduce",
          fn: "sum",
          inputs: [
            {
              tensor: gates.name,
              offset: 0,
              dimensions: [
                { size: columns, stride: 1 },
                { size: m, stride: columns },
              ],
            },
          ],
          outer: 1,
          output: { tensor: target.name, offset: half * columns, dimensions: [{ size: columns, stride: 1 }] },
          factor: 1,
          accumulate,
        }),
      );
    });
  }

  /** Gradients of x and of the initial state, which takes what came to the time before the first (`carry`). */
  inputGradients(da: StepTensor, carry: View | undefined): void {
    const { lowering } = this;
    const [x] = this.layer.inputs;
    if (lowering.wants(x)) lowering.deliver(x, lowering.format, (target) => this.backProduct("W", target, da));
    const initial = this.input(4);
    if (initial === undefined || !lowering.wants(initial)) return;
    lowering.deliver(initial, "none", (target) => lowering.map("scale", [carry!], this.rows(target), [1]));
  }

  /** dh of one time: what came from later (carry) and from the outputs; undefined where nothing did. */
  incoming(time: number, carry: View | undefined): View | undefined {
    const [y, last] = this.layer.outputs;
    const dy = y ? this.lowering.gradient(y) : undefined;
    const dlast = last ? this.lowering.gradient(last) : undefined;
    const parts = [
      ...(carry ? [carry] : []),
      ...(dy ? [this.rows(dy, time)] : []),
      ...(dlast && time === this.length - 1 ? [this.rows(dlast)] : []),
    ];
    return parts.reduce<View | undefined>((sum, part) => {
      if (sum === undefined) return part;
      const next = wholeView(this.lowering.fresh("d_h", [this.batch, this.hidden], this.lowering.format, "gradient"));
      this.map("add", [sum, part], next);
      return next;
    }, undefined);
  }

  private matrix(tensor: StepTensor, offset: number, rows: number, columns: number): MatrixView {
    return {
      kind: "matrix",
      tensor: tensor.name,
      offset,
      rows: [{ size: rows, stride: columns }],
      columns: [{ size: columns, stride: 1 }],
      countStrides: [],
    };
  }

  /** W [1, G H, n] as the matrix [n, G H]. */
  private weight(tensor: StepTensor, n: number): MatrixView {
    const [, gate, input] = stridesOf(tensor);
    return {
      kind: "matrix",
      tensor: tensor.name,
      offset: 0,
      rows: [{ size: n, stride: input }],
      columns: [{ size: this.gates * this.hidden, stride: gate }],
      countStrides: [],
    };
  }
}
