import type { onnx } from "onnx-proto";
import { UsageError } from "../../hw/errors.js";
import { elementCount, halfToNumber } from "../../run/data/nd-array.js";
import { newData, type ElementType, type OnnxTensor } from "./graph.js";

/** onnx.proto, TensorProto.DataType. */
const TYPE_NAMES: Readonly<Record<number, ElementType>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  9: "bool",
  10: "float16",
  11: "float64",
  12: "uint32",
  13: "uint64",
  16: "bfloat16",
};

const BYTES: Readonly<Record<ElementType, number>> = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float64: 8,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  bool: 1,
};

/** The name of an element type of the format, or a UsageError that names what has it. */
export function elementType(type: number | null | undefined, what: string): ElementType {
  const name = TYPE_NAMES[type ?? 0] as ElementType | undefined;
  if (name === undefined) {
    throw new UsageError(
      `${what} has elements of ONNX type ${type ?? 0} but numbers are needed: export it as float32.`,
    );
  }
  return name;
}

/** An element of `raw_data`, little endian. */
function rawElement(view: DataView, type: ElementType, at: number): number {
  switch (type) {
    case "float32":
      return view.getFloat32(at, true);
    case "float16":
      return halfToNumber(view.getUint16(at, true));
    case "bfloat16":
      return bfloatToNumber(view.getUint16(at, true));
    case "float64":
      return view.getFloat64(at, true);
    case "int8":
      return view.getInt8(at);
    case "uint8":
    case "bool":
      return view.getUint8(at);
    case "int16":
      return view.getInt16(at, true);
    case "uint16":
      return view.getUint16(at, true);
    case "int32":
      return view.getInt32(at, true);
    case "uint32":
      return view.getUint32(at, true);
    case "int64":
      return Number(view.getBigInt64(at, true));
    case "uint64":
      return Number(view.getBigUint64(at, true));
  }
}

function bfloatToNumber(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0];
}

/** The list of numbers that holds a tensor without raw_data: which one depends on the type (onnx.proto, TensorProto). */
function listedElements(proto: onnx.ITensorProto, type: ElementType): readonly number[] {
  switch (type) {
    case "float32":
      return proto.floatData ?? [];
    case "float64":
      return proto.doubleData ?? [];
    case "int64":
      return (proto.int64Data ?? []).map(Number);
    case "uint32":
    case "uint64":
      return (proto.uint64Data ?? []).map(Number);
    case "float16":
      return (proto.int32Data ?? []).map(halfToNumber);
    case "bfloat16":
      return (proto.int32Data ?? []).map(bfloatToNumber);
    default:
      return proto.int32Data ?? [];
  }
}

/** Decodes a tensor; `what` stands for it in messages. Throws a UsageError for external data, other types and wrong sizes. */
export function decodeTensor(proto: onnx.ITensorProto, what: string): OnnxTensor {
  const type = elementType(proto.dataType, what);
  if (proto.dataLocation === 1 || (proto.externalData ?? []).length > 0) {
    throw new UsageError(`${what} keeps its data in another file: save the model as one file.`);
  }
  const shape = (proto.dims ?? []).map(Number);
  const count = elementCount(shape);
  const raw = proto.rawData ?? new Uint8Array(0);
  const listed = raw.length > 0 ? [] : listedElements(proto, type);
  const has = raw.length > 0 ? raw.length / BYTES[type] : listed.length;
  if (has !== count || shape.some((size) => size < 0)) {
    throw new UsageError(
      `${what} holds ${has} elements but shape (${shape.join(", ")}) needs ${count}: export it again.`,
    );
  }
  const data = newData(type, count);
  if (raw.length > 0) {
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    for (let i = 0; i < count; i++) data[i] = rawElement(view, type, i * BYTES[type]);
  } else {
    data.set(listed);
  }
  return { type, shape, data };
}

/** Puts numbers of FP32 into a tensor of the file, in its type (float32, float16 or float64; others keep what they have). */
export function encodeFloats(values: Float32Array, type: "float32" | "float64"): Uint8Array {
  const data = type === "float32" ? Float32Array.from(values) : Float64Array.from(values);
  return new Uint8Array(data.buffer);
}
