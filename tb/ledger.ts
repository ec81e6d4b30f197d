import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { UsageError } from "../hw/errors.js";

/**
 * A JSON lines file that a long command appends to and that a later start of the command goes on with. A line cut off by an
 * interrupt is dropped.
 */
export class Ledger<Entry> {
  /** What the file held when it was opened. */
  readonly entries: readonly Entry[];
  private readonly fd: number | null;

  /**
   * @param path null keeps nothing
   * @throws UsageError when the file cannot be read or written, or a line is not JSON
   */
  constructor(path: string | null) {
    try {
      this.entries = path !== null && existsSync(path) ? wholeLines<Entry>(path) : [];
      this.fd = path === null ? null : openSync(path, "a");
    } catch (error) {
      if (error instanceof UsageError) throw error;
      const { code } = error as NodeJS.ErrnoException;
      throw new UsageError(
        `${path} cannot be read and written (${code}): give the path of a JSON lines file for --out.`,
      );
    }
  }

  append(entry: Entry): void {
    if (this.fd !== null) writeSync(this.fd, `${JSON.stringify(entry)}\n`);
  }

  close(): void {
    if (this.fd !== null) closeSync(this.fd);
  }
}

function wholeLines<Entry>(path: string): Entry[] {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(10) + 1;
  if (end < bytes.length) truncateSync(path, end);
  const lines = bytes.subarray(0, end).toString("utf8").split("\n");
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as Entry];
    } catch {
      throw new UsageError(
        `Line ${i + 1} of ${path} is not JSON: give the file that this command wrote, or another path.`,
      );
    }
  });
}
