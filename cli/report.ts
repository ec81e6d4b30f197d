import { join } from "node:path";
import { Command } from "commander";
import { PAGE_FILE, reportOf } from "../measure/report/report.js";
import { readSweep } from "../measure/sweep/record.js";
import { packageVersion } from "../sw/package-file.js";
import { makeDirectory, writeTextFile } from "../run/files/file-sink.js";
import { jsonOption } from "./options.js";

interface ReportOptions {
  readonly out?: string;
  readonly json?: true;
}

/** `redmule report`: the pictures of a sweep, as a page and as SVG files. */
export function reportCommand(): Command {
  return new Command("report")
    .description("draw the results of a sweep: one HTML page that needs no other file, and every picture as SVG")
    .argument("<dir>", "what redmule sweep --out has written")
    .option("--out <dir>", "where to write (default: report in <dir>)")
    .addOption(jsonOption())
    .action(act);
}

async function act(directory: string, { out = join(directory, "report"), json }: ReportOptions): Promise<void> {
  const files = await reportOf(readSweep(directory), directory, packageVersion());
  makeDirectory(out, "--out");
  for (const { name, text } of files) writeTextFile(join(out, name), text);
  const paths = files.map(({ name }) => join(out, name));
  const pictures = paths.filter((path) => path.endsWith(".svg"));
  const page = join(out, PAGE_FILE);
  const lines = [page, ...pictures].map((path) => `${path}\n`).join("");
  process.stdout.write(json ? `${JSON.stringify({ page, pictures })}\n` : lines);
}
