import { execute } from "./functional/execute.js";
import { Memory, readTensor, writeTensor } from "./functional/memory.js";
import { elementsOf, type Network, type Shape } from "./network.js";
import { compileInference } from "./program.js";
import type { Program } from "./step.js";

/** The forward pass of a network without clocks, batch after batch. */
export class Inference {
  readonly program: Program;
  private readonly memory: Memory;
  private readonly network: Network;

  constructor(network: Network, settings: Parameters<typeof compileInference>[1]) {
    this.network = network;
    this.program = compileInference(network, settings);
    this.memory = new Memory(this.program);
    for (const { name, values } of network.parameters.values()) writeTensor(this.memory, name, values);
  }

  /** The first output for one batch, C order. */
  batch(inputs: readonly ArrayLike<number>[]): Float32Array {
    this.program.inputs.forEach((name, i) => writeTensor(this.memory, name, inputs[i]));
    execute(this.program.first, this.memory);
    return readTensor(this.memory, this.program.outputs[0]);
  }

  /** The first output for any number of samples; the last batch is filled up with the first samples. */
  all(inputs: readonly Float32Array[], samples: number): { readonly shape: Shape; readonly values: Float32Array } {
    const shape = this.network.shapes.get(this.network.outputs[0])!;
    const size = this.network.shapes.get(this.network.inputs[0])![0];
    const each = elementsOf(shape) / size;
    const values = new Float32Array(samples * each);
    for (let from = 0; from < samples; from += size) {
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
