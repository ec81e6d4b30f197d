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
  private readonly port: PortCoverage;
  private readonly queue: QueueCoverage;
  private readonly shape: ShapeCoverage;
  private readonly special: SpecialCoverage;

  /**
   * @param coverage what to add to, of jobs before on other designs for instance
   * @param fifos FIFO checkers that watch this RedMulE in every clock; own ones when missing
   */
  constructor(redmule: Redmule, coverage = new Coverage(), fifos?: FifoCheckers) {
    this.coverage = coverage;
    this.fsm = new FsmCoverage(redmule, coverage);
    this.pace = new PaceCoverage(redmule, this.fsm.states, coverage);
    this.fifos = fifos === undefined ? new FifoCheckers(redmule) : null;
    (fifos ?? this.fifos!).listener = new FifoCoverage(redmule, coverage);
    this.port = new PortCoverage(redmule, coverage);
    this.queue = new QueueCoverage(redmule, coverage);
    this.shape = new ShapeCoverage(redmule.parameters, coverage);
    this.special = new SpecialCoverage(coverage);
  }

  /** Call in every clock after everything has settled and before the edge. */
  sample(): void {
    this.coverage.clocks++;
    this.fsm.sample();
    this.pace.sample();
    this.fifos?.check(this.coverage.clocks);
    this.port.sample();
    this.queue.sample();
  }

  /** Call for every job in the clock of its event or behind, while its result stands in memory. */
  job(done: PlacedJob): void {
    this.coverage.jobs++;
    this.shape.job(done, this.port.takeRefusedShare());
    this.special.job(done);
  }
}
