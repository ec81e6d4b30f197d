import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { FileSink } from "../run/files/file-sink.js";
import { ENGINES, type Engine } from "../train/plan/context.js";
import type { PlanTarget } from "../train/plan/plan.js";
import { precisionText } from "../train/precision.js";
import { compileTraining, defaultLossScale } from "../train/program.js";
import { defaultLoss } from "../train/networks/built-in.js";
import type { Layout, Program } from "../train/step.js";
import { Measurements } from "../tune/measurements.js";
import type { TunedPlan } from "../tune/plan-file.js";
import { productsOf, wholeStepOf } from "../tune/program.js";
import { tuneStep, type TunedStep } from "../tune/whole-step.js";
import { Tuner, type TunedProduct } from "../tune/tuner.js";
import { givenCommand } from "./invocation.js";
import { keepCampaign, recordsOf, shareOf } from "./campaign.js";
import { jobsOption, jsonOption, oneOf, shardOption, wholeNumber, type Part } from "./options.js";
import {
  addOrderOption,
  addPrecisionOptions,
  checkPrecision,
  precisionOf,
  type PrecisionOptions,
} from "./precision-options.js";
import { quantizedGraph } from "./quantized-graph.js";
import { addNetworkOptions, loadNetwork, type NetworkOptions } from "./train-network.js";
import { tuneQuantizedGraph } from "./tune-quantized.js";
import { tuneReport } from "./tune-report.js";
import { tunedLine, tuneScreen } from "./tune-screen.js";
import { ProgressLine } from "./progress-line.js";

interface TuneOptions extends NetworkOptions, PrecisionOptions {
  readonly engine: Engine;
  readonly layout: Layout;
  readonly budget: number;
  readonly baselines: boolean;
  readonly cache: string;
  readonly out?: string;
  readonly jobs: number;
  readonly shard?: Part;
  readonly seed: number;
  readonly json?: true;
}

/** `redmule tune`: the fastest kernel, tiling and engine of every product of a training step, found by running them. */
export function tuneCommand(): Command {
  return addOrderOption(addPrecisionOptions(addNetworkOptions(new Command("tune"))))
    .description(
      "search the fastest kernel, tiling and engine of every layer and pass of a training step, by running them",
    )
    .option("--engine <name>", `who multiplies: ${ENGINES.join(", ")}`, oneOf("--engine", ENGINES), "cores")
    .option("--layout <name>", "images in memory: hwc, chw", oneOf("--layout", ["hwc", "chw"]), "hwc")
    .option("--budget <n>", "candidates that are run for a product at most", wholeNumber("--budget", 0, 10000), 8)
    .option("--no-baselines", "without the naive kernel and one kernel for all products")
    .option("--cache <file>", "results by content, for later searches", "redmule-tune.jsonl")
    .option("--out <file>", "the choices, for redmule train --plan; of a share the folder of its results")
    .option("--seed <n>", "of the parameters of a built-in network", wholeNumber("--seed", 0, 2 ** 31), 1)
    .addOption(jobsOption())
    .addOption(shardOption("products"))
    .addOption(jsonOption())
    .action(tune);
}

async function tune(name: string, options: TuneOptions): Promise<void> {
  checkPrecision(options, options.engine);
  const graph = await quantizedGraph(name);
  if (graph !== undefined) {
    tuneQuantizedGraph(graph, options);
    return;
  }
  const { engine, layout, budget, baselines, jobs, json } = options;
  const share = shareOf(options);
  const { shard } = share;
  const out = shard.of === 1 ? share.out : undefined;
  const { network } = await loadNetwork(name, options, options.seed);
  const precision = precisionOf(options, network);
  const lossScale = defaultLossScale(options.precision);
  const program: Program = compileTraining(network, {
    ...{ precision, layout, variance: "unbiased" },
    ...{ loss: defaultLoss(name), target: defaultLoss(name) === "cross-entropy" ? "labels" : "numbers" },
    optimizer: { name: "sgd", momentum: 0, nesterov: false, weightDecay: 0, betas: [0.9, 0.999], epsilon: 1e-8 },
    ...{ accumulate: 1, isFrozen: () => false, ...(lossScale !== undefined && { lossScale }) },
  });
  const priority = engine === "cores" ? "cores" : "redmule";
  const target: PlanTarget = { cores: 8, tcdmBytes: 128 * 1024, engine, priority };
  const steps = productsOf(program);
  const keeper = keepCampaign("tune", share, null);
  // A share keeps its results in a folder of its own.
  const cache = shard.of === 1 ? options.cache : (recordsOf(share) ?? options.cache);
  const measurements = new Measurements(cache, jobs);
  const line = new ProgressLine(process.stderr);
  let done = 0;
  const tell = (): void => line.begin(`${done++} of ${steps.length} products`);
  let products: readonly TunedProduct[];
  let step: TunedStep | undefined;
  try {
    const settings = { target, budget, shard, baselines };
    tell();
    products = await new Tuner(program.tensors, measurements, settings).tune(steps, (product) => {
      line.clear();
      if (!json) process.stdout.write(`${tunedLine(product)}\n`);
      tell();
    });
    if (shard.of === 1) step = await tuneStep(wholeStepOf(program), products, target, measurements);
    keeper?.finish();
  } finally {
    line.clear();
    await measurements.close();
  }
  const batch = network.shapes.get(network.inputs[0])![0];
  const run = { network: network.name, precision: precisionText(precision), engine, layout, batch };
  const report = tuneReport(run, products, step, measurements);
  if (out !== undefined) {
    if (report.plan === null) {
      throw new UsageError(
        `No step of ${network.name} fits the cluster, so that there is no plan: give a smaller --batch.`,
      );
    }
    writePlan(out, report.plan);
  }
  process.stdout.write(
    json
      ? `${JSON.stringify({ command: givenCommand(), ...report })}\n`
      : `\n${tuneScreen(products, step, measurements)}`,
  );
}

function writePlan(path: string, plan: TunedPlan): void {
  const bytes = new TextEncoder().encode(`${JSON.stringify(plan)}\n`);
  const sink = new FileSink(path);
  sink.write(bytes, bytes.length);
  sink.close();
}
