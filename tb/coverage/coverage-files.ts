import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../hw/errors.js";
import { makeDirectory, writeTextFile } from "../../run/files/file-sink.js";
import type { Closure } from "./closure.js";
import { Coverage } from "./coverage.js";
import { htmlReport } from "./html-report.js";
import { coverageFile } from "./report.js";

const FILE = "coverage.json";
const PAGE = "coverage.html";

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

/** Takes the coverage of an earlier run away. */
export function removeCoverage(directory: string): void {
  for (const file of [FILE, PAGE]) rmSync(join(directory, file), { force: true });
}

/** Writes `coverage.json`, which is always whole: the old one or the new one. */
export function saveCoverage(directory: string, coverage: Coverage, closure: Closure): void {
  writeTextFile(join(directory, FILE), `${JSON.stringify(coverageFile(coverage, closure))}\n`);
}

/** Writes `coverage.json` and `coverage.html`. */
export function writeCoverage(directory: string, coverage: Coverage, closure: Closure): void {
  makeDirectory(directory, "--out");
  saveCoverage(directory, coverage, closure);
  writeTextFile(join(directory, PAGE), htmlReport(coverage, closure));
}
