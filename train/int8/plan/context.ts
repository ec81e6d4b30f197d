/** What the tilers of eight-bit layers know, and what they may be told to choose. */
import type { L2Plan } from "../../plan/memory.js";
import { at, type Buffer, type Call, type CallKind, type Place, type Transfer, type Word } from "../../plan/tile.js";
import type { Image, QuantizedNetwork, Window } from "../network.js";

/** How a layer is cut; what is left out the planner chooses. */
export interface Int8Choice {
  /** Rows of the result in a tile. */
  readonly rows?: number;
  /** Channels of the result in a tile, a multiple of 4 unless all. */
  readonly channels?: number;
  /** Products: cores that share the channels of the same pixels. */
  readonly split?: number;
  /** Depthwise layers: rows of the result that a core copies the rows under at a time. */
  readonly band?: number;
}

/** By name of layer. */
export type Int8Choices = ReadonlyMap<string, Int8Choice>;

export interface Int8Context {
  readonly network: QuantizedNetwork;
  readonly l2: L2Plan;
  /** Bytes of TCDM for buffers. */
  readonly poolBytes: number;
  readonly cores: number;
  readonly choices: Int8Choices;
  /** Kernels that tiles have called so far: much of their code is in the instruction caches. */
  readonly called: Set<string>;
}

/** Most bytes of one transfer of the DMA, a multiple of a word. */
export const TRANSFER_BYTES = 0x1_fff0;

/** Bytes that kernels read behind a buffer. */
export const SLACK = 8;

/** Name of the packed weights of a layer among the tensors. */
export const weightsName = (layer: string): string => `${layer}.packed`;

export function offsetOf({ l2 }: Int8Context, tensor: string): number {
  const offset = l2.offsets.get(tensor);
  if (offset === undefined) throw new RangeError(`Tensor ${tensor} has no place in L2.`);
  return offset;
}

/** Bytes `begin` to `end` of a tensor, to or from a buffer that holds nothing else. */
export function stretch(context: Int8Context, buffer: Buffer, tensor: string, begin: number, end: number): Transfer[] {
  const from = offsetOf(context, tensor) + begin;
  const transfers: Transfer[] = [];
  for (let done = 0; done < end - begin; done += TRANSFER_BYTES) {
    transfers.push({ place: at(buffer, done), l2: from + done, bytes: Math.min(TRANSFER_BYTES, end - begin - done) });
  }
  return transfers;
}

/** Tiles are loaded, computed and stored at the same time. */
export const BUFFERED = 2;

export function call(kernel: string, descriptor: string, fields: Readonly<Record<string, Word>>): Call {
  const kind: CallKind = "compute";
  return { kernel, descriptor, fields, kind, barrier: false };
}

/** A byte of a buffer from a place on that may be before it: rows of the image that are not in it are never read. */
export const placeIn = (buffer: Buffer, offset: number): Place => at(buffer, offset);

/** A code in each byte of a word. */
export const inEachByte = (code: number): number => ((code & 255) * 0x01010101) >>> 0;

/** Rows of an image that are read, the end exclusive, and the first one that a window asks for: it may lie before them. */
export interface RowsRead {
  readonly rows: readonly [number, number];
  readonly first: number;
}

type Windowed = Pick<Window, "kernel" | "stride" | "dilation">;

/** Rows of the image under so many rows of the result. */
export const heightUnder = (rows: number, { kernel, stride, dilation }: Windowed): number =>
  (rows - 1) * stride[0] + (kernel[0] - 1) * dilation[0] + 1;

/** What kernels are told of a window: rows of the image that are `read`, and the first row that the window asks for. */
export function windowFields(
  { kernel, stride, dilation }: Windowed,
  { rows: read, first }: RowsRead,
  { w }: Image,
): Readonly<Record<string, Word>> {
  return {
    ...{ HEIGHT: read[1] - read[0], WIDTH: w, START_ROW: first - read[0] },
    ...{ STRIDE_ROW: stride[0], STRIDE_COLUMN: stride[1], TAP_ROWS: kernel[0], TAP_COLUMNS: kernel[1] },
    ...{ STEP_ROW: dilation[0], STEP_COLUMN: dilation[1] },
  };
}

/** Numbers 0 to `size` in stretches of `each`. */
export function stretches(size: number, each: number): readonly (readonly [number, number])[] {
  return Array.from({ length: Math.ceil(size / each) }, (_, i) => [i * each, Math.min(size, (i + 1) * each)] as const);
}

/** The largest of some falling sizes that fits; the last of them where none does. */
export function fitting(sizes: readonly number[], fits: (size: number) => boolean): number {
  return sizes.find(fits) ?? sizes[sizes.length - 1];
}

/** A size, halved again and again, rounded up to multiples, down to one of these. */
export function halvings(size: number, multiple = 1): readonly number[] {
  const found = [size];
  for (let parts = 2; found[found.length - 1] > multiple; parts++) {
    const next = Math.ceil(size / parts / multiple) * multiple;
    if (next < found[found.length - 1]) found.push(next);
  }
  return found;
}
