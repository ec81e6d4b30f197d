import { DMA_COMMAND, DMA_REGISTERS } from "../../hw/cluster/dma/dma-map.js";

/** An access of a core to its DMA registers; what a read returned is appended to `answers` of the bench. */
export interface Access {
  readonly write: 0 | 1;
  readonly addr: number;
  readonly wdata: number;
}

/** Rows of `count` bytes, `stride` bytes apart. */
export interface Rows {
  readonly count: number;
  readonly stride: number;
}

/** A command in the words of its user. */
export interface Command {
  readonly bytes: number;
  readonly toTcdm: boolean;
  /** Byte addresses. */
  readonly tcdm: number;
  readonly l2: number;
  /** Missing: consecutive bytes. */
  readonly l2Rows?: Rows | undefined;
  readonly tcdmRows?: Rows | undefined;
  /** False: the same 8 bytes of L2 over and over. */
  readonly increment?: boolean;
  readonly event?: boolean;
  readonly broadcast?: boolean;
}

const write = (wdata: number): Access => ({ write: 1, addr: DMA_REGISTERS.command, wdata: wdata >>> 0 });

/** Takes a counter. */
export const TAKE: Access = { write: 0, addr: DMA_REGISTERS.command, wdata: 0 };
/** Reads the status word. */
export const STATUS: Access = { write: 0, addr: DMA_REGISTERS.status, wdata: 0 };
/** Gives counters back, bit per counter. */
export const give = (mask: number): Access => ({ write: 1, addr: DMA_REGISTERS.status, wdata: mask });

/** The accesses that give a command. */
export function commandAccesses(command: Command): Access[] {
  const { bytes, toTcdm, tcdm, l2, l2Rows, tcdmRows, increment = true, event = true, broadcast = false } = command;
  const flag = (set: boolean, at: number): number => (set ? 1 << at : 0);
  const word =
    bytes |
    flag(toTcdm, DMA_COMMAND.toTcdm) |
    flag(increment, DMA_COMMAND.increment) |
    flag(l2Rows !== undefined, DMA_COMMAND.rowsInL2) |
    flag(tcdmRows !== undefined, DMA_COMMAND.rowsInTcdm) |
    flag(event, DMA_COMMAND.event) |
    flag(broadcast, DMA_COMMAND.broadcast);
  const rows = [l2Rows, tcdmRows].flatMap((r) => (r === undefined ? [] : [r.count, r.stride]));
  return [word, tcdm, l2, ...rows].map(write);
}

/** Offset of byte `i` of a side from its first byte. */
export function rowOffset(i: number, bytes: number, rows: Rows = { count: 0, stride: 0 }): number {
  const count = rows.count === 0 ? bytes : rows.count;
  return Math.floor(i / count) * rows.stride + (i % count);
}

/** A memory and its first byte address. */
export interface Memory {
  readonly bytes: Uint8Array;
  readonly base: number;
}

/** What a command does to the two memories: one byte after the other. */
export function copyBytes(command: Command, tcdm: Memory, l2: Memory): void {
  const { bytes, toTcdm, tcdmRows, l2Rows, increment = true } = command;
  for (let i = 0; i < bytes; i++) {
    const a = command.tcdm - tcdm.base + rowOffset(i, bytes, tcdmRows);
    const step = increment ? rowOffset(i, bytes, l2Rows) : i % (8 - (command.l2 % 8));
    const b = command.l2 - l2.base + step;
    if (toTcdm) tcdm.bytes[a] = l2.bytes[b];
    else l2.bytes[b] = tcdm.bytes[a];
  }
}
