import { UsageError } from "../../hw/errors.js";
import { PRESETS } from "../sweep/presets.js";
import { RESULTS_FILE, type Sweep, type SweepRecord } from "../sweep/record.js";
import { parseSpec } from "../sweep/spec.js";
import { arrayOf, labelOf, shapeOf, shortTitle } from "./axes.js";
import { draw } from "./draw.js";
import { pageOf, type Figure } from "./page.js";
import { picturesOf } from "./pictures.js";
import { studyOf, type Study } from "./study.js";

/** A file of a report. */
export interface ReportFile {
  readonly name: string;
  readonly text: string;
}

export const PAGE_FILE = "index.html";
export const SPEC_FILE = "spec.json";

/** Jobs without a right result that the page lists. */
const MOST_WRONG = 20;

/**
 * The files of a report on a sweep: a page with everything, each of its pictures, and the spec where it is no preset.
 * @param directory where the sweep is, as commands name it
 * @param version of the model that draws
 * @throws UsageError for a sweep without a record
 */
export async function reportOf(sweep: Sweep, directory: string, version: string): Promise<readonly ReportFile[]> {
  if (sweep.records.length === 0) {
    throw new UsageError(`${directory}/${RESULTS_FILE} has no record: run the sweep first, with --out ${directory}.`);
  }
  const study = studyOf(sweep);
  const preset = presetOf(sweep);
  const path = wordOf(directory);
  const commands = [`redmule sweep ${preset ?? SPEC_FILE} --out ${path}`, `redmule report ${path}`];
  const versions = new Set([...sweep.records.map((record) => record.version), version]);
  const origin = `${commands.join(" && ")}  (redmule ${[...versions].join(", ")})`;
  const figures: Figure[] = [];
  for (const picture of picturesOf(study)) figures.push({ ...picture, svg: await draw(picture, origin) });
  const spec = `${JSON.stringify(specOf(sweep), null, 2)}\n`;
  const text = {
    title: titleOf(study),
    lead: leadOf(sweep, study, version),
    wrong: wrongOf(study),
    command: origin,
    details: { summary: "The spec of the sweep", text: spec },
  };
  return [
    ...figures.map(({ name, svg }) => ({ name: `${name}.svg`, text: svg })),
    ...(preset === undefined ? [{ name: SPEC_FILE, text: spec }] : []),
    { name: PAGE_FILE, text: pageOf(text, figures) },
  ];
}

/** A path as one word of a shell. */
function wordOf(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
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

function leadOf({ points, shard, records }: Sweep, { good }: Study, version: string): string[] {
  const lead = [
    `Model: redmule ${version}. ${good.length} of ${records.length} jobs ended with every bit of Z equal to golden.`,
  ];
  if (shard.of > 1) lead.push(`This is shard ${shard.index} of ${shard.of}: merge the shards to see all points.`);
  else if (records.length < points) lead.push(`The sweep is not finished: ${records.length} of ${points} points.`);
  return lead;
}

function wrongOf({ bad, axes }: Study): { sentence: string; rows: string[][] } | null {
  if (bad.length === 0) return null;
  const first = bad.length > MOST_WRONG ? `; the first ${MOST_WRONG}` : "";
  const jobs = bad.length === 1 ? "One job has" : `${bad.length} jobs have`;
  const about = axes.filter(({ name }) => !["array", "op", "fmt", "m", "n", "k", "shape"].includes(name));
  return {
    sentence: `${jobs} no right result. Maps mark them with a cross; all other pictures leave them out${first}.`,
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
