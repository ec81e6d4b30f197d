import { DMA_COMMAND, DMA_REGISTERS } from "../../hw/cluster/dma/dma-map.js";
import type { Access } from "./dma-bench.js";

/** A command in the words of its user. */
export interface Command {
  readonly bytes: number;
  readonly toTcdm: boolean;
  /** Byte addresses. */
  readonly tcdm: number;
  readonly l2: number;
  /** Rows of `count` bytes, `stride` apart; missing: consecutive. */
  readonly l2Rows?: { readonly count: number; readonly stride: number };
  readonly tcdmRows?: { readonly count: number; readonly stride: number };
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

/** Offsets that a side of a command touches, in the order of its bytes. */
function* offsets(bytes: number, rows?: { readonly count: number; readonly stride: number }): Generator<number> {
  const { count, stride } = rows ?? { count: bytes, stride: 0 };
  for (let i = 0; i < bytes; i++) yield Math.floor(i / count) * stride + (i % count);
}

/** What a command does to the two memories, given as bytes with their base addresses: one byte after the other. */
export function copyBytes(
  { bytes, toTcdm, tcdm, l2, tcdmRows, l2Rows }: Command,
  tcdmMemory: { bytes: Uint8Array; base: number },
  l2Memory: { bytes: Uint8Array; base: number },
): void {
  const inside = offsets(bytes, tcdmRows);
  for (const outside of offsets(bytes, l2Rows)) {
    const a = tcdm - tcdmMemory.base + (inside.next().value as number);
    const b = l2 - l2Memory.base + outside;
    if (toTcdm) tcdmMemory.bytes[a] = l2Memory.bytes[b];
    else l2Memory.bytes[b] = tcdmMemory.bytes[a];
  }
}
