import { readFileSync } from "node:fs";
import { UsageError } from "../../hw/errors.js";
import { quoted } from "../../run/files/shell-word.js";
import { reportFiles, type ReportFile } from "./files.js";
import type { Output } from "./style.js";
import { grouped, type Finding } from "./study.js";
import { ofLearning } from "./learning/told.js";
import { layerClocks } from "./training/clocks.js";
import { busiestLayer, gantt } from "./training/gantt.js";
import { trainingRun, type TrainingRun } from "./training/record.js";
import { tunedProducts } from "./tuning/candidates.js";
import { tuningRun, type TuningRun } from "./tuning/record.js";

/** What a page says of a run beside its pictures. */
interface Told {
  readonly title: string;
  readonly lead: readonly string[];
  readonly pictures: readonly Finding[];
}

/** Reads the JSON of a run. @throws UsageError where it is none */
function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === undefined ? "is not JSON" : `cannot be read (${code})`;
    throw new UsageError(
      `${path} ${why}: give what redmule train, infer, tune or learn prints with --json, in a file.`,
    );
  }
}

/** What a report on a run is told beside its file. */
export interface RunTelling {
  /** The command that makes the report. */
  readonly command: string;
  readonly version: string;
  readonly output: Output;
  /** Layer whose timeline is drawn; by default the one that takes most clocks. */
  readonly layer?: string | undefined;
}

/**
 * The files of a report on a run of `redmule train`, `redmule infer` or `redmule tune`: a page, and each picture.
 * @param path the file with what the command printed with --json
 * @throws UsageError for another file, a run without clocks, or a layer that it does not have
 */
export async function runReportOf(
  path: string,
  { command, version, output, layer }: RunTelling,
): Promise<readonly ReportFile[]> {
  const json = jsonOf(path);
  const tuning = tuningRun.safeParse(json);
  const training = trainingRun.safeParse(json);
  const told = tuning.success
    ? ofTuning(tuning.data)
    : training.success
      ? ofTraining(training.data, path, layer)
      : ofLearning(json);
  if (told === undefined) {
    throw new UsageError(
      `${path} is no run of redmule train, infer, tune or learn: give what they print with --json, in a file.`,
    );
  }
  const run = tuning.success ? tuning.data.command : training.data?.command;
  const commands = [...(run === undefined ? [] : [`${run} > ${quoted(path)}`]), command];
  // A comment, so that the line as it stands is a command.
  const origin = `${commands.join(" && ")} # redmule ${version}`;
  return reportFiles({ title: told.title, lead: told.lead, wrong: null, origin, details: null }, told.pictures, output);
}

function headOf({ network, batch, precision, engine }: Partial<TrainingRun>): string {
  const parts = [
    batch === undefined ? "" : `batch ${batch}`,
    precision ?? "",
    engine === undefined ? "" : `engine ${engine}`,
  ];
  return [network ?? "", ...parts.filter((part) => part !== "")].join(", ");
}

function ofTraining(run: TrainingRun, path: string, layer: string | undefined): Told {
  if (run.clocks === null) {
    throw new UsageError(`${path} is a run without clocks: run it with --model cycles, or with --check-step 1.`);
  }
  const names = [...new Set(run.layers.map((each) => each.layer))];
  if (layer !== undefined && !names.includes(layer)) {
    throw new UsageError(`${run.network} has no layer ${layer}: it has ${names.slice(0, 5).join(", ")} and so on.`);
  }
  const drawn = gantt(run, layer ?? busiestLayer(run) ?? "");
  const missing = drawn.length > 0 ? [] : ["For the timeline of a layer run with --timeline."];
  return {
    title: `${headOf(run)}: where the clocks went`,
    lead: [
      `${grouped(run.macs)} MAC in ${grouped(run.clocks)} clocks: ${(run.macs / run.clocks).toFixed(2)} MAC/clock.`,
      ...missing,
    ],
    pictures: [...layerClocks(run), ...drawn],
  };
}

function ofTuning(run: TuningRun): Told {
  const { step, products } = run;
  const whole =
    step === null
      ? []
      : [
          `The whole step: ${grouped(step.clocks)} clocks, ${grouped(step.default)} without a tuner (${(step.default / step.clocks).toFixed(3)} of it).`,
        ];
  const sum = (of: (product: (typeof products)[number]) => number): number =>
    products.reduce((all, each) => all + of(each), 0);
  const [best, base] = [sum((each) => each.best.clocks), sum((each) => each.default.clocks)];
  return {
    title: `${headOf(run)}: the search for the fastest step`,
    lead: [...whole, `Products alone: ${grouped(best)} clocks, ${grouped(base)} without a tuner.`],
    pictures: tunedProducts(run),
  };
}
