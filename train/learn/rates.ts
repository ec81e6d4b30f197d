/** What layers took on the modelled cluster, measured by scripts/mobilenet-rates.ts. */
import { readFileSync } from "node:fs";
import { EVENT_NAMES } from "../../measure/energy/events.js";
import { packageFile } from "../../sw/package-file.js";

/** Samples of the training step that the adaptive layers were measured in. */
export const RATES_SAMPLES = 2;

/** One layer and pass: events of the energy model, clocks among them. */
export interface Rate {
  readonly layer: string;
  readonly pass: string;
  /** Useful multiply-accumulates. */
  readonly macs: number;
  /** In the order of the file's events. */
  readonly activity: readonly number[];
}

/** Frozen layers for an image, stores for an element, adaptive layers for a step of `RATES_SAMPLES`. */
export interface MeasuredRates {
  readonly events: readonly string[];
  readonly frozen: readonly Rate[];
  readonly stores: readonly Rate[];
  readonly redmule: readonly Rate[];
  readonly cores: readonly Rate[];
}

/** @throws Error when the energy model has other events than at the time of the measurement */
export function mobilenetRates(): MeasuredRates {
  const rates = JSON.parse(
    readFileSync(packageFile("train", "learn", "data", "mobilenet-rates.json"), "utf8"),
  ) as MeasuredRates;
  if (rates.events.join() !== EVENT_NAMES.join()) {
    throw new Error("The measured rates of MobileNetV1 are of other events: run scripts/mobilenet-rates.ts again.");
  }
  return rates;
}
