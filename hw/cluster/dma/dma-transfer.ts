import type { MemoryWindow } from "../../ports.js";
import { registersOf, wire, type Block, type Scope } from "../../probe.js";
import { RowAddress } from "./dma-address.js";
import { bit, DMA_COMMAND, WORD, type DmaWindows } from "./dma-map.js";
import type { DmaQueue } from "./dma-queue.js";

/** An access that no memory answers. */
export interface BusFault {
  /** 1 for one clock. */
  fault: number;
  /** First byte address outside, and the core that gave the command. */
  faultAddress: number;
  faultCore: number;
}

/** Who gave a command and what to do at its end, packed into one number. */
export const TAG = { core: 0, counter: 5, event: 9, interrupt: 10, broadcast: 11 } as const;

/**
 * Cuts a command into pieces: stretches that are consecutive in both memories and lie in one burst of L2. A piece outside
 * one of the memories is a bus error; what is left of the command is dropped, and an empty piece ends it. A command without
 * bytes is one empty piece.
 */
export class DmaTransfer implements Block, BusFault {
  readonly l2 = new RowAddress();
  readonly tcdm = new RowAddress();
  /** Input of the edge: the piece is taken. */
  taken = 0;

  // Wires.
  /** Bytes of the piece, 0 for an empty one. */
  bytes = 0;
  /** 1 when the piece is the last one of the command. */
  last = 0;
  /** First address outside, or -1. */
  private outside = -1;

  // Registers.
  active = 0;
  /** Bytes that are not yet given away. */
  left = 0;
  tag = 0;
  fault = 0;
  faultAddress = 0;
  faultCore = 0;

  private readonly windows: DmaWindows;
  private readonly burstBytes: number;

  constructor(windows: DmaWindows, burstBytes: number) {
    this.windows = windows;
    this.burstBytes = burstBytes;
  }

  settle(): void {
    const { l2, tcdm, windows } = this;
    const toBoundary = this.burstBytes - (l2.addr & (this.burstBytes - 1));
    const bytes = Math.min(this.left, l2.left, tcdm.left, toBoundary);
    this.outside = firstOutside(l2.addr, bytes, windows.l2);
    if (this.outside < 0) this.outside = firstOutside(tcdm.addr, bytes, windows.tcdm);
    this.bytes = this.outside < 0 ? bytes : 0;
    this.last = this.bytes === this.left || this.bytes === 0 ? 1 : 0;
  }

  /** At the edge of an idle clock: the command at the head of a queue. */
  start(queue: DmaQueue, core: number): void {
    const command = queue.word(WORD.command);
    const bytes = command & DMA_COMMAND.bytes;
    this.active = 1;
    this.left = bytes;
    this.tag =
      (core << TAG.core) |
      (queue.headCounter << TAG.counter) |
      (bit(command, DMA_COMMAND.event) << TAG.event) |
      (bit(command, DMA_COMMAND.interrupt) << TAG.interrupt) |
      (bit(command, DMA_COMMAND.broadcast) << TAG.broadcast);
    const l2 = queue.word(WORD.l2);
    if (bit(command, DMA_COMMAND.increment) === 0) this.l2.start(l2, 8 - (l2 & 7), 0);
    else if (bit(command, DMA_COMMAND.rowsInL2) === 0) this.l2.start(l2, bytes, 0);
    else this.l2.start(l2, queue.word(WORD.l2Count) || bytes, queue.word(WORD.l2Stride));
    const tcdm = queue.word(WORD.tcdm);
    if (bit(command, DMA_COMMAND.rowsInTcdm) === 0) this.tcdm.start(tcdm, bytes, 0);
    else this.tcdm.start(tcdm, queue.word(WORD.tcdmCount) || bytes, queue.word(WORD.tcdmStride));
  }

  edge(): void {
    this.fault = 0;
    if (this.taken === 0) return;
    if (this.outside >= 0 && this.left !== 0) {
      this.fault = 1;
      this.faultAddress = this.outside;
      this.faultCore = this.tag & 0x1f;
    }
    this.left -= this.bytes;
    this.active = this.last ^ 1;
    this.l2.advance(this.bytes);
    this.tcdm.advance(this.bytes);
  }

  reset(): void {
    this.active = this.left = this.tag = this.fault = this.faultAddress = this.faultCore = 0;
    this.taken = this.bytes = this.last = 0;
    this.l2.start(0, 0, 0);
    this.tcdm.start(0, 0, 0);
  }

  scope(name: string): Scope {
    const widths = { active: 1, left: 17, tag: 12, fault: 1, faultAddress: 32, faultCore: 5 };
    return {
      name,
      probes: [...registersOf(this, widths), wire("bytes", 12, () => this.bytes), wire("last", 1, () => this.last)],
      children: [this.l2.scope("l2"), this.tcdm.scope("tcdm")],
    };
  }
}

/** The first of `bytes` byte addresses that lies outside the window, or -1. */
function firstOutside(addr: number, bytes: number, { base, bytes: size }: MemoryWindow): number {
  const offset = (addr - base) >>> 0;
  if (bytes === 0) return -1;
  if (offset >= size) return addr;
  return offset + bytes > size ? base + size : -1;
}
