/** The networks that have names. */
import { UsageError } from "../../hw/errors.js";
import type { Network } from "../network.js";
import type { LossName } from "../step.js";
import { autoencoder } from "./autoencoder.js";
import { dsCnn } from "./ds-cnn.js";
import { mobilenetV1 } from "./mobilenet-v1.js";
import { resnet8 } from "./resnet8.js";

export const BUILT_IN = ["resnet8", "ds-cnn", "autoencoder", "mobilenet-v1"] as const;
export type BuiltIn = (typeof BUILT_IN)[number];

export interface BuiltInOptions {
  readonly batch?: number | undefined;
  readonly classes?: number | undefined;
  readonly filters?: number | undefined;
  readonly width?: number | undefined;
  readonly resolution?: number | undefined;
  readonly seed?: number | undefined;
}

export function isBuiltIn(name: string): name is BuiltIn {
  return (BUILT_IN as readonly string[]).includes(name);
}

/** Loss of a network when none is named. */
export function defaultLoss(name: string): LossName {
  return name === "autoencoder" ? "mse" : "cross-entropy";
}

const TAKES: Readonly<Record<BuiltIn, readonly (keyof BuiltInOptions)[]>> = {
  resnet8: ["classes", "filters"],
  "ds-cnn": ["classes"],
  autoencoder: [],
  "mobilenet-v1": ["classes", "width", "resolution"],
};

/** A named network with its parameters from a seed. @throws UsageError for an option that it does not have */
export function builtIn(name: BuiltIn, options: BuiltInOptions = {}): Network {
  for (const option of ["classes", "filters", "width", "resolution"] as const) {
    if (options[option] !== undefined && !TAKES[name].includes(option)) {
      throw new UsageError(`--${option} is given, but ${name} has a fixed one: leave it out.`);
    }
  }
  const { seed = 1, batch = 1 } = options;
  switch (name) {
    case "resnet8":
      return resnet8({ batch, seed, classes: options.classes ?? 10, filters: options.filters ?? 16 });
    case "ds-cnn":
      return dsCnn({ batch, seed, classes: options.classes ?? 12 });
    case "autoencoder":
      return autoencoder({ batch: options.batch ?? 16, seed });
    case "mobilenet-v1":
      return mobilenetV1({
        batch,
        seed,
        classes: options.classes ?? 50,
        width: options.width ?? 1,
        resolution: options.resolution ?? 128,
      });
  }
}
