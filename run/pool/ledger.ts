import { closeSync, existsSync, openSync, readFileSync, rmSync, truncateSync, writeSync } from "node:fs";
import { UsageError } from "../../hw/errors.js";
import { writeFault } from "../files/file-sink.js";
import { Lock } from "../files/lock.js";

export interface LedgerOptions<Entry> {
  readonly fresh?: boolean;
  /** Undefined for an entry that may stand there more than once. */
  readonly keyOf?: (entry: Entry) => string | undefined;
}

/**
 * Checks that no entry of a file is there twice, as two commands that wrote at once leave it.
 * @throws UsageError naming the first that is
 */
export function checkOnce<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string | undefined,
  path: string,
): void {
  const known = new Map<string, number>();
  for (const [i, entry] of entries.entries()) {
    const key = keyOf(entry);
    if (key === undefined) continue;
    const before = known.get(key);
    if (before !== undefined) {
      throw new UsageError(
        `Entries ${before + 1} and ${i + 1} of ${path} are both about ${key}, as if two commands had written to it: start again with another path.`,
      );
    }
    known.set(key, i);
  }
}

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
  private readonly lock: Lock | null;

  /**
   * @param path null keeps nothing
   * @param options `fresh` drops what the file holds; `keyOf` names an entry, of which there may be one alone
   * @throws UsageError when another process writes to the file, it cannot be read or written, a line is not JSON or there twice
   */
  constructor(path: string | null, options: LedgerOptions<Entry> = {}) {
    this.path = path;
    this.lock = path === null ? null : new Lock(path);
    try {
      if (options.fresh && path !== null) rmSync(path, { force: true });
      const exists = path !== null && existsSync(path);
      this.dropped = exists ? cutToLines(path) : 0;
      this.entries = exists ? linesOf<Entry>(path) : [];
      if (options.keyOf && path !== null) checkOnce(this.entries, options.keyOf, path);
      this.fd = path === null ? null : openSync(path, "a");
    } catch (error) {
      this.lock?.release();
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
    this.lock?.release();
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
