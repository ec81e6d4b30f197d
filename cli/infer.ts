import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { readNpz, writeNpz } from "../run/data/npz.js";
import { inputsFrom } from "../train/data/dataset.js";
import { elementsOf, shapeText } from "../train/network.js";
import { PRECISIONS, type Precision } from "../train/precision.js";
import type { Layout } from "../train/step.js";
import { Inference } from "../train/inference.js";
import { jsonOption, oneOf, wholeNumber } from "./options.js";
import { addNetworkOptions, loadNetwork, type NetworkOptions } from "./train-network.js";

interface InferOptions extends NetworkOptions {
  readonly data: string;
  readonly out?: string;
  readonly precision: Precision;
  readonly layout: Layout;
  readonly seed: number;
  readonly json?: true;
}

/** `redmule infer`: the forward pass of all samples of a file, with running statistics and without dropout. */
export function inferCommand(): Command {
  return addNetworkOptions(new Command("infer"))
    .description("run a network forward, without clocks")
    .requiredOption("--data <file>", ".npz file with x")
    .option("--precision <name>", `numbers: ${PRECISIONS.join(", ")}`, oneOf("--precision", PRECISIONS), "fp32")
    .option("--layout <name>", "images in memory: hwc, chw", oneOf("--layout", ["hwc", "chw"]), "hwc")
    .option("--seed <n>", "of the parameters of a built-in network", wholeNumber("--seed", 0, 2 ** 31), 1)
    .option("--out <file>", ".npz file for y")
    .addOption(jsonOption())
    .action(async (name: string, options: InferOptions) => {
      if (options.out !== undefined && !options.out.endsWith(".npz")) {
        throw new UsageError(`--out is "${options.out}": give a name that ends in .npz.`);
      }
      const arrays = readNpz(options.data);
      const x = arrays.get("x");
      const given = x === undefined ? {} : { sample: x.shape.slice(1), samples: x.shape[0] };
      const { network } = await loadNetwork(name, options, options.seed, given);
      const { samples, inputs } = inputsFrom(arrays, network, options.data);
      const inference = new Inference(network, {
        precision: { precision: options.precision, rules: [] },
        layout: options.layout,
      });
      const { shape, values } = inference.all(inputs, samples);
      if (options.out !== undefined) writeNpz(options.out, new Map([["y", { shape, data: values }]]));
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ network: network.name, samples, shape, y: options.out ?? [...values] })}\n`
          : `${network.name}: ${samples} samples, y ${shapeText(shape)} of ${elementsOf(shape)} numbers` +
              `${options.out === undefined ? "" : `, wrote ${options.out}`}\n`,
      );
    });
}
