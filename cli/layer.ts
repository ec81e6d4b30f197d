import { POINTS } from "../measure/energy/operating-points.js";
import { Command, Option } from "commander";
import { UsageError } from "../hw/errors.js";
import { LAYER, LAYER_KINDS, LayerAlone } from "../train/layer-alone.js";
import { shapeText, type Padding, type Pair } from "../train/network.js";
import type { Layout } from "../train/step.js";
import { firstDifference, type StepClocks } from "../train/step-meter.js";
import { checkLayer, type LayerCheck } from "./layer-check.js";
import { jsonOption, oneOf, wholeNumber } from "./options.js";
import { ProgressLine } from "./progress-line.js";
import { plainTable } from "./screen.js";
import { meterFor } from "./train-meter.js";
import { ENGINES, type TrainOptions } from "./train-options.js";

interface LayerOptions extends Pick<TrainOptions, "engine" | "model" | "point" | "l2Kib"> {
  readonly in: readonly number[];
  readonly out?: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly pad: Padding;
  readonly dilation: Pair;
  readonly groups: number;
  readonly bias: boolean;
  readonly batch: number;
  readonly layout: Layout;
  readonly precision: "fp32" | "fp16";
  readonly seed: number;
  readonly json?: true;
}

function numbers(
  option: string,
  text: string,
  counts: readonly number[],
  separator: RegExp,
  example: string,
): number[] {
  const parts = text.split(separator).map(Number);
  if (!counts.includes(parts.length) || parts.some((part) => !Number.isInteger(part) || part < 0)) {
    throw new UsageError(`${option} is "${text}": give whole numbers, for example ${example}.`);
  }
  return parts;
}

const pair =
  (option: string) =>
  (text: string): Pair => {
    const parts = numbers(option, text, [1, 2], /x/, "3 or 3x5");
    return [parts[0], parts.at(-1)!];
  };

function padding(text: string): Padding {
  const parts = numbers("--pad", text, [1, 2, 4], /[x,]/, "1, 1x2, or top,left,bottom,right as 0,0,1,1");
  if (parts.length === 4) return [parts[0], parts[1], parts[2], parts[3]];
  const [v, h] = [parts[0], parts.at(-1)!];
  return [v, h, v, h];
}

function sample(text: string): readonly number[] {
  const shape = numbers("--in", text, [1, 2, 3], /x/, "16x32x32 for channels, rows and columns");
  if (shape.some((size) => size < 1)) throw new UsageError(`--in is "${text}": every size must be 1 or more.`);
  return shape;
}

/** What `redmule layer --json` prints. */
interface LayerReport {
  readonly layer: string;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly precision: string;
  readonly checks: readonly LayerCheck[];
  readonly passes: readonly { readonly pass: string; readonly macs: number; readonly clocks: number | null }[];
  readonly clocks: number | null;
}

/** `redmule layer`: one layer alone, forward and backward, checked against golden; exit code 1 where a bit differs. */
export function layerCommand(): Command {
  return new Command("layer")
    .description("run one layer alone, all passes, and check it against golden")
    .argument("<kind>", LAYER_KINDS.join(", "))
    .addOption(
      new Option("--in <shape>", "one sample: channels x rows x columns, or features")
        .argParser(sample)
        .makeOptionMandatory(),
    )
    .option("--out <n>", "output channels or features", wholeNumber("--out", 1, 65536))
    .addOption(
      new Option("--kernel <k>", "rows x columns of the kernel").argParser(pair("--kernel")).default([1, 1], "1"),
    )
    .addOption(new Option("--stride <s>", "rows x columns").argParser(pair("--stride")).default([1, 1], "1"))
    .addOption(
      new Option("--pad <p>", "padding: all sides, rows x columns, or four")
        .argParser(padding)
        .default([0, 0, 0, 0], "0"),
    )
    .addOption(new Option("--dilation <d>", "rows x columns").argParser(pair("--dilation")).default([1, 1], "1"))
    .option("--groups <g>", "groups of a convolution", wholeNumber("--groups", 1, 65536), 1)
    .option("--no-bias", "without bias")
    .option("--batch <b>", "samples", wholeNumber("--batch", 1, 65536), 1)
    .option("--layout <name>", "images in memory: hwc, chw", oneOf("--layout", ["hwc", "chw"]), "hwc")
    .option("--precision <name>", "numbers: fp32, fp16", oneOf("--precision", ["fp32", "fp16"]), "fp32")
    .option("--engine <name>", `who multiplies: ${ENGINES.join(", ")}`, oneOf("--engine", ENGINES), "cores")
    .option("--model <name>", "cycles, functional", oneOf("--model", ["cycles", "functional"]), "functional")
    .option("--point <name>", `operating point: ${POINTS.join(", ")}`, oneOf("--point", POINTS), "0.65V")
    .option("--l2-kib <n>", "limit of L2", wholeNumber("--l2-kib", 1, 1 << 20))
    .option("--seed <n>", "of weights and data", wholeNumber("--seed", 0, 2 ** 31), 1)
    .addOption(jsonOption())
    .action((kind: string, options: LayerOptions) => {
      const report = runLayer(oneOf("The layer", LAYER_KINDS)(kind), options);
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : screen(report));
      process.exitCode = report.checks.some(({ mismatches }) => mismatches > 0) ? 1 : 0;
    });
}

function runLayer(kind: string, options: LayerOptions): LayerReport {
  if (options.engine === "redmule" && options.precision === "fp32") {
    throw new UsageError("--engine redmule is given, but RedMulE has no fp32: use --precision fp16.");
  }
  const { in: input, out: outputs, pad, ...rest } = options;
  const layer = new LayerAlone({ ...rest, kind, input, padding: pad, ...(outputs !== undefined && { outputs }) });
  const line = new ProgressLine(process.stderr);
  line.begin(`${kind} against golden ...`);
  const checks: LayerCheck[] = [...checkLayer(layer)];
  const meter = meterFor({ ...options });
  let clocks: StepClocks | undefined;
  if (meter !== undefined) {
    const { alone } = layer;
    const memory = layer.before();
    line.begin(`${kind} on the cluster ...`);
    clocks = meter.run(alone, alone.first, memory);
    const mismatches = firstDifference(alone, layer.memory, memory) === undefined ? 0 : 1;
    checks.push({ what: "cycle-exact against functional", elements: 1, checked: 1, mismatches });
  }
  line.clear();
  const passes = new Map<string, { pass: string; macs: number; clocks: number | null }>();
  for (const step of layer.steps) {
    const macs = layer.program.macs.find((each) => each.layer === LAYER && each.pass === step.pass)?.macs ?? 0;
    const measured = clocks?.passes.find(({ pass }) => pass === step.pass)?.clocks ?? null;
    passes.set(step.pass, { pass: step.pass, macs, clocks: measured });
  }
  return {
    layer: kind,
    input: layer.network.shapes.get("x")!,
    output: layer.network.shapes.get(LAYER)!,
    precision: options.precision,
    checks,
    passes: [...passes.values()],
    clocks: clocks?.clocks ?? null,
  };
}

function screen({ layer, input, output, precision, checks, passes }: LayerReport): string {
  const verdict = (check: LayerCheck): string =>
    check.mismatches === 0 ? "every bit equal" : `${check.mismatches} differ`;
  return [
    `${layer} ${shapeText(input)} to ${shapeText(output)}, ${precision}`,
    "",
    plainTable(
      [
        ["pass", "MAC", "clocks", "MAC/clock"],
        ...passes.map(({ pass, macs, clocks }) => [
          pass,
          String(macs),
          clocks === null ? "-" : String(clocks),
          clocks === null || macs === 0 ? "-" : (macs / clocks).toFixed(2),
        ]),
      ],
      ["left"],
    ),
    "",
    plainTable(
      [
        ["against golden", "elements", "checked", ""],
        ...checks.map((check) => [check.what, String(check.elements), String(check.checked), verdict(check)]),
      ],
      ["left", "right", "right", "left"],
    ),
    "",
  ].join("\n");
}
