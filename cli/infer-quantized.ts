import { UsageError } from "../hw/errors.js";
import { givenText } from "../run/files/given-file.js";
import type { NdArray } from "../run/data/nd-array.js";
import { readNpz, writeNpz } from "../run/data/npz.js";
import { decodeCodes, encodeCodes, runQuantized } from "../train/int8/functional.js";
import { QuantizedProgram, type LayerClocks } from "../train/int8/cycles.js";
import { CODE_LIMITS, imageOf, macsOf, type QuantizedNetwork, type QuantizedTensor } from "../train/int8/network.js";
import { readQuantized, type QuantizedModel } from "../train/int8/onnx/read.js";
import type { Int8Choices } from "../train/int8/plan/context.js";
import { shapeText, type Shape } from "../train/network.js";
import type { OnnxGraph } from "../train/onnx/graph.js";
import { int8Choices } from "../tune/int8.js";
import { plainTable } from "./screen.js";

/** What `redmule infer --json` prints for a quantised network: codes in C order, or the file that they went to. */
export interface QuantizedInferReport {
  readonly network: string;
  readonly model: string;
  readonly samples: number;
  readonly shape: Shape;
  readonly scale: number;
  readonly zero: number;
  readonly codes: string | readonly number[];
  /** Of one sample. */
  readonly macs: number;
  /** On the cluster: clocks of all samples, and of the first one by layer. */
  readonly clocks: number | null;
  readonly layers: readonly LayerClocks[];
}

export interface QuantizedInferOptions {
  readonly data?: string;
  readonly out?: string;
  readonly model: string;
  /** Directory for the program of the first sample. */
  readonly emit?: string;
  /** Choices of `redmule tune`. */
  readonly plan?: string;
}

/** The cluster that networks of codes run on. */
export const INT8_TARGET = { cores: 8, tcdmBytes: 128 * 1024 } as const;

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
  { data, out, emit, plan, model: how }: QuantizedInferOptions,
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
  const given = inputCodes(model, input, x, data);
  const program =
    how === "cycles" || emit !== undefined
      ? new QuantizedProgram(network, { ...INT8_TARGET, choices: choicesOf(plan, network) })
      : undefined;
  if (emit !== undefined) program!.write(emit, hwcSample(given, input));
  const run = how === "cycles" ? onCluster(program!, given, input, samples) : undefined;
  // Every run on the cluster has been compared with this one.
  const codes = runQuantized(network, given, samples);
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
  const clocks = run?.clocks ?? null;
  const layers = run?.layers ?? [];
  return {
    network: network.name,
    model: how,
    samples,
    shape,
    scale,
    zero,
    codes: out ?? [...typed],
    macs,
    clocks,
    layers,
  };
}

function choicesOf(plan: string | undefined, network: QuantizedNetwork): Int8Choices {
  if (plan === undefined) return new Map();
  const text = givenText(plan, "a file of redmule tune");
  return int8Choices(text, plan, network, INT8_TARGET.cores);
}

/** The first of some samples in C order, as the cluster's memory has it. */
function hwcSample(codes: Uint8Array, input: QuantizedTensor): Uint8Array {
  const { c, h, w } = imageOf(input);
  return Uint8Array.from({ length: c * h * w }, (_, i) => codes[(i % c) * h * w + Math.floor(i / c)]);
}

function onCluster(
  program: QuantizedProgram,
  codes: Uint8Array,
  input: QuantizedTensor,
  samples: number,
): { readonly clocks: number; readonly layers: readonly LayerClocks[] } {
  const size = codes.length / samples;
  const runs = Array.from({ length: samples }, (_, i) =>
    program.run(hwcSample(codes.subarray(i * size, (i + 1) * size), input)),
  );
  return { clocks: runs.reduce((sum, { clocks }) => sum + clocks, 0), layers: runs[0].layers };
}

export function quantizedScreen(report: QuantizedInferReport, out: string | undefined): string {
  const { network, samples, shape, scale, zero, clocks, layers, macs } = report;
  const lines = [`${network}: ${samples} samples, ${shapeText(shape)} codes; a number is ${scale} (code - ${zero})`];
  if (clocks !== null) {
    const each = clocks / samples;
    lines.push(
      "every code equal to the run without clocks",
      `${Math.round(each)} clocks a sample, ${(macs / each).toFixed(2)} MAC/clock on ${INT8_TARGET.cores} cores`,
      "",
      plainTable(
        [
          ["layer", "", "MAC", "clocks", "MAC/clock", "waiting for the DMA"],
          ...layers.map(({ layer, op, macs: products, clocks: spent, dmaWait }) => [
            ...[layer, op, String(products), String(spent)],
            ...[products > 0 ? (products / spent).toFixed(2) : "", String(dmaWait)],
          ]),
        ],
        ["left", "left"],
      ),
    );
  }
  if (out !== undefined) lines.push(`wrote ${out}`);
  return `${lines.join("\n")}\n`;
}
