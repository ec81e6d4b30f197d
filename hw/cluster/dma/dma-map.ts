import type { MemoryWindow } from "../../ports.js";
import { UsageError } from "../../errors.js";

/** Byte offsets of the registers, the same for every core (mchan manual, "Control registers"; bits 3:2 are decoded). */
export const DMA_REGISTERS = { command: 0x0, status: 0x4 } as const;

/** Bits of the command word (mchan, `ctrl_fsm.sv`); the number of bytes stands below them. */
export const DMA_COMMAND = {
  /** Bytes of the whole transfer, bits 16:0. */
  bytes: 0x1_ffff,
  /** 1 moves from L2 to TCDM, 0 from TCDM to L2. */
  toTcdm: 17,
  /** 0 reads or writes the same 8 bytes of L2 over and over. */
  increment: 18,
  /** L2 is walked in rows: count and stride follow. */
  rowsInL2: 19,
  /** At the end: an event, an interrupt, both to all cores instead of the one that gave the command. */
  event: 20,
  interrupt: 21,
  broadcast: 22,
  /** TCDM is walked in rows: count and stride follow. */
  rowsInTcdm: 23,
} as const;

/** Places of the words of a command in the order in which they are written. Rows are written only where the command has them. */
export const WORD = {
  command: 0,
  tcdm: 1,
  l2: 2,
  l2Count: 3,
  l2Stride: 4,
  tcdmCount: 5,
  tcdmStride: 6,
} as const;
/** Words of the longest command. */
export const COMMAND_WORDS = 7;

/** Counters that programs tell commands apart by. */
export const COUNTERS = 16;

/** Structure of a DMA. */
export interface DmaParameters {
  /** Commands of a core that may wait, 1 to 16. */
  readonly queueDepth: number;
  /** Bytes of a burst at most, a power of two from 8 to 2048; no burst crosses a multiple of it. */
  readonly burstBytes: number;
  /** Bursts of a direction that may be open, 1 to 64. */
  readonly outstanding: number;
}

/**
 * The public pulp_cluster (`mchan_wrap.sv`): bursts of 256 bytes, 8 of them open. Its queues hold two commands in front of
 * each core and two per core behind; here they are one queue of four per core.
 */
export const DEFAULT_DMA: DmaParameters = { queueDepth: 4, burstBytes: 256, outstanding: 8 };

/** The memories that a DMA reaches. */
export interface DmaWindows {
  readonly tcdm: MemoryWindow;
  readonly l2: MemoryWindow;
}

/** @throws UsageError naming the first value outside its limits */
export function checkDma({ queueDepth, burstBytes, outstanding }: DmaParameters): void {
  limit("queue depth", queueDepth, 16);
  limit("number of outstanding bursts", outstanding, 64);
  if (!Number.isInteger(Math.log2(burstBytes)) || burstBytes < 8 || burstBytes > 2048) {
    throw new UsageError(`A DMA burst of ${burstBytes} bytes is not possible: give a power of two from 8 to 2048.`);
  }
}

function limit(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new UsageError(`The ${name} of the DMA is ${value}: give a whole number from 1 to ${most}.`);
}

/** A bit of a command word. */
export function bit(word: number, at: number): number {
  return (word >>> at) & 1;
}
