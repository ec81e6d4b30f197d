/** Networks of codes on the modelled cluster, clock by clock. */
import { activityFrom, plus, type Activity } from "../../measure/energy/activity.js";
import { StepRun } from "../cycles/step-run.js";
import { writeStep } from "../emit/write-step.js";
import { QuantizedInference } from "./functional.js";
import { macsOf, type QuantizedNetwork } from "./network.js";
import { planQuantized, type Int8Plan, type Int8Target } from "./plan/plan.js";

/** Clocks of a layer: of its calls' slots, in kernels, waiting for the DMA. */
export interface LayerClocks {
  readonly layer: string;
  readonly op: string;
  readonly macs: number;
  readonly clocks: number;
  readonly compute: number;
  readonly dmaWait: number;
}

export interface QuantizedRun {
  /** Codes of the output, HWC. */
  readonly codes: Uint8Array;
  readonly clocks: number;
  /** What happened in these clocks, for the energy model. */
  readonly activity: Activity;
  readonly layers: readonly LayerClocks[];
}

/** The cluster differs from the run without clocks, which is a fault of planner, kernels or model. */
export class QuantizedMismatch extends Error {}

/** A program for one sample; every run is compared with the one without clocks. */
export class QuantizedProgram {
  readonly plan: Int8Plan;
  private readonly network: QuantizedNetwork;
  private readonly inference: QuantizedInference;

  /** @throws UsageError when the network does not fit the cluster */
  constructor(network: QuantizedNetwork, target: Int8Target) {
    this.network = network;
    this.plan = planQuantized(network, target);
    this.inference = new QuantizedInference(network);
  }

  /** @param codes one sample, HWC. @throws QuantizedMismatch where a code differs from the run without clocks */
  run(codes: Uint8Array): QuantizedRun {
    const { network, plan } = this;
    const run = new StepRun(plan);
    for (const [name, bytes] of plan.weights) run.tensor(name).set(bytes);
    run.tensor(network.input).set(codes);
    while (!run.advance(2 ** 20)) continue;
    const { status, value, message } = run.result;
    if (status !== "ended" || value !== 0) throw new Error(`The program did not end well: ${message ?? `${value}`}.`);
    const result = run.tensor(network.output).slice();
    const expected = this.inference.run(codes, 1, "hwc");
    const place = result.findIndex((code, i) => code !== expected[i]);
    if (place >= 0) {
      throw new QuantizedMismatch(
        `Code ${place} of ${network.output} is ${result[place]} on the cluster and ${expected[place]} without clocks.`,
      );
    }
    const clocks = run.shares.reduce((sum, share) => sum + share.clocks, 0);
    const activity = run.shares.reduce((sum, share) => plus(sum, share.activity), activityFrom({}));
    return { codes: result, clocks, activity, layers: this.layers(run) };
  }

  private layers(run: StepRun): LayerClocks[] {
    const sums = this.network.layers.map(() => ({ clocks: 0, compute: 0, dmaWait: 0 }));
    for (const { step, clocks, compute, dmaWait } of run.shares) sums[step] = { clocks, compute, dmaWait };
    return this.network.layers.map((layer, i) => ({
      ...{ layer: layer.name, op: layer.op, macs: macsOf(this.network, layer) },
      ...sums[i],
    }));
  }

  /** Writes program, data and system to a directory; the files. @param codes one sample, HWC */
  write(directory: string, codes: Uint8Array): readonly string[] {
    const { l2Bytes } = new StepRun(this.plan);
    return writeStep(directory, this.plan, l2Bytes, (name) =>
      name === this.network.input ? codes : this.plan.weights.get(name),
    );
  }
}
