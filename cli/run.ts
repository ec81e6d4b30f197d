import { Command } from "commander";
import { addRunOptions, type RunOptions } from "./run-options.js";

/** `redmule run`: one job; exit code 1 when Z differs from golden or the job never ends. */
export function runCommand(): Command {
  return addRunOptions(new Command("run"))
    .description("run one GEMM-Ops job, driven by the firmware on the modelled core, and compare Z with golden")
    .action(async (options: RunOptions) => {
      const [{ runJob }, { screen }] = await Promise.all([import("./run-job.js"), import("./screen.js")]);
      const report = await runJob(options);
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : screen(report));
      process.exitCode = report.golden === "match" ? 0 : 1;
    });
}
