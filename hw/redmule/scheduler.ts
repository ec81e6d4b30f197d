import { differ } from "../bits.js";
import { registersOf, wire, type Block, type Scope } from "../probe.js";
import { JobConfig } from "./job-config.js";
import { OperandPositions } from "./operand-positions.js";
import type { RedmuleParameters } from "./parameters.js";
import type { WBuffer } from "./w-buffer.js";
import type { XBuffer } from "./x-buffer.js";
import { YzScheduler } from "./yz-scheduler.js";
import type { ZBuffer } from "./z-buffer.js";

export const SchedulerState = { IDLE: 0, PRELOAD: 1, LOAD_W: 2, WAIT: 3 } as const;
export type SchedulerState = (typeof SchedulerState)[keyof typeof SchedulerState];
export const SCHEDULER_STATES = Object.keys(SchedulerState);

/**
 * Paces the array: one W row every P+1 clocks, stalled in LOAD_W while a W row, an X chunk or the next Y tile is missing.
 * Drives the three buffers.
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
  waits = 0;
  /** The array advances in this clock; the data path runs one clock behind the decision. */
  enable = 0;
  /** Rows of the array that are clocked. */
  activeRows = 0;
  computing = 0;
  readonly positions: OperandPositions;
  readonly yz: YzScheduler;

  // Wires.
  stall = 0;
  stallW = 0;
  stallX = 0;
  stallY = 0;
  /** A W row is loaded (or a padded step passed) in this clock. */
  loadsW = 0;
  private next: SchedulerState = SchedulerState.IDLE;
  /** The first tile starts; a tile's last W row is loaded. */
  starts = 0;
  tileEnds = 0;
  /** The sizes of Y and Z have to be derived anew. */
  private stale = 1;
  /** No W row was due in the last clock and none is in this one: every wire but the state to come is as it was. */
  waiting = 0;

  private readonly P: number;
  private readonly x: XBuffer;
  private readonly w: WBuffer;
  private readonly z: ZBuffer;

  constructor(p: RedmuleParameters, x: XBuffer, w: WBuffer, z: ZBuffer) {
    this.P = p.P;
    this.x = x;
    this.w = w;
    this.z = z;
    this.positions = new OperandPositions(p, x, w);
    this.yz = new YzScheduler(p, z);
  }

  /** Sizes of what the buffers work on, and what the X fill sees. */
  settleSizes(): void {
    const { config, positions } = this;
    if (positions.stale !== 0) positions.settle(config);
    if (this.stale !== 0) {
      this.yz.config = config;
      this.yz.deriveSizes();
      this.stale = 0;
    }
    const { inputs } = this.x.fill;
    inputs.xDone = positions.xDone | positions.noX;
    inputs.finished = this.finished;
    inputs.xValid = this.xValid;
    inputs.start = this.state === SchedulerState.IDLE ? this.firstLoad : 0;
    inputs.groupEnds = positions.groupEnds;
  }

  /** Stalls, and what the buffers do in this clock. The X fill's chunk, Y and Z have been settled. */
  settleStall(): void {
    if (this.state !== SchedulerState.LOAD_W) {
      this.settleWait();
      return;
    }
    const { x, w, yz, positions } = this;
    const { wDone, wStep } = positions;
    yz.wDone = wDone;
    this.stallW = wStep & ((this.wValid | wDone) ^ 1);
    this.stallX = x.fill.starves();
    this.stallY = yz.blocks ? 1 : 0;
    this.stall = this.stallW | this.stallX | this.stallY;
    const loads = this.stall ^ 1;
    this.loadsW = w.load = w.shift = loads;
    w.step = wStep;
    x.fill.inputs.shift = loads & (positions.noX ^ 1);
    x.fill.inputs.padSetup = 0;
    this.next = this.nextState();
    this.starts = 0;
    this.tileEnds = this.countsW & (differ(positions.wPosition.step, this.config.paddedSteps - 1) ^ 1);
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
    yz.wDone = this.lastTileEnds ? 1 : this.positions.wDone;
  }

  /** A W row with its beat, or a padded step of the job, is passed. */
  private get countsW(): number {
    const { wStep, wDone } = this.positions;
    const padding = (wStep | wDone) ^ 1;
    return this.loadsW & (this.wValid | padding);
  }

  private get lastTileEnds(): boolean {
    if (this.tileEnds === 0) return false;
    const { config } = this;
    const { wPosition } = this.positions;
    const lastColumns = wPosition.columnTile === config.columnTiles - 1;
    return lastColumns && wPosition.rowTile === config.rowTiles - 1;
  }

  /** The W stream's head row is taken in this clock. */
  get takesW(): number {
    return this.loadsW & this.positions.wStep;
  }

  edge(): void {
    const { stall, state, next, positions, config } = this;
    const enable = this.computing & (stall ^ 1);
    const activeRows = enable ? this.yz.zWidth : 0;
    if (this.clear || this.finished) {
      this.resetCounters();
      this.enable = this.clear ? 0 : enable;
      this.activeRows = this.clear ? 0 : activeRows;
      return;
    }
    if (this.x.fill.empty !== 0) positions.advanceX(config);
    if (this.loadsW !== 0) positions.advanceW(config, this.countsW);
    // The Y and Z tile moves on: see YzScheduler.edge.
    if (this.z.empty !== 0) this.stale = 1;
    if (stall === 0 && state >= SchedulerState.LOAD_W) this.waits = this.waits === this.P ? 0 : this.waits + 1;
    if (this.starts !== 0) this.computing = 1;
    this.waiting = state === SchedulerState.WAIT && next === state && (this.stale | positions.stale) === 0 ? 1 : 0;
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

  private resetCounters(): void {
    this.state = SchedulerState.IDLE;
    this.positions.reset();
    this.waits = this.computing = this.waiting = 0;
    this.stale = 1;
  }

  reset(): void {
    this.resetCounters();
    this.yz.reset();
    this.enable = this.activeRows = 0;
  }

  /** Registers were overwritten, or the configuration is another: nothing derived from them holds. */
  wake(): void {
    this.positions.wake();
    this.stale = 1;
    this.waiting = 0;
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...registersOf(this, { state: 2 }, { state: { states: SCHEDULER_STATES } }),
        ...this.positions.probes(),
        ...registersOf(this, { waits: 12, enable: 1, activeRows: 13, computing: 1 }),
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
