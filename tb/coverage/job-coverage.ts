import type { Redmule } from "../../hw/redmule/redmule.js";
import { FifoCheckers } from "../checkers/fifos.js";
import type { PlacedJob } from "../../run/redmule/placed-job.js";
import { Coverage } from "./coverage.js";
import { FifoCoverage } from "./fifo-coverage.js";
import { FsmCoverage } from "./fsm-coverage.js";
import { PaceCoverage } from "./pace-coverage.js";
import { PortCoverage } from "./port-coverage.js";
import { QueueCoverage } from "./queue-coverage.js";
import { ShapeCoverage } from "./shape-coverage.js";
import { SpecialCoverage } from "./special-coverage.js";

/** Samples one RedMulE into a `Coverage`: an observer of every clock, and of every job at its end. */
export class JobCoverage {
  readonly coverage: Coverage;
  private readonly fsm: FsmCoverage;
  private readonly pace: PaceCoverage;
  /** FIFO checkers that nobody else calls. */
  private readonly fifos: FifoCheckers | null;
  private readonly moves: FifoCoverage;
  private readonly port: PortCoverage;
  private readonly queue: QueueCoverage;
  private readonly shape: ShapeCoverage;
  private readonly special: SpecialCoverage;
  /** Clocks since the last `finish`. */
  private clocks = 0;

  /**
   * @param coverage what to add to, of jobs before on other designs for instance
   * @param fifos FIFO checkers that watch this RedMulE in every clock; own ones when missing
   */
  constructor(redmule: Redmule, coverage = new Coverage(), fifos?: FifoCheckers) {
    this.coverage = coverage;
    this.fsm = new FsmCoverage(redmule, coverage);
    this.pace = new PaceCoverage(redmule, this.fsm.states, coverage);
    this.fifos = fifos === undefined ? new FifoCheckers(redmule) : null;
    this.moves = new FifoCoverage(fifos ?? this.fifos!, coverage);
    this.port = new PortCoverage(redmule, coverage);
    this.queue = new QueueCoverage(redmule, coverage);
    this.shape = new ShapeCoverage(redmule.parameters, coverage);
    this.special = new SpecialCoverage(coverage);
  }

  /** Call in every clock after everything has settled and before the edge. */
  sample(): void {
    this.clocks++;
    this.fsm.sample();
    this.pace.sample();
    if (this.fifos !== null) this.fifos.check(this.clocks);
    this.port.sample();
    this.queue.sample();
  }

  /** Call for every job in the clock of its event or behind, while its result stands in memory. */
  job(done: PlacedJob): void {
    this.coverage.jobs++;
    this.shape.job(done, this.port.takeRefusedShare());
    this.special.job(done);
  }

  /** Call behind the last clock: what was sampled since the call before is in the coverage then. */
  finish(): void {
    this.coverage.clocks += this.clocks;
    this.clocks = 0;
    for (const sampled of [this.pace, this.moves, this.port]) sampled.finish();
  }
}
