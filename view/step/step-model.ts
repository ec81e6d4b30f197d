import { Share } from "./share.js";
import type { StepStretch, TrainingStep } from "./step-file.js";

/** Neighbouring stretches of one layer and pass. */
export interface Part {
  readonly layer: string;
  readonly pass: string;
  readonly from: number;
  to: number;
}

/** A core in a stretch of time. */
export interface CoreShares {
  readonly work: Share;
  readonly stall: Share;
}

/** Passes with their names and the names of their colours in style.css. */
export const PASSES: Readonly<Record<string, readonly [name: string, colour: string]>> = {
  forward: ["forward", "forward"],
  weightGradient: ["gradient of weights", "weights"],
  inputGradient: ["gradient of input", "inputs"],
  update: ["update", "update"],
};

/** What core 0 does, with names and colours. */
export const REASON_TEXTS: Readonly<Record<string, readonly [name: string, colour: string]>> = {
  compute: ["computes", "accent"],
  im2row: ["lays out patches", "x"],
  transform: ["turns operands", "z"],
  redmuleWait: ["waits for RedMulE", "w-pale"],
  dmaWait: ["waits for the DMA", "y-pale"],
  idle: ["gives commands, meets", "tiler"],
};

/** A step as the page draws it. Clocks are counted from the first slot on. */
export class StepModel {
  readonly step: TrainingStep;
  readonly end: number;
  readonly parts: readonly Part[];
  readonly cores: readonly CoreShares[];
  readonly redmule: Share;
  readonly dma: Share;
  /** By reason: clocks of core 0. */
  readonly reasons: readonly Share[];
  private readonly begin: number;

  constructor(step: TrainingStep) {
    const { stretches, lanes, reasons } = step;
    this.step = step;
    this.begin = stretches[0][1];
    const last = stretches[stretches.length - 1];
    this.end = last[1] + last[2] - this.begin;
    const slices = [-this.begin, ...lanes.ends.map((clock) => clock - this.begin)];
    this.redmule = new Share(slices, lanes.redmule);
    this.dma = new Share(slices, lanes.dma);
    this.cores = lanes.cores.map(({ work, stall }) => ({
      work: new Share(slices, work),
      stall: new Share(slices, stall),
    }));
    const edges = [...stretches.map(([, begin]) => begin - this.begin), this.end];
    this.reasons = reasons.map((_, r) => {
      return new Share(
        edges,
        stretches.map(([, , clocks, reason]) => (reason === r ? clocks : 0)),
      );
    });
    this.parts = partsOf(step, this.begin);
  }

  /** Index of the stretch at a clock. */
  stretchAt(clock: number): number {
    const { stretches } = this.step;
    let [low, high] = [0, stretches.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (stretches[middle][1] - this.begin <= clock) low = middle;
      else high = middle;
    }
    return low;
  }

  /** First clock of a stretch. */
  beginOf(stretch: number): number {
    return this.step.stretches[stretch][1] - this.begin;
  }

  stretch(i: number): StepStretch {
    return this.step.stretches[i];
  }
}

function partsOf({ steps, stretches }: TrainingStep, begin: number): Part[] {
  const parts: Part[] = [];
  for (const [step, first, clocks] of stretches) {
    const { layer, pass } = steps[step];
    const before = parts.at(-1);
    const to = first + clocks - begin;
    if (before?.layer === layer && before.pass === pass) before.to = to;
    else parts.push({ layer, pass, from: first - begin, to });
  }
  return parts;
}

/** Clocks in groups of three digits, which no line break parts. */
export function grouped(clocks: number): string {
  return Math.round(clocks).toLocaleString("en-US").replaceAll(",", "\u00a0");
}

export function passName(pass: string): string {
  return PASSES[pass]?.[0] ?? pass;
}
