import type { JobConfig } from "./job-config.js";
import { OPERATIONS } from "./operation.js";
import { beatBytes, tileColumns, type RedmuleParameters } from "./parameters.js";

/** A job as its registers have it. */
export interface EndedJob {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly config: JobConfig;
}

/** What the jobs that have ended asked of array and port. Counted for observers at a job's end; no register of the design. */
export class Work {
  /** Steps of the jobs, M N K, by operation. */
  readonly steps = new Float64Array(OPERATIONS.length);
  /** Steps beyond N and columns beyond K in rows that are not gated. */
  padding = 0;
  /** Beats of X, W, Y and Z. */
  beats = 0;
  /** Called with every job that ends. */
  readonly observers: ((job: EndedJob) => void)[] = [];
  private readonly L: number;
  private readonly D: number;
  private readonly beatBytes: number;

  constructor(p: RedmuleParameters) {
    this.L = p.L;
    this.D = tileColumns(p);
    this.beatBytes = beatBytes(p);
  }

  /** A job has ended. */
  add(c: JobConfig): void {
    const { L, D, beatBytes } = this;
    const m = c.rowsLeft === 0 ? c.rowTiles * L : (c.rowTiles - 1) * L + c.rowsLeft;
    const k = c.columnsLeft === 0 ? c.columnTiles * D : (c.columnTiles - 1) * D + c.columnsLeft;
    const steps = m * c.steps * k;
    this.steps[c.operation] += steps;
    this.padding += m * c.paddedSteps * c.columnTiles * D - steps;
    const beatsOf = (elements: number): number => Math.ceil((elements * c.elementBytes) / beatBytes);
    const rowBeats = Math.floor(c.steps / D) * beatsOf(D) + beatsOf(c.chunkLeft);
    this.beats += m * c.columnTiles * rowBeats + c.wBeats + (c.usesY + 1) * c.zBeats;
    for (const observe of this.observers) observe({ m, n: c.steps, k, config: c });
  }
}
