import { UsageError } from "../hw/errors.js";
import { LAYERS } from "./layers/registry.js";
import {
  elementsOf,
  shapeText,
  type Layer,
  type LayerAttributes,
  type LayerOp,
  type Network,
  type Parameter,
  type ParameterRole,
  type Shape,
} from "./network.js";

/** Builds a network layer by layer; every mistake is refused where it is made. */
export class NetworkBuilder {
  readonly name: string;
  private readonly shapes = new Map<string, Shape>();
  private readonly layers: Layer[] = [];
  private readonly inputs: string[] = [];
  private readonly parameters = new Map<string, Parameter>();
  private readonly layerNames = new Set<string>();

  constructor(name: string) {
    this.name = name;
  }

  /** Declares an input; returns its name. */
  input(name: string, shape: Shape): string {
    this.declare(name, shape);
    this.inputs.push(name);
    return name;
  }

  /** Declares a parameter with its first values (C order, rounded to FP32); returns its name. */
  parameter(name: string, shape: Shape, role: ParameterRole, values: ArrayLike<number>): string {
    if (values.length !== elementsOf(shape)) {
      throw new UsageError(
        `Parameter ${name} has ${values.length} values but the shape ${shapeText(shape)}: give as many.`,
      );
    }
    this.declare(name, shape);
    this.parameters.set(name, { name, shape, role, values: Float32Array.from(values) });
    return name;
  }

  shape(name: string): Shape {
    const shape = this.shapes.get(name);
    if (shape === undefined)
      throw new UsageError(`Tensor ${name} is read before anything writes it: order the layers.`);
    return shape;
  }

  /**
   * Adds a layer whose outputs have the given names (default: its own name); returns the first of them. Absent optional inputs
   * are "" or left out at the end.
   */
  add<Op extends LayerOp>(
    op: Op,
    name: string,
    inputs: readonly string[],
    attributes: LayerAttributes[Op],
    outputs: readonly string[] = [name],
  ): string {
    const rule = LAYERS[op];
    const [fewest, most] = rule.inputs;
    if (inputs.length < fewest || inputs.length > most) {
      throw new UsageError(
        `Layer ${name} (${op}) has ${inputs.length} inputs but takes ${fewest === most ? fewest : `${fewest} to ${most}`}.`,
      );
    }
    if (this.layerNames.has(name)) throw new UsageError(`Two layers have the name ${name}: rename one.`);
    this.layerNames.add(name);
    const layer = { op, name, inputs, outputs, attributes } as unknown as Layer;
    const known = inputs.map((input) => (input === "" ? undefined : this.shape(input)));
    const shapes = (rule.shapes as (layer: Layer, inputs: readonly (Shape | undefined)[]) => readonly Shape[])(
      layer,
      known,
    );
    outputs.forEach((output, i) => {
      if (output !== "") this.declare(output, shapes[i]);
    });
    this.layers.push(layer);
    return outputs.find((output) => output !== "") ?? "";
  }

  build(outputs: readonly string[]): Network {
    for (const output of outputs) this.shape(output);
    const { name, shapes, layers, inputs, parameters } = this;
    return { name, shapes, layers, inputs, outputs, parameters };
  }

  private declare(name: string, shape: Shape): void {
    if (this.shapes.has(name)) throw new UsageError(`Two tensors have the name ${name}: rename one.`);
    this.shapes.set(name, shape);
  }
}
