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
  yValid = 0;

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
  /** Y and Z stand still: nothing of them has to be settled again. */
  private yzRests = false;
  /** A position changed, so that the sizes have to be derived again. */
  private moved = 1;
  private seenConfig: JobConfig | null = null;
  private seenVersion = 0;

  private readonly p: RedmuleParameters;
  private readonly D: number;
  private readonly x: XBuffer;
  private readonly w: WBuffer;
  private readonly z: ZBuffer;

  constructor(p: RedmuleParameters, x: XBuffer, w: WBuffer, z: ZBuffer) {
    this.p = p;
    this.D = tileColumns(p);
    this.x = x;
    this.w = w;
    this.z = z;
    this.yz = new YzScheduler(p, z);
  }

  settle(): void {
    const { yz, z, config } = this;
    const reconfigured = config !== this.seenConfig || config.version !== this.seenVersion;
    z.yValid = this.yValid;
    const still = yz.still && z.still;
    const rests = still && this.yzRests && !reconfigured;
    if (this.moved || reconfigured) this.deriveSizes();
    this.settleInputs();
    this.x.fill.settleFull();
    if (!rests) yz.settleSizes();
    if (!rests) z.settleLoaded();
    this.settleStall();
    this.settleX();
    this.settleW();
    this.settleYz(rests);
    this.yzRests = still && yz.holds;
  }

  private settleInputs(): void {
    const { inputs } = this.x.fill;
    inputs.xDone = this.xDone | this.noX;
    inputs.finished = this.finished;
    inputs.xValid = this.xValid;
    inputs.start = this.state === SchedulerState.IDLE ? this.firstLoad : 0;
    inputs.groupEnds = this.xShift === this.p.H - 1 ? 1 : 0;
  }

  /** What the buffers work on. Sizes follow from positions and configuration and are derived when these change. */
  private deriveSizes(): void {
    const { config, p, D, x, w, yz, xPosition, wPosition } = this;
    const { inputs } = x.fill;
    const lastChunk = xPosition.step === config.chunks - 1 && config.chunkLeft !== 0;
    x.height = lastChunk ? config.chunkLeft : D;
    inputs.slots = lastChunk ? config.chunkSlots : D;
    // E22: a job without steps waits for its first chunk.
    this.noX = config.steps === 0 && !p.errata.E22 ? 1 : 0;
    const rows = xPosition.rowTile === config.rowTiles - 1 && config.rowsLeft !== 0 ? config.rowsLeft : p.L;
    inputs.width = this.noX ? 0 : rows;
    // E8: the mask of the last group reaches P+1 rows back instead of H.
    const lookBack = p.errata.E8 ? p.P + 1 : p.H;
    const lastGroup = config.paddedSteps >= lookBack && wPosition.step >= config.paddedSteps - lookBack;
    w.height = lastGroup && config.stepsLeft !== 0 ? config.stepsLeft : p.H;
    w.width = wPosition.columnTile === config.columnTiles - 1 && config.columnsLeft !== 0 ? config.columnsLeft : D;
    // E10: a padded step is a step like any other, with a beat of its own.
    this.wStep = p.errata.E10 || wPosition.step < config.steps ? 1 : 0;
    yz.config = config;
    yz.deriveSizes();
    this.moved = 0;
    this.seenConfig = config;
    this.seenVersion = config.version;
  }

  private settleStall(): void {
    const { x, yz } = this;
    const loading = this.state === SchedulerState.LOAD_W;
    yz.wDone = this.wDone;
    this.stallW = loading && this.wStep && !this.wValid && !this.wDone ? 1 : 0;
    this.stallX = loading && x.fill.starves() ? 1 : 0;
    this.stallY = loading && yz.blocks ? 1 : 0;
    this.stall = this.stallW | this.stallX | this.stallY;
    this.loadsW = loading && !this.stall ? 1 : 0;
    this.next = this.nextState();
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
        return this.stall || this.p.P === 0 ? SchedulerState.LOAD_W : SchedulerState.WAIT;
      default:
        return this.waits === this.p.P ? SchedulerState.LOAD_W : SchedulerState.WAIT;
    }
  }

  private settleX(): void {
    const { inputs } = this.x.fill;
    inputs.shift = this.loadsW & (this.noX ^ 1);
    inputs.padSetup = this.state === SchedulerState.PRELOAD && this.next === SchedulerState.LOAD_W ? 1 : 0;
    this.x.settle();
  }

  private settleW(): void {
    const { w } = this;
    w.load = this.loadsW;
    w.step = this.wStep;
    w.shift = (this.state === SchedulerState.LOAD_W || this.state === SchedulerState.WAIT) && !this.stall ? 1 : 0;
  }

  /** @param rests Y and Z stood still in the last clock and do in this one: their wires stand */
  private settleYz(rests: boolean): void {
    const { yz } = this;
    yz.clear = this.clear | this.finished;
    yz.stall = this.stall;
    yz.enable = this.enable;
    yz.starts = this.state === SchedulerState.PRELOAD && this.next === SchedulerState.LOAD_W ? 1 : 0;
    yz.tileEnds = this.countsW && this.wPosition.step === this.config.paddedSteps - 1 ? 1 : 0;
    // The last tile's end counts in its own clock.
    if (this.lastTileEnds) yz.wDone = 1;
    if (!rests) yz.settle();
  }

  /** A W row with its beat, or a padded step of the job, is passed. */
  private get countsW(): boolean {
    const padding = (this.wStep | this.wDone) ^ 1;
    return this.loadsW === 1 && (this.wValid | padding) === 1;
  }

  private get lastTileEnds(): boolean {
    const { config, wPosition, yz } = this;
    const lastColumns = wPosition.columnTile === config.columnTiles - 1;
    return yz.tileEnds === 1 && lastColumns && wPosition.rowTile === config.rowTiles - 1;
  }

  /** The W stream's head row is taken in this clock. */
  get takesW(): number {
    return this.loadsW & this.wStep;
  }

  edge(): void {
    const enable = this.computing && !this.stall ? 1 : 0;
    const activeRows = enable ? this.yz.zWidth : 0;
    if (this.clear || this.finished) {
      this.resetCounters();
      this.yz.edge();
      this.enable = this.clear ? 0 : enable;
      this.activeRows = this.clear ? 0 : activeRows;
      return;
    }
    if (this.x.fill.empty || this.loadsW || this.z.empty) this.moved = 1;
    this.edgePositions();
    if (!this.yzRests || this.yz.tileEnds || this.yz.starts) this.yz.edge();
    if (!this.stall && this.state >= SchedulerState.LOAD_W) this.waits = this.waits === this.p.P ? 0 : this.waits + 1;
    if (this.state === SchedulerState.PRELOAD && this.next === SchedulerState.LOAD_W) this.computing = 1;
    this.state = this.next;
    this.enable = enable;
    this.activeRows = activeRows;
  }

  private edgePositions(): void {
    const { config, xPosition, wPosition } = this;
    const counted = this.countsW;
    if (this.loadsW) this.xShift = this.xShift === this.p.H - 1 ? 0 : this.xShift + 1;
    if (this.x.fill.empty && !this.xDone) {
      if (xPosition.advance(config.chunks, config.columnTiles, config.rowTiles) === WALKED) this.xDone = 1;
    }
    if (counted && !this.wDone) {
      if (wPosition.advance(config.paddedSteps, config.columnTiles, config.rowTiles) === WALKED) this.wDone = 1;
    }
  }

  private resetCounters(): void {
    this.state = SchedulerState.IDLE;
    this.xPosition.reset();
    this.wPosition.reset();
    this.xDone = this.xShift = this.wDone = this.waits = this.computing = 0;
    this.moved = 1;
    this.yzRests = false;
  }

  reset(): void {
    this.resetCounters();
    this.yz.reset();
    this.enable = this.activeRows = 0;
  }

  /** Registers were overwritten: nothing derived from them holds. */
  wake(): void {
    this.moved = 1;
    this.yzRests = false;
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
