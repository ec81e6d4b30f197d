import type { Watch } from "../../run/attach.js";
import type { RedmuleChecker } from "../checkers/redmule.js";
import type { JobCoverage } from "../coverage/job-coverage.js";
import type { PortMonitor } from "../redmule/monitors.js";

/** All that watches a clock of a regression. A field each and no list: a call whose target is known costs a tenth. */
export class RegressWatch implements Watch {
  /** Null where no coverage is sampled. */
  coverage: JobCoverage | null = null;
  private readonly monitor: PortMonitor | null;
  private readonly checker: RedmuleChecker;

  /** @param monitor null in a storm, whose jobs may lie anywhere */
  constructor(monitor: PortMonitor | null, checker: RedmuleChecker) {
    this.monitor = monitor;
    this.checker = checker;
  }

  check(clock: number): void {
    if (this.monitor !== null) this.monitor.look(clock);
    if (this.coverage !== null) this.coverage.sample();
    this.checker.check(clock);
  }
}
