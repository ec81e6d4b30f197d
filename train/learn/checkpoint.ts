/**
 * What a run of learning needs to go on with the bits of one without interruption. The weights and the place are written after each step (and each
 * image that runs cycle by cycle), the replay memory after each event under a name of its own; each file is whole or not there, so that a kill loses the step at work.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { UsageError } from "../../hw/errors.js";
import { decodeNdArray, encodeNdArray } from "../../run/data/nd-array.js";
import { FileSink } from "../../run/files/file-sink.js";
import type { Learner, Position } from "./learner.js";
import type { Measurements } from "./measure.js";

const POSITION = "position.json";
const DATE = "1980-01-01T00:00:00";
export const CHECKPOINT = "learn.checkpoint";

interface Saved {
  readonly fingerprint: string;
  readonly position: Position;
  /** What ran cycle by cycle. */
  readonly measurements?: Measurements;
}

export function writeWhole(path: string, bytes: Uint8Array): void {
  const sink = new FileSink(path);
  sink.write(bytes, bytes.length);
  sink.close();
}

const replaysFile = (event: number): string => `replays-${event}.checkpoint`;

/** A run's directory. */
export class Checkpoints {
  private readonly directory: string;
  private readonly fingerprint: string;

  constructor(directory: string, fingerprint: string) {
    this.directory = directory;
    this.fingerprint = fingerprint;
  }

  private path(name: string): string {
    return join(this.directory, name);
  }

  /** Writes what has changed since the last step. */
  save(learner: Learner, measurements?: Measurements): void {
    const { position, memory } = learner;
    const replays = this.path(replaysFile(position.event));
    if (!existsSync(replays)) {
      const labels = new Uint8Array(memory.labels.buffer);
      writeWhole(replays, zipSync({ bytes: memory.bytes, labels }, { level: 0, mtime: DATE }));
    }
    const saved: Saved = { fingerprint: this.fingerprint, position, ...(measurements && { measurements }) };
    const files: Record<string, Uint8Array> = { [POSITION]: strToU8(JSON.stringify(saved)) };
    for (const [name, data] of learner.adaptive.parameters()) {
      files[`${name}.npy`] = encodeNdArray({ shape: [data.length], data });
    }
    writeWhole(this.path(CHECKPOINT), zipSync(files, { level: 0, mtime: DATE }));
    if (position.event > 0) rmSync(this.path(replaysFile(position.event - 1)), { force: true });
  }

  /**
   * Takes the run up where it was left.
   * @returns what it has measured. @throws UsageError when there is none, or one with other settings
   */
  restore(learner: Learner): Measurements | undefined {
    const file = this.path(CHECKPOINT);
    if (!existsSync(file)) {
      throw new UsageError(`--resume needs ${file}, which is not there: run without --resume first.`);
    }
    let files: Record<string, Uint8Array>;
    let replays: Record<string, Uint8Array>;
    let saved: Saved;
    try {
      files = unzipSync(readFileSync(file));
      saved = JSON.parse(strFromU8(files[POSITION])) as Saved;
      replays = unzipSync(readFileSync(this.path(replaysFile(saved.position.event))));
    } catch {
      throw new UsageError(`${this.directory} holds no complete checkpoint: start without --resume.`);
    }
    if (saved.fingerprint !== this.fingerprint) {
      throw new UsageError(
        `${file} belongs to a run with another network, data, seed or option: repeat its command line, or start without --resume.`,
      );
    }
    learner.memory.bytes.set(replays.bytes);
    learner.memory.labels.set(new Uint16Array(replays.labels.slice().buffer));
    const values = new Map<string, Float32Array>();
    for (const name of learner.adaptive.parameters().keys()) {
      const { data } = decodeNdArray(files[`${name}.npy`], `${name} of ${file}`);
      values.set(name, data as Float32Array);
    }
    learner.adaptive.restore(values);
    learner.position = saved.position;
    return saved.measurements;
  }

  /** Removes what an older run in this directory left. */
  clear(): void {
    const left = readdirSync(this.directory).filter((name) => name.endsWith(".checkpoint"));
    for (const name of left) rmSync(this.path(name));
  }
}
