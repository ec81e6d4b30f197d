import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Command } from "commander";
import { PAGE_FILE, type ReportFile } from "../measure/report/files.js";
import { ownPicture, type OwnFields } from "../measure/report/own.js";
import { reportOf } from "../measure/report/report.js";
import { runReportOf } from "../measure/report/run-report.js";
import { FONT_SIZE, FORMATS, parseSize, PLAIN, SVG_FILES, type Output } from "../measure/report/style.js";
import { readSweep } from "../measure/sweep/record.js";
import { packageVersion } from "../sw/package-file.js";
import { makeDirectory, writeFile } from "../run/files/file-sink.js";
import { UsageError } from "../hw/errors.js";
import { givenCommand } from "./invocation.js";
import { jsonOption, oneOf, wholeNumber } from "./options.js";
import { ProgressLine } from "./progress-line.js";

interface ReportOptions extends Partial<OwnFields> {
  readonly out?: string;
  readonly layer?: string;
  readonly format: Output["format"];
  readonly size?: string;
  readonly font?: string;
  readonly fontSize?: number;
  readonly dpi: number;
  readonly bare?: true;
  readonly json?: true;
}

/** Pixels of a point. */
const POINT = 4 / 3;

/** `redmule report`: the pictures of a sweep, of two, of a training step or of a search, as a page and as files. */
export function reportCommand(): Command {
  return new Command("report")
    .description(
      "draw a sweep, two sweeps side by side, a training step or a search: one HTML page that needs no other file, and every picture as a file",
    )
    .argument(
      "<from...>",
      "one directory or two that redmule sweep --out has written, or a file with what redmule train, infer, tune or learn prints with --json",
    )
    .option("--out <dir>", "where to write (default: report in the directory, or beside the file)")
    .option("--layer <name>", "layer of a training step whose timeline is drawn (default: the one with most clocks)")
    .option("--format <name>", `of the pictures' files: ${FORMATS.join(", ")}`, oneOf("--format", FORMATS), "svg")
    .option("--size <w[xh]>", "of a picture's file: 84mm, 480x320px, 3.3in (default: as it comes)")
    .option("--font <name>", "family of the letters, or a .ttf or .otf file")
    .option("--font-size <pt>", "of the letters in points (default: 8.25)", wholeNumber("--font-size", 4, 48))
    .option("--dpi <n>", "pixels an inch of PNG", wholeNumber("--dpi", 72, 1200), SVG_FILES.dpi)
    .option("--bare", "files without title and without the line that says where they come from")
    .option("--x <field>", "instead of all pictures one of your own, of the fields that redmule sweep --csv names")
    .option("--y <field>", "the figure upwards")
    .option("--colour <field>", "what the colours tell apart")
    .option("--facet <field>", "what has a panel for each value")
    .addOption(jsonOption())
    .action(act);
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

async function act(from: readonly string[], options: ReportOptions): Promise<void> {
  const single = isFile(from[0]);
  check(from, single, options);
  const { out, layer, json } = options;
  const beside = single ? join(dirname(from[0]), `${basename(from[0], ".json")}-report`) : join(from[0], "report");
  const target = out ?? (from.length === 1 ? beside : join(from[0], `report-beside-${basename(from[1])}`));
  const output = outputOf(options);
  const own = ownOf(options);
  const told = { command: givenCommand(), version: packageVersion(), output, target };
  const line = new ProgressLine(process.stderr);
  line.begin(`drawing the pictures of ${from.join(" and ")} ...`);
  const files = await (
    single
      ? runReportOf(from[0], { ...told, layer })
      : reportOf(
          from.map((directory) => ({ directory, sweep: readSweep(directory) })),
          { ...told, ...(own && { own: (study) => ownPicture(study, own) }) },
        )
  ).finally(() => line.clear());
  write(files, target, output, json === true);
}

function write(files: readonly ReportFile[], target: string, { format }: Output, json: boolean): void {
  makeDirectory(target, "--out");
  for (const { name, content } of files) writeFile(join(target, name), content);
  const paths = files.map(({ name }) => join(target, name));
  const pictures = paths.filter((path) => path.endsWith(`.${format}`));
  const page = join(target, PAGE_FILE);
  const lines = [page, ...pictures].map((path) => `${path}\n`).join("");
  process.stdout.write(json ? `${JSON.stringify({ page, pictures })}\n` : lines);
}

/** @throws UsageError for options that do not go with what is drawn */
function check(from: readonly string[], single: boolean, { layer, x, y, colour, facet }: ReportOptions): void {
  if (from.length > 2 || (from.length === 2 && from.some(isFile))) {
    throw new UsageError(
      `${from.length} things are given: name one directory, one file, or the directories of two sweeps.`,
    );
  }
  const missing = from.find((path) => !existsSync(path));
  if (missing !== undefined) {
    throw new UsageError(
      `${missing} is not there: give a directory that redmule sweep --out has written, or a file with what redmule train, infer, tune or learn prints with --json.`,
    );
  }
  if (layer !== undefined && !single) {
    throw new UsageError(
      `--layer is about a training step, but ${from[0]} is a sweep: leave it out, or give the file of a step.`,
    );
  }
  const given = Object.entries({ x, y, colour, facet }).filter(([, field]) => field !== undefined);
  if (given.length > 0 && single) {
    throw new UsageError(
      `--${given[0][0]} is about a sweep, but ${from[0]} is a run: leave it out, or give a directory.`,
    );
  }
  if (given.length > 0 && (x === undefined || y === undefined)) {
    throw new UsageError(`A picture of your own needs both --x and --y: give --${x === undefined ? "x" : "y"}, too.`);
  }
}

function ownOf({ x, y, colour, facet }: ReportOptions): OwnFields | undefined {
  return x === undefined || y === undefined ? undefined : { x, y, colour, facet };
}

function outputOf({ format, size, font, fontSize, dpi, bare }: ReportOptions): Output {
  const isPlain = [size, font, fontSize, bare].every((option) => option === undefined);
  const style = {
    ...(size === undefined ? { width: null, height: null } : parseSize(size)),
    ...{ font: font ?? null, fontSize: fontSize === undefined ? FONT_SIZE : fontSize * POINT, isBare: bare === true },
  };
  return { format, style: isPlain ? PLAIN : style, dpi };
}
