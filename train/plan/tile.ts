/** What the planner makes of a step: tiles, each with what it brings, computes and takes away. */

/** A stretch of the TCDM that one or more tiles use. Its place is the scheduler's choice. */
export interface Buffer {
  readonly name: string;
  readonly bytes: number;
}

/** A byte of a buffer. */
export interface Place {
  readonly buffer: Buffer;
  readonly offset: number;
}

/** A word of a descriptor: a number, an address in a buffer, or a symbol of the program. */
export type Word = number | Place | { readonly symbol: string };

/** Bytes that the DMA moves between a buffer and L2. */
export interface Transfer {
  readonly place: Place;
  /** Byte offset from the start of the tensors in L2. */
  readonly l2: number;
  /** Bytes in all. */
  readonly bytes: number;
  /** Rows in L2 and, if these are not dense, in the TCDM: bytes of a row and from one row to the next. */
  readonly rows?: Rows;
  readonly tcdmRows?: Rows;
  /** Bytes of an item of a store, from a byte of it on: its address is known when the program runs. */
  readonly item?: { readonly index: number; readonly byte: number };
}

export interface Rows {
  readonly bytes: number;
  readonly stride: number;
}

/** What the clocks of a call count as in the report. */
export const CALL_KINDS = ["compute", "im2row", "transform"] as const;
export type CallKind = (typeof CALL_KINDS)[number];

/** A kernel that all cores run. */
export interface Call {
  /** Symbol of the function. */
  readonly kernel: string;
  /** Prefix of the names of the descriptor's offsets in the kernel's source: `GEMM` of `GEMM_X`, `GEMM_SIZE`. */
  readonly descriptor: string;
  /** Values of its words by the names behind the prefix; what is left out is 0. */
  readonly fields: Readonly<Record<string, Word>>;
  readonly kind: CallKind;
  /** Needs what the calls before it in its stage have written. */
  readonly barrier: boolean;
}

/** A job of RedMulE. */
export interface Job {
  readonly x: Place;
  readonly w: Place;
  readonly z: Place;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Value of register 0x54. */
  readonly arith: number;
}

/** What a tile does in one slot. Jobs and calls run side by side. */
export interface Stage {
  readonly calls: readonly Call[];
  readonly jobs: readonly Job[];
  /** Estimated clocks, where they are not an equal share of the tile's. */
  readonly clocks?: number;
}

/** How the code of a tile's first call comes to the instruction caches. */
export interface Lead {
  /** Beside the loads, where nothing else runs: the kernel over nothing. What it writes is written again. */
  readonly call: Call;
  /** Words of the first call where something else runs beside the loads. */
  readonly without: Call["fields"];
}

/**
 * A piece of a step. It is loaded in one slot, passes its stages in the slots behind it, and is stored in the last. Buffers
 * that several tiles name hold their contents from the first to the last of them.
 */
export interface Tile {
  /** Index of the step. */
  readonly step: number;
  readonly loads: readonly Transfer[];
  readonly stages: readonly Stage[];
  readonly stores: readonly Transfer[];
  /** Estimated clocks of the stages; short tiles share a slot. */
  readonly clocks: number;
  readonly lead?: Lead;
  /** Buffers that calls of another tile make, in slots before those in which this one uses them. */
  readonly after?: readonly Buffer[];
}

export const at = (buffer: Buffer, offset = 0): Place => ({ buffer, offset });

export function isPlace(word: Word): word is Place {
  return typeof word === "object" && "buffer" in word;
}

/** The bytes of L2 from the first to the last that a transfer touches, the end exclusive. */
export function extentOf({ l2, bytes, rows }: Transfer): readonly [number, number] {
  if (rows === undefined || bytes === 0) return [l2, l2 + bytes];
  const last = (Math.ceil(bytes / rows.bytes) - 1) * rows.stride;
  return [l2 + Math.min(0, last), l2 + Math.max(0, last) + rows.bytes];
}

/** Buffers of a tile with the first and last stage that use each: 0 for the loads, 1 and up for the stages, then the stores. */
export function usesOf(tile: Tile): Map<Buffer, [number, number]> {
  const uses = new Map<Buffer, [number, number]>();
  const use = (buffer: Buffer, stage: number): void => {
    const known = uses.get(buffer);
    if (known === undefined) uses.set(buffer, [stage, stage]);
    else known[1] = stage;
  };
  const called = ({ fields }: Call, stage: number): void => {
    for (const word of Object.values(fields)) if (isPlace(word)) use(word.buffer, stage);
  };
  for (const { place } of tile.loads) use(place.buffer, 0);
  if (tile.lead !== undefined) called(tile.lead.call, 0);
  tile.stages.forEach(({ calls, jobs }, i) => {
    for (const call of calls) called(call, i + 1);
    for (const { x, w, z } of jobs) for (const { buffer } of [x, w, z]) use(buffer, i + 1);
  });
  for (const { place } of tile.stores) use(place.buffer, tile.stages.length + 1);
  return uses;
}
