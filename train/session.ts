/** A whole training run: steps from data, checks, what it reports. */
import { UsageError } from "../hw/errors.js";
import { Counters, type TensorCounts } from "./counters.js";
import { Batches, type Dataset } from "./data/dataset.js";
import { execute } from "./functional/execute.js";
import { Memory } from "./functional/memory.js";
import { globMatcher } from "./glob.js";
import type { Network } from "./network.js";
import type { Step } from "./step.js";
import { firstDifference, sumOf, type StepClocks, type StepMeter } from "./step-meter.js";
import { Trainer, type TrainerSettings } from "./trainer.js";

export interface SessionSettings {
  readonly trainer: TrainerSettings;
  /** Steps from the beginning, those before a checkpoint among them. */
  readonly steps: number;
  readonly shuffle: boolean;
  readonly seed: number;
  /** Runs every step on the modelled cluster; absent: functionally. */
  readonly meter?: StepMeter;
  /** A step, from 1, that is run both ways and compared; needs a meter of its own where `meter` is absent. */
  readonly check?: { readonly step: number; readonly meter: StepMeter };
  readonly counts: boolean;
}

export interface SessionStep {
  readonly step: number;
  readonly loss: number;
  /** Clocks on the modelled cluster; null where the step ran functionally and none was measured. */
  readonly clocks: number | null;
  readonly skipped: boolean;
}

export class Session {
  readonly trainer: Trainer;
  readonly settings: SessionSettings;
  readonly steps: SessionStep[] = [];
  /** Of the last step that ran on the cluster. */
  clocks: StepClocks | undefined;
  private readonly batches: Batches;
  private readonly counters = new Counters();

  constructor(network: Network, dataset: Dataset, settings: SessionSettings) {
    this.settings = settings;
    this.trainer = new Trainer(network, settings.trainer);
    const size = network.shapes.get(network.inputs[0])![0];
    this.batches = new Batches(dataset, size, settings.shuffle ? settings.seed : undefined);
    if (settings.counts) this.trainer.observe = (step) => this.counters.observe(step, this.trainer.memory);
  }

  get counts(): readonly TensorCounts[] {
    return this.counters.all;
  }

  /** Runs the steps that are left; `report` sees each as it ends. */
  run(report: (step: SessionStep) => void = () => undefined): void {
    this.planAhead();
    while (this.trainer.steps < this.settings.steps) {
      const step = this.next();
      this.steps.push(step);
      report(step);
    }
  }

  /** A step that cannot run on the cluster is refused before the first one, not when its turn comes. */
  private planAhead(): void {
    const { trainer, settings } = this;
    const { accumulate } = settings.trainer;
    for (const meter of [settings.meter, settings.check?.meter]) {
      for (let batch = 0; batch < accumulate; batch++) meter?.plan(trainer.program, trainer.stepsOf(batch, accumulate));
    }
  }

  /** Writes the program of the next step (of its first batch, where it has several) to a directory; the files. */
  emit(meter: StepMeter, directory: string): readonly string[] {
    const { trainer, settings } = this;
    const { accumulate } = settings.trainer;
    trainer.prepareUpdate();
    trainer.prepareBatch(this.batches.at(trainer.steps * accumulate), 0);
    return meter.write(trainer.program, trainer.stepsOf(0, accumulate), trainer.memory, directory);
  }

  private next(): SessionStep {
    const { trainer, settings } = this;
    const { accumulate } = settings.trainer;
    const number = trainer.steps + 1;
    const batches = Array.from({ length: accumulate }, (_, i) => this.batches.at(trainer.steps * accumulate + i));
    const check = settings.check?.step === number ? settings.check.meter : undefined;
    const meter = check ?? settings.meter;
    let clocks = 0;
    const parts: StepClocks[] = [];
    const onCluster = (steps: readonly Step[], memory: Memory): void => {
      const reference = check === undefined ? undefined : copyOf(trainer);
      const measured = meter!.run(trainer.program, steps, memory);
      clocks += measured.clocks;
      parts.push(measured);
      this.clocks = sumOf(parts);
      if (reference === undefined) return;
      execute(steps, reference);
      const difference = firstDifference(trainer.program, reference, memory);
      if (difference !== undefined) {
        throw new StepMismatch(`Step ${number} differs: functional and cycle-exact, ${difference}.`);
      }
    };
    const { loss, skipped } = trainer.step(batches, meter === undefined ? undefined : onCluster);
    return { step: number, loss, skipped, clocks: meter === undefined ? (this.clocks?.clocks ?? null) : clocks };
  }
}

/** A step that does not give the same bits both ways. */
export class StepMismatch extends Error {
  override name = "StepMismatch";
}

function copyOf(trainer: Trainer): Memory {
  const copy = new Memory(trainer.program);
  for (const name of trainer.program.tensors.keys()) copy.get(name).set(trainer.memory.get(name));
  return copy;
}

/** Which parameters patterns freeze: by their own name, or by that of a layer that reads them. @throws UsageError for one that fits none */
export function frozenBy(network: Network, patterns: readonly string[]): (parameter: string) => boolean {
  const frozen = new Set<string>();
  for (const pattern of patterns) {
    const fits = globMatcher(pattern);
    const hits = [...network.parameters.keys()].filter(
      (name) => fits(name) || network.layers.some((layer) => fits(layer.name) && layer.inputs.includes(name)),
    );
    if (hits.length === 0) {
      const some = [...network.parameters.keys()].slice(0, 3).join(", ");
      throw new UsageError(
        `--freeze ${pattern} fits no parameter and no layer of ${network.name}: it has ${some} and so on.`,
      );
    }
    for (const name of hits) frozen.add(name);
  }
  return (parameter) => frozen.has(parameter);
}
