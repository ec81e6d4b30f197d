import { wire, type Block, type Scope, registersOf } from "../probe.js";
import { JobConfig } from "./job-config.js";
import { tileColumns, type RedmuleParameters } from "./parameters.js";
import type { XBuffer } from "./x-buffer.js";
import type { ZBuffer } from "./z-buffer.js";
import type { WBuffer } from "./w-buffer.js";

export const SCHEDULER_STATES = ["IDLE", "PRELOAD", "LOAD_W", "WAIT"] as const;
export const SCHEDULER_IDLE = 0;
export const PRELOAD = 1;
export const LOAD_W = 2;
export const WAIT = 3;

/**
 * Paces the array: one W row every P+1 clocks, stalled in LOAD_W while a W row, an X chunk or the next Y tile is missing.
 * Counts where X loads, W loads and the Y/Z tile stand, and drives the three buffers.
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

  // Registers: X position, W position, Y/Z position.
  state = SCHEDULER_IDLE;
  xChunk = 0;
  xColumnTile = 0;
  xRowTile = 0;
  xDone = 0;
  xShift = 0;
  wRow = 0;
  wColumnTile = 0;
  wRowTile = 0;
  wDone = 0;
  yColumnTile = 0;
  yRowTile = 0;
  zWait = 0;
  zWaitCount = 0;
  zAvailable = 0;
  zAvailableCount = 0;
  yPush = 0;
  yPushCount = 0;
  /** Columns of the Y tile that is being pushed. */
  heldHeight = 0;
  zWidth = 0;
  zHeight = 0;
  waits = 0;
  /** The array advances in this clock; the data path runs one clock behind the decision. */
  enable = 0;
  /** Rows of the array that are clocked. */
  activeRows = 0;
  first = 1;
  computing = 0;
  /** The array takes Y instead of its fed-back results. */
  pushingY = 0;

  // Wires.
  stall = 0;
  stallW = 0;
  stallX = 0;
  stallY = 0;
  /** A W row is loaded (or a padded step passed) in this clock. */
  loadsW = 0;
  private next = SCHEDULER_IDLE;
  private startsComputing = 0;
  private yWidth = 0;
  private yHeight = 0;
  private pushHeight = 0;
  /** The W row to load is a step of the job and has a beat. */
  private wStep = 0;
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
  }

  settle(): void {
    this.settleSizes();
    this.x.fill.settleFull();
    this.z.settleLoaded();
    this.settleStall();
    this.settleX();
    this.settleW();
    this.settleZ();
  }

  /** What the buffers work on. The sizes follow from positions and configuration and are derived when these change. */
  private settleSizes(): void {
    const { config, p, z } = this;
    const { inputs } = this.x.fill;
    if (this.moved || config !== this.seenConfig || config.version !== this.seenVersion) this.deriveSizes();
    inputs.xDone = this.xDone;
    inputs.finished = this.finished;
    inputs.xValid = this.xValid;
    inputs.start = this.state === SCHEDULER_IDLE ? this.firstLoad : 0;
    inputs.groupEnds = this.xShift === p.H - 1 ? 1 : 0;
    // E9: the columns to push follow the tile counter even while they are pushed.
    this.pushHeight = p.errata.E9 || this.yPushCount === 0 ? this.yHeight : this.heldHeight;
    z.yHeight = this.pushHeight;
    z.zWidth = this.zWidth;
    z.zHeight = this.zHeight;
    z.yValid = this.yValid;
  }

  private deriveSizes(): void {
    const { config, p, D, x, z, w } = this;
    const { inputs } = x.fill;
    const lastChunk = this.xChunk === config.chunks - 1 && config.chunkLeft !== 0;
    x.height = lastChunk ? config.chunkLeft : D;
    inputs.slots = lastChunk ? config.chunkSlots : D;
    inputs.width = this.xRowTile === config.rowTiles - 1 && config.rowsLeft !== 0 ? config.rowsLeft : p.L;
    // E7: the rows of Y and Z follow the leftovers of N.
    const rowTiles = p.errata.E7 ? config.paddedSteps : config.rowTiles;
    const rowsLeft = p.errata.E7 ? config.stepsLeft : config.rowsLeft;
    this.yWidth = this.yRowTile === rowTiles - 1 && rowsLeft !== 0 ? rowsLeft : p.L;
    const lastColumns = config.columnsLeft !== 0;
    this.yHeight = this.yColumnTile === config.columnTiles - 1 && lastColumns ? config.columnsLeft : D;
    z.yWidth = this.yWidth;
    z.usesY = config.usesY;
    z.firstLoad = this.yColumnTile === 0 && this.yRowTile === 0 ? 1 : 0;
    // E8: the mask of the last group reaches P+1 rows back instead of H.
    const lookBack = p.errata.E8 ? p.P + 1 : p.H;
    const lastGroup = config.paddedSteps >= lookBack && this.wRow >= config.paddedSteps - lookBack;
    w.height = lastGroup && config.stepsLeft !== 0 ? config.stepsLeft : p.H;
    w.width = this.wColumnTile === config.columnTiles - 1 && lastColumns ? config.columnsLeft : D;
    // E10: a padded step is a step like any other, with a beat of its own.
    this.wStep = p.errata.E10 || this.wRow < config.steps ? 1 : 0;
    this.moved = 0;
    this.seenConfig = config;
    this.seenVersion = config.version;
  }

  private settleStall(): void {
    const { x, z, p } = this;
    const loading = this.state === LOAD_W;
    this.stallW = loading && this.wStep && !this.wValid && !this.wDone ? 1 : 0;
    this.stallX = loading && x.fill.starves() ? 1 : 0;
    // E14: after the last W row nothing waits for the drain of the tile before.
    // E5: Y that is already on its way into the array counts as loaded.
    const busy = this.zAvailable && !p.errata.E5;
    const ready = !busy && (this.wDone ? p.errata.E14 || !z.draining : z.loaded);
    this.stallY = loading && !ready && this.zWait && this.zWaitCount === p.P ? 1 : 0;
    this.stall = this.stallW | this.stallX | this.stallY;
    this.loadsW = loading && !this.stall ? 1 : 0;
    this.next = this.nextState();
    this.startsComputing = this.first && this.next === LOAD_W && !this.stall ? 1 : 0;
  }

  private nextState(): number {
    switch (this.state) {
      case SCHEDULER_IDLE:
        return this.firstLoad ? PRELOAD : SCHEDULER_IDLE;
      case PRELOAD:
        return this.x.fill.full && (this.z.loaded || !this.config.usesY) ? LOAD_W : PRELOAD;
      case LOAD_W:
        return this.stall || this.p.P === 0 ? LOAD_W : WAIT;
      default:
        return this.waits === this.p.P ? LOAD_W : WAIT;
    }
  }

  private settleX(): void {
    const { inputs } = this.x.fill;
    inputs.shift = this.loadsW;
    inputs.padSetup = this.state === PRELOAD && this.next === LOAD_W ? 1 : 0;
    this.x.settle();
  }

  private settleW(): void {
    const { w } = this;
    w.load = this.loadsW;
    w.step = this.wStep;
    w.shift = (this.state === LOAD_W || this.state === WAIT) && !this.stall ? 1 : 0;
  }

  private settleZ(): void {
    const { z } = this;
    z.pushY = this.yPush && !this.stall ? 1 : 0;
    z.fill = this.zAvailable & this.enable;
    z.settle();
  }

  /** The W stream's head row is taken in this clock. */
  get takesW(): number {
    return this.loadsW & this.wStep;
  }

  edge(): void {
    const activeRows = this.computing && !this.stall ? this.zWidth : 0;
    const enable = this.computing && !this.stall ? 1 : 0;
    if (this.clear || this.finished) {
      this.resetCounters();
      this.enable = this.clear ? 0 : enable;
      this.activeRows = this.clear ? 0 : activeRows;
      return;
    }
    this.edgeX();
    const tileEnds = this.edgeW();
    this.edgeYz(tileEnds);
    if (!this.stall && this.state >= LOAD_W) this.waits = this.waits === this.p.P ? 0 : this.waits + 1;
    if (this.loadsW) this.first = 0;
    if (this.state === PRELOAD && this.next === LOAD_W) this.computing = 1;
    this.state = this.next;
    this.enable = enable;
    this.activeRows = activeRows;
  }

  private edgeX(): void {
    const { config } = this;
    if (this.loadsW) this.xShift = this.xShift === this.p.H - 1 ? 0 : this.xShift + 1;
    if (!this.x.fill.empty || this.xDone) return;
    this.moved = 1;
    if (this.xChunk !== config.chunks - 1) {
      this.xChunk++;
      return;
    }
    this.xChunk = 0;
    if (this.xColumnTile !== config.columnTiles - 1) {
      this.xColumnTile++;
      return;
    }
    this.xColumnTile = 0;
    if (this.xRowTile === config.rowTiles - 1) this.xDone = 1;
    this.xRowTile++;
  }

  /** Advances the W position; returns 1 when the last W row of a tile is loaded. */
  private edgeW(): number {
    const { config } = this;
    const counts = this.loadsW && (this.wValid || !this.wStep);
    if (!counts) return 0;
    this.moved = 1;
    const tileEnds = this.wRow === config.paddedSteps - 1 ? 1 : 0;
    if (this.wDone) return tileEnds;
    if (!tileEnds) {
      this.wRow++;
      return 0;
    }
    this.wRow = 0;
    if (this.wColumnTile !== config.columnTiles - 1) {
      this.wColumnTile++;
      return 1;
    }
    this.wColumnTile = 0;
    if (this.wRowTile === config.rowTiles - 1) this.wDone = 1;
    this.wRowTile++;
    return 1;
  }

  private edgeYz(tileEnds: number): void {
    const { p, z, config, stall } = this;
    const waitEnds = this.zWait && !stall && this.zWaitCount === p.P;
    // E5: result columns are counted by the scheduler's pace instead of as they are filled.
    const counts = this.zAvailable && (p.errata.E5 ? !stall : this.enable);
    const availableEnds = counts && this.zAvailableCount === this.zHeight - 1;
    const pushEnds = this.yPush && !stall && this.yPushCount === this.pushHeight - 1;
    const due = p.P === 0 ? tileEnds : this.zWait && !stall && this.zWaitCount === p.P - 1;
    // E5: Y is pushed behind the last tile, too.
    const pushStarts = (due && (p.errata.E5 || !this.wDone)) || this.startsComputing;

    if (this.zWait && !stall) this.zWaitCount = waitEnds ? 0 : this.zWaitCount + 1;
    if (counts) this.zAvailableCount = availableEnds ? 0 : (this.zAvailableCount + 1) % this.D;
    this.pushingY = this.yPush;
    if (this.yPush && !stall) this.yPushCount = pushEnds ? 0 : (this.yPushCount + 1) % this.D;
    // E5: a tile that ends in the clock in which the one before is done is lost.
    const lost = p.errata.E5;
    if (waitEnds && !(lost && availableEnds)) this.zAvailable = 1;
    else if (availableEnds) this.zAvailable = 0;
    if (tileEnds && !(lost && waitEnds)) this.zWait = 1;
    else if (waitEnds) this.zWait = 0;
    if (pushStarts && !(lost && pushEnds)) this.yPush = 1;
    else if (pushEnds) this.yPush = 0;
    this.heldHeight = this.pushHeight;

    if (z.empty || this.startsComputing) {
      this.zWidth = this.yWidth;
      this.zHeight = this.yHeight;
    }
    if (!z.empty) return;
    this.moved = 1;
    if (this.yColumnTile !== config.columnTiles - 1) {
      this.yColumnTile++;
      return;
    }
    this.yColumnTile = 0;
    const rowTiles = p.errata.E7 ? config.paddedSteps : config.rowTiles;
    this.yRowTile = this.yRowTile === rowTiles - 1 ? 0 : this.yRowTile + 1;
  }

  private resetCounters(): void {
    this.state = SCHEDULER_IDLE;
    this.xChunk = this.xColumnTile = this.xRowTile = this.xDone = this.xShift = 0;
    this.wRow = this.wColumnTile = this.wRowTile = this.wDone = 0;
    this.yColumnTile = this.yRowTile = 0;
    this.zWait = this.zWaitCount = this.zAvailable = this.zAvailableCount = 0;
    this.yPush = this.yPushCount = this.heldHeight = this.zWidth = this.zHeight = 0;
    this.waits = this.computing = this.pushingY = 0;
    this.first = this.moved = 1;
  }

  reset(): void {
    this.resetCounters();
    this.enable = this.activeRows = 0;
  }

  scope(name: string): Scope {
    const moved = (): void => {
      this.moved = 1;
    };
    return {
      name,
      probes: [
        ...registersOf(this, { state: 2 }, { state: { states: SCHEDULER_STATES } }),
        ...registersOf(this, { xChunk: 16, xColumnTile: 16, xRowTile: 17 }, {}, moved),
        ...registersOf(this, { wRow: 16, wColumnTile: 16, wRowTile: 17 }, {}, moved),
        ...registersOf(this, { yColumnTile: 16, yRowTile: 16 }, {}, moved),
        ...registersOf(this, {
          xDone: 1,
          xShift: 12,
          wDone: 1,
          zWait: 1,
          zWaitCount: 12,
          zAvailable: 1,
          zAvailableCount: 12,
          yPush: 1,
          yPushCount: 12,
          heldHeight: 13,
          zWidth: 13,
          zHeight: 13,
          waits: 12,
          enable: 1,
          activeRows: 13,
          first: 1,
          computing: 1,
          pushingY: 1,
        }),
        wire("stall", 1, () => this.stall),
        wire("stall_w", 1, () => this.stallW),
        wire("stall_x", 1, () => this.stallX),
        wire("stall_y", 1, () => this.stallY),
        wire("loads_w", 1, () => this.loadsW),
      ],
      children: [],
    };
  }
}
