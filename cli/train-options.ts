import { POINTS, type Point } from "../measure/energy/operating-points.js";
import { Option, type Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { LOSSES } from "../train/differentiate.js";
import { OPTIMIZERS, type Schedule } from "../train/optimizer.js";
import { hasFormat } from "../train/precision.js";
import type { Layout, LossName, OptimizerSettings } from "../train/step.js";
import { isBuiltIn } from "../train/networks/built-in.js";
import { jsonOption, oneOf, wholeNumber } from "./options.js";
import { addOrderOption, addPrecisionOptions, checkPrecision, type PrecisionOptions } from "./precision-options.js";
import { addNetworkOptions, numberWithin, type NetworkOptions } from "./train-network.js";

export const ENGINES = ["cores", "redmule", "auto"] as const;

/** Options as commander hands them over. */
export interface TrainOptions extends NetworkOptions, PrecisionOptions {
  readonly data?: string;
  readonly steps?: number;
  readonly epochs?: number;
  readonly loss?: LossName;
  readonly optimizer: OptimizerSettings["name"];
  readonly lr: number;
  readonly momentum: number;
  readonly nesterov?: true;
  readonly weightDecay?: number;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly clipNorm?: number;
  readonly accumulate: number;
  readonly lossScale?: number | "dynamic";
  readonly freeze: readonly string[];
  readonly schedule: (steps: number) => Schedule;
  readonly shuffle?: true;
  readonly seed: number;
  readonly layout: Layout;
  readonly bnVariance: "unbiased" | "population";
  readonly engine: (typeof ENGINES)[number];
  readonly model: "cycles" | "functional";
  readonly point: Point;
  readonly plan?: string;
  readonly l2Kib?: number;
  readonly checkStep?: number;
  readonly emit?: string;
  readonly counters?: true;
  readonly timeline?: true;
  readonly out?: string;
  readonly resume?: true;
  readonly json?: true;
}

const positive = (option: string): ((text: string) => number) =>
  numberWithin(option, (value) => value > 0, "a number above 0");
const fraction = (option: string): ((text: string) => number) =>
  numberWithin(option, (value) => value >= 0 && value < 1, "a number from 0 to below 1");

function betas(text: string): [number, number] {
  const parts = text.split(",");
  if (parts.length !== 2) throw new UsageError(`--betas is "${text}": give two numbers, for example 0.9,0.999.`);
  const parse = fraction("--betas");
  return [parse(parts[0]), parse(parts[1])];
}

function lossScale(text: string): number | "dynamic" {
  if (text === "dynamic") return text;
  return numberWithin("--loss-scale", (value) => value > 0, 'a number above 0, or "dynamic"')(text);
}

function schedule(text: string): (steps: number) => Schedule {
  const step = /^step:(\d+),([\d.eE+-]+)$/.exec(text);
  const warmup = /^warmup:(\d+)$/.exec(text);
  if (text === "constant") return () => ({ kind: "constant" });
  if (text === "cosine") return (steps) => ({ kind: "cosine", steps });
  if (text === "one-cycle") return (steps) => ({ kind: "oneCycle", steps });
  if (step !== null && Number(step[1]) > 0 && Number(step[2]) > 0) {
    return () => ({ kind: "step", every: Number(step[1]), factor: Number(step[2]) });
  }
  if (warmup !== null && Number(warmup[1]) > 0) return () => ({ kind: "warmup", steps: Number(warmup[1]) });
  throw new UsageError(`--schedule is "${text}": use constant, cosine, one-cycle, step:EVERY,FACTOR or warmup:STEPS.`);
}

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];

export function addTrainOptions(command: Command): Command {
  const choice = <const T extends string>(flag: string, about: string, names: readonly T[], otherwise?: T): Option => {
    const option = new Option(`${flag} <name>`, `${about}: ${names.join(", ")}`).argParser(oneOf(flag, names));
    return otherwise === undefined ? option : option.default(otherwise);
  };
  return addOrderOption(addPrecisionOptions(addNetworkOptions(command)))
    .option("--data <file>", ".npz file with x and y (default: one batch from the seed)")
    .option("--steps <n>", "steps of the optimiser (default: 1)", wholeNumber("--steps", 1, 1e9))
    .option("--epochs <n>", "passes over the data instead of steps", wholeNumber("--epochs", 1, 1e9))
    .addOption(choice("--loss", "loss (default: the network's, or cross-entropy)", LOSSES))
    .addOption(choice("--optimizer", "optimiser", OPTIMIZERS, "sgd"))
    .option(
      "--lr <x>",
      "learning rate",
      numberWithin("--lr", (value) => value >= 0, "a number of 0 or more"),
      0.01,
    )
    .option("--momentum <m>", "momentum of sgd", fraction("--momentum"), 0)
    .option("--nesterov", "Nesterov's momentum")
    .option(
      "--weight-decay <w>",
      "weight decay (default: 0, adamw 0.01)",
      numberWithin("--weight-decay", (value) => value >= 0, "a number of 0 or more"),
    )
    .addOption(
      new Option("--betas <a,b>", "betas of adam and adamw").argParser(betas).default([0.9, 0.999], "0.9,0.999"),
    )
    .option("--eps <e>", "epsilon of adam and adamw", positive("--eps"), 1e-8)
    .option("--clip-norm <c>", "largest global norm of the gradients", positive("--clip-norm"))
    .option("--accumulate <k>", "batches to a step", wholeNumber("--accumulate", 1, 65536), 1)
    .addOption(
      new Option("--loss-scale <s>", 'factor of the loss, or "dynamic" (default of mixed and fp8)').argParser(
        lossScale,
      ),
    )
    .addOption(
      new Option("--freeze <glob>", "parameters or layers that are not trained; repeatable")
        .argParser(collect)
        .default([], "none"),
    )
    .addOption(
      new Option(
        "--schedule <name>",
        "learning rate by step: constant, cosine, one-cycle, step:EVERY,FACTOR, warmup:STEPS",
      )
        .argParser(schedule)
        .default(schedule("constant"), "constant"),
    )
    .option("--shuffle", "another order of the samples in each pass over the data")
    .option("--seed <n>", "of parameters, data, order and dropout", wholeNumber("--seed", 0, 2 ** 31), 1)
    .addOption(choice("--layout", "images in memory", ["hwc", "chw"], "hwc"))
    .addOption(choice("--bn-variance", "running variance", ["unbiased", "population"], "unbiased"))
    .addOption(choice("--engine", "who multiplies", ENGINES, "cores"))
    .addOption(
      choice(
        "--model",
        "with clocks or without (default: cycles for one step of a built-in network, else functional)",
        ["cycles", "functional"],
      ),
    )
    .addOption(choice("--point", "operating point", POINTS, "0.65V"))
    .option("--plan <file>", "choices of redmule tune")
    .option("--l2-kib <n>", "limit of L2 (default: what the plan needs)", wholeNumber("--l2-kib", 1, 1 << 20))
    .option(
      "--check-step <n>",
      "run step n with clocks and without, compare every bit",
      wholeNumber("--check-step", 1, 1e9),
    )
    .option("--emit <dir>", "write the program of the step, its data and system.json")
    .option("--counters", "count underflow, overflow and NaN of every tensor")
    .option("--timeline", "add to --json what happened when, for redmule report and redmule view --step")
    .option("--out <file>", "trained parameters and running statistics: .npz or .onnx")
    .option("--resume", "go on from the checkpoint beside --out")
    .addOption(jsonOption());
}

/** One step of a built-in network on its own data is what clocks are asked of; anything else runs without them unless told. */
export function defaultModel(network: string, options: Omit<TrainOptions, "model">): TrainOptions["model"] {
  const isPlain = options.precision === "fp32" || options.precision === "fp16";
  const isOne = (options.steps ?? 1) === 1 && options.accumulate === 1 && options.data === undefined;
  const isMeasured =
    options.clipNorm === undefined && options.lossScale === undefined && options.counters === undefined;
  return isBuiltIn(network) && isPlain && isOne && isMeasured ? "cycles" : "functional";
}

/** Refuses what contradicts itself before anything is read. */
export function checkTrainOptions(options: TrainOptions): void {
  if (options.steps !== undefined && options.epochs !== undefined) {
    throw new UsageError("--steps and --epochs are both given: leave one out.");
  }
  if (options.epochs !== undefined && options.data === undefined) {
    throw new UsageError("--epochs needs --data FILE.npz: give --steps, or data.");
  }
  checkPrecision(options, options.engine);
  if (options.nesterov && (options.optimizer !== "sgd" || options.momentum === 0)) {
    throw new UsageError("--nesterov needs --optimizer sgd and a --momentum above 0.");
  }
  if (options.momentum !== 0 && options.optimizer !== "sgd") {
    throw new UsageError(`--momentum is given, but ${options.optimizer} has --betas: leave it out.`);
  }
  if (options.timeline && !options.json) {
    throw new UsageError(
      "--timeline is a part of --json: give both, and the output to redmule report or redmule view --step.",
    );
  }
  if (options.out !== undefined && !/\.(npz|onnx)$/.test(options.out)) {
    throw new UsageError(`--out is "${options.out}": give a name that ends in .npz or .onnx.`);
  }
  if (options.resume && options.out === undefined) {
    throw new UsageError("--resume goes on from the checkpoint beside --out: give --out FILE as in the run before.");
  }
  if (options.lossScale !== undefined && !hasFormat({ ...options, rules: options.format }, "fp16")) {
    throw new UsageError(
      "--loss-scale is given, but fp32 needs none: leave it out, or use --precision fp16, mixed or fp8.",
    );
  }
}

export function optimizerOf(options: TrainOptions): OptimizerSettings {
  const { optimizer: name, momentum, betas: pair, eps } = options;
  return {
    name,
    momentum,
    nesterov: options.nesterov ?? false,
    // PyTorch's defaults.
    weightDecay: options.weightDecay ?? (name === "adamw" ? 0.01 : 0),
    betas: pair,
    epsilon: eps,
  };
}
