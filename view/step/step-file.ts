import { UsageError } from "../../hw/errors.js";

/** Busy clocks in consecutive slices of time, as `redmule train --json --timeline` writes them. */
export interface StepLanes {
  /** The clock behind each slice; the first begins in clock 0. */
  readonly ends: readonly number[];
  readonly redmule: readonly number[];
  readonly dma: readonly number[];
  readonly cores: readonly { readonly work: readonly number[]; readonly stall: readonly number[] }[];
}

/** A stretch in which core 0 did one thing: step, first clock, clocks, index of the reason. */
export type StepStretch = readonly [step: number, begin: number, clocks: number, reason: number, ...rest: number[]];

/** A training step that was run on the cluster. */
export interface TrainingStep {
  readonly network: string;
  readonly precision: string;
  readonly engine: string;
  readonly batch: number;
  readonly clocks: number;
  readonly macs: number;
  readonly steps: readonly { readonly name: string; readonly layer: string; readonly pass: string }[];
  readonly reasons: readonly string[];
  readonly stretches: readonly StepStretch[];
  readonly lanes: StepLanes;
}

const MEND = "run redmule train NETWORK --json --timeline > FILE";

/**
 * Reads what `redmule train --json --timeline` prints.
 * @param name of the file, for the message
 * @throws UsageError in one sentence where it is something else
 */
export function parseStep(text: string, name: string): TrainingStep {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw new UsageError(`${name} is no JSON: ${MEND}.`);
  }
  if (!isRecord(read) || typeof read.network !== "string" || !isRecord(read.timeline)) {
    throw new UsageError(`${name} holds no timeline of a step: ${MEND}.`);
  }
  const { steps, reasons, stretches, lanes } = read.timeline;
  if (!isLanes(lanes)) throw new UsageError(`${name} does not say how busy the cores were: ${MEND} with this version.`);
  const isStretch = (each: unknown): each is StepStretch => isNumbers(each) && each.length >= 4;
  if (
    !isArray(steps, isStep) ||
    !isArray(reasons, isText) ||
    !isArray(stretches, isStretch) ||
    stretches.length === 0
  ) {
    throw new UsageError(`${name} has a timeline that is not whole: ${MEND}.`);
  }
  const number = (value: unknown): number => (typeof value === "number" ? value : 0);
  const word = (value: unknown): string => (typeof value === "string" ? value : "");
  const { network, precision, engine, batch, clocks, macs } = read;
  return {
    ...{ network, precision: word(precision), engine: word(engine), batch: number(batch) },
    ...{ clocks: number(clocks), macs: number(macs), steps, reasons, stretches, lanes },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isArray<T>(value: unknown, is: (each: unknown) => each is T): value is T[] {
  return Array.isArray(value) && value.every(is);
}

const isText = (value: unknown): value is string => typeof value === "string";
const isNumbers = (value: unknown): value is number[] =>
  isArray(value, (each): each is number => typeof each === "number" && Number.isFinite(each));

function isStep(value: unknown): value is TrainingStep["steps"][number] {
  return isRecord(value) && isText(value.name) && isText(value.layer) && isText(value.pass);
}

/** Every list has a number for every slice. */
function isLanes(value: unknown): value is StepLanes {
  if (!isRecord(value) || !isNumbers(value.ends)) return false;
  const { length } = value.ends;
  const isWhole = (list: unknown): list is number[] => isNumbers(list) && list.length === length;
  const isCore = (core: unknown): core is StepLanes["cores"][number] => {
    return isRecord(core) && isWhole(core.work) && isWhole(core.stall);
  };
  return isWhole(value.redmule) && isWhole(value.dma) && isArray(value.cores, isCore);
}
