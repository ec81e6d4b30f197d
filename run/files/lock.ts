import { readlinkSync, rmSync, symlinkSync } from "node:fs";
import { hostname } from "node:os";
import { UsageError } from "../../hw/errors.js";
import { writeFault } from "./file-sink.js";
import { atEnd } from "./temporaries.js";

/**
 * Keeps other processes from writing to the same place: a link beside it that names the writer's process and machine, gone with
 * `release` or with the process. A link is made at once or not at all, and takes no room on a full disk. A lock that a killed process of this machine has left is taken over.
 */
export class Lock {
  private readonly file: string;
  private readonly forget: () => void;
  private held = false;

  /** @throws UsageError when another process holds it, or it cannot be written */
  constructor(path: string) {
    this.file = `${path}.lock`;
    this.take(path, true);
    this.held = true;
    this.forget = atEnd(() => this.release());
  }

  private take(path: string, again: boolean): void {
    try {
      symlinkSync(`${process.pid}@${hostname()}`, this.file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw writeFault(this.file, error);
      const [pid, host] = holder(this.file);
      if (again && host === hostname() && !lives(Number(pid))) {
        rmSync(this.file, { force: true });
        this.take(path, false);
        return;
      }
      throw new UsageError(
        `${path} is being written by process ${pid} on ${host}: wait for its end or give another --out (and if it has ended, remove ${this.file}).`,
      );
    }
  }

  release(): void {
    if (!this.held) return;
    this.held = false;
    this.forget();
    rmSync(this.file, { force: true });
  }
}

/** Process and machine that a lock names. */
function holder(file: string): readonly [pid: string, host: string] {
  try {
    const [pid, ...host] = readlinkSync(file).split("@");
    return [pid, host.join("@")];
  } catch {
    return ["unknown", "another machine"];
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
