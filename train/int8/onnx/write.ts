/** A network of codes as an ONNX file, as QLinear operators or between QuantizeLinear and DequantizeLinear. */
import type { QuantizedNetwork } from "../network.js";
import { NumberWriter } from "./number-writer.js";
import { OperatorWriter } from "./operator-writer.js";

export const QUANTIZED_FORMS = ["qlinear", "qdq"] as const;
export type QuantizedForm = (typeof QUANTIZED_FORMS)[number];

/** The bytes of a .onnx file that takes numbers and gives the codes of the output. */
export function writeQuantized(network: QuantizedNetwork, form: QuantizedForm): Uint8Array {
  const Writer = form === "qlinear" ? OperatorWriter : NumberWriter;
  return new Writer(network).encode();
}
