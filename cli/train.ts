import { Command } from "commander";
import { StepMismatch } from "../train/session.js";
import { givenCommand } from "./invocation.js";
import { addTrainOptions, defaultModel, type TrainOptions } from "./train-options.js";
import { reportOf, stepLine, trainScreen } from "./train-report.js";
import { train } from "./train-run.js";

/** `redmule train`: training steps of a network; exit code 1 when a checked step differs. */
export function trainCommand(): Command {
  return addTrainOptions(new Command("train"))
    .description("train a network: forward, both gradients, optimiser; PyTorch's meaning where nothing else is said")
    .action(async (network: string, given: Omit<TrainOptions, "model"> & Partial<Pick<TrainOptions, "model">>) => {
      const options: TrainOptions = { ...given, model: given.model ?? defaultModel(network, given) };
      try {
        const result = await train(network, options, (step) => {
          if (!options.json) process.stdout.write(`${stepLine(step)}\n`);
        });
        const report = reportOf(result, options);
        process.stdout.write(
          options.json ? `${JSON.stringify({ command: givenCommand(), ...report })}\n` : trainScreen(report),
        );
      } catch (error) {
        if (!(error instanceof StepMismatch)) throw error;
        process.stderr.write(`error: ${error.message}\n`);
        process.exitCode = 1;
      }
    });
}
