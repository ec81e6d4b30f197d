import { statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Command } from "commander";
import { PAGE_FILE, reportOf } from "../measure/report/report.js";
import { runReportOf } from "../measure/report/run-report.js";
import { readSweep } from "../measure/sweep/record.js";
import { packageVersion } from "../sw/package-file.js";
import { makeDirectory, writeTextFile } from "../run/files/file-sink.js";
import { UsageError } from "../hw/errors.js";
import { jsonOption } from "./options.js";
import { ProgressLine } from "./progress-line.js";

interface ReportOptions {
  readonly out?: string;
  readonly layer?: string;
  readonly json?: true;
}

/** `redmule report`: the pictures of a sweep, of a training step or of a search, as a page and as SVG files. */
export function reportCommand(): Command {
  return new Command("report")
    .description(
      "draw a sweep, a training step or a search: one HTML page that needs no other file, and every picture as SVG",
    )
    .argument(
      "<from>",
      "directory that redmule sweep --out has written, or a file with what redmule train, infer or tune prints with --json",
    )
    .option("--out <dir>", "where to write (default: report in the directory, or beside the file)")
    .option("--layer <name>", "layer of a training step whose timeline is drawn (default: the one with most clocks)")
    .addOption(jsonOption())
    .action(act);
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

async function act(from: string, { out, layer, json }: ReportOptions): Promise<void> {
  const single = isFile(from);
  if (layer !== undefined && !single) {
    throw new UsageError(
      `--layer is about a training step, but ${from} is a sweep: leave it out, or give the file of a step.`,
    );
  }
  const line = new ProgressLine(process.stderr);
  line.begin(`drawing the pictures of ${from} ...`);
  const files = await (
    single ? runReportOf(from, packageVersion(), layer) : reportOf(readSweep(from), from, packageVersion())
  ).finally(() => line.clear());
  const beside = single ? join(dirname(from), `${basename(from, ".json")}-report`) : join(from, "report");
  const target = out ?? beside;
  makeDirectory(target, "--out");
  for (const { name, text } of files) writeTextFile(join(target, name), text);
  const paths = files.map(({ name }) => join(target, name));
  const pictures = paths.filter((path) => path.endsWith(".svg"));
  const page = join(target, PAGE_FILE);
  const lines = [page, ...pictures].map((path) => `${path}\n`).join("");
  process.stdout.write(json ? `${JSON.stringify({ page, pictures })}\n` : lines);
}
