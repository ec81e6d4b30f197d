import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import type { JobRegisters } from "../../hw/redmule/registers.js";
import { gemmOpsFast } from "../gemm/fast.js";
import { newTensor, type Tensor } from "../gemm/job.js";

/** A memory from a byte address on. */
export interface JobMemory {
  readonly base: number;
  readonly bytes: Uint8Array;
}

/** Bytes that a tensor takes. */
export interface Stretch {
  readonly from: number;
  readonly bytes: number;
}

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];

/** What the job registers say (docs/registers.md); unused bits are ignored. */
export function decodeJob([, , , mcfg0, mcfg1, macfg]: JobRegisters) {
  const code = (macfg >>> 7) & 3;
  return {
    op: OPERATIONS[(macfg >>> 10) & 7],
    fmt: FORMATS.find((fmt) => TENSOR_FORMATS[fmt].code === code)!,
    ...{ m: mcfg0 & 0xffff, n: mcfg1 & 0xffff, k: mcfg0 >>> 16 },
  };
}

/** Where X, W and Z of a job lie; without rows or columns nothing of it is touched. */
export function stretchesOf(registers: JobRegisters): readonly [x: Stretch, w: Stretch, z: Stretch] {
  const { fmt, m, n, k } = decodeJob(registers);
  const { bytes } = TENSOR_FORMATS[fmt];
  const of = (i: number, elements: number): Stretch => ({
    from: registers[i],
    bytes: m * k === 0 ? 0 : elements * bytes,
  });
  return [of(0, m * n), of(1, n * k), of(2, m * k)];
}

/** Whether a stretch lies in a memory, as an empty one does anywhere. */
export function liesIn({ from, bytes }: Stretch, memory: JobMemory): boolean {
  const offset = (from - memory.base) >>> 0;
  return bytes === 0 || offset + bytes <= memory.bytes.length;
}

/** Runs a job on the tensors in a memory, in which all of them lie. */
export function runJob(registers: JobRegisters, memory: JobMemory): void {
  const job = decodeJob(registers);
  const [x, w, z] = stretchesOf(registers);
  const { fmt, m, k } = job;
  if (m * k === 0) return;
  const tensors = [x, w, z].map((stretch) => load(stretch, fmt, memory));
  store(gemmOpsFast({ ...job, x: tensors[0], w: tensors[1], y: tensors[2] }), z, memory);
}

function load({ from, bytes }: Stretch, fmt: TensorFormat, memory: JobMemory): Tensor {
  const size = TENSOR_FORMATS[fmt].bytes;
  const tensor = newTensor(fmt, bytes / size);
  const at = (from - memory.base) >>> 0;
  for (let i = 0; i < tensor.length; i++) {
    tensor[i] = memory.bytes[at + size * i] | (size === 2 ? memory.bytes[at + 2 * i + 1] << 8 : 0);
  }
  return tensor;
}

function store(tensor: Tensor, { from }: Stretch, memory: JobMemory): void {
  const size = tensor.BYTES_PER_ELEMENT;
  const at = (from - memory.base) >>> 0;
  for (let i = 0; i < tensor.length; i++) {
    for (let byte = 0; byte < size; byte++) memory.bytes[at + size * i + byte] = tensor[i] >>> (8 * byte);
  }
}
