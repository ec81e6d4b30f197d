import type { MemoryWindow } from "../ports.js";
import { Reservations } from "./atomics.js";
import { BYTE_MASK, merge } from "./bits.js";
import { checkWindow, wordIndex } from "./systems/ideal-memory.js";

/** The words of a memory, by word index from its base. Outside the window it reads 0 and drops what is written. */
export class WordMemory {
  readonly base: number;
  /** The contents from `base` on. */
  readonly words: Uint32Array;
  /** The same contents as little-endian bytes. */
  readonly bytes: Uint8Array;
  readonly reservations = new Reservations();

  /** @throws UsageError for a window that is not made of words in the address space */
  constructor(window: MemoryWindow) {
    checkWindow(window);
    this.base = window.base;
    this.words = new Uint32Array(window.bytes / 4);
    this.bytes = new Uint8Array(this.words.buffer);
  }

  /** Index of the word at a byte address. */
  index(addr: number): number {
    return wordIndex(addr, this.base);
  }

  /** 1 when there is no word of this index. */
  outside(at: number): number {
    return at < this.words.length ? 0 : 1;
  }

  /** A word as a 32-bit pattern of either sign. */
  read(at: number): number {
    return at < this.words.length ? this.words[at] | 0 : 0;
  }

  /** @param be byte enables, bit i = byte i of the word */
  write(at: number, wdata: number, be: number): void {
    if (at >= this.words.length) return;
    const mask = BYTE_MASK[be];
    this.words[at] = merge(this.words[at], wdata, mask);
    if (this.reservations.held !== 0) this.reservations.written(at);
  }

  /** Executes an atomic access (`NarrowPort.atomic`); returns what its master reads. */
  atomic(at: number, access: number, wdata: number): number {
    return at < this.words.length ? this.reservations.execute(access, this.words, at, wdata) | 0 : 0;
  }
}
