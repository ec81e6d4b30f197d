import { UsageError } from "../../hw/errors.js";
import { quoted } from "../../run/files/shell-word.js";
import { paperLines } from "../sweep/paper.js";
import { readPaperLines } from "../sweep/paper-file.js";
import { DATE_SIZE } from "../sweep/presets/paper.js";
import { PRESETS } from "../sweep/presets.js";
import { RESULTS_FILE, type Sweep, type SweepRecord } from "../sweep/record.js";
import { parseSpec } from "../sweep/spec.js";
import { softwareClocks } from "../sweep/software.js";
import { arrayOf, labelOf, shapeOf, shortTitle } from "./axes.js";
import { reportFiles, type ReportFile } from "./files.js";
import type { Output } from "./style.js";
import type { PageText } from "./page.js";
import { paperPictures } from "./papers.js";
import { picturesOf } from "./pictures.js";
import { sideBySide, type Swept } from "./side-by-side.js";
import { studyOf, type Finding, type Study } from "./study.js";

/** What a report on sweeps is told beside its data. */
export interface Telling {
  /** The command that makes the report. */
  readonly command: string;
  /** Where its files go, as commands name it. */
  readonly target: string;
  /** Version of the model that draws. */
  readonly version: string;
  readonly output: Output;
  /** Pictures of one's own in the place of all others. */
  readonly own?: (study: Study) => readonly Finding[];
}

/** Jobs without a right result that the page lists. */
const MOST_WRONG = 20;

/**
 * The files of a report on a sweep, or on two side by side: a page with everything, each of its pictures, and the spec where it is
 * no preset.
 * @throws UsageError for a sweep without a record, or what `own` does not find
 */
export async function reportOf(swept: readonly Swept[], telling: Telling): Promise<readonly ReportFile[]> {
  for (const { sweep, directory } of swept) {
    if (sweep.records.length > 0) continue;
    throw new UsageError(`${directory}/${RESULTS_FILE} has no record: run the sweep first, with --out ${directory}.`);
  }
  const { version, output, own } = telling;
  const sources = swept.map((one, i) =>
    sourceOf(one, swept.length === 1 ? "spec.json" : `spec-${i + 1}.json`, telling),
  );
  const isPair = swept.length > 1;
  const { study, findings } = isPair ? sideBySide(swept) : { study: studyOf(swept[0].sweep), findings: [] };
  const versions = new Set([...swept.flatMap(({ sweep }) => sweep.records.map((record) => record.version)), version]);
  const commands = [...new Set(sources.map((source) => source.command)), telling.command].join(" && ");
  const text: PageText = {
    title: isPair ? `${swept.map(({ directory }) => directory).join(" and ")} side by side` : titleOf(study),
    lead: leadOf(swept, study, version),
    wrong: wrongOf(study),
    // A comment, so that the line as it stands is a command.
    origin: `${commands} # redmule ${[...versions].join(", ")}`,
    details: {
      summary: isPair ? "The specs of the sweeps" : "The spec of the sweep",
      text: sources.map(({ spec }) => spec).join("\n"),
    },
  };
  const papers = swept.flatMap(papersOf);
  const specs = sources.flatMap(({ file, spec }) => (file === null ? [] : [{ name: file, content: spec }]));
  return reportFiles(
    text,
    own?.(study) ?? (papers.length > 0 && !isPair ? papers : [...papers, ...findings, ...picturesOf(study)]),
    output,
    specs,
  );
}

/** The command that makes the records of a sweep, its spec, and the file that the spec has to be in; null for a preset. */
function sourceOf({ sweep, directory }: Swept, name: string, { target }: Telling) {
  const preset = presetOf(sweep);
  const { index, of } = sweep.shard;
  const file = preset === undefined ? name : null;
  const words = [preset ?? `${target}/${name}`, "--out", directory, ...(of > 1 ? ["--shard", `${index}/${of}`] : [])];
  return {
    file,
    spec: `${JSON.stringify(specOf(sweep), null, 2)}\n`,
    command: `redmule sweep ${words.map(quoted).join(" ")}`,
  };
}

/** The papers' figures beside the model's, of the preset that is about them. */
function papersOf({ sweep, directory }: Swept): readonly Finding[] {
  if (presetOf(sweep) !== "paper" || sweep.records.length < sweep.points) return [];
  return paperPictures(readPaperLines(directory) ?? paperLines(sweep.records, softwareClocks(DATE_SIZE)));
}

/** The preset that has the spec of a sweep. */
function presetOf({ spec }: Sweep): string | undefined {
  const text = JSON.stringify(spec);
  return Object.entries(PRESETS).find(([name, preset]) => JSON.stringify(parseSpec(preset.spec, name)) === text)?.[0];
}

/** The spec as `redmule sweep` takes it. */
function specOf({ spec: { sample, ...rest } }: Sweep): object {
  return sample === null ? rest : { ...rest, sample };
}

function titleOf({ good, bad, axes }: Study): string {
  const points = good.length + bad.length;
  const what = [...new Set(axes.map(shortTitle))].join(", ");
  if (axes.length === 0) return `A sweep of ${points === 1 ? "one point" : `${points} equal points`}`;
  return `A sweep of ${points} points over ${what}`;
}

function leadOf(swept: readonly Swept[], { good, bad }: Study, version: string): string[] {
  const [right, all] = [good.length, good.length + bad.length];
  const lead = [`Model: redmule ${version}. ${right} of ${all} jobs ended with every bit of Z equal to golden.`];
  for (const { sweep, directory } of swept) {
    const { points, shard, records } = sweep;
    const which = swept.length === 1 ? "" : `${directory}: `;
    if (shard.of > 1) {
      lead.push(`${which}This is shard ${shard.index} of ${shard.of}: merge the shards to see all points.`);
    } else if (records.length < points) {
      lead.push(`${which}The sweep is not finished: ${records.length} of ${points} points.`);
    }
  }
  return lead;
}

function wrongOf({ bad, axes }: Study): { sentence: string; rows: string[][] } | null {
  if (bad.length === 0) return null;
  const first = bad.length > MOST_WRONG ? `; the first ${MOST_WRONG}` : "";
  const jobs = bad.length === 1 ? "One job has" : `${bad.length} jobs have`;
  const about = axes.filter(({ name }) => !["array", "op", "fmt", "m", "n", "k", "shape"].includes(name));
  return {
    sentence: `${jobs} no right result. Maps mark them with a cross, curves those that were given up with an arrow; other pictures leave them out${first}.`,
    rows: bad
      .slice(0, MOST_WRONG)
      .map((record) => [
        String(record.index),
        [jobOf(record), ...about.map((axis) => labelOf(axis, record))].join(", "),
        resultOf(record),
      ]),
  };
}

function jobOf(record: SweepRecord): string {
  const { op, fmt, seed } = record;
  return `${op} ${fmt} ${shapeOf(record)} on ${arrayOf(record)}, seed ${seed}`;
}

function resultOf({ status, message, mismatches }: SweepRecord): string {
  return status === "ok" ? `${mismatches} elements differ from golden` : `${status}: ${message}`;
}
