import { ACQUIRE_BUSY, ACQUIRE_LOCKED, REGISTER, STORAGE } from "../../hw/redmule/registers.js";

/** An access to the peripheral port in one clock. */
export interface PortAccess {
  readonly write: boolean;
  readonly addr: number;
  readonly data: number;
  readonly be: number;
}

/** What the port shows in a clock: the response, of a read with its data, and the event. */
export interface PortAnswer {
  readonly valid: boolean;
  /** Undefined without a response, after a write, and where the reference drives nothing. */
  readonly data: number | undefined;
  readonly event: boolean;
}

const WORDS = 64;
const CLEAR_FROM = 2;
const CLEAR_TO = 4;
/** Clocks behind a write of SOFT_CLEAR in which its counter runs. */
const COUNTS = 3;
const MOST_FINISHED = 2;
/** Clocks from the write of 0x54 to a valid result of the tiler, and those in which its first stage is taken. */
const TILED = 34;
const STAGE = 16;
/** Clocks from a queue that may go on to the controller in STARTING. */
const QUEUE_TO_STARTING = 4;
/** Clocks behind d, the clock in which the controller is in FINISHED, in which RUNNING_JOB has counted. */
const RUNNING_LATE = 3;

/** A counter of SOFT_CLEAR: the clock of the write that it counts from. */
class ClearWindow {
  private from = -Infinity;

  write(clock: number): void {
    if (clock > this.from + COUNTS) this.from = clock;
  }

  acts(clock: number): boolean {
    return clock >= this.from + CLEAR_FROM && clock <= this.from + CLEAR_TO;
  }
}

/**
 * The register protocol of the reference RTL, clock by clock (docs/registers.md, "What differs in the reference design"), stated
 * by clocks instead of registers. It is told of every access and of every clock d in which a job ends, and says what the port must
 * show; of a job it knows when it starts.
 */
export class ReferenceModel {
  private clock = 0;
  private readonly words = new Uint32Array(WORDS);
  private readonly queueClear = new ClearWindow();
  private readonly registerClear = new ClearWindow();
  private pointer = 0;
  private running = 0;
  private pending = 0;
  private locked = false;
  private triggered = false;
  private readonly status = [0, 0];
  private number = 0;
  /** Clock at whose end a number that was given counts. */
  private numberCounts = -1;
  private finished = 0;
  /** Jobs that RUNNING_JOB shows, and clocks from which on it shows one more. */
  private runningJob = 0;
  private ends: number[] = [];
  /** What the clock before asked: nothing, a write, a control value, or a word of storage. */
  private before: "nothing" | "write" | "storage" | number | undefined = "nothing";
  private event = false;
  /** Clocks of the writes of 0x54 whose result comes, and from when on a result is there, Infinity for never. */
  private tiled: number[] = [];
  private valid = Infinity;
  /** Clock in which the queue found that it may start a job, Infinity for none. */
  private started = Infinity;
  /** A job is in the controller. */
  private runs = false;

  /** Clock from which on the controller leaves IDLE, if nothing comes between. */
  get starting(): number {
    return Math.max(this.started + QUEUE_TO_STARTING, this.validFrom + 1);
  }

  private get validFrom(): number {
    return Math.min(this.valid, ...this.tiled.map((clock) => clock + TILED));
  }

  private get full(): boolean {
    return this.pending === 2;
  }

  private index(addr: number): number {
    const offset = addr & 0xfc;
    if (offset < REGISTER.X_ADDR) return ((offset - STORAGE) >> 2) & (WORDS - 1);
    const select = (addr >> 8) & 3;
    const context = select === 0 ? this.pointer : select === 2 ? 1 : 0;
    return (6 + 22 * context + ((offset - REGISTER.X_ADDR) >> 2)) & (WORDS - 1);
  }

  /**
   * One clock.
   * @param ends the controller is in FINISHED, with a job of the queue
   * @param busy the controller is not in IDLE
   */
  step(access: PortAccess | null, ends: boolean, busy: boolean): PortAnswer {
    const answer = { valid: this.before !== "nothing", data: this.answered(access), event: this.event };
    const queueCleared = this.queueClear.acts(this.clock);
    const registersCleared = this.registerClear.acts(this.clock);
    if (busy && !this.runs) this.leaveIdle();
    const sampled = this.sample(access, registersCleared);
    this.queueStarts(access);
    this.count(access, ends, registersCleared);
    this.store(access, queueCleared, registersCleared);
    this.stepQueue(access, ends, queueCleared);
    if (registersCleared) this.status.fill(0);
    this.clears(access);
    this.event = ends && !queueCleared;
    this.before = sampled;
    this.clock++;
    return answer;
  }

  private answered(access: PortAccess | null): number | undefined {
    if (typeof this.before === "number") return this.before;
    if (this.before !== "storage") return undefined;
    return access === null || access.write ? 0 : this.words[this.index(access.addr)];
  }

  private sample(access: PortAccess | null, registersCleared: boolean): typeof this.before {
    if (access === null) return "nothing";
    if (access.write) return "write";
    const offset = access.addr & 0xfc;
    if (offset >= STORAGE || registersCleared) return "storage";
    if (offset === 0x1c) return undefined;
    if (offset === REGISTER.TRIGGER) return 0xdeadbeef;
    if (offset === REGISTER.ACQUIRE) return this.locked ? ACQUIRE_LOCKED : this.full ? ACQUIRE_BUSY : this.number;
    if (offset === REGISTER.FINISHED) return this.finished;
    if (offset === REGISTER.STATUS) return this.status[0] | (this.status[1] << 8);
    return offset === REGISTER.RUNNING_JOB ? this.runningJob : 0;
  }

  private count(access: PortAccess | null, ends: boolean, registersCleared: boolean): void {
    const { clock } = this;
    const offset = access === null ? -1 : access.addr & 0xfc;
    if (this.numberCounts === clock) this.number = (this.number + 1) & 0xff;
    const given = access !== null && !access.write && offset === REGISTER.ACQUIRE && !this.locked && !this.full;
    if (given) this.numberCounts = clock + 1;
    if (offset === REGISTER.FINISHED) this.finished = 0;
    else if (ends) this.finished = Math.min(MOST_FINISHED, this.finished + 1);
    if (ends) this.ends.push(clock + RUNNING_LATE);
    const shown = this.ends.filter((from) => from <= clock + 1).length;
    this.runningJob = (this.runningJob + shown) & 0xff;
    this.ends = this.ends.filter((from) => from > clock + 1);
    if (!registersCleared) return;
    this.number = this.finished = this.runningJob = 0;
    this.ends = [];
  }

  private store(access: PortAccess | null, queueCleared: boolean, registersCleared: boolean): void {
    if (access?.write && (access.addr & 0xff) === REGISTER.MACFG && !queueCleared) this.tile();
    if (registersCleared) this.words.fill(0);
    else if (access?.write && (access.addr & 0xfc) >= STORAGE) {
      let mask = 0;
      for (let byte = 0; byte < 4; byte++) if ((access.be >> byte) & 1) mask |= 0xff << (8 * byte);
      this.words[this.index(access.addr & 0xff)] = access.data & mask;
    }
  }

  /** A start is taken unless the first stage of the tiler is busy with another. */
  private tile(): void {
    const last = this.tiled.at(-1) ?? -Infinity;
    if (this.clock >= last + STAGE && this.starting !== this.clock + 1) this.tiled.push(this.clock);
  }

  private queueStarts(access: PortAccess | null): void {
    if (this.started !== Infinity || this.runs) return;
    const trigger = access?.write === true && (access.addr & 0xfc) === REGISTER.TRIGGER && access.data === 0;
    const queued = this.running !== this.pointer || this.full;
    if (queued && (trigger || this.triggered)) this.started = this.clock;
  }

  /** The result of the tiler is used up, and what it works at is dropped. */
  private leaveIdle(): void {
    this.runs = true;
    this.valid = Infinity;
    this.tiled = [];
  }

  private stepQueue(access: PortAccess | null, ends: boolean, queueCleared: boolean): void {
    const offset = access === null ? -1 : access.addr & 0xfc;
    const commits = access?.write === true && offset === REGISTER.TRIGGER;
    const last = this.running === this.pointer && !this.full;
    if (ends) this.status[this.running] = 0;
    if (commits && access.data === 0) this.status[this.pointer] = 1;
    this.settleTiler();
    if (queueCleared) {
      this.clearQueue();
      return;
    }
    if (commits && access.data === 0) this.triggered = true;
    else if (ends && last) this.triggered = false;
    const asks = access?.write === false && offset === REGISTER.ACQUIRE;
    if (this.locked) this.locked = !commits;
    else this.locked = asks && !this.full;
    this.pending = (this.pending + (commits ? 1 : 0) - (ends ? 1 : 0)) & 3;
    if (commits) this.pointer ^= 1;
    if (ends) this.running ^= 1;
    if (!ends) return;
    this.runs = false;
    this.started = Infinity;
  }

  private settleTiler(): void {
    const ready = this.tiled.filter((clock) => clock + TILED <= this.clock + 1);
    if (ready.length === 0) return;
    this.valid = Math.min(this.valid, this.clock + 1);
    this.tiled = this.tiled.filter((clock) => clock + TILED > this.clock + 1);
  }

  private clearQueue(): void {
    this.pointer = this.running = this.pending = 0;
    this.locked = this.triggered = this.runs = false;
    this.started = this.valid = Infinity;
    this.tiled = [];
  }

  private clears(access: PortAccess | null): void {
    if (!access?.write || (access.addr & 0xfc) !== REGISTER.SOFT_CLEAR) return;
    this.queueClear.write(this.clock);
    if (access.data === 0) this.registerClear.write(this.clock);
  }
}
