import { differ } from "../bits.js";
import { registersOf, wire, type Block, type Scope } from "../probe.js";
import { JobConfig } from "./job-config.js";
import { tileColumns, type RedmuleParameters } from "./parameters.js";
import { TileWalk, WALKED } from "./tile-walk.js";
import type { WBuffer } from "./w-buffer.js";
import type { XBuffer } from "./x-buffer.js";
import { YzScheduler } from "./yz-scheduler.js";
import type { ZBuffer } from "./z-buffer.js";

export const SchedulerState = { IDLE: 0, PRELOAD: 1, LOAD_W: 2, WAIT: 3 } as const;
export type SchedulerState = (typeof SchedulerState)[keyof typeof SchedulerState];
export const SCHEDULER_STATES = Object.keys(SchedulerState);

/** Sizes of the scheduler that follow from positions. */
const STALE_X = 1;
const STALE_W = 2;
const STALE_YZ = 4;
const STALE = STALE_X | STALE_W | STALE_YZ;

/**
 * Paces the array: one W row every P+1 clocks, stalled in LOAD_W while a W row, an X chunk or the next Y tile is missing.
 * Counts where X and W stand and drives the three buffers.
 */
export class Scheduler implements Block {
  // Input wires.
  config = new JobConfig();
  firstLoad = 0;
  finished = 0;
  clear = 0;
  xValid = 0;
  wValid = 0;

  // Registers.
  state: SchedulerState = SchedulerState.IDLE;
  readonly xPosition = new TileWalk(false);
  xDone = 0;
  xShift = 0;
  readonly wPosition = new TileWalk(false);
  wDone = 0;
  waits = 0;
  /** The array advances in this clock; the data path runs one clock behind the decision. */
  enable = 0;
  /** Rows of the array that are clocked. */
  activeRows = 0;
  computing = 0;
  readonly yz: YzScheduler;

  // Wires.
  stall = 0;
  stallW = 0;
  stallX = 0;
  stallY = 0;
  /** A W row is loaded (or a padded step passed) in this clock. */
  loadsW = 0;
  private next: SchedulerState = SchedulerState.IDLE;
  /** The W row to load is a step of the job and has a beat. */
  private wStep = 0;
  /** The job has no steps: nothing of X is fetched, and the padded steps take no column. */
  private noX = 0;
  /** The first tile starts; a tile's last W row is loaded. */
  starts = 0;
  tileEnds = 0;
  /** The sizes that have to be derived anew. */
  private stale = STALE;
  /** No W row was due in the last clock and none is in this one: every wire but the state to come is as it was. */
  waiting = 0;

  private readonly p: RedmuleParameters;
  private readonly D: number;
  private readonly P: number;
  private readonly lastColumn: number;
  /** Steps from which the last group is reckoned. */
  private readonly lookBack: number;
  private readonly padsAreSteps: boolean;
  private readonly x: XBuffer;
  private readonly w: WBuffer;
  private readonly z: ZBuffer;

  constructor(p: RedmuleParameters, x: XBuffer, w: WBuffer, z: ZBuffer) {
    this.p = p;
    this.D = tileColumns(p);
    this.P = p.P;
    this.lastColumn = p.H - 1;
    // E8: the mask of the last group reaches P+1 rows back instead of H.
    this.lookBack = p.errata.E8 ? p.P + 1 : p.H;
    // E10: a padded step is a step like any other, with a beat of its own.
    this.padsAreSteps = p.errata.E10;
    this.x = x;
    this.w = w;
    this.z = z;
    this.yz = new YzScheduler(p, z);
  }

  /**
   * Sizes of what the buffers work on, and what the X fill sees. Sizes follow from positions and configuration and are derived
   * anew when these have changed.
   */
  settleSizes(): void {
    const { stale, state } = this;
    if (stale !== 0) {
      if ((stale & STALE_X) !== 0) this.deriveX();
      if ((stale & STALE_W) !== 0) this.deriveW();
      if ((stale & STALE_YZ) !== 0) this.deriveYz();
      this.stale = 0;
    }
    const { inputs } = this.x.fill;
    inputs.xDone = this.xDone | this.noX;
    inputs.finished = this.finished;
    inputs.xValid = this.xValid;
    inputs.start = state === SchedulerState.IDLE ? this.firstLoad : 0;
    inputs.groupEnds = differ(this.xShift, this.lastColumn) ^ 1;
  }

  private deriveX(): void {
    const { config, p, D, x, xPosition } = this;
    const { inputs } = x.fill;
    const lastChunk = xPosition.step === config.chunks - 1 && config.chunkLeft !== 0;
    x.height = lastChunk ? config.chunkLeft : D;
    inputs.slots = lastChunk ? config.chunkSlots : D;
    // E22: a job without steps waits for its first chunk.
    this.noX = config.steps === 0 && !p.errata.E22 ? 1 : 0;
    const rows = xPosition.rowTile === config.rowTiles - 1 && config.rowsLeft !== 0 ? config.rowsLeft : p.L;
    inputs.width = this.noX ? 0 : rows;
  }

  private deriveW(): void {
    const { config, w, wPosition, lookBack, padsAreSteps } = this;
    const lastGroup = config.paddedSteps >= lookBack && wPosition.step >= config.paddedSteps - lookBack;
    w.height = lastGroup && config.stepsLeft !== 0 ? config.stepsLeft : this.p.H;
    w.width = wPosition.columnTile === config.columnTiles - 1 && config.columnsLeft !== 0 ? config.columnsLeft : this.D;
    this.wStep = padsAreSteps || wPosition.step < config.steps ? 1 : 0;
  }

  private deriveYz(): void {
    this.yz.config = this.config;
    this.yz.deriveSizes();
  }

  /** Stalls, and what the buffers do in this clock. The X fill's chunk, Y and Z have been settled. */
  settleStall(): void {
    if (this.state !== SchedulerState.LOAD_W) {
      this.settleWait();
      return;
    }
    const { x, w, yz } = this;
    yz.wDone = this.wDone;
    this.stallW = this.wStep & ((this.wValid | this.wDone) ^ 1);
    this.stallX = x.fill.starves();
    this.stallY = yz.blocks ? 1 : 0;
    this.stall = this.stallW | this.stallX | this.stallY;
    const loads = this.stall ^ 1;
    this.loadsW = w.load = w.shift = loads;
    w.step = this.wStep;
    x.fill.inputs.shift = loads & (this.noX ^ 1);
    x.fill.inputs.padSetup = 0;
    this.next = this.nextState();
    this.starts = 0;
    this.tileEnds = this.countsW & (differ(this.wPosition.step, this.config.paddedSteps - 1) ^ 1);
  }

  /** No W row is due in this clock; none of the other calls that settle it is needed while Y and Z are idle. */
  settleWaiting(): void {
    if (this.waiting === 0) {
      this.settleSizes();
      this.settleWait();
      return;
    }
    this.next = this.waits === this.P ? SchedulerState.LOAD_W : SchedulerState.WAIT;
  }

  /** No W row is due. */
  private settleWait(): void {
    const { x, w } = this;
    this.stall = this.stallW = this.stallX = this.stallY = 0;
    this.loadsW = w.load = this.tileEnds = 0;
    x.fill.inputs.shift = 0;
    w.shift = this.state === SchedulerState.WAIT ? 1 : 0;
    this.next = this.nextState();
    this.starts = this.state === SchedulerState.PRELOAD && this.next === SchedulerState.LOAD_W ? 1 : 0;
    x.fill.inputs.padSetup = this.starts;
  }

  private nextState(): SchedulerState {
    switch (this.state) {
      case SchedulerState.IDLE:
        return this.firstLoad ? SchedulerState.PRELOAD : SchedulerState.IDLE;
      case SchedulerState.PRELOAD:
        return this.x.fill.full && (this.z.loaded || !this.config.usesY)
          ? SchedulerState.LOAD_W
          : SchedulerState.PRELOAD;
      case SchedulerState.LOAD_W:
        return this.stall || this.P === 0 ? SchedulerState.LOAD_W : SchedulerState.WAIT;
      default:
        return this.waits === this.P ? SchedulerState.LOAD_W : SchedulerState.WAIT;
    }
  }

  /** What Y and Z see of this clock. */
  settleYz(): void {
    const { yz } = this;
    yz.clear = this.clear | this.finished;
    yz.stall = this.stall;
    yz.enable = this.enable;
    yz.starts = this.starts;
    yz.tileEnds = this.tileEnds;
    // The last tile's end counts in its own clock.
    yz.wDone = this.lastTileEnds ? 1 : this.wDone;
  }

  /** A W row with its beat, or a padded step of the job, is passed. */
  private get countsW(): number {
    const padding = (this.wStep | this.wDone) ^ 1;
    return this.loadsW & (this.wValid | padding);
  }

  private get lastTileEnds(): boolean {
    if (this.tileEnds === 0) return false;
    const { config, wPosition } = this;
    const lastColumns = wPosition.columnTile === config.columnTiles - 1;
    return lastColumns && wPosition.rowTile === config.rowTiles - 1;
  }

  /** The W stream's head row is taken in this clock. */
  get takesW(): number {
    return this.loadsW & this.wStep;
  }

  edge(): void {
    const { stall, state, next } = this;
    const enable = this.computing & (stall ^ 1);
    const activeRows = enable ? this.yz.zWidth : 0;
    if (this.clear || this.finished) {
      this.resetCounters();
      this.enable = this.clear ? 0 : enable;
      this.activeRows = this.clear ? 0 : activeRows;
      return;
    }
    if (this.x.fill.empty !== 0) this.advanceX();
    if (this.loadsW !== 0) this.advanceW();
    // The Y and Z tile moves on: see YzScheduler.edge.
    if (this.z.empty !== 0) this.stale |= STALE_YZ;
    if (stall === 0 && state >= SchedulerState.LOAD_W) this.waits = this.waits === this.P ? 0 : this.waits + 1;
    if (this.starts !== 0) this.computing = 1;
    this.waiting = state === SchedulerState.WAIT && next === state && this.stale === 0 ? 1 : 0;
    this.state = next;
    this.enable = enable;
    this.activeRows = activeRows;
  }

  /** The edge of a clock that `settleWaiting` has settled. */
  edgeWaiting(): void {
    const { next, computing } = this;
    if (next === SchedulerState.LOAD_W) this.waits = this.waiting = 0;
    else {
      this.waits++;
      this.waiting = 1;
    }
    this.state = next;
    this.enable = computing;
    this.activeRows = computing !== 0 ? this.yz.zWidth : 0;
  }

  private advanceX(): void {
    if (this.xDone) return;
    const { config } = this;
    this.stale |= STALE_X;
    if (this.xPosition.advance(config.chunks, config.columnTiles, config.rowTiles) === WALKED) this.xDone = 1;
  }

  private advanceW(): void {
    const { config } = this;
    this.xShift = this.xShift === this.lastColumn ? 0 : this.xShift + 1;
    if ((this.wDone | (this.countsW ^ 1)) !== 0) return;
    this.stale |= STALE_W;
    if (this.wPosition.advance(config.paddedSteps, config.columnTiles, config.rowTiles) === WALKED) this.wDone = 1;
  }

  private resetCounters(): void {
    this.state = SchedulerState.IDLE;
    this.xPosition.reset();
    this.wPosition.reset();
    this.xDone = this.xShift = this.wDone = this.waits = this.computing = this.waiting = 0;
    this.stale = STALE;
  }

  reset(): void {
    this.resetCounters();
    this.yz.reset();
    this.enable = this.activeRows = 0;
  }

  /** Registers were overwritten, or the configuration is another: nothing derived from them holds. */
  wake(): void {
    this.stale = STALE;
    this.waiting = 0;
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...registersOf(this, { state: 2 }, { state: { states: SCHEDULER_STATES } }),
        ...this.xPosition.probes("x"),
        ...this.wPosition.probes("w"),
        ...registersOf(this, { xDone: 1, xShift: 12, wDone: 1, waits: 12, enable: 1, activeRows: 13 }),
        ...registersOf(this, { computing: 1 }),
        wire("stall", 1, () => this.stall),
        wire("stall_w", 1, () => this.stallW),
        wire("stall_x", 1, () => this.stallX),
        wire("stall_y", 1, () => this.stallY),
        wire("loads_w", 1, () => this.loadsW),
      ],
      children: [this.yz.scope("yz")],
    };
  }
}
