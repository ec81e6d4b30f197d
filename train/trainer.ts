/** Training without clocks: holds the tensors of a program and takes steps. */
import { execute } from "./functional/execute.js";
import { Memory, readTensor, writeTensor } from "./functional/memory.js";
import type { Network } from "./network.js";
import { hyperparameters, learningRate, type Schedule } from "./optimizer.js";
import { compileTraining, FIRST_SCALE, type TrainingSettings } from "./program.js";
import { dropoutMask } from "./randomness.js";
import type { Program, Step } from "./step.js";

/** One batch: numbers in C order for each input of the network, and the targets. */
export interface Batch {
  readonly inputs: readonly ArrayLike<number>[];
  readonly target: ArrayLike<number>;
}

export interface TrainerSettings extends TrainingSettings {
  readonly lr: number;
  readonly schedule: Schedule;
  /** Of the masks of dropout. */
  readonly seed: number;
}

export interface StepResult {
  /** Mean over the batches of the step, before its update. */
  readonly loss: number;
  /** Whether an overflow of the scaled gradients made the update do nothing. */
  readonly skipped: boolean;
}

/** Carries out steps on the tensors of a memory. */
export type StepRunner = (steps: readonly Step[], memory: Memory) => void;

export class Trainer {
  readonly program: Program;
  readonly memory: Memory;
  readonly settings: TrainerSettings;
  /** Steps taken, and those among them whose update took place. */
  steps = 0;
  updates = 0;
  /** Sees memory behind each step of the program. */
  observe: ((step: Step) => void) | undefined;
  private readonly network: Network;

  constructor(network: Network, settings: TrainerSettings) {
    this.network = network;
    this.settings = settings;
    this.program = compileTraining(network, settings);
    this.memory = new Memory(this.program);
    for (const { name, values } of network.parameters.values()) writeTensor(this.memory, name, values);
    if (settings.lossScale !== undefined) {
      const scale = settings.lossScale === "dynamic" ? FIRST_SCALE : settings.lossScale;
      writeTensor(this.memory, "lossScale", [scale, 1 / scale, 0]);
    }
  }

  /** Writes what the host gives batch `index` of the current step: data and masks of dropout. */
  prepareBatch(batch: Batch, index: number): void {
    const { program, memory } = this;
    program.inputs.forEach((name, i) => writeTensor(memory, name, batch.inputs[i]));
    writeTensor(memory, program.target!, batch.target);
    program.masks.forEach(({ tensor, ratio }, mask) => {
      const seed = [this.settings.seed, this.steps, index, mask] as const;
      writeTensor(memory, tensor, dropoutMask(seed, memory.get(tensor).length, ratio));
    });
  }

  /** Writes the hyperparameters of the current step. */
  prepareUpdate(): void {
    const { optimizer, lr, schedule } = this.settings;
    const rate = learningRate(lr, schedule, this.steps);
    writeTensor(this.memory, "hyper", hyperparameters(optimizer, rate, this.updates + 1));
  }

  /** Counts the step that has just run. */
  finishStep(): { readonly skipped: boolean } {
    const skipped = this.program.tensors.has("gradientNorm") && this.memory.get("gradientNorm")[1] === 0;
    this.steps++;
    if (!skipped) this.updates++;
    return { skipped };
  }

  /** One step on `accumulate` batches; `run` carries out the lists of steps, without clocks unless another is given. */
  step(batches: readonly Batch[], run: StepRunner = this.functionally): StepResult {
    const { program, memory } = this;
    this.prepareUpdate();
    let loss = 0;
    batches.forEach((batch, i) => {
      this.prepareBatch(batch, i);
      run(this.stepsOf(i, batches.length), memory);
      loss += memory.get(program.loss!)[0];
    });
    return { loss: loss / batches.length, ...this.finishStep() };
  }

  /** What runs for batch `index` of a step of so many; always the same array for the same batch. */
  stepsOf(index: number, batches: number): readonly Step[] {
    const steps = index === 0 ? this.program.first : this.program.further;
    return index === batches - 1 ? this.withUpdate(steps) : steps;
  }

  private readonly functionally: StepRunner = (steps, memory) => execute(steps, memory, this.observe);
  private readonly joined = new Map<readonly Step[], readonly Step[]>();

  /** A list of steps with the update behind it; always the same array for the same list. */
  private withUpdate(steps: readonly Step[]): readonly Step[] {
    const known = this.joined.get(steps) ?? [...steps, ...this.program.update];
    this.joined.set(steps, known);
    return known;
  }

  /** Parameters and running statistics as they stand, C order, by name. */
  parameters(): ReadonlyMap<string, Float32Array> {
    return new Map([...this.network.parameters.keys()].map((name) => [name, readTensor(this.memory, name)]));
  }
}
