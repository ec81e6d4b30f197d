import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../hw/errors.js";
import { FileSink, makeDirectory } from "../files/file-sink.js";
import { RECORDS_FILE } from "./campaign-folder.js";

/** The records of a folder. @throws UsageError when a line is no JSON */
export function readRecords<Entry>(directory: string): Entry[] {
  const path = join(directory, RECORDS_FILE);
  return readFileSync(path, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line, i) => {
      try {
        return JSON.parse(line) as Entry;
      } catch {
        throw new UsageError(`Line ${i + 1} of ${path} is not JSON: run the shard again in an empty folder.`);
      }
    });
}

/** Writes records as one run would have written them. */
export function writeRecords(directory: string, entries: readonly unknown[]): void {
  makeDirectory(directory, "--out");
  const sink = new FileSink(join(directory, RECORDS_FILE));
  for (const entry of entries) {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`, "utf8");
    sink.write(line, line.length);
  }
  sink.close();
}
