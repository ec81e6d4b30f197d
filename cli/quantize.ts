import { Command } from "commander";
import { UsageError } from "../hw/errors.js";
import { readNpz } from "../run/data/npz.js";
import { FileSink } from "../run/files/file-sink.js";
import { inputsFrom } from "../train/data/dataset.js";
import { macsOf, type QuantizedNetwork } from "../train/int8/network.js";
import { isQuantized } from "../train/int8/onnx/read.js";
import { QUANTIZED_FORMS, writeQuantized, type QuantizedForm } from "../train/int8/onnx/write.js";
import { quantizeNetwork } from "../train/int8/quantize.js";
import { OnnxFile } from "../train/onnx/model-file.js";
import { jsonOption, oneOf, wholeNumber } from "./options.js";

interface QuantizeCommandOptions {
  readonly calibrate: string;
  readonly out: string;
  readonly until?: string;
  readonly perChannel?: true;
  readonly equalise: boolean;
  readonly correctBias: boolean;
  readonly form: QuantizedForm;
  readonly batch: number;
  readonly json?: true;
}

/** What `redmule quantize --json` prints. */
export interface QuantizeReport {
  readonly network: string;
  readonly out: string;
  readonly samples: number;
  readonly layers: readonly {
    readonly name: string;
    readonly op: string;
    readonly macs: number;
    readonly output: { readonly name: string; readonly scale: number; readonly zero: number };
  }[];
  /** Codes of weights, and those of biases in bytes. */
  readonly bytes: { readonly weights: number; readonly biases: number };
}

/** `redmule quantize`: a float network as one of eight-bit codes, ranges from calibration data. */
export function quantizeCommand(): Command {
  return new Command("quantize")
    .description("turn a float network into one of eight-bit codes, batch norms folded")
    .argument("<network>", "a .onnx file of numbers")
    .requiredOption("--calibrate <file>", ".npz file with x: samples that show the range of every tensor")
    .requiredOption("--out <file>", ".onnx file of the result")
    .option("--until <tensor>", "stop at a tensor of the network (default: its output)")
    .option("--per-channel", "a scale for each output channel of the weights instead of one a layer")
    .option("--no-equalise", "leave channels as they are instead of scaling them against each other across layers")
    .option("--no-correct-bias", "leave biases as they are instead of taking back what rounding moves means by")
    .option("--form <name>", `operators: ${QUANTIZED_FORMS.join(", ")}`, oneOf("--form", QUANTIZED_FORMS), "qlinear")
    .option("--batch <b>", "samples at a time, where the file leaves it free", wholeNumber("--batch", 1, 65536), 32)
    .addOption(jsonOption())
    .action((name: string, options: QuantizeCommandOptions) => {
      const report = quantize(name, options);
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : screen(report));
    });
}

function quantize(name: string, options: QuantizeCommandOptions): QuantizeReport {
  const { calibrate, out } = options;
  if (!out.endsWith(".onnx")) throw new UsageError(`--out is "${out}": give a name that ends in .onnx.`);
  const file = new OnnxFile(name);
  if (isQuantized(file.graph)) {
    throw new UsageError(`${name} is quantised already: give the network of numbers that it was made from.`);
  }
  const arrays = readNpz(calibrate);
  const x = arrays.get("x");
  const network = file.network({
    batch: file.batch ?? Math.min(options.batch, x?.shape[0] || 1),
    ...(x !== undefined && { sample: x.shape.slice(1) }),
  });
  const { samples, inputs } = inputsFrom(arrays, network, calibrate);
  const quantized = quantizeNetwork(
    network,
    { data: inputs[0], count: samples },
    {
      ...{ perChannel: options.perChannel === true },
      ...{ equalises: options.equalise, correctsBiases: options.correctBias },
      ...(options.until !== undefined && { output: options.until }),
    },
  );
  const bytes = writeQuantized(quantized, options.form);
  const sink = new FileSink(out);
  sink.write(bytes, bytes.length);
  sink.close();
  return reportOf(quantized, out, samples);
}

function reportOf(network: QuantizedNetwork, out: string, samples: number): QuantizeReport {
  const products = network.layers.flatMap((layer) => ("weights" in layer ? [layer] : []));
  const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);
  return {
    ...{ network: network.name, out, samples },
    layers: network.layers.map((layer) => {
      const { name, scale, zero } = network.tensors.get(layer.output)!;
      return { name: layer.name, op: layer.op, macs: macsOf(network, layer), output: { name, scale, zero } };
    }),
    bytes: {
      weights: total(products.map(({ weights }) => weights.length)),
      biases: total(products.map(({ bias }) => 4 * bias.length)),
    },
  };
}

function screen({ network, layers, samples, bytes, out }: QuantizeReport): string {
  const last = layers.at(-1)!.output;
  const lines = [
    `${network}: ${layers.length} layers of eight bits, calibrated with ${samples} samples`,
    `weights ${bytes.weights} bytes, biases ${bytes.biases} bytes`,
    `output ${last.name}: ${last.scale} (code - ${last.zero})`,
    `wrote ${out}`,
  ];
  return `${lines.join("\n")}\n`;
}
