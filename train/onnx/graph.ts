/** An ONNX graph, decoded and checked but not yet interpreted: what the importer reads, whatever wrote it. */

/** Types of elements that are understood; `string` and the like are refused when a file is decoded. */
export type ElementType =
  | "float32"
  | "float16"
  | "bfloat16"
  | "float64"
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "bool";

/** Elements as numbers: 16-bit floats widened, 64-bit integers as doubles (exact to 2^53; beyond it only limits of slices occur). */
export type OnnxData =
  Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

/** A constant tensor in C order. */
export interface OnnxTensor {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: OnnxData;
}

export type AttributeValue = number | string | OnnxTensor | readonly number[] | readonly string[];

export interface OnnxNode {
  readonly op: string;
  /** As the file names it, or `op` and its position where it has no name of its own. Unique. */
  readonly name: string;
  /** Tensor names; "" stands for an optional input that is absent. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeValue>;
}

/** An input of the graph: a size of -1 is free (a dim_param, or no size at all). */
export interface OnnxInput {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly opset: number;
  /** In an order in which every tensor is written before it is read. */
  readonly nodes: readonly OnnxNode[];
  readonly initialisers: ReadonlyMap<string, OnnxTensor>;
  /** Without those that are initialisers, too. */
  readonly inputs: readonly OnnxInput[];
  readonly outputs: readonly string[];
}

export function isFloat(type: ElementType): boolean {
  return type === "float32" || type === "float16" || type === "float64" || type === "bfloat16";
}

export function isTensor(value: AttributeValue): value is OnnxTensor {
  return typeof value === "object" && "data" in value;
}

/** "MatMul node layers.0/MatMul", as messages name a node. */
export function nodeText(node: OnnxNode): string {
  return `${node.op} node ${node.name}`;
}

/** An empty array for `count` elements of a type. */
export function newData(type: ElementType, count: number): OnnxData {
  switch (type) {
    case "float32":
    case "float16":
    case "bfloat16":
      return new Float32Array(count);
    case "int8":
      return new Int8Array(count);
    case "uint8":
    case "bool":
      return new Uint8Array(count);
    case "int16":
      return new Int16Array(count);
    case "uint16":
      return new Uint16Array(count);
    case "int32":
      return new Int32Array(count);
    case "uint32":
      return new Uint32Array(count);
    case "float64":
    case "int64":
    case "uint64":
      return new Float64Array(count);
  }
}

/** A constant from plain numbers. */
export function constant(type: ElementType, shape: readonly number[], values: Iterable<number>): OnnxTensor {
  const list = Array.from(values);
  const data = newData(type, list.length);
  data.set(list);
  return { type, shape, data };
}
