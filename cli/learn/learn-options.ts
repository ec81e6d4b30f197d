import { Option, type Command } from "commander";
import { UsageError } from "../../hw/errors.js";
import { POINTS, type Point } from "../../measure/energy/operating-points.js";
import {
  LEARN_MODELS,
  PRODUCTS,
  type LearnEngine,
  type LearnModel,
  type LearnPrecision,
} from "../../train/learn/setup.js";
import { KEEPS, type Keep } from "../../train/learn/placing.js";
import { storeOf, type Store } from "../../train/learn/stores.js";
import { jsonOption, oneOf, wholeNumber } from "../options.js";
import { numberWithin } from "../train-network.js";

/** Options as commander hands them over. */
export interface LearnOptions {
  readonly network?: string;
  readonly dataDir?: string;
  readonly split?: string;
  readonly replays?: number;
  readonly store?: Store;
  readonly engine: LearnEngine;
  readonly precision?: LearnPrecision;
  readonly products?: (typeof PRODUCTS)[number];
  readonly keep?: Keep;
  readonly l2Kib?: number;
  readonly frozen: "int8" | "fp32";
  readonly events?: number;
  readonly lr?: number;
  readonly lossScale?: number;
  readonly initial?: readonly number[];
  readonly seed: number;
  readonly model: LearnModel;
  readonly point: Point;
  readonly out?: string;
  readonly resume?: true;
  readonly json?: true;
}

/** The same before what `--estimate` takes as a list is read. */
export interface LearnArguments extends Omit<LearnOptions, "replays" | "store"> {
  readonly replays?: string;
  readonly store?: string;
  readonly estimate?: string;
}

/** @throws UsageError for a number or a store that there is not */
export function learnOptions({ replays, store, ...rest }: LearnArguments): LearnOptions {
  return {
    ...rest,
    ...(replays !== undefined && { replays: wholeNumber("--replays", 0, 1e7)(replays) }),
    ...(store !== undefined && { store: storeOf(store) }),
  };
}

const list =
  <T>(parse: (text: string) => T) =>
  (text: string): readonly T[] =>
    text.split(",").map((part) => parse(part.trim()));

export function addLearnOptions(command: Command): Command {
  const choice = <const T extends string>(flag: string, about: string, names: readonly T[], otherwise?: T): Option => {
    const option = new Option(`${flag} <name>`, `${about}: ${names.join(", ")}`).argParser(oneOf(flag, names));
    return otherwise === undefined ? option : option.default(otherwise);
  };
  return command
    .option(
      "--network <file>",
      ".onnx file, of numbers or quantised (default: the network that comes with the package)",
    )
    .option(
      "--data-dir <path>",
      "directory of IDX files as MNIST's family has them, or .npz file with x, y, x_test, y_test (default: the subset that comes with the package)",
    )
    .option("--split <tensor>", "the latents: a tensor that cuts the network in two (default: l11)")
    .option("--replays <n>", "slots of the replay memory (default: 500)")
    .option("--store <format>", "how replays are kept: u8 to u1, e4m3, e5m2, fp16, fp32 (default: u8)")
    .option(
      "--estimate <network>",
      "run nothing, but reckon bytes, clocks, joules and hours of battery from measured layers: mobilenet-v1-128; --split, --replays and --store may be lists",
    )
    .addOption(choice("--engine", "who multiplies", ["cores", "redmule"], "redmule"))
    .addOption(
      choice("--precision", "numbers of the adaptive stage (default: cores fp32, redmule mixed)", [
        "fp32",
        "fp16",
        "mixed",
      ]),
    )
    .addOption(
      choice("--products", "fp8: FP8 replays are read as they lie; stored: never (default: where it can be)", PRODUCTS),
    )
    .addOption(
      choice(
        "--keep",
        "where replays lie: in L2, outside of the chip, or (default) in L2 where it has room beside a step",
        KEEPS,
      ),
    )
    .option("--l2-kib <n>", "L2 that decides about it (default: 512)", wholeNumber("--l2-kib", 64, 65_536))
    .addOption(choice("--frozen", "numbers of the frozen stage", ["int8", "fp32"], "int8"))
    .option(
      "--events <n>",
      `events of one class each (default: 12, with --data-dir 48)`,
      wholeNumber("--events", 1, 10_000),
    )
    .option(
      "--lr <x>",
      "learning rate (default: 1 for a linear layer alone, else 0.5)",
      numberWithin("--lr", (value) => value > 0, "a number above 0"),
    )
    .option(
      "--loss-scale <s>",
      "factor of the loss (default: 1024 under mixed, 64 with products in E4M3)",
      numberWithin("--loss-scale", (value) => value > 0, "a number above 0"),
    )
    .addOption(
      new Option("--initial <classes>", "classes that the network knows (default: 0,1,5,8)").argParser(
        list(wholeNumber("--initial", 0, 65_535)),
      ),
    )
    .option("--seed <n>", "of the order of events, of replays and replacement", wholeNumber("--seed", 0, 2 ** 31), 1)
    .addOption(
      choice(
        "--model",
        "what runs cycle by cycle as well: nothing, one step, one event, everything",
        LEARN_MODELS,
        "step",
      ),
    )
    .addOption(choice("--point", "operating point", POINTS, "0.65V"))
    .option("--out <dir>", "directory for results, weights and checkpoints")
    .option("--resume", "go on with the run in --out")
    .addOption(jsonOption());
}

/** @throws UsageError naming the options that do not fit together */
export function checkLearnOptions(options: LearnOptions): void {
  const { engine, precision, resume, out } = options;
  if (resume && out === undefined)
    throw new UsageError("--resume needs --out: the directory of the run to go on with.");
  if (engine === "redmule" && precision === "fp32") {
    throw new UsageError("--precision fp32 is the cores': give --engine cores, or --precision mixed.");
  }
}
