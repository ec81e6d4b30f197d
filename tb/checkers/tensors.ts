import type { Redmule } from "../../hw/redmule/redmule.js";
import { hex } from "../../hw/hex.js";
import { CheckFailure, type Checker } from "./checker.js";

/** Bytes that the byte enables of a word want. */
const BYTES = Uint8Array.from({ length: 16 }, (_, be) => (be & 1) + ((be >> 1) & 1) + ((be >> 2) & 1) + (be >> 3));

/**
 * What RedMulE may touch: writes go to Z alone and reads to X, W and Y; nothing is requested without a job; when a job ends,
 * as many bytes have been written as Z has, unless a bus error stopped it. The tensors are those of the job's configuration.
 */
export class TensorChecker implements Checker {
  private readonly redmule: Redmule;
  /** Bytes of the running job's Z, as of its last access: its configuration may go with its end. */
  private bytes = 0;
  private written = 0;
  private stopped = 0;
  private first = 0;
  private last = 0;

  constructor(redmule: Redmule) {
    this.redmule = redmule;
  }

  check(clock: number): void {
    const { redmule } = this;
    const { tcdm, streamer } = redmule;
    if (redmule.event !== 0) this.endJob(clock);
    this.stopped |= streamer.faulted;
    if (streamer.clearStores !== 0) this.bytes = this.written = 0;
    if ((tcdm.req & tcdm.gnt) === 0) return;
    if (redmule.busy === 0) this.fail(clock, "a request without a job");
    this.bytes = this.bytesOfZ();
    this.span();
    if (tcdm.write !== 0) this.checkWrite(clock);
    else this.checkRead(clock);
  }

  private bytesOfZ(): number {
    const { tiler, parameters } = this.redmule;
    const { rowTiles, rowsLeft, wRowBytes } = tiler.config;
    return (rowTiles * parameters.L - (rowsLeft === 0 ? 0 : parameters.L - rowsLeft)) * wRowBytes;
  }

  private endJob(clock: number): void {
    const { bytes, written } = this;
    if (written !== bytes && !this.stopped)
      this.fail(clock, `the job ends with ${written} of ${bytes} bytes of Z written`);
    this.bytes = this.written = this.stopped = 0;
  }

  /** First and last byte that the access wants. */
  private span(): void {
    const { addr, be, words } = this.redmule.tcdm;
    let low = 0;
    while (low < words - 1 && be[low] === 0) low++;
    let high = words - 1;
    while (high > low && be[high] === 0) high--;
    this.first = addr + 4 * low + 31 - Math.clz32(be[low] & -be[low]);
    this.last = addr + 4 * high + 31 - Math.clz32(be[high]);
  }

  private checkWrite(clock: number): void {
    const { be, words } = this.redmule.tcdm;
    const { zAddr } = this.redmule.tiler.config;
    if (this.first < zAddr || this.last >= zAddr + this.bytes) this.outside(clock, "a write", "Z");
    let written = 0;
    for (let i = 0; i < words; i++) written += BYTES[be[i]];
    this.written += written;
  }

  private checkRead(clock: number): void {
    const { tiler } = this.redmule;
    const { xAddr, wAddr, zAddr, xRowBytes, wRowBytes, steps, usesY } = tiler.config;
    const { bytes } = this;
    const inside =
      this.within(xAddr, (bytes / wRowBytes) * xRowBytes) ||
      this.within(wAddr, steps * wRowBytes) ||
      (usesY !== 0 && this.within(zAddr, bytes));
    if (!inside) this.outside(clock, "a read", usesY ? "X, W and Y" : "X and W");
  }

  private within(base: number, bytes: number): boolean {
    return this.first >= base && this.last < base + bytes;
  }

  private outside(clock: number, what: string, where: string): never {
    this.fail(clock, `${what} of the bytes ${hex(this.first)} to ${hex(this.last)} outside ${where}`);
  }

  private fail(clock: number, what: string): never {
    throw new CheckFailure(clock, "redmule", what);
  }
}
