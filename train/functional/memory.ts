import { elementsOf } from "../network.js";
import type { Dimension, Program, StepTensor, View } from "../step.js";
import { wholeView } from "../views.js";
import { rounderOf } from "./arithmetic.js";

/** Elements of a tensor as numbers, in the order of memory. A number of FP16 or FP8 stands for its encoding; a NaN for the canonical one. */
export type Elements = Float32Array | Int32Array;

/** The tensors of a program. */
export class Memory {
  readonly tensors: ReadonlyMap<string, StepTensor>;
  private readonly elements = new Map<string, Elements>();

  constructor(program: Pick<Program, "tensors">) {
    this.tensors = program.tensors;
    for (const tensor of program.tensors.values()) {
      if (tensor.aliasOf !== undefined) continue;
      const size = elementsOf(tensor.shape);
      this.elements.set(
        tensor.name,
        tensor.format === "int32" || tensor.format === "uint8" ? new Int32Array(size) : new Float32Array(size),
      );
    }
    for (const tensor of program.tensors.values()) {
      if (tensor.aliasOf !== undefined) this.elements.set(tensor.name, this.elements.get(tensor.aliasOf)!);
    }
  }

  get(name: string): Elements {
    return this.elements.get(name)!;
  }

  tensor(name: string): StepTensor {
    return this.tensors.get(name)!;
  }
}

/** Offsets of all positions of some dimensions, last fastest. Kept with the array that describes them. */
export function offsetsOf(dimensions: readonly Dimension[]): Int32Array {
  const before = known.get(dimensions);
  if (before !== undefined) return before;
  let offsets: Int32Array = new Int32Array(1);
  for (const { size, stride } of dimensions) {
    const next = new Int32Array(offsets.length * size);
    let at = 0;
    for (const offset of offsets) for (let j = 0; j < size; j++) next[at++] = offset + j * stride;
    offsets = next;
  }
  known.set(dimensions, offsets);
  return offsets;
}
const known = new WeakMap<readonly Dimension[], Int32Array>();

/** The dimensions but the last: offsets of runs. */
export interface Runs {
  readonly starts: Int32Array;
  readonly size: number;
  readonly stride: number;
}

/** A view as runs along its last dimension. */
export function runsOf(view: View): Runs {
  let runs = knownRuns.get(view);
  if (runs === undefined) {
    const { dimensions, offset } = view;
    const last = dimensions[dimensions.length - 1] ?? { size: 1, stride: 0 };
    const starts = offsetsOf(dimensions.slice(0, -1)).map((start) => start + offset);
    runs = { starts, size: last.size, stride: last.stride };
    knownRuns.set(view, runs);
  }
  return runs;
}
const knownRuns = new WeakMap<View, Runs>();

/** Writes a tensor from numbers in C order, rounded to its format. */
export function writeTensor(memory: Memory, name: string, values: ArrayLike<number>): void {
  const tensor = memory.tensor(name);
  const round = rounderOf(tensor.format);
  const elements = memory.get(name);
  const offsets = offsetsOf(wholeView(tensor).dimensions);
  for (let i = 0; i < offsets.length; i++) elements[offsets[i]] = round(Math.fround(values[i]));
}

/** The numbers of a tensor in C order. */
export function readTensor(memory: Memory, name: string): Float32Array {
  const elements = memory.get(name);
  return Float32Array.from(offsetsOf(wholeView(memory.tensor(name)).dimensions), (offset) => elements[offset]);
}
