import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { UsageError } from "../../hw/errors.js";
import { writeFault } from "../files/file-sink.js";

/**
 * A JSON lines file that a long command appends to and that a later start of the command goes on with. A line cut off by an
 * interrupt is dropped.
 */
export class Ledger<Entry> {
  /** What the file held when it was opened. */
  readonly entries: readonly Entry[];
  /** Bytes of a line that was cut off, which the file has lost. */
  readonly dropped: number;
  private readonly path: string | null;
  private readonly fd: number | null;

  /**
   * @param path null keeps nothing
   * @throws UsageError when the file cannot be read or written, or a line is not JSON
   */
  constructor(path: string | null) {
    this.path = path;
    try {
      const exists = path !== null && existsSync(path);
      this.dropped = exists ? cutToLines(path) : 0;
      this.entries = exists ? linesOf<Entry>(path) : [];
      this.fd = path === null ? null : openSync(path, "a");
    } catch (error) {
      if (error instanceof UsageError) throw error;
      const { code } = error as NodeJS.ErrnoException;
      throw new UsageError(
        `${path} cannot be read and written (${code}): give the path of a JSON lines file for --out.`,
      );
    }
  }

  /** @throws UsageError when the line cannot be written, for example on a full disk */
  append(entry: Entry): void {
    if (this.fd === null || this.path === null) return;
    const bytes = Buffer.from(`${JSON.stringify(entry)}\n`, "utf8");
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.fd, bytes, at);
    } catch (error) {
      throw writeFault(this.path, error);
    }
  }

  close(): void {
    if (this.fd !== null) closeSync(this.fd);
  }
}

/** Drops what stands behind the last newline; its bytes. */
function cutToLines(path: string): number {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(10) + 1;
  if (end < bytes.length) truncateSync(path, end);
  return bytes.length - end;
}

function linesOf<Entry>(path: string): Entry[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line, i) => {
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
