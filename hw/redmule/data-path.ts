import type { ArrayDatapath } from "./array.js";
import { Engine } from "./engine.js";
import type { RedmuleParameters } from "./parameters.js";
import { Scheduler } from "./scheduler.js";
import type { Streamer } from "./streamer.js";
import { WBuffer } from "./w-buffer.js";
import { XBuffer } from "./x-buffer.js";
import { ZBuffer, ZState } from "./z-buffer.js";

/**
 * From the streams through the buffers and the array, and back: scheduler, X, W and Z buffer, engine, and the three ways to settle them.
 * `Redmule` chooses: what is idle in a clock is left out, Y and Z between tiles, and then, between two W rows, all but the X buffer and
 * the array.
 */
export class DataPath {
  readonly scheduler: Scheduler;
  readonly xBuffer: XBuffer;
  readonly wBuffer: WBuffer;
  readonly zBuffer: ZBuffer;
  readonly engine: Engine;

  /** Y and Z had nothing to do in the last clock; nothing of them is under way in this one. */
  private yzIdle = false;
  private yzStands = false;
  /** They are idle with a tile of Y loaded; then they are left out of this clock. */
  yzRests = false;
  yzLeft = false;
  /** No W row is due while control side, Y and Z are idle; the X buffer stands still, too. */
  waits = false;
  xStands = false;
  /** Counts settle steps and edges of Y and Z. */
  yzSteps = 0;

  private readonly streamer: Streamer;

  constructor(p: RedmuleParameters, array: ArrayDatapath, streamer: Streamer) {
    this.streamer = streamer;
    this.xBuffer = new XBuffer(p, array.store);
    this.wBuffer = new WBuffer(p, array.store);
    this.zBuffer = new ZBuffer(p);
    this.scheduler = new Scheduler(p, this.xBuffer, this.wBuffer, this.zBuffer);
    this.engine = new Engine(p, array, this.xBuffer, this.wBuffer, this.zBuffer);
    const { x, w, y, z } = streamer;
    this.xBuffer.source = x.rows.data;
    this.wBuffer.source = w.rows.data;
    this.zBuffer.ySource = y.rows.data;
    z.source = this.zBuffer.data;
    z.sourceStride = p.L;
  }

  /** Every block: the job begins or ends, or a tile of Y or Z is on its way. */
  settleAll(): void {
    this.settleSchedule();
    this.settleBuffers();
    this.settleEngine();
  }

  /** Between two W rows of a tile only the X buffer moves, and the array. */
  settleWaiting(): void {
    const { scheduler, xBuffer } = this;
    const { fill } = xBuffer;
    const stood = scheduler.waiting;
    scheduler.settleWaiting();
    if (stood === 0) this.streamer.w.take = 0;
    this.settleArray();
    // A row that has come since is loaded, however often this clock is settled.
    const loads = scheduler.xValid & ((fill.inputs.xValid ^ 1) | fill.load);
    this.xStands = (stood & xBuffer.idle & (loads ^ 1)) !== 0;
    fill.inputs.xValid = scheduler.xValid;
    if (this.xStands) return;
    fill.settleFull();
    this.settleX();
  }

  /** With a W row that is due X and W move, the array, and Y and Z where a tile ends. */
  settleLoading(): void {
    const { scheduler, xBuffer, wBuffer, streamer } = this;
    this.xStands = false;
    scheduler.settleSizes();
    xBuffer.fill.settleFull();
    scheduler.settleStall();
    this.settleX();
    if (scheduler.tileEnds !== 0) {
      this.yzSteps++;
      scheduler.settleYz();
    }
    streamer.w.take = scheduler.takesW & scheduler.wValid;
    wBuffer.sourceValid = scheduler.wValid;
    if (wBuffer.load !== 0) wBuffer.sourceOffset = streamer.w.rows.headOffset;
    this.settleArray();
  }

  private settleX(): void {
    const { xBuffer, streamer } = this;
    const { fill } = xBuffer;
    fill.settle();
    streamer.x.take = fill.load;
    if (fill.load !== 0) xBuffer.sourceOffset = streamer.x.rows.headOffset;
  }

  /** The array and the order of Y and Z while these rest. */
  private settleArray(): void {
    const { engine, scheduler, streamer } = this;
    engine.enable = scheduler.enable;
    engine.activeRows = scheduler.activeRows;
    streamer.zPriority = streamer.z.rows.valid;
  }

  /** The paths between scheduler and buffers: what is loaded, whether that stalls the array, what moves. */
  private settleSchedule(): void {
    const { scheduler, xBuffer, zBuffer } = this;
    const { yz } = scheduler;
    zBuffer.zReady = this.streamer.z.rows.ready;
    this.xStands = false;
    scheduler.settleSizes();
    xBuffer.fill.settleFull();
    this.yzStands = yz.idle && zBuffer.idle;
    const yzIdle = this.yzStands && this.yzIdle;
    if (!yzIdle) {
      yz.settleSizes();
      zBuffer.settleLoaded();
    }
    scheduler.settleStall();
    xBuffer.settle();
    const called = scheduler.tileEnds | scheduler.starts | scheduler.finished | scheduler.clear;
    if (yzIdle && called === 0) return;
    this.yzSteps++;
    scheduler.settleYz();
    if (yzIdle) return;
    yz.settle();
    zBuffer.settle();
  }

  /** From the streams to the buffers and back. */
  private settleBuffers(): void {
    const { scheduler, streamer, zBuffer, xBuffer, wBuffer } = this;
    streamer.x.take = xBuffer.fill.load;
    streamer.w.take = scheduler.takesW & scheduler.wValid;
    streamer.y.take = zBuffer.yReady;
    streamer.z.push = zBuffer.zValid;
    if (streamer.x.take !== 0) xBuffer.sourceOffset = streamer.x.rows.headOffset;
    if (wBuffer.load !== 0) wBuffer.sourceOffset = streamer.w.rows.headOffset;
    if (streamer.y.take !== 0) zBuffer.ySourceOffset = streamer.y.rows.headOffset;
    if (streamer.z.push !== 0) {
      streamer.z.sourceOffset = zBuffer.zRow;
      streamer.z.height = zBuffer.zHeight;
    }
    wBuffer.sourceValid = scheduler.wValid;
    streamer.zPriority = zBuffer.draining | streamer.z.rows.valid;
  }

  private settleEngine(): void {
    const { engine, scheduler } = this;
    engine.enable = scheduler.enable;
    engine.activeRows = scheduler.activeRows;
    engine.pushingY = scheduler.yz.pushingY;
    engine.operation = scheduler.config.operation;
    engine.settle();
  }

  /** What the array still has to compute with the operands as they are comes first. */
  edgeX(): void {
    const { xBuffer, wBuffer } = this;
    if ((wBuffer.load | wBuffer.clear) !== 0 || xBuffer.turns) this.engine.compute();
    xBuffer.edge();
  }

  edgeYz(): void {
    const { scheduler } = this;
    const cleared = scheduler.clear | scheduler.finished;
    const idle = this.yzStands && scheduler.yz.holds;
    this.yzIdle = idle && cleared === 0;
    if (!idle || (scheduler.tileEnds | scheduler.starts | cleared) !== 0) scheduler.yz.edge();
    this.yzRests = this.yzIdle && scheduler.yz.idle && this.zBuffer.state === ZState.LOADED;
    if (!idle || (scheduler.tileEnds | scheduler.starts | cleared | this.zBuffer.clear) !== 0) this.yzSteps++;
  }

  /** The job is another one, or has other addresses: nothing that follows from the one before holds. */
  configure(): void {
    this.scheduler.wake();
    this.yzIdle = this.yzRests = false;
  }

  /** Registers were overwritten. */
  wake(): void {
    this.configure();
    this.yzSteps++;
    this.xBuffer.wake();
  }
}
