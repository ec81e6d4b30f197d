import { closeSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UsageError } from "../../hw/errors.js";
import type { Sink } from "./sink.js";
import { atEnd } from "./temporaries.js";

const MEND: Readonly<Record<string, string>> = {
  EACCES: "the directory or file is not writable: choose a directory you may write to",
  EPERM: "the directory or file is not writable: choose a directory you may write to",
  EROFS: "the file system is read-only: choose another directory",
  ENOENT: "the directory does not exist: create it first",
  ENOTDIR: "a part of the path is a file, not a directory: choose another path",
  EISDIR: "the path is a directory: name a file in it",
  ENOSPC: "the disk is full: free space, write less or choose another disk",
  EDQUOT: "the disk quota is used up: free space, write less or choose another disk",
  EFBIG: "the file exceeds the size limit: write less",
};

/** What a user can do about a failed write. */
export function faultMend(code: string): string {
  return MEND[code] ?? "check the path or choose another one";
}

/** What a failed access to a file means to the user. */
export function writeFault(path: string, error: unknown): UsageError {
  const { code = "unknown error" } = error as NodeJS.ErrnoException;
  return new UsageError(`Cannot write "${path}" (${code}): ${faultMend(code)}.`);
}

/** The existing file behind `path`, so that a symbolic link is written through rather than replaced. */
function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/**
 * Writes a file under a temporary name beside it and renames it at `close`, so that the target is always whole: the old
 * file or the new one. A device or pipe (`/dev/null`) is written directly.
 * @throws UsageError when the file cannot be created, written or renamed; the temporary file is removed.
 */
export class FileSink implements Sink {
  readonly path: string;
  private readonly target: string;
  private readonly temporary: string;
  private readonly forget: () => void;
  private fd = -1;

  constructor(path: string) {
    this.path = path;
    this.target = resolved(path);
    try {
      const existing = statSync(this.target, { throwIfNoEntry: false });
      if (existing?.isDirectory()) throw Object.assign(new Error("directory"), { code: "EISDIR" });
      const direct = existing !== undefined && !existing.isFile();
      this.temporary = direct ? this.target : `${this.target}.part-${process.pid}`;
      this.fd = openSync(this.temporary, "w");
    } catch (error) {
      throw writeFault(path, error);
    }
    this.forget = atEnd(() => this.abort());
  }

  /** Bytes after `close` or `abort`, or after an error, are dropped. */
  write(bytes: Uint8Array, length: number): void {
    if (this.fd < 0) return;
    try {
      for (let at = 0; at < length;) at += writeSync(this.fd, bytes, at, length - at);
    } catch (error) {
      this.abort();
      throw writeFault(this.path, error);
    }
  }

  close(): void {
    if (this.fd < 0) return;
    try {
      this.release();
      if (this.temporary !== this.target) renameSync(this.temporary, this.target);
    } catch (error) {
      this.remove();
      throw writeFault(this.path, error);
    }
  }

  abort(): void {
    if (this.fd < 0) return;
    this.release();
    this.remove();
  }

  private release(): void {
    this.forget();
    const fd = this.fd;
    this.fd = -1;
    closeSync(fd);
  }

  private remove(): void {
    if (this.temporary !== this.target) rmSync(this.temporary, { force: true });
  }
}

/** Writes a short text file with the guarantees of `FileSink`. */
export function writeTextFile(path: string, text: string): void {
  writeFile(path, text);
}

/** Writes a short file with the guarantees of `FileSink`. */
export function writeFile(path: string, content: string | Uint8Array): void {
  const sink = new FileSink(path);
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  sink.write(bytes, bytes.length);
  sink.close();
}

/** Writes short files, by their paths, with the guarantees of `FileSink`: all of them or none. */
export function writeFiles(files: ReadonlyMap<string, string>): void {
  const sinks: FileSink[] = [];
  try {
    for (const [path, text] of files) {
      const sink = new FileSink(path);
      sinks.push(sink);
      const bytes = new TextEncoder().encode(text);
      sink.write(bytes, bytes.length);
    }
  } catch (error) {
    for (const sink of sinks) sink.abort();
    throw error;
  }
  for (const sink of sinks) sink.close();
}

/** One directory after the other: Node's recursive form never returns below a directory that takes none, as /proc. */
function makeWithParents(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  makeWithParents(dirname(path));
  mkdirSync(path);
}

/**
 * Makes a directory and those above it.
 * @param option what the user gave the path for
 * @throws UsageError when it cannot be made
 */
export function makeDirectory(path: string, option: string): void {
  try {
    makeWithParents(resolve(path));
  } catch (error) {
    throw new UsageError(
      `The directory "${path}" cannot be made (${(error as NodeJS.ErrnoException).code}): choose another path for ${option}.`,
    );
  }
}
