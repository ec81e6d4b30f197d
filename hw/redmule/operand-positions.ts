import { differ } from "../bits.js";
import { registersOf, type Probe } from "../probe.js";
import type { JobConfig } from "./job-config.js";
import { tileColumns, type RedmuleParameters } from "./parameters.js";
import { TileWalk, WALKED } from "./tile-walk.js";
import type { WBuffer } from "./w-buffer.js";
import type { XBuffer } from "./x-buffer.js";

const STALE_X = 1;
const STALE_W = 2;

/**
 * Where X and W stand in the job: the chunk of X in the pad and the W row to load, and the sizes that the buffers work on there. Sizes
 * follow from positions and configuration and are derived anew when these have changed.
 */
export class OperandPositions {
  // Registers.
  readonly xPosition = new TileWalk(false);
  xDone = 0;
  xShift = 0;
  readonly wPosition = new TileWalk(false);
  wDone = 0;

  // Wires.
  /** The W row to load is a step of the job and has a beat. */
  wStep = 0;
  /** The job has no steps: nothing of X is fetched, and the padded steps take no column. */
  noX = 0;
  /** The sizes that have to be derived anew. */
  stale = STALE_X | STALE_W;

  private readonly p: RedmuleParameters;
  private readonly D: number;
  private readonly lastColumn: number;
  /** Steps from which the last group is reckoned. */
  private readonly lookBack: number;
  private readonly padsAreSteps: boolean;
  private readonly x: XBuffer;
  private readonly w: WBuffer;

  constructor(p: RedmuleParameters, x: XBuffer, w: WBuffer) {
    this.p = p;
    this.D = tileColumns(p);
    this.lastColumn = p.H - 1;
    // E8: the mask of the last group reaches P+1 rows back instead of H.
    this.lookBack = p.errata.E8 ? p.P + 1 : p.H;
    // E10: a padded step is a step like any other, with a beat of its own.
    this.padsAreSteps = p.errata.E10;
    this.x = x;
    this.w = w;
  }

  /** Sizes of what the X and the W buffer work on. */
  settle(config: JobConfig): void {
    if ((this.stale & STALE_X) !== 0) this.deriveX(config);
    if ((this.stale & STALE_W) !== 0) this.deriveW(config);
    this.stale = 0;
  }

  private deriveX(config: JobConfig): void {
    const { p, D, x, xPosition } = this;
    const { inputs } = x.fill;
    const lastChunk = xPosition.step === config.chunks - 1 && config.chunkLeft !== 0;
    x.height = lastChunk ? config.chunkLeft : D;
    inputs.slots = lastChunk ? config.chunkSlots : D;
    // E22: a job without steps waits for its first chunk.
    this.noX = config.steps === 0 && !p.errata.E22 ? 1 : 0;
    const rows = xPosition.rowTile === config.rowTiles - 1 && config.rowsLeft !== 0 ? config.rowsLeft : p.L;
    inputs.width = this.noX ? 0 : rows;
  }

  private deriveW(config: JobConfig): void {
    const { w, wPosition, lookBack, padsAreSteps } = this;
    const lastGroup = config.paddedSteps >= lookBack && wPosition.step >= config.paddedSteps - lookBack;
    w.height = lastGroup && config.stepsLeft !== 0 ? config.stepsLeft : this.p.H;
    w.width = wPosition.columnTile === config.columnTiles - 1 && config.columnsLeft !== 0 ? config.columnsLeft : this.D;
    this.wStep = padsAreSteps || wPosition.step < config.steps ? 1 : 0;
  }

  /** 1 when the array takes the last column of a group next. */
  get groupEnds(): number {
    return differ(this.xShift, this.lastColumn) ^ 1;
  }

  /** A chunk of X has been copied. */
  advanceX({ chunks, columnTiles, rowTiles }: JobConfig): void {
    if (this.xDone) return;
    this.stale |= STALE_X;
    if (this.xPosition.advance(chunks, columnTiles, rowTiles) === WALKED) this.xDone = 1;
  }

  /** The array has taken a column of X, and a W row of the job if it `counts`. */
  advanceW({ paddedSteps, columnTiles, rowTiles }: JobConfig, counts: number): void {
    this.xShift = this.xShift === this.lastColumn ? 0 : this.xShift + 1;
    if ((this.wDone | (counts ^ 1)) !== 0) return;
    this.stale |= STALE_W;
    if (this.wPosition.advance(paddedSteps, columnTiles, rowTiles) === WALKED) this.wDone = 1;
  }

  reset(): void {
    this.xPosition.reset();
    this.wPosition.reset();
    this.xDone = this.xShift = this.wDone = 0;
    this.wake();
  }

  /** Registers were overwritten, or the configuration is another: nothing derived from them holds. */
  wake(): void {
    this.stale = STALE_X | STALE_W;
  }

  probes(): Probe[] {
    return [
      ...this.xPosition.probes("x"),
      ...this.wPosition.probes("w"),
      ...registersOf(this, { xDone: 1, xShift: 12, wDone: 1 }),
    ];
  }
}
