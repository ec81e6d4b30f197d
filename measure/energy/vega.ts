import { OPERATING_POINTS } from "./operating-points.js";
import { energyOf } from "./estimate.js";
import { kernelRun } from "./point-jobs.js";
import type { Kernel } from "../../sw/programs.js";
import { VEGA } from "../papers.js";

/** An efficiency of VEGA beside what the coefficients make of the fastest kernel here. */
export interface VegaCheck {
  readonly format: string;
  readonly kernel: Kernel;
  /** GFLOPS/W, with the interval of the fit. */
  readonly published: number;
  readonly model: number;
  readonly low: number;
  readonly high: number;
}

/** The check runs two kernels on the modelled cluster. */
export function checkOfVega(): VegaCheck[] {
  return VEGA.map(({ format, kernel, gflopsPerWatt }) => {
    const { microjoules, low, high } = energyOf(kernelRun(kernel).activity, OPERATING_POINTS["0.65V"]);
    // Two operations a MAC, microjoules a MAC.
    const efficiency = (energy: number): number => 2e-3 / energy;
    return {
      ...{ format, kernel, published: gflopsPerWatt, model: efficiency(microjoules) },
      ...{ low: efficiency(high), high: efficiency(low) },
    };
  });
}
