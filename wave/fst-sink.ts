import { spawnSync } from "node:child_process";
import { renameSync, rmSync } from "node:fs";
import { UsageError } from "../hw/errors.js";
import { FileSink } from "../run/files/file-sink.js";
import type { Sink } from "../run/files/sink.js";

/** GTKWave's converter. */
const CONVERTER = "vcd2fst";

/**
 * Writes a VCD under a temporary name and turns it into an FST file, the compressed form of GTKWave, at `close`.
 * @throws UsageError when vcd2fst is not installed, or the file cannot be written; nothing stays behind
 */
export class FstSink implements Sink {
  readonly path: string;
  private readonly vcd: FileSink;
  private readonly fst: string;

  constructor(path: string) {
    this.path = path;
    if (spawnSync(CONVERTER, ["--help"], { stdio: "ignore" }).error) {
      throw new UsageError(
        `"${path}" would be an FST file, but ${CONVERTER} is not installed: install GTKWave or write a .vcd.`,
      );
    }
    // A path that cannot be written is reported by its own name.
    new FileSink(path).abort();
    this.vcd = new FileSink(`${path}.part-${process.pid}.vcd`);
    this.fst = `${path}.part-${process.pid}.fst`;
  }

  write(bytes: Uint8Array, length: number): void {
    this.vcd.write(bytes, length);
  }

  close(): void {
    this.vcd.close();
    try {
      const { status, stderr } = spawnSync(CONVERTER, [this.vcd.path, this.fst], { encoding: "utf8" });
      if (status !== 0) {
        throw new UsageError(
          `${CONVERTER} cannot make "${this.path}" (${stderr.trim() || status}): write a .vcd instead.`,
        );
      }
      renameSync(this.fst, this.path);
    } finally {
      rmSync(this.vcd.path, { force: true });
      rmSync(this.fst, { force: true });
    }
  }

  abort(): void {
    this.vcd.abort();
  }
}

/** Where a dump of this name goes: `*.fst` as FST, everything else as VCD. */
export function dumpSink(path: string): Sink {
  return path.endsWith(".fst") ? new FstSink(path) : new FileSink(path);
}
