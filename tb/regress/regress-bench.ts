import { hex } from "../../hw/hex.js";
import { beatBytes, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import { CONTEXTS } from "../../hw/redmule/register-file.js";
import type { CeModel } from "../../hw/redmule/ce-model.js";
import { TENSOR_FORMATS } from "../../hw/redmule/operation.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { FifoCheckers } from "../checkers/fifos.js";
import { RedmuleChecker } from "../checkers/redmule.js";
import { PortMonitor, zBytes } from "../redmule/monitors.js";
import type { PlacedJob, WrongElement } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";
import { Watchdog } from "../../run/redmule/watchdog.js";
import type { Coverage } from "../coverage/coverage.js";
import { JobCoverage } from "../coverage/job-coverage.js";
import { Finding } from "./finding.js";
import { RegressWatch } from "./regress-watch.js";
import { RegisterModel } from "../../golden/registers/register-model.js";

/** Clocks of a standstill that are worth seeing. */
const STILL_CLOCKS = 5;

/** What the bench needs to judge. */
export interface Limits {
  /** Share of the clocks in which the memory refuses, for the patience of the watchdog. */
  readonly stall: number;
  /** Clocks after which a sequence is given up though it moves. */
  readonly clocks: number;
}

/**
 * A bench whose every clock is judged: the port, the register answers, the protocol checkers, progress, and the result of a
 * job in the clock of its event. The first thing that is wrong is thrown as a `Finding`, or as the `CheckFailure` of a checker.
 */
export class RegressBench extends RedmuleBench {
  readonly monitor: PortMonitor;
  readonly fifos: FifoCheckers;
  /** Committed jobs that have not ended, the oldest first. */
  readonly underWay: PlacedJob[] = [];
  /** Events so far. */
  ended = 0;
  /** What is wrong with the job that has ended last. */
  wrong: { readonly job: PlacedJob; readonly elements: readonly WrongElement[] } | null = null;
  private readonly model = new RegisterModel();
  private readonly watch: RegressWatch;
  private readonly watchdog: Watchdog;
  private readonly limits: Limits;
  /** How many of them a trigger has released. */
  private released = 0;

  constructor(p: RedmuleParameters, window: { base: number; bytes: number }, ce: CeModel, limits: Limits) {
    super(p, window, ce);
    this.limits = limits;
    this.fifos = new FifoCheckers(this.redmule);
    this.monitor = new PortMonitor(this);
    this.checks = this.watch = new RegressWatch(this.monitor, new RedmuleChecker(this.redmule, this.fifos));
    this.watchdog = new Watchdog(this.redmule, limits.stall);
  }

  /** Samples the coverage of every clock and of every job from now on. */
  cover(coverage: Coverage): void {
    this.watch.coverage = new JobCoverage(this.redmule, coverage, this.fifos);
  }

  /** Call behind the last clock: what was covered is counted then. */
  finishCoverage(): void {
    this.watch.coverage?.finish();
  }

  override step(): void {
    const { redmule, monitor } = this;
    if (redmule.event) this.jobEnds();
    const answer = this.access();
    this.timeline.step(null);
    if (answer !== undefined && redmule.registers.rdata !== answer.value) {
      throw new Finding(
        "register",
        `Register ${hex(answer.offset)} reads ${hex(redmule.registers.rdata)} in clock ${this.cycle - 1} instead of ${hex(answer.value)}.`,
      );
    }
    if (monitor.complaints.length > 0) throw new Finding("port", `${monitor.complaints[0]}.`);
    this.guard();
  }

  /** Commits the job that has just been programmed; it starts if `starts`, else with the next one that does. */
  commit(job: PlacedJob, starts: boolean): void {
    this.underWay.push(job);
    if (starts) this.released = this.underWay.length;
    this.write(REGISTER.TRIGGER, starts ? 0 : 1);
  }

  /** A soft clear, after which no job is under way; it takes effect before this returns. */
  override softClear(value = 0): void {
    this.write(REGISTER.SOFT_CLEAR, value);
    this.idle(8);
    this.model.clear(value === 0);
    this.released = 0;
    for (const job of this.underWay.splice(0)) this.monitor.abandon(job);
  }

  /** Both contexts are committed in this clock: no further job can be. */
  get full(): boolean {
    return this.underWay.length - this.redmule.event === CONTEXTS;
  }

  /** No more than a beat of Z is to be written by the oldest job under way. */
  get lastBeat(): boolean {
    const [, ...younger] = this.underWay;
    const later = younger.reduce((sum, job) => sum + zBytes(job), 0);
    return this.monitor.unwritten - later <= beatBytes(this.redmule.parameters);
  }

  /** A job is committed that does not start before the next trigger. */
  get dormant(): boolean {
    return this.underWay.length > this.released;
  }

  private guard(): void {
    if (this.cycle > this.limits.clocks) {
      throw new Finding("hang", `The jobs have not ended after ${this.limits.clocks} clocks, though something moves.`);
    }
    if (this.released === 0) {
      this.watchdog.wait(this.cycle);
      return;
    }
    const diagnosis = this.watchdog.look(this.cycle);
    if (diagnosis !== undefined) throw new Finding("hang", diagnosis, this.watchdog.moved + STILL_CLOCKS);
  }

  private jobEnds(): void {
    const job = this.underWay.shift();
    if (job === undefined) throw new Finding("register", `An event without a job in clock ${this.cycle}.`);
    this.ended++;
    this.model.event();
    this.released--;
    this.watch.coverage?.job(job);
    this.wrong = { job, elements: job.wrongElements() };
    const wrong = this.wrong.elements.length;
    if (wrong > 0) {
      const { op, fmt, m, n, k } = job.job;
      const { row, column, got, golden } = this.wrong.elements[0];
      const digits = 2 * TENSOR_FORMATS[fmt].bytes;
      const bits = (value: number): string => hex(value, digits);
      throw new Finding(
        "mismatch",
        `${wrong} of ${m * k} elements of Z differ from golden at the event of ${op} ${fmt} ${m}x${n}x${k}, first Z[${row}][${column}]: ${bits(got)}, golden ${bits(golden)}.`,
      );
    }
  }

  /** Lets the model see the access of this clock; what a read must answer. */
  private access(): { offset: number; value: number } | undefined {
    const { req, write, addr, wdata, be } = this.redmule.periph;
    if (!req) return undefined;
    if (!write) return { offset: addr, value: this.model.read(addr) };
    this.model.write(addr, wdata, be);
    return undefined;
  }
}
