import { UsageError } from "../hw/errors.js";
import { FileSink } from "../run/files/file-sink.js";
import { readQuantized } from "../train/int8/onnx/read.js";
import type { OnnxGraph } from "../train/onnx/graph.js";
import { int8PlanText, tuneQuantized, type TunedLayer } from "../tune/int8.js";
import { INT8_TARGET } from "./infer-quantized.js";
import { plainTable } from "./screen.js";

/** `redmule tune` of a quantised network: how its layers are cut. */
export function tuneQuantizedGraph(
  graph: OnnxGraph,
  { budget, out, json }: { readonly budget: number; readonly out?: string; readonly json?: true },
): void {
  if (out !== undefined && !out.endsWith(".json")) {
    throw new UsageError(`--out is "${out}": give a name that ends in .json.`);
  }
  const { network } = readQuantized(graph);
  const { layers, choices } = tuneQuantized(network, INT8_TARGET, budget);
  if (out !== undefined) {
    const text = Buffer.from(int8PlanText(network, choices));
    const sink = new FileSink(out);
    sink.write(text, text.length);
    sink.close();
  }
  process.stdout.write(json ? `${JSON.stringify({ network: network.name, layers })}\n` : screen(layers, out));
}

function screen(layers: readonly TunedLayer[], out: string | undefined): string {
  const rows = layers.map(({ layer, op, default: first, best, choice, measured }) => [
    ...[layer, op, `${first}`, `${best}`, `${measured}`],
    Object.entries(choice)
      .map(([key, value]) => `${key} ${value}`)
      .join(", "),
  ]);
  const table = plainTable(
    [["layer", "", "clocks alone", "best", "runs", "choice"], ...rows],
    ["left", "left", "right", "right", "right", "left"],
  );
  return `${table}\n${out === undefined ? "" : `wrote ${out}\n`}`;
}
