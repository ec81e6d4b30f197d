import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "../../hw/errors.js";
import { writeFault } from "./file-sink.js";
import { atEnd } from "./temporaries.js";

/**
 * A folder that appears whole or not at all: it is filled under a temporary name beside it and renamed at `close`. What is there
 * already must be an empty folder: it stays, since somebody may stand in it or a file system be mounted there, and is filled in
 * the same way from a folder within.
 */
export class NewFolder {
  readonly path: string;
  private readonly temporary: string;
  private readonly isThere: boolean;
  private open = true;
  private readonly forget: () => void;

  /** @throws UsageError when there is something at the path, or nothing can be written beside it */
  constructor(path: string) {
    this.path = path;
    const target = resolve(path);
    this.isThere = existsSync(path);
    const part = `.${basename(target)}.part-${process.pid}`;
    this.temporary = join(this.isThere ? target : dirname(target), part);
    try {
      if (this.isThere && readdirSync(path).length > 0) {
        throw new UsageError(`${path} is not empty: name a new folder.`);
      }
      mkdirSync(this.temporary);
    } catch (error) {
      throw error instanceof UsageError ? error : writeFault(path, error);
    }
    this.forget = atEnd(() => this.abort());
  }

  /** Writes a file; the name may have folders, separated by "/". */
  write(name: string, contents: string | Uint8Array): void {
    const file = join(this.temporary, name);
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, contents);
    } catch (error) {
      this.abort();
      throw writeFault(join(this.path, name), error);
    }
  }

  /** Copies a file or a folder with all that is in it; the name may have folders, separated by "/". */
  copy(from: string, name: string): void {
    const to = join(this.temporary, name);
    try {
      mkdirSync(dirname(to), { recursive: true });
      cpSync(from, to, { recursive: true });
    } catch (error) {
      this.abort();
      throw writeFault(join(this.path, name), error);
    }
  }

  close(): void {
    if (!this.open) return;
    try {
      if (this.isThere) {
        for (const name of readdirSync(this.temporary)) renameSync(join(this.temporary, name), join(this.path, name));
        rmdirSync(this.temporary);
      } else renameSync(this.temporary, this.path);
      this.release();
    } catch (error) {
      this.abort();
      throw writeFault(this.path, error);
    }
  }

  abort(): void {
    if (!this.open) return;
    this.release();
    rmSync(this.temporary, { recursive: true, force: true });
  }

  private release(): void {
    this.open = false;
    this.forget();
  }
}
