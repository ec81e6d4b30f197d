/** Steps of learning and images of the frozen stage on the modelled cluster, and whether they give the bits of the run without clocks. */
import { activityFrom, countOf, plus, type Activity } from "../../measure/energy/activity.js";
import { energyOf } from "../../measure/energy/estimate.js";
import { milliseconds, OPERATING_POINTS, type Point } from "../../measure/energy/operating-points.js";
import type { ClusterMeter } from "../cycles/cluster-meter.js";
import type { Outside } from "../cycles/cycle-step.js";
import { execute } from "../functional/execute.js";
import { Memory } from "../functional/memory.js";
import { QuantizedMismatch, QuantizedProgram } from "../int8/cycles.js";
import type { Int8Target } from "../int8/plan/plan.js";
import { firstDifference, type StepClocks } from "../step-meter.js";
import { StepMismatch } from "../session.js";
import type { LearningRunner } from "./adaptive.js";
import type { CodeStage } from "./frozen.js";

/** Runs steps cycle by cycle, and each of them functionally as well. */
export class MeasuredSteps {
  /** Of the steps that have run and were not taken away. */
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
      throw new StepMismatch(`A step on the cluster differs: functional and cycle-exact, ${difference}.`);
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

/** Runs images through the frozen stage cycle by cycle, each of them without clocks as well. */
export class MeasuredImages {
  private readonly program: QuantizedProgram;
  private readonly stage: CodeStage;

  /** @throws UsageError when the stage does not fit the cluster */
  constructor(stage: CodeStage, target: Int8Target) {
    this.program = new QuantizedProgram(stage.network, target);
    this.stage = stage;
  }

  /**
   * @param image in C order
   * @returns what happened. @throws StepMismatch where a code differs
   */
  run(image: Float32Array): Activity {
    try {
      return this.program.run(this.stage.inputCodes(image)).activity;
    } catch (error) {
      if (!(error instanceof QuantizedMismatch)) throw error;
      throw new StepMismatch(`The frozen stage differs on an image: ${error.message}`);
    }
  }
}

/** What one step took on the cluster. */
export interface StepMeasure {
  readonly clocks: number;
  readonly redmuleBusy: number;
  readonly energy: StepClocks["energy"];
  readonly l2Peak: number;
  readonly tcdmPeak: number;
}

/** What has run cycle by cycle so far; goes into checkpoints. */
export interface Measurements {
  /** Whose clocks these are; those of another machine do not count. */
  readonly machine: string;
  readonly steps: StepMeasure[];
  /** Images of the frozen stage, and what happened in all of them together. */
  images: number;
  activity: readonly number[];
  /** The event whose images run, and how many of them have. */
  event: number;
  imagesOfEvent: number;
  /** Seconds of the simulation, and of its processor. */
  seconds: number;
  cpuSeconds: number;
}

export const noMeasurements = (machine: string): Measurements => ({
  ...{ machine, steps: [], images: 0, activity: Array.from(activityFrom({})) },
  ...{ event: -1, imagesOfEvent: 0, seconds: 0, cpuSeconds: 0 },
});

export function takeStep(into: Measurements, { clocks, redmuleBusy, energy, memory }: StepClocks): void {
  into.steps.push({ clocks, redmuleBusy, energy, l2Peak: memory.l2.bytes, tcdmPeak: memory.tcdm.bytes });
}

export function takeImage(into: Measurements, activity: Activity): void {
  into.images++;
  into.imagesOfEvent++;
  into.activity = Array.from(plus(Float64Array.from(into.activity), activity));
}

/** An image of the frozen stage in the mean. */
export interface ImageMeasure {
  readonly clocks: number;
  readonly milliseconds: number;
  readonly microjoules: number;
  readonly low: number;
  readonly high: number;
  /** How many ran, every code as without clocks. */
  readonly images: number;
}

/** The mean of the images that ran; null for none. */
export function imageMeasure({ images, activity }: Measurements, point: Point): ImageMeasure | null {
  if (images === 0) return null;
  const sum = Float64Array.from(activity);
  const clocks = countOf(sum, "clusterClock") / images;
  const { microjoules, low, high } = energyOf(sum, OPERATING_POINTS[point]);
  return {
    ...{ clocks, milliseconds: milliseconds(clocks, OPERATING_POINTS[point]), images },
    ...{ microjoules: microjoules / images, low: low / images, high: high / images },
  };
}
