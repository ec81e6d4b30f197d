import { POINTS } from "../measure/energy/operating-points.js";
import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { readNpz, writeNpz } from "../run/data/npz.js";
import { inputsFrom, seededDataset } from "../train/data/dataset.js";
import { Inference, InferenceMismatch } from "../train/inference.js";
import { QuantizedMismatch } from "../train/int8/cycles.js";
import { elementsOf, shapeText, type Shape } from "../train/network.js";
import { defaultLoss, isBuiltIn } from "../train/networks/built-in.js";
import type { Layout } from "../train/step.js";
import { givenCommand } from "./invocation.js";
import { clockReport, clockScreen, type ClockReport } from "./clock-report.js";
import { inferQuantized, quantizedScreen } from "./infer-quantized.js";
import { jsonOption, oneOf, wholeNumber } from "./options.js";
import { addPrecisionOptions, checkPrecision, precisionOf, type PrecisionOptions } from "./precision-options.js";
import { ProgressLine } from "./progress-line.js";
import { meterFor } from "./train-meter.js";
import { quantizedGraph } from "./quantized-graph.js";
import { addNetworkOptions, loadNetwork, type NetworkOptions } from "./train-network.js";
import { ENGINES, type TrainOptions } from "./train-options.js";

interface InferOptions
  extends NetworkOptions, PrecisionOptions, Pick<TrainOptions, "engine" | "model" | "point" | "plan" | "l2Kib"> {
  readonly data?: string;
  readonly out?: string;
  readonly emit?: string;
  readonly layout: Layout;
  readonly seed: number;
  readonly json?: true;
}

/** What `redmule infer --json` prints: `y` is the file, or all numbers in C order. */
export interface InferReport extends ClockReport {
  readonly network: string;
  readonly model: string;
  readonly samples: number;
  readonly shape: Shape;
  readonly y: string | readonly number[];
}

/** `redmule infer`: the forward pass of all samples of a file, with running statistics and without dropout. */
export function inferCommand(): Command {
  return addPrecisionOptions(addNetworkOptions(new Command("infer")))
    .description("run a network forward; exit code 1 when a run on the cluster differs from the one without clocks")
    .option("--data <file>", ".npz file with x (default: one batch of a built-in network from the seed)")
    .option("--layout <name>", "images in memory: hwc, chw", oneOf("--layout", ["hwc", "chw"]), "hwc")
    .option("--engine <name>", `who multiplies: ${ENGINES.join(", ")}`, oneOf("--engine", ENGINES), "cores")
    .option(
      "--model <name>",
      "with clocks or without: cycles, functional",
      oneOf("--model", ["cycles", "functional"]),
      "functional",
    )
    .option("--plan <file>", "choices of redmule tune")
    .option("--l2-kib <n>", "limit of L2 (default: what the plan needs)", wholeNumber("--l2-kib", 1, 1 << 20))
    .option("--point <name>", `operating point: ${POINTS.join(", ")}`, oneOf("--point", POINTS), "0.65V")
    .option("--seed <n>", "of parameters and data of a built-in network", wholeNumber("--seed", 0, 2 ** 31), 1)
    .option("--out <file>", ".npz file for y, and of a quantised network for codes")
    .option("--emit <dir>", "of a quantised network: write program, data and system of the first sample")
    .addOption(jsonOption())
    .action(async (name: string, options: InferOptions) => {
      try {
        const graph = await quantizedGraph(name);
        if (graph !== undefined) {
          checkOut(options.out);
          const quantized = inferQuantized(graph, options);
          process.stdout.write(
            options.json ? `${JSON.stringify(quantized)}\n` : quantizedScreen(quantized, options.out),
          );
          return;
        }
        if (options.emit !== undefined) {
          throw new UsageError(
            `--emit is given, but ${name} has no eight-bit layers: leave it out, or quantise it first.`,
          );
        }
        const report = await infer(name, options);
        process.stdout.write(
          options.json ? `${JSON.stringify({ command: givenCommand(), ...report })}\n` : screen(report, options.out),
        );
      } catch (error) {
        if (!(error instanceof InferenceMismatch) && !(error instanceof QuantizedMismatch)) throw error;
        process.stderr.write(`error: ${error.message}\n`);
        process.exitCode = 1;
      }
    });
}

function checkOut(out: string | undefined): void {
  if (out !== undefined && !out.endsWith(".npz")) {
    throw new UsageError(`--out is "${out}": give a name that ends in .npz.`);
  }
}

async function infer(name: string, options: InferOptions): Promise<InferReport> {
  const { data, out, layout, engine, model, seed } = options;
  checkOut(out);
  checkPrecision(options, engine);
  if (data === undefined && !isBuiltIn(name)) {
    throw new UsageError(`${name} needs samples: give --data FILE.npz with x.`);
  }
  const arrays = data === undefined ? undefined : readNpz(data);
  const x = arrays?.get("x");
  const given = x === undefined ? {} : { sample: x.shape.slice(1), samples: x.shape[0] };
  const { network } = await loadNetwork(name, options, seed, given);
  const { samples, inputs } =
    arrays === undefined ? seededDataset(network, defaultLoss(name), seed) : inputsFrom(arrays, network, data!);
  const meter = meterFor(options, network);
  const inference = new Inference(network, { precision: precisionOf(options, network), layout }, meter);
  const line = new ProgressLine(process.stderr);
  const { shape, values } = line.during(() =>
    inference.all(inputs, samples, (done) => line.begin(`${done} of ${samples} samples`)),
  );
  if (out !== undefined) writeNpz(out, new Map([["y", { shape, data: values }]]));
  return {
    ...{ network: network.name, model, samples, shape, y: out ?? [...values] },
    ...clockReport(inference.program, inference.batches, inference.clocks),
  };
}

function screen(report: InferReport, out: string | undefined): string {
  const { network, samples, shape, clocks } = report;
  const lines = [`${network}: ${samples} samples, y ${shapeText(shape)} of ${elementsOf(shape)} numbers`];
  if (clocks !== null) {
    lines.push("every bit equal to the run without clocks", "", ...clockScreen(report));
  }
  if (out !== undefined) lines.push(`wrote ${out}`);
  return `${lines.join("\n")}\n`;
}
