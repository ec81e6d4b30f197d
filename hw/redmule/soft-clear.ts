import { registersOf, type Probe } from "../probe.js";

function step(count: number, starts: number): number {
  return count === 0 ? starts : (count + 1) & 3;
}

/**
 * The two clears of SOFT_CLEAR, that of the queue and the machine for every value, that of the registers for 0: each acts for
 * three clocks, from two clocks behind its write. Registers of the register file.
 */
export class SoftClear {
  clearCount = 0;
  clearJobsCount = 0;
  /** The clear of the queue acts in this clock, and that of the registers. */
  clear = 0;
  clearJobs = 0;

  /** From the clock behind the write to the last in which a clear acts. */
  get underWay(): number {
    return this.clear | (this.clearCount !== 0 ? 1 : 0);
  }

  /** No clear acts or is about to. */
  get idle(): boolean {
    return (this.clear | this.clearCount | this.clearJobs | this.clearJobsCount) === 0;
  }

  /** @param written SOFT_CLEAR is written in this clock; `jobsToo`, with 0 */
  edge(written: number, jobsToo: boolean): void {
    this.clear = this.clearCount === 0 ? 0 : 1;
    this.clearCount = step(this.clearCount, written);
    this.clearJobs = this.clearJobsCount === 0 ? 0 : 1;
    this.clearJobsCount = step(this.clearJobsCount, jobsToo ? written : 0);
  }

  reset(): void {
    this.clearCount = this.clearJobsCount = this.clear = this.clearJobs = 0;
  }

  probes(): Probe[] {
    return registersOf(this, { clearCount: 2, clearJobsCount: 2, clear: 1, clearJobs: 1 });
  }
}
