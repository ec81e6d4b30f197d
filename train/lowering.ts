import { dependents } from "./network-uses.js";
import type { Network } from "./network.js";
import type { ElementFormat, StepTensor } from "./step.js";
import { StepWriter, type LoweringOptions } from "./step-writer.js";
import { wholeView } from "./views.js";

export type { Product, ProductStart } from "./products.js";
export type { LoweringOptions } from "./step-writer.js";

/** Turns a network into steps, forward and in reverse mode: what the writer of steps does not know are gradients. */
export class Lowering extends StepWriter {
  /** Network tensors that depend on a trained parameter. */
  private readonly wanted: ReadonlySet<string>;
  private readonly gradients = new Map<string, StepTensor>();
  private readonly written = new Set<string>();
  private readonly memory = new Map<string, unknown>();

  constructor(network: Network, options: LoweringOptions) {
    super(network, options);
    this.wanted = dependents(network, options.trained);
  }

  /** Keeps what a layer's backward steps need of its forward ones. */
  remember(layer: string, tensors: unknown): void {
    this.memory.set(layer, tensors);
  }

  recall<T>(layer: string): T {
    return this.memory.get(layer) as T;
  }

  wants(name: string | undefined): boolean {
    return name !== undefined && this.wanted.has(name);
  }

  /** Gradient of a network's tensor as far as it is known, undefined where nothing depends on it. */
  gradient(name: string): StepTensor | undefined {
    return this.gradients.get(name);
  }

  /** Sets the gradient that everything starts from. */
  seed(name: string, gradient: StepTensor): void {
    this.contribute(name, gradient);
  }

  /**
   * Emits a contribution to a gradient. `emit` gets where to write and whether to continue the chains that stand there. A parameter's
   * gradient is written in place if its format is `format` (of a product; "any": rounds to the format of its output; "none": cannot
   * continue what stands there).
   */
  deliver(
    name: string,
    format: ElementFormat | "any" | "none",
    emit: (target: StepTensor, accumulate: boolean) => void,
  ): void {
    const isParameter = this.network.parameters.has(name);
    this.under(this.layer, isParameter ? "weightGradient" : "inputGradient", () => {
      const model = isParameter ? this.parameterGradient(name) : this.values.get(name)!;
      if (isParameter && (format === "any" || format === model.format)) {
        emit(model, this.startsWritten(name));
        this.written.add(name);
        return;
      }
      const own = format === "any" || format === "none" ? (isParameter ? model.format : this.format) : format;
      const part = this.fresh(`d_${name}`, model.shape, own, "gradient", model.order);
      emit(part, false);
      this.contribute(name, part);
    });
  }

  /** Adds a finished tensor of the shape of `name` to its gradient; the tensor is never changed afterwards. */
  contribute(name: string, given: StepTensor): void {
    const isParameter = this.network.parameters.has(name);
    this.under(this.layer, isParameter ? "weightGradient" : "inputGradient", () => {
      const part = this.cast(given, (isParameter ? this.parameterGradient(name) : this.values.get(name)!).format);
      if (isParameter) {
        const target = this.parameterGradient(name);
        if (this.startsWritten(name)) this.map("add", [wholeView(target), wholeView(part)], wholeView(target));
        else this.map("scale", [wholeView(part)], wholeView(target), [1]);
        this.written.add(name);
        return;
      }
      const before = this.gradients.get(name);
      if (before === undefined) {
        this.gradients.set(name, part);
        return;
      }
      const sum = this.freshLike(`d_${name}.sum`, this.values.get(name)!);
      this.map("add", [wholeView(before), wholeView(part)], wholeView(sum));
      this.gradients.set(name, sum);
    });
  }

  /** Trained parameters whose gradient has been written, in the order of the network. */
  trainedParameters(): readonly string[] {
    return [...this.network.parameters.keys()].filter((name) => this.written.has(name));
  }

  parameterGradient(name: string): StepTensor {
    const parameter = this.kept(name);
    const format = parameter.shape.length > 1 ? this.readFormat(name) : parameter.format;
    const known = this.tensors.get(`grad.${name}`);
    return known ?? this.add({ ...parameter, name: `grad.${name}`, format, role: "parameterGradient" });
  }

  private startsWritten(name: string): boolean {
    return this.options.accumulates || this.written.has(name);
  }
}
