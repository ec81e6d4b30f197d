import { registerArray, registersOf, type Scope } from "../../probe.js";

/** Bytes held; a power of two. */
export const DMA_BYTES = 64;
const MASK = DMA_BYTES - 1;

/** A FIFO of bytes: it turns data from the alignment of one memory to that of the other. Its owner steps it at the edge. */
export class DmaBytes {
  // Registers.
  head = 0;
  count = 0;
  private readonly bytes = new Uint8Array(DMA_BYTES);
  private readonly words = new Uint32Array(this.bytes.buffer);

  /** Where `pop` leaves its 8 bytes, as 32-bit patterns of either sign. */
  low = 0;
  high = 0;

  /** Puts bytes `lane` to `lane + n - 1` of the 8 bytes in `low` and `high`. Words that stay words go as words. */
  push(low: number, high: number, lane: number, n: number): void {
    const tail = this.head + this.count;
    this.count += n;
    if (n === 8 && (tail & 3) === 0) {
      this.words[(tail & MASK) >>> 2] = low;
      this.words[((tail + 4) & MASK) >>> 2] = high;
      return;
    }
    for (let i = 0; i < n; i++) {
      const k = lane + i;
      this.bytes[(tail + i) & MASK] = (k < 4 ? low : high) >>> (8 * (k & 3));
    }
  }

  /** Takes `n` bytes and lays them from byte `lane` on. */
  pop(lane: number, n: number): void {
    const { head } = this;
    this.head = (head + n) & MASK;
    this.count -= n;
    if (n === 8 && (head & 3) === 0) {
      this.low = this.words[head >>> 2] | 0;
      this.high = this.words[((head + 4) & MASK) >>> 2] | 0;
      return;
    }
    this.low = this.high = 0;
    for (let i = 0; i < n; i++) {
      const k = lane + i;
      const byte = this.bytes[(head + i) & MASK] << (8 * (k & 3));
      if (k < 4) this.low |= byte;
      else this.high |= byte;
    }
  }

  clear(): void {
    this.head = this.count = this.low = this.high = 0;
    this.bytes.fill(0);
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [...registersOf(this, { head: 6, count: 7 }), registerArray("bytes", 8, this.bytes)],
      children: [],
    };
  }
}
