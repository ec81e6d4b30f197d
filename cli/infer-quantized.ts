import { UsageError } from "../hw/errors.js";
import type { NdArray } from "../run/data/nd-array.js";
import { readNpz, writeNpz } from "../run/data/npz.js";
import { decodeCodes, encodeCodes, runQuantized } from "../train/int8/functional.js";
import { CODE_LIMITS, macsOf, type QuantizedTensor } from "../train/int8/network.js";
import { readQuantized, type QuantizedModel } from "../train/int8/onnx/read.js";
import { elementsOf, shapeText, type Shape } from "../train/network.js";
import type { OnnxGraph } from "../train/onnx/graph.js";

/** What `redmule infer --json` prints for a quantised network: codes in C order, or the file that they went to. */
export interface QuantizedInferReport {
  readonly network: string;
  readonly model: string;
  readonly samples: number;
  readonly shape: Shape;
  readonly scale: number;
  readonly zero: number;
  readonly codes: string | readonly number[];
  readonly macs: number;
}

/** The samples of an array as codes of the network's input. @throws UsageError where they do not fit */
function inputCodes(model: QuantizedModel, input: QuantizedTensor, x: NdArray, file: string): Uint8Array {
  const values = x.data instanceof Float32Array ? x.data : Float64Array.from(x.data as ArrayLike<number>, Number);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new UsageError(`x of ${file} holds ${values[bad]}: only finite numbers can be run.`);
  const isFloat = x.data instanceof Float32Array || x.data instanceof Float64Array;
  if (model.takesNumbers || isFloat) return encodeCodes(values, input);
  const [low, high] = CODE_LIMITS[input.type];
  const beyond = values.find((value) => value < low || value > high);
  if (beyond !== undefined) {
    throw new UsageError(`x of ${file} holds the code ${beyond}, but ${input.name} has codes from ${low} to ${high}.`);
  }
  return Uint8Array.from(values);
}

/** Runs a quantised graph on all samples of a file and writes the codes of its output. */
export function inferQuantized(
  graph: OnnxGraph,
  { data, out, model: how }: { readonly data?: string; readonly out?: string; readonly model: string },
): QuantizedInferReport {
  if (data === undefined) throw new UsageError(`${graph.name} needs samples: give --data FILE.npz with x.`);
  const arrays = readNpz(data);
  const x = arrays.get("x") ?? arrays.get(graph.inputs[0]?.name ?? "x");
  if (x === undefined) throw new UsageError(`${data} has no array x: save the input under this key.`);
  const model = readQuantized(graph, x.shape.slice(1));
  const { network } = model;
  const input = network.tensors.get(network.input)!;
  const samples = x.shape[0] ?? 0;
  if (samples === 0) throw new UsageError(`${data} has no sample in x: give one at least.`);
  const codes = runQuantized(network, inputCodes(model, input, x, data), samples);
  const output = network.tensors.get(network.output)!;
  const shape = [samples, ...network.outputShape];
  const typed = output.type === "s8" ? Int8Array.from(codes) : codes;
  if (out !== undefined) {
    const y = model.givesNumbers ? decodeCodes(codes, output) : typed;
    const written = new Map<string, NdArray>([
      ["codes", { shape, data: typed }],
      ["y", { shape, data: y }],
    ]);
    writeNpz(out, written);
  }
  const macs = network.layers.reduce((sum, layer) => sum + macsOf(network, layer), 0);
  const { scale, zero } = output;
  return { network: network.name, model: how, samples, shape, scale, zero, codes: out ?? [...typed], macs };
}

export function quantizedScreen(report: QuantizedInferReport, out: string | undefined): string {
  const { network, samples, shape, scale, zero } = report;
  const lines = [
    `${network}: ${samples} samples, ${shapeText(shape)} codes, ${elementsOf(shape)} in all; a number is ${scale} (code - ${zero})`,
  ];
  if (out !== undefined) lines.push(`wrote ${out}`);
  return `${lines.join("\n")}\n`;
}
