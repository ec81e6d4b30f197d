import { imageTensors, parameterOrders } from "./images.js";
import { widestReaders } from "./network-uses.js";
import type { Network, Parameter, Shape } from "./network.js";
import { passFormat, storageFormat, type PrecisionPlan, type StorageFormat } from "./precision.js";
import { lowerProducts, type Bare, type Product, type ProductStart, type Quantised } from "./products.js";
import type { ElementFormat, GemmStep, Layout, Pass, Step, StepTensor, TensorRole, View } from "./step.js";
import { identityOrder, IMAGE_ORDER } from "./views.js";

export interface LoweringOptions {
  readonly precision: PrecisionPlan;
  readonly layout: Layout;
  /** Batch statistics, dropout. */
  readonly isTraining: boolean;
  /** Parameters that are trained. */
  readonly trained: ReadonlySet<string>;
  /** Continue the gradients of the batch before. */
  readonly accumulates: boolean;
  /** Running variance from n - 1 (PyTorch) or n values (ONNX). */
  readonly variance: "unbiased" | "population";
}

/** Writes the steps of a network: layers' rules call it; it names, places, casts and quantises tensors. */
export class StepWriter {
  readonly network: Network;
  readonly options: LoweringOptions;
  readonly tensors = new Map<string, StepTensor>();
  readonly steps: Step[] = [];
  /** Masks of dropout that the host draws. */
  readonly masks: { tensor: string; ratio: number }[] = [];
  private readonly images: ReadonlySet<string>;
  private readonly orders: ReadonlyMap<string, readonly number[]>;
  /** Formats in which the layers read inputs and parameters: FP32 where one of them does. */
  private readonly widest: ReadonlyMap<string, StorageFormat>;
  protected readonly values = new Map<string, StepTensor>();
  private readonly casts = new Map<string, StepTensor>();
  private readonly stepNames = new Map<string, number>();
  protected layer = "";
  private pass: Pass = "prepare";

  constructor(network: Network, options: LoweringOptions) {
    this.network = network;
    this.options = options;
    this.images = imageTensors(network);
    this.orders = parameterOrders(network, options.layout);
    this.widest = widestReaders(network, options.precision);
    for (const name of network.inputs) this.values.set(name, this.declareLike(name, this.readFormat(name), "input"));
    for (const parameter of network.parameters.values()) this.declareParameter(parameter);
  }

  /** Format of the activations of the current layer and their gradients. */
  get format(): StorageFormat {
    return storageFormat(this.options.precision, this.layer);
  }

  protected readFormat(name: string): StorageFormat {
    return this.widest.get(name) ?? storageFormat(this.options.precision, "");
  }

  get hasLanes(): boolean {
    return this.options.precision.order === "two-lane";
  }

  get isTraining(): boolean {
    return this.options.isTraining;
  }

  shape(name: string): Shape {
    return this.network.shapes.get(name)!;
  }

  /** The tensor that holds a network's tensor, in the format of the current layer (masters and tensors of other layers as copies). */
  tensor(name: string): StepTensor {
    return this.cast(this.values.get(name)!, this.format);
  }

  /** A tensor as it is kept: a parameter (FP32 master) for arithmetic in FP32, a result in the format of its layer. */
  kept(name: string): StepTensor {
    return this.values.get(name)!;
  }

  /** Declares the result of a layer. */
  result(name: string): StepTensor {
    const tensor = this.declareLike(name, this.format, "activation");
    this.values.set(name, tensor);
    return tensor;
  }

  /** Lets a result be the bytes of another tensor. */
  alias(name: string, source: StepTensor): void {
    this.values.set(name, this.aliasOf(name, source, this.shape(name), this.orderOf(name)));
  }

  aliasOf(name: string, source: StepTensor, shape: Shape, order: Shape): StepTensor {
    return this.add({ ...source, name: this.free(name), shape, order, aliasOf: source.aliasOf ?? source.name });
  }

  /** A tensor of the layer's own. */
  fresh(
    suffix: string,
    shape: Shape,
    format: ElementFormat,
    role: TensorRole = "activation",
    order: Shape = identityOrder(shape.length),
  ): StepTensor {
    return this.add({ name: this.free(`${this.layer}.${suffix}`), shape, order, format, role });
  }

  /** A tensor of the shape, order and format of another. */
  freshLike(suffix: string, model: StepTensor, role: TensorRole = "gradient"): StepTensor {
    return this.fresh(suffix, model.shape, model.format, role, model.order);
  }

  orderOf(name: string): Shape {
    if (this.images.has(name)) return IMAGE_ORDER[this.options.layout];
    return this.orders.get(name) ?? identityOrder(this.shape(name).length);
  }

  emit<S extends Step>(what: string, step: Bare<S>): void {
    const plain = `${this.layer}.${what}`;
    const before = this.stepNames.get(plain) ?? 0;
    this.stepNames.set(plain, before + 1);
    const name = before === 0 ? plain : `${plain}.${before + 1}`;
    this.steps.push({ ...step, name, layer: this.layer, pass: this.pass } as unknown as Step);
  }

  /** Steps that `body` emits count under this layer and pass. */
  under(layer: string, pass: Pass, body: () => void): void {
    const [outerLayer, outerPass] = [this.layer, this.pass];
    [this.layer, this.pass] = [layer, pass];
    body();
    [this.layer, this.pass] = [outerLayer, outerPass];
  }

  get layerName(): string {
    return this.layer;
  }

  /** A tensor that the host writes. */
  declareInput(name: string, shape: Shape, format: ElementFormat): StepTensor {
    return this.add({ name: this.free(name), shape, order: identityOrder(shape.length), format, role: "input" });
  }

  map(
    fn: Extract<Step, { kind: "map" }>["fn"],
    inputs: readonly View[],
    output: View,
    constants: readonly number[] = [],
    what: string = fn,
  ): void {
    this.emit(what, { kind: "map", fn, inputs, output, constants });
  }

  /** Moves elements; what has another format than its target is cast before. */
  copy(input: View, output: View): void {
    const { name } = this.cast(this.tensors.get(input.tensor)!, this.tensors.get(output.tensor)!.format);
    this.emit("copy", { kind: "copy", input: { ...input, tensor: name }, output });
  }

  fill(output: View, value: number): void {
    this.emit("fill", { kind: "fill", output, value });
  }

  /** A tensor in another format, converted once. Copies of parameters belong to the pass `prepare`. */
  cast(tensor: StepTensor, format: ElementFormat): StepTensor {
    if (tensor.format === format) return tensor;
    const key = `${tensor.name}.${format}`;
    const known = this.casts.get(key);
    if (known !== undefined) return known;
    const isParameter = tensor.role === "persistent" || tensor.role === "constant";
    const output = this.converted(tensor, key, format);
    this.under(this.layer, isParameter ? "prepare" : this.pass, () =>
      this.emit("cast", { kind: "cast", input: tensor.name, output: output.name }),
    );
    return output;
  }

  /** Format of the products of the current layer and pass. */
  productFormat(): GemmStep["format"] {
    return passFormat(this.options.precision, this.layer, this.pass);
  }

  /** Products that together write `target`, see {@link lowerProducts}. */
  products(
    what: string,
    target: StepTensor,
    list: readonly Product[],
    start: ProductStart,
    fills: readonly View[] = [],
  ): void {
    lowerProducts(this, what, target, list, start, fills);
  }

  /** A tensor that is recast with a power of two of its own as scale, once for all its readers. */
  quantised(tensor: StepTensor, format: "fp8" | "fp8alt", target: number): Quantised {
    const key = `${tensor.name}.${format}.${target}`;
    const scale = `${key}.scale`;
    if (!this.casts.has(key)) {
      this.add({ name: scale, shape: [2], order: [0], format: "fp32", role: "activation" });
      const output = this.converted(tensor, key, format);
      this.emit("scale", { kind: "scale", input: tensor.name, output: scale, target });
      this.emit("cast", {
        kind: "cast",
        input: tensor.name,
        output: output.name,
        scale: { tensor: scale, index: 0, inverse: false },
      });
    }
    return { tensor: this.casts.get(key)!.name, scale };
  }

  private converted(tensor: StepTensor, key: string, format: ElementFormat): StepTensor {
    const { shape, order } = tensor;
    const output = this.add({ name: this.free(key), shape, order, format, role: "activation" });
    this.casts.set(key, output);
    return output;
  }

  private declareLike(name: string, format: ElementFormat, role: TensorRole): StepTensor {
    return this.add({ name: this.free(name), shape: this.shape(name), order: this.orderOf(name), format, role });
  }

  private declareParameter(parameter: Parameter): void {
    const { precision } = this.options.precision;
    const hasMasters = precision === "mixed" || precision === "fp8";
    const format = parameter.role === "statistic" || hasMasters ? "fp32" : this.readFormat(parameter.name);
    const role = parameter.role === "constant" ? "constant" : "persistent";
    this.values.set(parameter.name, this.declareLike(parameter.name, format, role));
  }

  private free(name: string): string {
    if (!this.tensors.has(name)) return name;
    for (let i = 2; ; i++) if (!this.tensors.has(`${name}.${i}`)) return `${name}.${i}`;
  }

  protected add(tensor: StepTensor): StepTensor {
    this.tensors.set(tensor.name, tensor);
    return tensor;
  }
}
