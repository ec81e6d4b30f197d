import type { CaseResult } from "./task.js";

/** Sums over the results of a regression. */
export class Summary {
  cases = 0;
  jobs = 0;
  clocks = 0;
  failures = 0;

  add({ jobs, clocks, fault }: CaseResult): void {
    this.cases++;
    this.jobs += jobs;
    this.clocks += clocks;
    if (fault !== null) this.failures++;
  }
}
