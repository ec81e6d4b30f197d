import { Command } from "commander";
import { checkOfVega } from "../measure/energy/vega.js";
import { theFit } from "../measure/energy/estimate.js";
import { coefficientTable, fitScreen } from "./energy-screen.js";
import { jsonOption } from "./options.js";

interface EnergyOptions {
  readonly fit?: true;
  readonly json?: true;
}

/** `redmule energy`: what an event costs, and with --fit how far the published figures determine it. */
export function energyCommand(): Command {
  return new Command("energy")
    .description("the energy of every event of the cluster at 0.65 V in 22 nm, fitted to the published figures")
    .option("--fit", "also the published points, what the fit makes of them, its rank and null space, and checks")
    .addOption(jsonOption())
    .action((options: EnergyOptions) => {
      const { covariance, ...fit } = theFit();
      const checks = options.fit ? checkOfVega() : undefined;
      if (options.json) {
        const report = options.fit ? { ...fit, covariance: covariance.to2DArray(), checks } : fit.coefficients;
        process.stdout.write(`${JSON.stringify(report)}\n`);
      } else process.stdout.write(checks === undefined ? coefficientTable(theFit()) : fitScreen(theFit(), checks));
    });
}
