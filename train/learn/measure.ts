/** Steps of learning on the modelled cluster, and whether they give the bits of the functional run. */
import type { ClusterMeter } from "../cycles/cluster-meter.js";
import type { Outside } from "../cycles/cycle-step.js";
import { execute } from "../functional/execute.js";
import { Memory } from "../functional/memory.js";
import { firstDifference, type StepClocks } from "../step-meter.js";
import { StepMismatch } from "../session.js";
import type { LearningRunner } from "./adaptive.js";

/** Runs steps cycle by cycle, and each of them functionally as well. */
export class MeasuredSteps {
  readonly clocks: StepClocks[] = [];
  private readonly meter: ClusterMeter;

  constructor(meter: ClusterMeter) {
    this.meter = meter;
  }

  /** @throws StepMismatch where a bit differs */
  readonly run: LearningRunner = (program, steps, memory, outside) => {
    const reference = new Memory(program);
    for (const name of program.tensors.keys()) reference.get(name).set(memory.get(name));
    this.clocks.push(this.meter.run(program, steps, memory, outside));
    execute(steps, reference);
    const difference = firstDifference(program, reference, memory) ?? missing(memory, outside);
    if (difference !== undefined) {
      throw new StepMismatch(
        `Step ${this.clocks.length} on the cluster differs: functional and cycle-exact, ${difference}.`,
      );
    }
  };
}

/** Whether the external memory's DMA has brought the replays of the next step. */
function missing(memory: Memory, outside: Outside | undefined): string | undefined {
  if (outside === undefined) return undefined;
  const { to, list, itemBytes } = outside.prefetch;
  const [brought, slots] = [memory.get(to), memory.get(list)];
  const at = brought.findIndex((byte, i) => {
    return byte !== outside.bytes[slots[Math.floor(i / itemBytes)] * itemBytes + (i % itemBytes)];
  });
  return at < 0 ? undefined : `byte ${at} of the replays that were fetched is not that of their slot`;
}
