import { BATTERY, lifetimeHours } from "../../train/learn/energy.js";
import { STEPS, type EventResult } from "../../train/learn/learner.js";
import type { Confusion } from "../../train/learn/metrics.js";
import { EXTERNAL_BYTES } from "../../train/learn/replay-memory.js";
import type { ImageMeasure, StepMeasure } from "../../train/learn/measure.js";
import { IMAGES } from "../../train/learn/protocol.js";
import type { LearnSession } from "../../train/learn/session.js";
import { elementsOf, isTrainable } from "../../train/network.js";
import type { LearnOptions } from "./learn-options.js";

/** Name of the report in a run's directory. */
export const REPORT_FILE = "learn.json";

/** Bytes by what they hold. */
export interface LearnMemory {
  readonly replays: number;
  /** Where replays lie. */
  readonly place: "l2" | "external";
  readonly frozenWeights: number;
  readonly adaptiveWeights: number;
  readonly gradients: number;
  readonly limit: number;
}

/** Events with everything in them: images through the frozen stage, and steps. */
export interface LearnWhole {
  readonly images: number;
  readonly steps: number;
  readonly clocks: number;
  readonly milliseconds: number;
  readonly microjoules: number;
  readonly low: number;
  readonly high: number;
}

/** What one step took on the cluster. */
export interface LearnStep {
  readonly clocks: number;
  readonly redmuleBusy: number;
  readonly milliseconds: number;
  readonly microjoules: number;
  /** Interval of two standard deviations that the published points leave. */
  readonly low: number;
  readonly high: number;
  readonly l2Peak: number;
  readonly tcdmPeak: number;
}

/** What `redmule learn --json` prints. */
export interface LearnReport {
  readonly kind: "learn";
  readonly network: string;
  readonly source: string;
  readonly split: string;
  readonly latent: readonly number[];
  readonly replays: number;
  readonly store: string;
  readonly engine: string;
  readonly precision: string;
  /** Whether products read FP8 replays as they lie. */
  readonly eightBit: boolean;
  readonly frozen: string;
  readonly lr: number;
  readonly seed: number;
  readonly model: string;
  readonly steps: number;
  readonly before: { readonly accuracy: number; readonly initial: number };
  readonly events: readonly EventResult[];
  readonly confusion: Confusion;
  readonly memory: LearnMemory;
  /** Multiply-accumulates of a training step, and of the frozen stage for an image. */
  readonly macs: { readonly step: number; readonly frozen: number };
  /** Null where none ran, as of a stage in FP32. */
  readonly frozenImage: ImageMeasure | null;
  /** The mean of the steps that ran on the cluster; null where none did. */
  readonly step: LearnStep | null;
  readonly measured: number;
  readonly energySource: string | null;
  /** All events, from the measured step and image; null where no step was measured. */
  readonly whole: LearnWhole | null;
  /** At one mini-batch a minute: a step, and its share of the new images through the frozen stage. */
  readonly batteryHours: number | null;
  /** Seconds that the simulation took, and those of its processor; with --resume in all parts of the run. */
  readonly seconds: number;
  readonly cpuSeconds: number;
}

function meanOf(steps: readonly StepMeasure[]): LearnStep | null {
  if (steps.length === 0) return null;
  const mean = (of: (one: StepMeasure) => number): number =>
    steps.reduce((sum, one) => sum + of(one), 0) / steps.length;
  return {
    clocks: mean((one) => one.clocks),
    redmuleBusy: mean((one) => one.redmuleBusy),
    milliseconds: mean((one) => one.energy.milliseconds),
    microjoules: mean((one) => one.energy.microjoules),
    low: mean((one) => one.energy.low),
    high: mean((one) => one.energy.high),
    l2Peak: Math.max(...steps.map((one) => one.l2Peak)),
    tcdmPeak: Math.max(...steps.map((one) => one.tcdmPeak)),
  };
}

/** So many events: each image once through the frozen stage, where it has been measured, and all steps. */
function eventsOf(count: number, step: LearnStep, image: ImageMeasure | null): LearnWhole {
  const [images, steps] = [IMAGES * count, STEPS * count];
  const sum = (of: (one: LearnStep | ImageMeasure) => number): number =>
    steps * of(step) + (image === null ? 0 : images * of(image));
  return {
    ...{
      images,
      steps,
      clocks: Math.round(sum(({ clocks }) => clocks)),
      milliseconds: sum(({ milliseconds }) => milliseconds),
    },
    ...{
      microjoules: sum(({ microjoules }) => microjoules),
      low: sum(({ low }) => low),
      high: sum(({ high }) => high),
    },
  };
}

export function learnReport(
  session: LearnSession,
  options: LearnOptions,
  frozenImage: ImageMeasure | null,
): LearnReport {
  const { learner, measurements } = session;
  const { steps, seconds, cpuSeconds } = measurements;
  const { settings, memory, adaptive, split, frozen } = learner;
  const trained = [...adaptive.network.parameters.values()].filter(isTrainable);
  const weights = trained.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  const below = [...split.frozen.parameters.values()];
  const frozenWeights = below.reduce((sum, { shape, role }) => {
    const bytes = settings.frozen === "fp32" || role === "bias" ? 4 : 1;
    return sum + bytes * elementsOf(shape);
  }, 0);
  const half = settings.precision === "fp32" ? 4 : 2;
  const step = meanOf(steps);
  return {
    ...{ kind: "learn", network: split.name, source: learner.source },
    ...{ split: settings.split, latent: split.latent, replays: settings.replays, store: settings.store.name },
    ...{ engine: options.engine, precision: settings.precision, eightBit: settings.eightBit, frozen: settings.frozen },
    ...{ lr: settings.lr, seed: settings.seed, model: options.model, steps: STEPS * learner.events.length },
    ...{ before: learner.before, events: learner.position.results, confusion: learner.confusion ?? [] },
    memory: {
      ...{
        replays: memory.bytes.length,
        place: learner.placing.place,
        frozenWeights,
        adaptiveWeights: 4 * weights,
        gradients: half * weights,
      },
      limit: settings.externalBytes ?? EXTERNAL_BYTES,
    },
    macs: { step: adaptive.program.macs.reduce((sum, { macs }) => sum + macs, 0), frozen: frozen.macs },
    frozenImage,
    ...{ step, measured: steps.length, energySource: steps[0]?.energy.source ?? null },
    whole: step === null ? null : eventsOf(learner.events.length, step, frozenImage),
    batteryHours:
      step === null ? null : lifetimeHours((eventsOf(1, step, frozenImage).microjoules / STEPS) * 1e-6, BATTERY),
    ...{ seconds, cpuSeconds },
  };
}
