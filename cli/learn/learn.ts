import { Command } from "commander";
import { STEPS } from "../../train/learn/learner.js";
import { IMAGES } from "../../train/learn/protocol.js";
import { StepMismatch } from "../../train/session.js";
import { ProgressLine } from "../progress-line.js";
import { estimate, estimateScreen } from "./learn-estimate.js";
import { addLearnOptions, learnOptions, type LearnArguments } from "./learn-options.js";
import { learn } from "./learn-run.js";
import { eventLine, learnScreen, learnTitle } from "./learn-screen.js";

interface Place {
  readonly event: number;
  readonly events: number;
  readonly what: "image" | "step";
  readonly index: number;
}

/** Where a run is whose steps and images go cycle by cycle. */
function placeText({ event, events, what, index }: Place): string {
  const of = what === "image" ? IMAGES : STEPS;
  return `event ${event + 1} of ${events}, ${what} ${index + 1} of ${of} cycle by cycle`;
}

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
      const line = new ProgressLine(process.stderr);
      let events = 0;
      try {
        const work = (): ReturnType<typeof learn> =>
          learn(options, {
            begun: (learner) => {
              line.clear();
              events = learner.events.length;
              if (!options.json) process.stdout.write(`${learnTitle(learner, options.engine)}\n\n`);
            },
            at: (event, what, index) => line.show(() => placeText({ event, events, what, index })),
            ended: (result) => {
              line.clear();
              if (!options.json) process.stdout.write(`${eventLine(result)}\n`);
            },
          });
        line.begin("reading images and quantising the frozen stage");
        const { report, written } = line.during(work);
        process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : learnScreen(report));
        if (!options.json && written.length > 0) process.stdout.write(`wrote ${written.join(", ")}\n`);
      } catch (error) {
        if (!(error instanceof StepMismatch)) throw error;
        process.stderr.write(`error: ${error.message}\n`);
        process.exitCode = 1;
      }
    });
}
