import { registersOf, type Scope } from "../../probe.js";

/** One side of a transfer: rows of `count` bytes, `stride` bytes apart. */
export class RowAddress {
  // Registers.
  /** Byte address of the next byte. */
  addr = 0;
  /** Bytes up to the end of the row. */
  left = 0;
  base = 0;
  count = 0;
  stride = 0;

  start(addr: number, count: number, stride: number): void {
    this.addr = this.base = addr;
    this.left = this.count = count;
    this.stride = stride;
  }

  /** `bytes` of this row have been given away. */
  advance(bytes: number): void {
    this.left -= bytes;
    if (this.left !== 0) {
      this.addr = (this.addr + bytes) >>> 0;
      return;
    }
    this.addr = this.base = (this.base + this.stride) >>> 0;
    this.left = this.count;
  }

  scope(name: string): Scope {
    return {
      name,
      probes: registersOf(this, { addr: 32, left: 32, base: 32, count: 32, stride: 32 }),
      children: [],
    };
  }
}
