import type { Camera } from "./camera.js";
import { Words } from "./clock-log.js";

/** Clocks that waveforms show; older ones are not kept. */
export const WAVE_CLOCKS = 2 ** 15;

/** Values of chosen signals in consecutive clocks, row by row: `signals` values for clock `from`, then for `from + 1`, ... */
export interface Samples {
  readonly from: number;
  readonly values: Uint32Array;
}

/** Samples the signals of the waveforms. */
export class Sampler {
  private readonly readers: readonly (() => number)[];
  private words = new Words();
  private from: number;

  /** @param from the clock of the first sample */
  constructor(camera: Camera, paths: readonly string[], from: number) {
    this.readers = paths.map((path) => camera.signal(path));
    this.from = from;
  }

  /** To be called in consecutive clocks. */
  sample(): void {
    for (const read of this.readers) this.words.push(read());
  }

  /** What has been sampled since the last call. */
  take(): Samples {
    const { from, words } = this;
    const values = words.values.slice(0, words.length);
    if (this.readers.length > 0) this.from += values.length / this.readers.length;
    this.words = new Words();
    return { from, values };
  }
}
