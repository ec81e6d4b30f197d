import { liesIn, runJob, stretchesOf, type JobMemory, type Stretch } from "../../golden/registers/job-effect.js";
import { RegisterModel, type CommittedJob } from "../../golden/registers/register-model.js";
import type { CeModel } from "../../hw/redmule/ce-model.js";
import type { RedmuleParameters } from "../../hw/redmule/parameters.js";
import { REGISTER, type JobRegisters } from "../../hw/redmule/registers.js";
import { hex } from "../../hw/hex.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";
import { Watchdog } from "../../run/redmule/watchdog.js";
import { RedmuleChecker } from "../checkers/redmule.js";
import { Finding } from "./finding.js";
import type { StormAccess } from "./regress-job.js";
import { RegressWatch } from "./regress-watch.js";

/** Clocks behind the write of SOFT_CLEAR in which no access is granted, and behind which a job no longer ends by it. */
const CLEAR_CLOCKS = 4;
const STILL_CLOCKS = 5;

/** What a response has to be: a write's has no value. */
interface Answer {
  readonly offset: number;
  readonly value: number | undefined;
}

/**
 * A bench on which any access may come at any clock. Grant and answer of each, every event, every job's Z in the clock of its
 * event, and the whole memory are those of the register model. The first thing that is wrong is thrown as a `Finding`.
 */
export class StormBench extends RedmuleBench {
  readonly model = new RegisterModel();
  /** Events so far. */
  ended = 0;
  /** What the memory has to hold. */
  private readonly wanted: JobMemory;
  private readonly watchdog: Watchdog;
  private answer: Answer | null = null;
  /** Clock of the last write of SOFT_CLEAR, and whether it clears the registers. */
  private clearClock = -Infinity;
  private clearsJobs = false;
  private clearPending = false;
  /** The streamer has met an address outside during the running job. */
  private faulted = false;

  constructor(p: RedmuleParameters, window: { base: number; bytes: number }, ce: CeModel, stall: number) {
    super(p, window, ce);
    this.checks = new RegressWatch(null, new RedmuleChecker(this.redmule));
    this.watchdog = new Watchdog(this.redmule, stall);
    this.wanted = { base: window.base, bytes: new Uint8Array(window.bytes) };
    this.observers.push(() => this.look());
  }

  /** Takes what stands in the memory as what has to stand there. */
  begin(): void {
    this.wanted.bytes.set(this.memory.bytes);
  }

  override step(): void {
    const { model, redmule } = this;
    if (redmule.event) this.jobEnds();
    if (this.clearPending && this.cycle === this.clearClock + CLEAR_CLOCKS) this.finishClear();
    const granted = redmule.periph.req === 1 && this.open;
    const answer = granted ? this.effect() : null;
    super.step();
    this.answer = answer;
    if (model.runs) {
      const diagnosis = this.watchdog.look(this.cycle);
      if (diagnosis !== undefined) throw new Finding("hang", diagnosis, this.watchdog.moved + STILL_CLOCKS);
    } else this.watchdog.wait(this.cycle);
  }

  /** Steps until the access is granted. */
  perform({ write, address, value, be }: StormAccess): void {
    const { periph } = this.redmule;
    const commits = write && (address & 0xfc) === REGISTER.TRIGGER;
    // A job whose Z overlaps what it reads has no defined result: it is not committed.
    if (commits && !this.judges) return;
    do {
      Object.assign(periph, { req: 1, write: write ? 1 : 0, addr: address, wdata: value, be });
      this.step();
    } while (periph.gnt === 0);
  }

  /** No clear is under way. */
  private get open(): boolean {
    return this.cycle > this.clearClock + CLEAR_CLOCKS;
  }

  /** Whether the job that a TRIGGER would commit now can be judged: its Z does not overlap what it reads. */
  private get judges(): boolean {
    const { model } = this;
    // A clear that is under way leaves context 0 to be programmed, empty or as it is.
    if (this.clearPending && this.clearsJobs) return true;
    const [x, w, z] = stretchesOf(this.clearPending ? model.registersOf(0) : model.programmed);
    return !overlap(x, z) && !overlap(w, z);
  }

  /** Bytes that are not what they should be, the first of them. */
  get wrongByte(): number | undefined {
    const { bytes, base } = this.memory;
    const wanted = this.wanted.bytes;
    let at = 0;
    while (at < bytes.length && bytes[at] === wanted[at]) at++;
    return at === bytes.length ? undefined : base + at;
  }

  /** Lets the model see the access of this clock; what its response must be. */
  private effect(): Answer {
    const { write, addr, wdata, be } = this.redmule.periph;
    const offset = addr & 0xfc;
    if (!write) return { offset, value: this.model.read(addr) };
    if (offset === REGISTER.SOFT_CLEAR) {
      this.clearClock = this.cycle;
      this.clearsJobs = wdata === 0;
      this.clearPending = true;
    } else this.model.write(addr, wdata, be);
    return { offset, value: undefined };
  }

  /** The settled clock: grant, response, bus errors. */
  private look(): void {
    const { periph, streamer } = this.redmule;
    const { answer } = this;
    if (streamer.outside) this.faulted = true;
    const open = this.open || this.cycle === this.clearClock;
    if (periph.req && periph.gnt !== (open ? 1 : 0)) this.fail(`is ${open ? "not " : ""}granted`);
    if (periph.rvalid !== (answer === null ? 0 : 1)) this.fail(answer === null ? "has an answer" : "has no answer");
    if (answer?.value !== undefined && periph.rdata !== answer.value) {
      throw new Finding(
        "register",
        `Register ${hex(answer.offset)} reads ${hex(periph.rdata)} in clock ${this.cycle - 1} instead of ${hex(answer.value)}.`,
      );
    }
  }

  private fail(what: string): never {
    throw new Finding("register", `The access of clock ${this.cycle} or the one before ${what}.`);
  }

  private jobEnds(): void {
    const { model } = this;
    const job = model.oldest;
    if (job === undefined || !model.runs) {
      throw new Finding("register", `An event without a job in clock ${this.cycle}.`);
    }
    model.event();
    this.ended++;
    this.judge(job);
    this.faulted = false;
  }

  private judge({ registers }: CommittedJob): void {
    const inside = stretchesOf(registers).every((stretch) => liesIn(stretch, this.wanted));
    if (inside === this.faulted) {
      const what = inside ? "inside the memory meets a" : "outside the memory meets no";
      throw new Finding("port", `The job that ends in clock ${this.cycle} lies ${what} bus error.`);
    }
    if (this.memory.foreign > 0) {
      throw new Finding(
        "port",
        `Until clock ${this.cycle}, ${this.memory.foreign} words outside the memory are accessed.`,
      );
    }
    if (inside) runJob(registers, this.wanted);
    else this.accept(registers);
    const [, , z] = stretchesOf(registers);
    const from = (z.from - this.wanted.base) >>> 0;
    for (let at = from; at < from + z.bytes && at < this.wanted.bytes.length; at++) {
      if (this.memory.bytes[at] !== this.wanted.bytes[at]) {
        throw new Finding(
          "mismatch",
          `Z of the job that ends in clock ${this.cycle} differs from golden at byte ${at - from}.`,
        );
      }
    }
  }

  /** Takes what a job that was stopped has left in its Z. */
  private accept(registers: JobRegisters): void {
    const [, , z] = stretchesOf(registers);
    const { base, bytes } = this.wanted;
    for (let i = 0; i < z.bytes; i++) {
      const at = (z.from + i - base) >>> 0;
      if (at < bytes.length) bytes[at] = this.memory.bytes[at];
    }
  }

  private finishClear(): void {
    const { model } = this;
    if (model.oldest !== undefined && model.runs) this.accept(model.oldest.registers);
    model.clear(this.clearsJobs);
    this.clearPending = this.faulted = false;
  }
}

function overlap(a: Stretch, b: Stretch): boolean {
  if (a.bytes === 0 || b.bytes === 0) return false;
  return (b.from - a.from) >>> 0 < a.bytes || (a.from - b.from) >>> 0 < b.bytes;
}
