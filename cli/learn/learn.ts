import { Command } from "commander";
import { StepMismatch } from "../../train/session.js";
import { estimate, estimateScreen } from "./learn-estimate.js";
import { addLearnOptions, learnOptions, type LearnArguments } from "./learn-options.js";
import { learn } from "./learn-run.js";
import { eventLine, learnScreen, learnTitle } from "./learn-screen.js";

/** `redmule learn`: continual learning with latent replay; exit code 1 when a step differs on the cluster. */
export function learnCommand(): Command {
  return addLearnOptions(new Command("learn"))
    .description("go on learning new classes with latent replay: accuracy, memory, clocks, joules, battery")
    .action((given: LearnArguments) => {
      if (given.estimate !== undefined) {
        const report = estimate(given);
        process.stdout.write(given.json ? `${JSON.stringify(report)}\n` : estimateScreen(report));
        return;
      }
      const options = learnOptions(given);
      try {
        const { report, written } = learn(options, {
          begun: (learner) => {
            if (!options.json) process.stdout.write(`${learnTitle(learner, options.engine)}\n\n`);
          },
          ended: (result) => {
            if (!options.json) process.stdout.write(`${eventLine(result)}\n`);
          },
        });
        process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : learnScreen(report));
        if (!options.json && written.length > 0) process.stdout.write(`wrote ${written.join(", ")}\n`);
      } catch (error) {
        if (!(error instanceof StepMismatch)) throw error;
        process.stderr.write(`error: ${error.message}\n`);
        process.exitCode = 1;
      }
    });
}
