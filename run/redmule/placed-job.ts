import { gemmOpsFast } from "../../golden/gemm/fast.js";
import { newTensor, type GemmOpsJob, type Tensor } from "../../golden/gemm/job.js";
import { TENSOR_FORMATS, type Operation, type TensorFormat } from "../../hw/redmule/operation.js";
import { tileColumns, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import { jobWords, type JobRegisters } from "../../hw/redmule/registers.js";
import { ElementWatch } from "../data/element-watch.js";
import { makeTensor, type DataClass } from "../data/tensors.js";

/** Byte addresses of X, W and Z. */
export type Bases = readonly [x: number, w: number, z: number];

/** What a job computes, in which format, on matrices of which size. */
export interface Shape {
  readonly op: Operation;
  readonly fmt: TensorFormat;
  /** Rows of X and Z, columns of X and rows of W, columns of W and Z: each 1 to 65535. */
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** A job of a shape with drawn tensors. */
export function drawJob({ op, fmt, m, n, k }: Shape, data: DataClass, seed: number): GemmOpsJob {
  const [x, w, y] = [m * n, n * k, m * k].map((count, stream) => makeTensor(fmt, count, data, seed, stream));
  return { op, fmt, m, n, k, x, w, y };
}

/** Tensors one behind the other at 4 KiB-aligned addresses from 0x10000 on, as the reference's driver lays them. */
export function spacedBases({ m, n, k }: Shape): { bases: Bases; end: number } {
  let at = 0x10000;
  const place = (elements: number): number => {
    const base = at;
    at = Math.ceil((at + 2 * elements) / 4096) * 4096 + 0x4000;
    return base;
  };
  return { bases: [place(m * n), place(n * k), place(m * k)], end: at };
}

/** What a job needs of a bench or cluster to be placed: the design and its memory. */
export interface PlaceableIn {
  readonly redmule: { readonly parameters: RedmuleParameters };
  readonly memory: { readonly base: number; readonly bytes: Uint8Array };
}

/** The bytes of a tensor, which memories hold in the same order. */
function bytesOf({ buffer, byteOffset, byteLength }: Tensor): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A job's tensors in the memory of a bench: dense, or with E12 in slots of two bytes an element. */
export class PlacedJob {
  readonly job: GemmOpsJob;
  readonly bases: Bases;
  /** Words for the job registers of RedMulE, in their order. */
  readonly registers: JobRegisters;
  private readonly bench: PlaceableIn;
  private readonly slotColumns: number;

  /** Writes X, W and Y into the bench's memory; Y stands where Z will. */
  constructor(bench: PlaceableIn, job: GemmOpsJob, bases: Bases) {
    const p = bench.redmule.parameters;
    const { fmt, n, k } = job;
    const { bytes } = TENSOR_FORMATS[fmt];
    this.bench = bench;
    this.job = job;
    this.bases = bases;
    this.slotColumns = p.errata.E12 && bytes === 1 ? tileColumns(p) : 0;
    this.registers = [...bases, ...jobWords(job)];
    this.store(bases[0], n, job.x);
    this.store(bases[1], k, job.w);
    if (job.y) this.store(bases[2], k, job.y);
  }

  /** Byte offset of element i of a tensor with `columns` columns. */
  private offset(i: number, columns: number): number {
    const D = this.slotColumns;
    if (D === 0) return i * TENSOR_FORMATS[this.job.fmt].bytes;
    const column = i % columns;
    return 2 * (i - column) + 2 * D * Math.floor(column / D) + (column % D);
  }

  /** Byte offset of element i of Z from Z's first byte. */
  zOffset(i: number): number {
    return this.offset(i, this.job.k);
  }

  /** The bytes of a dense tensor in memory; null for one in slots or not all inside. */
  private dense(base: number, { byteLength }: Tensor): Uint8Array | null {
    const { memory } = this.bench;
    const at = base - memory.base;
    const isInside = at >= 0 && at + byteLength <= memory.bytes.length;
    return this.slotColumns === 0 && isInside ? memory.bytes.subarray(at, at + byteLength) : null;
  }

  private store(base: number, columns: number, tensor: Tensor): void {
    const dense = this.dense(base, tensor);
    if (dense !== null) {
      dense.set(bytesOf(tensor));
      return;
    }
    const { memory } = this.bench;
    const at = base - memory.base;
    for (let i = 0; i < tensor.length; i++) {
      const to = at + this.offset(i, columns);
      memory.bytes[to] = tensor[i];
      if (tensor instanceof Uint16Array) memory.bytes[to + 1] = tensor[i] >>> 8;
    }
  }

  /** Writes other elements of Y to where Z is. */
  put(y: Tensor): void {
    this.store(this.bases[2], this.job.k, y);
  }

  /** What the memory holds at Z now. */
  z(): Tensor {
    const { memory } = this.bench;
    const { fmt, m, k } = this.job;
    const z = newTensor(fmt, m * k);
    const dense = this.dense(this.bases[2], z);
    if (dense !== null) {
      bytesOf(z).set(dense);
      return z;
    }
    const at = this.bases[2] - memory.base;
    for (let i = 0; i < z.length; i++) {
      const from = at + this.offset(i, k);
      z[i] = z instanceof Uint16Array ? memory.bytes[from] | (memory.bytes[from + 1] << 8) : memory.bytes[from];
    }
    return z;
  }

  /** Elements of Z in memory that differ from golden, row by row, at most so many. */
  wrongElements(most = Infinity): WrongElement[] {
    const golden = gemmOpsFast(this.job);
    const z = this.z();
    const { k } = this.job;
    const found: WrongElement[] = [];
    for (let i = 0; i < z.length && found.length < most; i++) {
      if (z[i] === golden[i]) continue;
      found.push({ row: Math.floor(i / k), column: i % k, got: z[i], golden: golden[i] });
    }
    return found;
  }

  /**
   * Tells when elements of Z change for the last time.
   * @param bytes the memory of this run, or of another one of the same job
   */
  watch(elements: readonly Pick<WrongElement, "row" | "column">[], bytes = this.bench.memory.bytes): ElementWatch {
    const { memory } = this.bench;
    const { k, fmt } = this.job;
    const at = this.bases[2] - memory.base;
    const offsets = elements.map(({ row, column }) => at + this.offset(row * k + column, k));
    return new ElementWatch(bytes, offsets, TENSOR_FORMATS[fmt].bytes);
  }

  /** Elements of Z in memory that differ from golden, whose chains run `paddedN` steps. */
  mismatches(paddedN = this.job.n): number {
    const golden = gemmOpsFast({ ...this.job, paddedN });
    const z = this.z();
    let count = 0;
    for (let i = 0; i < z.length; i++) if (z[i] !== golden[i]) count++;
    return count;
  }
}

/** An element of Z that differs from golden. */
export interface WrongElement {
  readonly row: number;
  readonly column: number;
  readonly got: number;
  readonly golden: number;
}

/** Fills a memory with words of a multiplicative congruential generator, so that a read outside the tensors shows. */
export function fillGarbage(words: Uint32Array, seed = 12345): void {
  let state = seed;
  for (let i = 0; i < words.length; i++) words[i] = state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
}
