import { NarrowPort, WidePort } from "../ports.js";
import { versioned, watched, wire, type Block, type Scope } from "../probe.js";
import { ControllerState, Controller } from "./controller.js";
import type { ArrayDatapath } from "./array.js";
import { arrayOf, DEFAULT_CE, type CeModel } from "./ce-model.js";
import { Engine } from "./engine.js";
import type { JobConfig } from "./job-config.js";
import { MemoryScheduler } from "./memory-scheduler.js";
import type { RedmuleParameters } from "./parameters.js";
import { RegisterFile } from "./register-file.js";
import { Scheduler, SchedulerState } from "./scheduler.js";
import { Streamer } from "./streamer.js";
import { Tiler } from "./tiler.js";
import { WBuffer } from "./w-buffer.js";
import { Work } from "./work.js";
import { XBuffer } from "./x-buffer.js";
import { ZBuffer, ZState } from "./z-buffer.js";

/** Clocks without a job after which every wire is at rest, too. */
const RESTED = 64;

/**
 * RedMulE: a peripheral port to program it, a wide TCDM port, and an event. One clock is: the memory settles its response,
 * `settleRequest`, the memory settles its grant, `settleGrant`, then `edge` everywhere.
 */
export class Redmule implements Block {
  readonly parameters: RedmuleParameters;
  readonly periph = new NarrowPort();
  readonly tcdm: WidePort;
  readonly registers: RegisterFile;
  readonly tiler: Tiler;
  readonly controller = new Controller();
  readonly memoryScheduler: MemoryScheduler;
  readonly scheduler: Scheduler;
  readonly streamer: Streamer;
  readonly xBuffer: XBuffer;
  readonly wBuffer: WBuffer;
  readonly zBuffer: ZBuffer;
  readonly engine: Engine;
  /** What the jobs that have ended did; for observers. */
  readonly work: Work;

  private readonly zDepth: number;
  private readonly keepsState: boolean;
  private readonly emptyHangs: boolean;
  /** The job computes and its control side had nothing to do in the last clock; it is idle in this one. */
  controlRests = false;
  controlIdle = 0;
  /** Counts settle steps and edges of the control side. */
  private controlSteps = 0;
  /** Y and Z had nothing to do in the last clock; nothing of them is under way in this one. */
  private yzIdle = false;
  private yzStands = false;
  /** They are idle with a tile of Y loaded; then they are left out of this clock. */
  private yzRests = false;
  private yzLeft = false;
  /** No W row is due while control side, Y and Z are idle; the X buffer stands still, too. */
  private waits = false;
  xStands = false;
  /** Counts their settle steps and edges. */
  private yzSteps = 0;
  /** The configuration that scheduler and memory scheduler work by. */
  private config: JobConfig | null = null;
  private configVersion = 0;
  /** Clocks without a job and without an access, counted to `RESTED`. */
  private rest = 0;

  /** @param ce how compute elements are evaluated, or what makes the array */
  constructor(p: RedmuleParameters, ce: CeModel | ((p: RedmuleParameters) => ArrayDatapath) = DEFAULT_CE) {
    this.parameters = p;
    const array = typeof ce === "function" ? ce(p) : arrayOf(ce, p);
    this.tcdm = new WidePort(p.port / 32);
    this.registers = new RegisterFile(p, this.periph);
    this.tiler = new Tiler(p, this.registers.storage);
    this.streamer = new Streamer(p, this.tcdm);
    this.memoryScheduler = new MemoryScheduler(p, this.streamer);
    this.xBuffer = new XBuffer(p, array.store);
    this.wBuffer = new WBuffer(p, array.store);
    this.zBuffer = new ZBuffer(p);
    this.scheduler = new Scheduler(p, this.xBuffer, this.wBuffer, this.zBuffer);
    this.work = new Work(p);
    this.engine = new Engine(p, array, this.xBuffer, this.wBuffer, this.zBuffer);
    this.zDepth = p.zStreamFifo;
    // E4: buffers, counters and FIFOs keep what a job leaves in them.
    this.keepsState = p.errata.E4;
    // E22: a job without rows or columns waits for the last of them.
    this.emptyHangs = p.errata.E22;
    for (const row of [this.wBuffer, this.xBuffer] as const) row.source = this.sourceOf(row).rows.data;
    this.zBuffer.ySource = this.streamer.y.rows.data;
    this.streamer.z.source = this.zBuffer.data;
    this.streamer.z.sourceStride = p.L;
  }

  private sourceOf(buffer: WBuffer | XBuffer) {
    return buffer === this.wBuffer ? this.streamer.w : this.streamer.x;
  }

  /** 1 in the clock after a job has finished. */
  get event(): number {
    return this.registers.event;
  }

  /** The event as a bit of the core that committed the job. */
  get eventCores(): number {
    return this.registers.event << this.registers.eventTarget.target;
  }

  /** 1 from the start of a job to its end. */
  get busy(): number {
    const { state } = this.controller;
    return state !== ControllerState.LATCH_RST && state !== ControllerState.IDLE && !this.controller.finished ? 1 : 0;
  }

  /** No job for so long that nothing changes before an access. */
  get idle(): boolean {
    return this.rest === RESTED;
  }

  /** Response and grant of the peripheral port. */
  settleResponse(): void {
    if (this.controlIdle === 0 || !this.controlRests) this.registers.settleResponse();
  }

  /** Everything up to the request on the TCDM port. Both ports' inputs of this clock stand. */
  settleRequest(): void {
    const { streamer, scheduler, zBuffer, registers } = this;
    const asked = this.keepsState ? registers.asked : this.periph.req;
    const controlIdle = this.controlRests && (asked | streamer.z.done | streamer.faulted) === 0 ? 1 : 0;
    this.controlIdle = controlIdle;
    scheduler.xValid = streamer.x.rows.count > 0 ? 1 : 0;
    scheduler.wValid = streamer.w.rows.count > 0 ? 1 : 0;
    this.yzLeft = this.yzRests && controlIdle !== 0;
    const { state } = scheduler;
    this.waits = this.yzLeft && state === SchedulerState.WAIT;
    if (this.waits) this.settleWaiting();
    else if (this.yzLeft && state === SchedulerState.LOAD_W) this.settleLoading();
    else {
      this.yzLeft = false;
      zBuffer.yValid = streamer.y.rows.count > 0 ? 1 : 0;
      this.settleJob();
    }
    if (controlIdle === 0 || streamer.x.ready) this.memoryScheduler.settle();
    else streamer.x.start = 0;
    streamer.settleRequest();
    if (controlIdle === 0) this.settleController();
  }

  /** Between two W rows of a tile only the X buffer moves, and the array. */
  private settleWaiting(): void {
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
  private settleLoading(): void {
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
    streamer.zPriority = streamer.z.rows.count > 0 ? 1 : 0;
  }

  private settleJob(): void {
    if (this.controlIdle === 0) this.settleControl();
    this.settleSchedule();
    this.settleBuffers();
    this.settleEngine();
  }

  /** The paths between scheduler and buffers: what is loaded, whether that stalls the array, what moves. */
  private settleSchedule(): void {
    const { scheduler, xBuffer, zBuffer } = this;
    const { yz } = scheduler;
    zBuffer.zReady = this.streamer.z.rows.count < this.zDepth ? 1 : 0;
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
    streamer.zPriority = zBuffer.draining | (streamer.z.rows.count > 0 ? 1 : 0);
  }

  /** From the register file to what the job is. */
  private settleControl(): void {
    this.controlSteps++;
    const { controller, registers, tiler, scheduler, memoryScheduler, zBuffer, streamer } = this;
    controller.settleState();
    registers.done = controller.finished;
    registers.settle();
    tiler.start = registers.tile;
    tiler.resize = registers.resize;
    tiler.written = registers.written;
    tiler.writtenValue = registers.writtenValue;
    tiler.programmed = registers.pointer;
    tiler.running = registers.running;
    const { config } = tiler;
    if (config !== this.config || config.version !== this.configVersion) this.configure(config);
    scheduler.firstLoad = memoryScheduler.firstLoad = controller.firstLoad;
    scheduler.finished = memoryScheduler.finished = controller.finished;
    memoryScheduler.idle = controller.idle;
    zBuffer.active = controller.idle | controller.finished ? 0 : 1;
    streamer.mute = this.keepsState ? 0 : registers.clearing;
  }

  /** The job is another one, or has other addresses. */
  private configure(config: JobConfig): void {
    this.config = config;
    this.configVersion = config.version;
    this.scheduler.config = this.memoryScheduler.config = config;
    this.scheduler.wake();
    this.memoryScheduler.wake();
    this.yzIdle = this.yzRests = false;
  }

  private settleEngine(): void {
    const { engine, scheduler } = this;
    engine.enable = scheduler.enable;
    engine.activeRows = scheduler.activeRows;
    engine.pushingY = scheduler.yz.pushingY;
    engine.operation = scheduler.config.operation;
    engine.settle();
  }

  private settleController(): void {
    const { controller, scheduler } = this;
    controller.start = this.registers.start;
    controller.tilerReady = this.tiler.ready;
    controller.wLoaded = scheduler.loadsW;
    controller.zDone = this.streamer.z.done;
    controller.fault = this.streamer.faulted;
    const { rowTiles, columnTiles } = this.tiler.config;
    controller.empty = !this.emptyHangs && (rowTiles === 0 || columnTiles === 0) ? 1 : 0;
    controller.settle();
    this.tiler.setback = controller.setback;
    this.tiler.clear = this.registers.clear;
    this.tiler.settle();
  }

  /** After the grant of the TCDM port. */
  settleGrant(): void {
    this.streamer.settleGrant();
  }

  private get clear(): number {
    return this.registers.clear | (this.controller.state === ControllerState.LATCH_RST ? 1 : 0);
  }

  /** Data paths are wired without copies: a consumer takes its edge before its producer. */
  edge(): void {
    const { scheduler, streamer, controlIdle } = this;
    if (controlIdle === 0) this.wireClears();
    this.engine.edge();
    if (!this.xStands) this.edgeX();
    this.wBuffer.edge();
    streamer.edge();
    if (this.waits) scheduler.edgeWaiting();
    else {
      if (!this.yzLeft) this.zBuffer.edge();
      scheduler.edge();
      if (!this.yzLeft || scheduler.tileEnds !== 0) this.edgeYz();
    }
    if (controlIdle === 0 || streamer.x.done !== 0) this.memoryScheduler.edge();
    if (controlIdle !== 0) return;
    this.edgeControl();
    this.edgeRest();
  }

  /** What the array still has to compute with the operands as they are comes first. */
  private edgeX(): void {
    const { xBuffer, wBuffer } = this;
    if ((wBuffer.load | wBuffer.clear) !== 0 || xBuffer.turns) this.engine.compute();
    xBuffer.edge();
  }

  private edgeYz(): void {
    const { scheduler } = this;
    const cleared = scheduler.clear | scheduler.finished;
    const idle = this.yzStands && scheduler.yz.holds;
    this.yzIdle = idle && cleared === 0;
    if (!idle || (scheduler.tileEnds | scheduler.starts | cleared) !== 0) scheduler.yz.edge();
    this.yzRests = this.yzIdle && scheduler.yz.idle && this.zBuffer.state === ZState.LOADED;
    if (!idle || (scheduler.tileEnds | scheduler.starts | cleared | this.zBuffer.clear) !== 0) this.yzSteps++;
  }

  private edgeRest(): void {
    const { controller, registers, tiler, periph, tcdm } = this;
    const works =
      controller.state !== ControllerState.IDLE || (controller.jobStart | periph.req | tcdm.req | tcdm.rvalid) !== 0;
    if (works || !registers.idle || !tiler.idle) this.rest = 0;
    else if (this.rest !== RESTED) this.rest++;
  }

  /** Soft clear, and the end of a job. */
  private wireClears(): void {
    const { controller, engine, xBuffer, wBuffer, zBuffer, streamer, scheduler, memoryScheduler } = this;
    const clear = this.clear;
    const sweep = clear | (this.keepsState ? 0 : controller.finished);
    engine.flush = controller.finished | clear;
    engine.clearAll = this.keepsState ? 0 : sweep;
    streamer.clear = sweep;
    streamer.clearStores = clear | (controller.finished & streamer.faulted);
    streamer.clearFault = clear | controller.finished;
    xBuffer.clear = wBuffer.clear = zBuffer.clear = sweep;
    scheduler.clear = memoryScheduler.clear = controller.clear = clear;
  }

  private edgeControl(): void {
    this.controlSteps++;
    const { controller, registers, tiler } = this;
    if (controller.finished) this.work.add(tiler.config);
    controller.edge();
    tiler.edge();
    registers.edge();
    const computes = controller.state === ControllerState.COMPUTING && controller.firstLoad === 0;
    this.controlRests = computes && registers.idle && tiler.idle;
  }

  reset(): void {
    this.wake();
    for (const block of this.blocks()) block.reset();
  }

  private blocks() {
    const { registers, tiler, controller, memoryScheduler, scheduler, streamer, xBuffer, wBuffer, zBuffer, engine } =
      this;
    return [registers, tiler, controller, memoryScheduler, scheduler, streamer, xBuffer, wBuffer, zBuffer, engine];
  }

  /**
   * Drops everything that was derived from registers, so that the next clock settles every block. Overwriting a register through
   * its probe does this; it changes no register and no result.
   */
  wake(): void {
    this.controlRests = this.yzIdle = this.yzRests = false;
    this.controlSteps++;
    this.yzSteps++;
    this.rest = 0;
    for (const block of [this.scheduler, this.memoryScheduler, this.xBuffer, this.streamer]) block.wake();
    for (const config of this.tiler.configs) config.wake();
  }

  scope(name: string): Scope {
    return watched(
      this.blocksScope(name),
      () => this.wake(),
      () => this.engine.compute(),
    );
  }

  private schedulerScope(): Scope {
    const scope = this.scheduler.scope("scheduler");
    return { ...scope, children: scope.children.map((yz) => versioned(yz, () => this.yzSteps)) };
  }

  private blocksScope(name: string): Scope {
    const steps = (): number => this.controlSteps;
    return {
      name,
      probes: [
        wire("busy", 1, () => this.busy),
        wire("event", 1, () => this.event),
        wire("clear", 1, () => this.clear),
      ],
      children: [
        ...[this.registers.scope("registers"), this.tiler.scope("tiler"), this.controller.scope("controller")].map(
          (scope) => versioned(scope, steps),
        ),
        this.memoryScheduler.scope("memory_scheduler"),
        this.schedulerScope(),
        this.streamer.scope("streamer"),
        this.xBuffer.scope("x_buffer"),
        this.wBuffer.scope("w_buffer"),
        versioned(this.zBuffer.scope("z_buffer"), () => this.yzSteps),
        this.engine.scope("engine"),
      ],
    };
  }
}
