import {
  ACQUIRE_BUSY,
  ACQUIRE_LOCKED,
  JOB_REGISTERS,
  REGISTER,
  type JobRegisters,
} from "../../hw/redmule/registers.js";

const CONTEXTS = 2;
const MOST_FINISHED = 2;

/** A job that was committed. */
export interface CommittedJob {
  readonly registers: JobRegisters;
  /** It was committed by a trigger, so that STATUS shows it. */
  readonly shown: boolean;
  /** 0x54 was written for it: without that it never starts. */
  readonly tiled: boolean;
}

function isJobRegister(offset: number): boolean {
  return offset >= REGISTER.X_ADDR && offset <= REGISTER.MACFG;
}

/**
 * What the peripheral registers answer, from the granted accesses and the events alone (docs/registers.md). Call `event` before
 * the access of a clock whose event is up.
 */
export class RegisterModel {
  private readonly words = new Uint32Array(CONTEXTS * JOB_REGISTERS);
  private readonly tiled = [false, false];
  /** Jobs committed since the clear. */
  private committed: CommittedJob[] = [];
  /** Events since the clear, and jobs that a trigger has released. */
  private ended = 0;
  private released = 0;
  private locked = false;
  private acquired = 0;
  private finished = 0;
  private runningJob = 0;

  private get pointer(): number {
    return this.committed.length % CONTEXTS;
  }

  /** Both contexts are committed. */
  get full(): boolean {
    return this.committed.length - this.ended === CONTEXTS;
  }

  /** The oldest job that has not ended, undefined when there is none. */
  get oldest(): CommittedJob | undefined {
    return this.committed[this.ended];
  }

  /** The oldest job will end by itself. */
  get runs(): boolean {
    return this.ended < this.released && this.oldest!.tiled;
  }

  /** What a TRIGGER would commit now. */
  get programmed(): JobRegisters {
    return this.registersOf(this.pointer);
  }

  registersOf(context: number): JobRegisters {
    const at = context * JOB_REGISTERS;
    const [x, w, z, mcfg0, mcfg1, macfg] = this.words.subarray(at, at + JOB_REGISTERS);
    return [x, w, z, mcfg0, mcfg1, macfg];
  }

  event(): void {
    this.ended++;
    this.runningJob = (this.runningJob + 1) & 0xff;
    this.finished = Math.min(MOST_FINISHED, this.finished + 1);
  }

  /** The answer to a read in this clock; it has the effects of the read. */
  read(addr: number): number {
    const offset = addr & 0xfc;
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
          (status, { shown }, i) => (shown && i >= this.ended ? status | (1 << (8 * (i % CONTEXTS))) : status),
          0,
        );
      case REGISTER.RUNNING_JOB:
        return this.runningJob;
      default:
        return isJobRegister(offset) ? this.words[this.indexOf(offset, this.contextOf(addr))] : 0;
    }
  }

  /** The context that a read of a job register looks at. */
  private contextOf(addr: number): number {
    const select = (addr >> 8) & 3;
    return select === 0 ? this.pointer : (select - 1) % CONTEXTS;
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
  write(addr: number, value: number, be: number): void {
    const offset = addr & 0xfc;
    if (offset === REGISTER.FINISHED) this.finished = 0;
    else if (offset === REGISTER.TRIGGER) this.commit(value === 0);
    else if (isJobRegister(offset)) this.writeJob(addr, value, be);
  }

  private writeJob(addr: number, value: number, be: number): void {
    if (this.full) return;
    let mask = 0;
    for (let byte = 0; byte < 4; byte++) if ((be >> byte) & 1) mask |= 0xff << (8 * byte);
    const at = this.indexOf(addr & 0xfc, this.pointer);
    this.words[at] = (this.words[at] & ~mask) | (value & mask);
    if ((addr & 0xff) === REGISTER.MACFG) this.tiled[this.pointer] = true;
  }

  private indexOf(offset: number, context: number): number {
    return context * JOB_REGISTERS + ((offset - REGISTER.X_ADDR) >> 2);
  }

  private commit(starts: boolean): void {
    if (this.full) return;
    const { pointer, tiled, programmed } = this;
    this.committed.push({ registers: programmed, shown: starts, tiled: tiled[pointer] });
    tiled[pointer] = false;
    if (starts) this.released = this.committed.length;
    this.locked = false;
  }

  /** @param jobsToo the clear is written with 0 */
  clear(jobsToo: boolean): void {
    this.committed = [];
    this.ended = this.released = 0;
    this.tiled.fill(false);
    this.locked = false;
    if (!jobsToo) return;
    this.words.fill(0);
    this.acquired = this.finished = this.runningJob = 0;
  }
}
