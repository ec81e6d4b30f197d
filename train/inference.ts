import { execute } from "./functional/execute.js";
import { Memory, readTensor, writeTensor } from "./functional/memory.js";
import { elementsOf, type Network, type Shape } from "./network.js";
import { compileInference } from "./program.js";
import type { Program } from "./step.js";
import { firstDifference, sumOf, type StepClocks, type StepMeter } from "./step-meter.js";

/** The forward pass of a network, batch after batch: without clocks, or on the modelled cluster, too. */
export class Inference {
  readonly program: Program;
  private readonly memory: Memory;
  private readonly network: Network;
  private readonly meter: StepMeter | undefined;
  private readonly parts: StepClocks[] = [];

  /** @param meter runs every batch clock by clock; what it gives is compared with the run without clocks in every bit */
  constructor(network: Network, settings: Parameters<typeof compileInference>[1], meter?: StepMeter) {
    this.network = network;
    this.meter = meter;
    this.program = compileInference(network, settings);
    this.memory = new Memory(this.program);
    for (const { name, values } of network.parameters.values()) writeTensor(this.memory, name, values);
  }

  /** Batches that were run, and what all of them took; undefined without a meter. */
  get batches(): number {
    return Math.max(1, this.parts.length);
  }
  get clocks(): StepClocks | undefined {
    return this.parts.length === 0 ? undefined : sumOf(this.parts);
  }

  /**
   * The first output for one batch, C order.
   * @throws InferenceMismatch where cycle-exact and functional run differ
   */
  batch(inputs: readonly ArrayLike<number>[]): Float32Array {
    const { program, memory, meter } = this;
    program.inputs.forEach((name, i) => writeTensor(memory, name, inputs[i]));
    const exact = meter === undefined ? undefined : new Memory(program);
    if (meter !== undefined && exact !== undefined) {
      for (const name of program.tensors.keys()) exact.get(name).set(memory.get(name));
      this.parts.push(meter.run(program, program.first, exact));
    }
    execute(program.first, memory);
    const difference = exact && firstDifference(program, memory, exact);
    if (difference !== undefined) {
      throw new InferenceMismatch(`The forward pass differs: functional and cycle-exact, ${difference}.`);
    }
    return readTensor(memory, program.outputs[0]);
  }

  /** The first output for any number of samples; the last batch is filled up with the first samples. */
  all(
    inputs: readonly Float32Array[],
    samples: number,
    progress: (done: number) => void = () => undefined,
  ): { readonly shape: Shape; readonly values: Float32Array } {
    const shape = this.network.shapes.get(this.network.outputs[0])!;
    const size = this.network.shapes.get(this.network.inputs[0])![0];
    const each = elementsOf(shape) / size;
    const values = new Float32Array(samples * each);
    for (let from = 0; from < samples; from += size) {
      progress(from);
      const batch = inputs.map((all) => {
        const width = all.length / samples;
        return Float32Array.from({ length: width * size }, (_, i) => all[(from * width + i) % all.length]);
      });
      const count = Math.min(size, samples - from);
      values.set(this.batch(batch).subarray(0, count * each), from * each);
    }
    return { shape: [samples, ...shape.slice(1)], values };
  }
}

/** A forward pass that does not give the same bits both ways. */
export class InferenceMismatch extends Error {
  override name = "InferenceMismatch";
}
