import type { Energy } from "../energy/estimate.js";

/** Energy of a job in a cluster whose cores sleep, at the clock and supply of its point. */
export interface JobEnergy extends Omit<Energy, "blocks"> {
  readonly gflopsPerWatt: number;
}
