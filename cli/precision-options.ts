import { Option, type Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { globMatcher } from "../train/glob.js";
import type { Network } from "../train/network.js";
import { hasFormat, PRECISIONS, type FormatRule, type Precision, type PrecisionPlan } from "../train/precision.js";
import type { Pass } from "../train/step.js";
import { oneOf } from "./options.js";

export interface PrecisionOptions {
  readonly precision: Precision;
  readonly format: readonly FormatRule[];
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

/** Refuses formats that the precision or the engine does not have. */
export function checkPrecision({ precision, format }: PrecisionOptions, engine: string): void {
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
export function precisionOf({ precision, format: rules }: PrecisionOptions, network: Network): PrecisionPlan {
  const lost = rules.find((rule) => !network.layers.some(({ name }) => rule.layer(name)));
  if (lost !== undefined) {
    const some = network.layers.slice(0, 3).map(({ name }) => name);
    throw new UsageError(
      `--format ${lost.text} fits no layer of ${network.name}: it has ${some.join(", ")} and so on.`,
    );
  }
  return { precision, rules };
}
