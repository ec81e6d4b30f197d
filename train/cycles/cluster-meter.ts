import type { Memory } from "../functional/memory.js";
import type { PlanTarget } from "../plan/plan.js";
import type { Program, Step } from "../step.js";
import type { PassClocks, StepClocks, StepMeter } from "../step-meter.js";
import { cycleLines, totalOf } from "./cycle-report.js";
import { CycleStep, type Outside } from "./cycle-step.js";
import type { Energy } from "../../measure/energy/estimate.js";
import { OPERATING_POINTS, type Point } from "../../measure/energy/operating-points.js";

/** Runs steps on the modelled cluster; each list of steps is planned once. */
export class ClusterMeter implements StepMeter {
  private readonly target: PlanTarget;
  private readonly point: Point;
  private readonly lanes: boolean;
  private readonly known = new WeakMap<readonly Step[], CycleStep>();

  /** @param lanes the timeline tells how busy cores, RedMulE and DMA were; the run takes longer */
  constructor(target: PlanTarget, point: Point, lanes = false) {
    this.target = target;
    this.point = point;
    this.lanes = lanes;
  }

  /** The program of a list of steps. @throws UsageError when it cannot be planned, or does not fit */
  stepOf(program: Program, steps: readonly Step[]): CycleStep {
    let step = this.known.get(steps);
    if (step === undefined) {
      const results = [...program.outputs, ...(program.loss === undefined ? [] : [program.loss])];
      if (program.tensors.has("gradientNorm")) results.push("gradientNorm");
      step = new CycleStep(program, steps, this.target, results);
      this.known.set(steps, step);
    }
    return step;
  }

  plan(program: Program, steps: readonly Step[]): void {
    this.stepOf(program, steps);
  }

  write(program: Program, steps: readonly Step[], memory: Memory, directory: string): readonly string[] {
    return this.stepOf(program, steps).write(directory, memory);
  }

  run(program: Program, steps: readonly Step[], memory: Memory, outside?: Outside): StepClocks {
    const step = this.stepOf(program, steps);
    const { shares, stretches, lanes, clocks, external, memory: peaks } = step.run(memory, outside, this.lanes);
    const point = OPERATING_POINTS[this.point];
    const lines = cycleLines(shares, step.plan.steps, program.macs, point);
    const total = totalOf(lines, point);
    const passes = lines.map(({ layer, pass, clocks: all, ms, energy, redmule, ...rest }): PassClocks => {
      const { compute, im2row, transform, redmuleWait, dmaWait, idle } = rest;
      const reasons = { compute, im2row, transform, redmuleWait, dmaWait, idle };
      return { layer, pass, clocks: all, reasons, redmuleBusy: redmule, milliseconds: ms, ...pick(energy) };
    });
    const { ms: milliseconds, redmule } = total;
    const energy = { milliseconds, ...pick(total.energy), source: total.energy.source };
    const planned = step.plan.steps.map(({ name, layer, pass }) => ({ name, layer, pass }));
    const timeline = { steps: planned, stretches, ...(lanes && { lanes }) };
    return { clocks, redmuleBusy: redmule, external, energy, passes, memory: peaks, timeline };
  }
}

/** Microjoules with their interval. */
function pick({ microjoules, low, high }: Energy): Pick<Energy, "microjoules" | "low" | "high"> {
  return { microjoules, low, high };
}
