import { Option, type Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { globMatcher } from "../train/glob.js";
import type { Network } from "../train/network.js";
import {
  hasFormat,
  ORDERS,
  PRECISIONS,
  type Order,
  type FormatRule,
  type Precision,
  type PrecisionPlan,
} from "../train/precision.js";
import type { Pass } from "../train/step.js";
import { oneOf } from "./options.js";

export interface PrecisionOptions {
  readonly precision: Precision;
  readonly format: readonly FormatRule[];
  readonly order?: Order;
}

const PASSES: Readonly<Record<string, Pass>> = {
  forward: "forward",
  weight: "weightGradient",
  input: "inputGradient",
};

/** `GLOB=FORMAT` or `GLOB:PASS=FORMAT`. */
function formatRule(text: string, before: readonly FormatRule[]): readonly FormatRule[] {
  const parts = /^(.+?)(?::(forward|weight|input))?=(fp32|fp16|fp8|fp8alt)$/.exec(text);
  if (parts === null) {
    throw new UsageError(
      `--format is "${text}": give LAYER=fp32|fp16, or of products under fp8 LAYER[:forward|weight|input]=fp16|fp8|fp8alt.`,
    );
  }
  const [, layer, pass, format] = parts;
  if (pass !== undefined && format === "fp32") {
    throw new UsageError(`--format is "${text}": fp32 is of a whole layer; leave :${pass} out.`);
  }
  const rule: FormatRule = {
    ...{ text, layer: globMatcher(layer), format: format as FormatRule["format"] },
    ...(pass && { pass: PASSES[pass] }),
  };
  return [...before, rule];
}

export function addPrecisionOptions(command: Command): Command {
  const names = PRECISIONS.join(", ");
  return command
    .option("--precision <name>", `numbers: ${names}`, oneOf("--precision", PRECISIONS), "fp32")
    .addOption(
      new Option(
        "--format <rule>",
        "numbers of layers: LAYER=fp32|fp16, of products under fp8 LAYER[:PASS]=fp16|fp8|fp8alt; repeatable",
      )
        .argParser(formatRule)
        .default([], "of --precision"),
    );
}

/** The order of sums is part of what a training step computes. */
export function addOrderOption(command: Command): Command {
  return command.option(
    "--order <name>",
    `sums of FP16 products with few rows whose operands both lie along n: ${ORDERS.join(", ")}`,
    oneOf("--order", ORDERS),
    "chain",
  );
}

/** Refuses formats that the precision or the engine does not have. */
export function checkPrecision({ precision, format, order }: PrecisionOptions, engine: string): void {
  if (order === "two-lane" && (engine === "redmule" || precision === "fp8" || precision === "fp32")) {
    throw new UsageError(
      "--order two-lane is one of the cores' products in FP16: give --engine cores or auto, and --precision fp16 or mixed.",
    );
  }
  const products = format.find((rule) => rule.pass !== undefined || rule.format === "fp8" || rule.format === "fp8alt");
  if (products !== undefined && precision !== "fp8") {
    throw new UsageError(
      `--format ${products.text} chooses products of --precision fp8, but the precision is ${precision}: give LAYER=fp32 or fp16.`,
    );
  }
  if (engine === "redmule" && !hasFormat({ precision, rules: format }, "fp16")) {
    throw new UsageError("--engine redmule is given, but RedMulE has no fp32: use --precision fp16, mixed or fp8.");
  }
}

/** Precisions of the layers of a network. @throws UsageError for a rule that fits none */
export function precisionOf({ precision, format: rules, order }: PrecisionOptions, network: Network): PrecisionPlan {
  const lost = rules.find((rule) => !network.layers.some(({ name }) => rule.layer(name)));
  if (lost !== undefined) {
    const some = network.layers.slice(0, 3).map(({ name }) => name);
    throw new UsageError(
      `--format ${lost.text} fits no layer of ${network.name}: it has ${some.join(", ")} and so on.`,
    );
  }
  return { precision, rules, ...(order && { order }) };
}
