import { hex } from "../../hw/hex.js";
import type { PlacedJob } from "../../run/redmule/placed-job.js";
import { TENSOR_FORMATS } from "../../hw/redmule/operation.js";
import type { RedmuleBench } from "../../run/redmule/redmule-bench.js";

const MAY_READ = 1;
const MAY_WRITE = 2;

/**
 * What a protection unit at the TCDM port sees: a wanted byte that is read outside X, W and Y or written outside Z, and a
 * request without a job. Keeps no state but the first violation, so that a run may begin at any clock.
 */
export class AccessChecker {
  /** The first violation since `clear`, in words. */
  violation: string | null = null;
  private readonly bench: RedmuleBench;
  private readonly rights: Uint8Array;

  constructor(bench: RedmuleBench, { job: { op, fmt, m, n, k }, bases }: PlacedJob) {
    this.bench = bench;
    this.rights = new Uint8Array(bench.memory.bytes.length);
    const { bytes } = TENSOR_FORMATS[fmt];
    const [x, w, z] = bases.map((base) => base - bench.memory.base);
    this.rights.fill(MAY_READ, x, x + m * n * bytes);
    this.rights.fill(MAY_READ, w, w + n * k * bytes);
    this.rights.fill(op === "MATMUL" ? MAY_WRITE : MAY_READ | MAY_WRITE, z, z + m * k * bytes);
    bench.observers.push((cycle) => this.look(cycle));
  }

  clear(): void {
    this.violation = null;
  }

  private look(cycle: number): void {
    const { tcdm, busy, streamer } = this.bench.redmule;
    if (this.violation !== null) return;
    if (streamer.outside) this.violate(cycle, streamer.outsideAddress);
    if (!tcdm.req) return;
    if (!busy) this.violation = `clock ${cycle}: request without a job`;
    else if (tcdm.gnt) this.lookAtBytes(cycle);
  }

  private lookAtBytes(cycle: number): void {
    const { tcdm } = this.bench.redmule;
    const right = tcdm.write ? MAY_WRITE : MAY_READ;
    for (let i = 0; i < tcdm.words; i++) {
      for (let byte = 0; byte < 4; byte++) {
        if (((tcdm.be[i] >> byte) & 1) === 0) continue;
        const address = tcdm.addr + 4 * i + byte;
        if ((this.rights[address - this.bench.memory.base] & right) !== 0) continue;
        this.violate(cycle, address);
        return;
      }
    }
  }

  private violate(cycle: number, address: number): void {
    const what = this.bench.redmule.tcdm.write ? "write to" : "read of";
    this.violation = `clock ${cycle}: ${what} ${hex(address)}`;
  }
}
