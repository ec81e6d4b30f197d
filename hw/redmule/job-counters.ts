import { registersOf, type Probe } from "../probe.js";
import type { ErrataSwitches } from "./errata.js";

/** Most jobs that FINISHED counts. */
const MOST_FINISHED = 2;

/** What happens to the counters in a clock. */
export interface Counted {
  /** A number is given; FINISHED is accessed; a job ends. */
  readonly acquired: number;
  readonly taken: number;
  readonly ends: number;
}

/** Numbers of jobs: given by ACQUIRE, of the running one, and finished. Registers of the register file. */
export class JobCounters {
  offloadJob = 0;
  /** A number has been given in the clock before. */
  counts = 0;
  runningJob = 0;
  finished = 0;
  /** E18: the end of a job on its way to RUNNING_JOB, and what RUNNING_JOB shows. */
  endedLate = 0;
  shownLate = 0;
  private readonly late: boolean;
  private readonly losesJob: boolean;

  constructor({ E4, E18 }: Pick<ErrataSwitches, "E4" | "E18">) {
    this.losesJob = E4;
    // E18: the number passes through two registers more.
    this.late = E18;
  }

  /** What RUNNING_JOB reads. */
  get shown(): number {
    return this.late ? this.shownLate : this.runningJob;
  }

  /** Nothing is on its way. */
  get idle(): boolean {
    return (this.counts | this.endedLate) === 0 && (!this.late || this.shownLate === this.runningJob);
  }

  edge({ acquired, taken, ends }: Counted): void {
    // E4: an access to FINISHED in the clock in which a job ends loses that job.
    if (taken) this.finished = this.losesJob ? 0 : ends;
    else if (ends && this.finished < MOST_FINISHED) this.finished++;
    this.offloadJob = (this.offloadJob + this.counts) & 0xff;
    this.counts = acquired;
    if (this.late) this.shownLate = this.runningJob;
    this.runningJob = (this.runningJob + (this.late ? this.endedLate : ends)) & 0xff;
    if (this.late) this.endedLate = ends;
  }

  /** A clear of the registers; a number that was given is counted behind it. */
  clear(): void {
    this.offloadJob = this.runningJob = this.endedLate = this.shownLate = this.finished = 0;
  }

  reset(): void {
    this.clear();
    this.counts = 0;
  }

  probes(): Probe[] {
    return [
      ...registersOf(this, { offloadJob: 8, counts: 1, runningJob: 8, finished: 2 }),
      ...(this.late ? registersOf(this, { endedLate: 1, shownLate: 8 }) : []),
    ];
  }
}
