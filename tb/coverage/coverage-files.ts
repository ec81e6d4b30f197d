import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../hw/errors.js";
import { writeTextFile } from "../../wave/file-sink.js";
import type { Closure } from "./closure.js";
import { Coverage } from "./coverage.js";
import { htmlReport } from "./html-report.js";
import { coverageFile } from "./report.js";

const FILE = "coverage.json";

/**
 * Coverage from a file, or from a directory that holds a `coverage.json`.
 * @throws UsageError when it cannot be read, or holds other bins
 */
export function readCoverage(path: string): Coverage {
  const file = path.endsWith(".json") ? path : join(path, FILE);
  let record: unknown;
  try {
    record = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new UsageError(`"${file}" cannot be read as a coverage file: give a coverage.json, or a directory with one.`);
  }
  return Coverage.fromJSON(record, file);
}

/** Coverage that a directory already holds; empty when there is none. */
export function coverageIn(directory: string): Coverage {
  return existsSync(join(directory, FILE)) ? readCoverage(directory) : new Coverage();
}

/** Writes `coverage.json` and `coverage.html`. */
export function writeCoverage(directory: string, coverage: Coverage, closure: Closure): void {
  mkdirSync(directory, { recursive: true });
  writeTextFile(join(directory, FILE), `${JSON.stringify(coverageFile(coverage, closure))}\n`);
  writeTextFile(join(directory, "coverage.html"), htmlReport(coverage, closure));
}
