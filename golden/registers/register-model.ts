import { ACQUIRE_BUSY, ACQUIRE_LOCKED, JOB_REGISTERS, REGISTER } from "../../hw/redmule/registers.js";

const CONTEXTS = 2;
const MOST_FINISHED = 2;

function isJobRegister(offset: number): boolean {
  return offset >= REGISTER.X_ADDR && offset <= REGISTER.MACFG;
}

/**
 * What the peripheral registers answer, from the accesses and the events alone (docs/registers.md). Call `event` before the
 * access of a clock whose event is up.
 */
export class RegisterModel {
  private readonly job = new Uint32Array(CONTEXTS * JOB_REGISTERS);
  /** Jobs committed since the clear, and for each of them whether it shows in STATUS. */
  private committed: boolean[] = [];
  /** Events since the clear. */
  private ended = 0;
  private locked = false;
  private acquired = 0;
  private finished = 0;
  private runningJob = 0;

  private get pointer(): number {
    return this.committed.length % CONTEXTS;
  }

  private get full(): boolean {
    return this.committed.length - this.ended === CONTEXTS;
  }

  event(): void {
    this.ended++;
    this.runningJob = (this.runningJob + 1) & 0xff;
    this.finished = Math.min(MOST_FINISHED, this.finished + 1);
  }

  /** The answer to a read in this clock; it has the effects of the read. */
  read(offset: number): number {
    switch (offset) {
      case REGISTER.ACQUIRE:
        return this.acquire();
      case REGISTER.FINISHED: {
        const { finished } = this;
        this.finished = 0;
        return finished;
      }
      case REGISTER.STATUS:
        return this.committed.reduce(
          (status, shown, i) => (shown && i >= this.ended ? status | (1 << (8 * (i % CONTEXTS))) : status),
          0,
        );
      case REGISTER.RUNNING_JOB:
        return this.runningJob;
      default:
        return isJobRegister(offset) ? this.job[this.jobIndex(offset)] : 0;
    }
  }

  private acquire(): number {
    if (this.locked) return ACQUIRE_LOCKED;
    if (this.full) return ACQUIRE_BUSY;
    const id = this.acquired;
    this.acquired = (this.acquired + 1) & 0xff;
    this.locked = true;
    return id;
  }

  /** A write of any register but SOFT_CLEAR, whose clear takes effect later: see `clear`. */
  write(offset: number, value: number, be: number): void {
    if (offset === REGISTER.FINISHED) this.finished = 0;
    else if (offset === REGISTER.TRIGGER) this.commit(value === 0);
    else if (isJobRegister(offset)) this.writeJob(offset, value, be);
  }

  private writeJob(offset: number, value: number, be: number): void {
    if (this.full) return;
    let mask = 0;
    for (let byte = 0; byte < 4; byte++) if ((be >> byte) & 1) mask |= 0xff << (8 * byte);
    const at = this.jobIndex(offset);
    this.job[at] = (this.job[at] & ~mask) | (value & mask);
  }

  private jobIndex(offset: number): number {
    return this.pointer * JOB_REGISTERS + ((offset - REGISTER.X_ADDR) >> 2);
  }

  private commit(starts: boolean): void {
    if (this.full) return;
    this.committed.push(starts);
    this.locked = false;
  }

  /** @param jobsToo the clear is written with 0 */
  clear(jobsToo: boolean): void {
    this.committed = [];
    this.ended = 0;
    this.locked = false;
    if (!jobsToo) return;
    this.job.fill(0);
    this.acquired = this.finished = this.runningJob = 0;
  }
}
