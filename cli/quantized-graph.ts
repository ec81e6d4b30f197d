import { existsSync } from "node:fs";
import { isQuantized } from "../train/int8/onnx/read.js";
import { isBuiltIn } from "../train/networks/built-in.js";
import type { OnnxGraph } from "../train/onnx/graph.js";

/** The graph of a file whose layers work on codes. */
export async function quantizedGraph(name: string): Promise<OnnxGraph | undefined> {
  if (isBuiltIn(name) || !existsSync(name)) return undefined;
  const { OnnxFile } = await import("../train/onnx/model-file.js");
  const { graph } = new OnnxFile(name);
  return isQuantized(graph) ? graph : undefined;
}
