import { Command, Option } from "commander";
import { FileSink } from "../run/files/file-sink.js";
import { ENGINES, type Engine } from "../train/plan/context.js";
import { PRECISIONS, type Precision } from "../train/precision.js";
import { compileTraining, defaultLossScale } from "../train/program.js";
import { defaultLoss } from "../train/networks/built-in.js";
import type { Layout } from "../train/step.js";
import type { TunedPlan } from "../tune/plan-file.js";
import { productsOf, Tuner, type TunedProduct } from "../tune/tuner.js";
import { UsageError } from "../hw/errors.js";
import { jobsOption, jsonOption, oneOf, shardOption, wholeNumber, type Part } from "./options.js";
import { addNetworkOptions, loadNetwork, type NetworkOptions } from "./train-network.js";
import { tunedLine, tuneScreen } from "./tune-screen.js";

interface TuneOptions extends NetworkOptions {
  readonly precision: Precision;
  readonly engine: Engine;
  readonly layout: Layout;
  readonly budget: number;
  readonly baselines?: true;
  readonly cache: string;
  readonly out?: string;
  readonly jobs: number;
  readonly shard: Part;
  readonly seed: number;
  readonly json?: true;
}

/** `redmule tune`: the fastest kernel, tiling and engine of every product of a training step, found by running them. */
export function tuneCommand(): Command {
  return addNetworkOptions(new Command("tune"))
    .description("search the fastest way to compute every product of a training step, by running candidates")
    .option("--precision <name>", `numbers: ${PRECISIONS.join(", ")}`, oneOf("--precision", PRECISIONS), "fp32")
    .option("--engine <name>", `who multiplies: ${ENGINES.join(", ")}`, oneOf("--engine", ENGINES), "cores")
    .option("--layout <name>", "images in memory: hwc, chw", oneOf("--layout", ["hwc", "chw"]), "hwc")
    .option("--budget <n>", "candidates that are run for a product at most", wholeNumber("--budget", 0, 10000), 6)
    .addOption(new Option("--baselines", "also run the naive kernel and single kernels for all products"))
    .option("--cache <file>", "results by content, for later searches", "redmule-tune.jsonl")
    .option("--out <file>", "the choices, for redmule train --plan")
    .option("--seed <n>", "of the parameters of a built-in network", wholeNumber("--seed", 0, 2 ** 31), 1)
    .addOption(jobsOption())
    .addOption(shardOption("product"))
    .addOption(jsonOption())
    .action(async (name: string, options: TuneOptions) => {
      if (options.engine === "redmule" && options.precision === "fp32") {
        throw new UsageError("--engine redmule is given, but RedMulE has no fp32: use --precision fp16, mixed or fp8.");
      }
      const { network } = await loadNetwork(name, options, options.seed);
      const lossScale = defaultLossScale(options.precision);
      const program = compileTraining(network, {
        ...{ precision: { precision: options.precision, rules: [] }, layout: options.layout, variance: "unbiased" },
        ...{ loss: defaultLoss(name), target: defaultLoss(name) === "cross-entropy" ? "labels" : "numbers" },
        optimizer: { name: "sgd", momentum: 0, nesterov: false, weightDecay: 0, betas: [0.9, 0.999], epsilon: 1e-8 },
        ...{ accumulate: 1, isFrozen: () => false, ...(lossScale !== undefined && { lossScale }) },
      });
      const { engine, precision, layout, budget, jobs, shard } = options;
      const priority = engine === "cores" ? "cores" : "redmule";
      const tuner = new Tuner(program.tensors, {
        ...{ target: { cores: 8, tcdmBytes: 128 * 1024, engine, priority }, jobs, budget, cache: options.cache },
        ...{ shard: { index: shard.index - 1, of: shard.of }, baselines: options.baselines ?? false },
      });
      let products: readonly TunedProduct[];
      try {
        products = await tuner.tune(productsOf(program), (product) => {
          if (!options.json) process.stdout.write(`${tunedLine(product)}\n`);
        });
      } finally {
        await tuner.close();
      }
      const plan: TunedPlan = {
        ...{ network: network.name, precision, engine, layout },
        products: products.map(({ step, macs, best: { clocks, choice } }) => ({
          name: step.name,
          macs,
          clocks,
          choice,
        })),
      };
      if (options.out !== undefined) {
        const bytes = new TextEncoder().encode(`${JSON.stringify(plan)}\n`);
        const sink = new FileSink(options.out);
        sink.write(bytes, bytes.length);
        sink.close();
      }
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ ...plan, runs: tuner.runs, cached: tuner.hits })}\n`
          : `\n${tuneScreen(products, tuner.runs, tuner.hits)}`,
      );
    });
}
