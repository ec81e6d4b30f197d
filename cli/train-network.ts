import { existsSync } from "node:fs";
import { basename } from "node:path";
import { Option, type Command } from "commander";
import { closest } from "fastest-levenshtein";
import { UsageError } from "../hw/errors.js";
import { BUILT_IN, builtIn, isBuiltIn, type BuiltInOptions } from "../train/networks/built-in.js";
import type { Network, Shape } from "../train/network.js";
import type { OnnxFile } from "../train/onnx/model-file.js";
import { wholeNumber } from "./options.js";

export interface NetworkOptions {
  readonly batch?: number;
  readonly classes?: number;
  readonly filters?: number;
  readonly width?: number;
  readonly resolution?: number;
}

/** A network, and the file that it came from. */
export interface LoadedNetwork {
  readonly network: Network;
  readonly file?: OnnxFile;
}

/** Parser of a number within limits; `what` completes "give". */
export function numberWithin(option: string, fits: (value: number) => boolean, what: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || !fits(value)) {
      throw new UsageError(`${option} is "${text}": give ${what}.`);
    }
    return value;
  };
}

export function addNetworkOptions(command: Command): Command {
  return command
    .argument("<network>", `${BUILT_IN.join(", ")}, or a .onnx file`)
    .option(
      "--batch <b>",
      "samples of a batch (default: the network's, or all of the data)",
      wholeNumber("--batch", 1, 65536),
    )
    .option("--classes <n>", "classes of a built-in network", wholeNumber("--classes", 2, 65536))
    .option("--filters <n>", "filters of resnet8's first stack (default: 16)", wholeNumber("--filters", 1, 1024))
    .addOption(
      new Option("--width <factor>", "factor of mobilenet-v1's channels (default: 1)").argParser(
        numberWithin("--width", (value) => value > 0 && value <= 4, "a factor above 0, at most 4"),
      ),
    )
    .option("--resolution <n>", "rows of mobilenet-v1's images (default: 128)", wholeNumber("--resolution", 16, 512));
}

/** Loads a network by name or file. @param given samples in the data and the shape of one, which settle free axes */
export async function loadNetwork(
  name: string,
  options: NetworkOptions,
  seed: number,
  given: { readonly samples?: number | undefined; readonly sample?: Shape | undefined } = {},
): Promise<LoadedNetwork> {
  if (isBuiltIn(name)) {
    const { batch, classes, filters, width, resolution } = options;
    const all: BuiltInOptions = { batch, classes, filters, width, resolution, seed };
    return { network: builtIn(name, all) };
  }
  if (!existsSync(name) && !name.endsWith(".onnx")) {
    const near = closest(basename(name), [...BUILT_IN]);
    throw new UsageError(
      `${name} is neither a file nor a network: use ${BUILT_IN.join(", ")} or a .onnx file (${near}?).`,
    );
  }
  for (const option of ["classes", "filters", "width", "resolution"] as const) {
    if (options[option] !== undefined) {
      throw new UsageError(`--${option} is given, but ${name} fixes it: leave it out.`);
    }
  }
  const { OnnxFile } = await import("../train/onnx/model-file.js");
  const file = new OnnxFile(name);
  const batch = options.batch ?? file.batch ?? given.samples;
  const network = file.network({
    ...(batch !== undefined && { batch }),
    ...(given.sample !== undefined && { sample: given.sample }),
  });
  return { network, file };
}
