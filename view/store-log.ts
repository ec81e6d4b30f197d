import type { WidePort } from "../hw/ports.js";
import { TENSOR_FORMATS } from "../hw/redmule/operation.js";
import type { PlacedJob } from "../run/redmule/placed-job.js";
import { Words } from "./clock-log.js";
import { halvesOf } from "./halves.js";

/** Words of an entry: the element of Z, the clock of its store, its value as FP16. */
export const STORE_WORDS = 3;

/** Which elements of Z were stored when, told by the granted beats of RedMulE's port. */
export class StoreLog {
  readonly words = new Words();
  /** The element whose last byte stands at an offset from Z's first byte, -1 for none. */
  private readonly endsAt: Int32Array;
  private readonly base: number;
  private readonly bytes: Uint8Array;
  private readonly elementBytes: number;
  private readonly halves: Uint16Array | null;

  constructor(placed: PlacedJob) {
    const { fmt, m, k } = placed.job;
    const { bytes } = TENSOR_FORMATS[fmt];
    const end = placed.zOffset(m * k - 1) + bytes;
    this.base = placed.bases[2];
    this.elementBytes = bytes;
    this.halves = halvesOf(fmt);
    this.bytes = new Uint8Array(end);
    this.endsAt = new Int32Array(end).fill(-1);
    for (let i = 0; i < m * k; i++) this.endsAt[placed.zOffset(i) + bytes - 1] = i;
  }

  /** Looks at the port in a clock that is reached for the first time. */
  look(port: WidePort, clock: number): void {
    if ((port.req & port.gnt & port.write) === 0) return;
    for (let byte = 0; byte < 4 * port.words; byte++) {
      const at = port.addr + byte - this.base;
      if (((port.be[byte >> 2] >> (byte & 3)) & 1) === 0 || at < 0 || at >= this.bytes.length) continue;
      this.bytes[at] = port.wdata[byte >> 2] >>> (8 * (byte & 3));
      if (this.endsAt[at] >= 0) this.push(this.endsAt[at], clock, at);
    }
  }

  private push(element: number, clock: number, at: number): void {
    const { words, bytes, halves } = this;
    const bits = this.elementBytes === 1 ? bytes[at] : (bytes[at] << 8) | bytes[at - 1];
    words.push(element);
    words.push(clock);
    words.push(halves === null ? bits : halves[bits]);
  }
}
