import { NarrowPort, WidePort } from "../ports.js";
import { versioned, watched, wire, type Block, type Scope } from "../probe.js";
import type { ArrayDatapath } from "./array.js";
import { arrayOf, DEFAULT_CE, type CeModel } from "./ce-model.js";
import { ControlSide } from "./control-side.js";
import type { Controller } from "./controller.js";
import { DataPath } from "./data-path.js";
import type { Engine } from "./engine.js";
import type { JobConfig } from "./job-config.js";
import { MemoryScheduler } from "./memory-scheduler.js";
import type { RedmuleParameters } from "./parameters.js";
import type { RegisterFile } from "./register-file.js";
import { SchedulerState, type Scheduler } from "./scheduler.js";
import { Streamer } from "./streamer.js";
import type { Tiler } from "./tiler.js";
import type { WBuffer } from "./w-buffer.js";
import { Work } from "./work.js";
import type { XBuffer } from "./x-buffer.js";
import type { ZBuffer } from "./z-buffer.js";

/**
 * RedMulE: a peripheral port to program it, a wide TCDM port, and an event. One clock is: the memory settles its response,
 * `settleRequest`, the memory settles its grant, `settleGrant`, then `edge` everywhere.
 */
export class Redmule implements Block {
  readonly parameters: RedmuleParameters;
  readonly periph = new NarrowPort();
  readonly tcdm: WidePort;
  readonly control: ControlSide;
  readonly memoryScheduler: MemoryScheduler;
  readonly data: DataPath;
  readonly streamer: Streamer;
  // The blocks of the control side and of the data path.
  readonly registers: RegisterFile;
  readonly tiler: Tiler;
  readonly controller: Controller;
  readonly scheduler: Scheduler;
  readonly xBuffer: XBuffer;
  readonly wBuffer: WBuffer;
  readonly zBuffer: ZBuffer;
  readonly engine: Engine;
  /** What the jobs that have ended did; for observers. */
  readonly work: Work;

  private readonly keepsState: boolean;
  /** The configuration that scheduler and memory scheduler work by. */
  private config: JobConfig | null = null;
  private configVersion = 0;

  /** @param ce how compute elements are evaluated, or what makes the array */
  constructor(p: RedmuleParameters, ce: CeModel | ((p: RedmuleParameters) => ArrayDatapath) = DEFAULT_CE) {
    this.parameters = p;
    const array = typeof ce === "function" ? ce(p) : arrayOf(ce, p);
    this.tcdm = new WidePort(p.port / 32);
    this.control = new ControlSide(p, this.periph);
    this.streamer = new Streamer(p, this.tcdm);
    this.memoryScheduler = new MemoryScheduler(p, this.streamer);
    this.data = new DataPath(p, array, this.streamer);
    this.work = new Work(p);
    this.registers = this.control.registers;
    this.tiler = this.control.tiler;
    this.controller = this.control.controller;
    this.scheduler = this.data.scheduler;
    this.xBuffer = this.data.xBuffer;
    this.wBuffer = this.data.wBuffer;
    this.zBuffer = this.data.zBuffer;
    this.engine = this.data.engine;
    // E4: buffers, counters and FIFOs keep what a job leaves in them.
    this.keepsState = p.errata.E4;
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
    return this.control.busy;
  }

  /** No job for so long that nothing changes before an access. */
  get idle(): boolean {
    return this.control.isRested;
  }

  /** Response and grant of the peripheral port. */
  settleResponse(): void {
    this.control.settleResponse();
  }

  /** Everything up to the request on the TCDM port. Both ports' inputs of this clock stand. */
  settleRequest(): void {
    const { control, data, scheduler, streamer } = this;
    control.settleIdle(streamer.z.done | streamer.faulted);
    const { idle } = control;
    if (idle === 0) this.settleJob();
    scheduler.xValid = streamer.x.rows.valid;
    scheduler.wValid = streamer.w.rows.valid;
    const { state } = scheduler;
    data.yzLeft = data.yzRests && idle !== 0;
    data.waits = data.yzLeft && state === SchedulerState.WAIT;
    if (data.waits) data.settleWaiting();
    else if (data.yzLeft && state === SchedulerState.LOAD_W) data.settleLoading();
    else {
      data.yzLeft = false;
      this.zBuffer.yValid = streamer.y.rows.valid;
      data.settleAll();
    }
    if (idle === 0 || streamer.x.ready) this.memoryScheduler.settle();
    else streamer.x.start = 0;
    streamer.settleRequest();
    if (idle === 0) control.settleNext(this.scheduler.loadsW, streamer.z.done, streamer.faulted);
  }

  /** What the job is, to everybody. */
  private settleJob(): void {
    const { control, controller, scheduler, memoryScheduler } = this;
    control.settle();
    const { config } = this.tiler;
    if (config !== this.config || config.version !== this.configVersion) this.configure(config);
    scheduler.firstLoad = memoryScheduler.firstLoad = controller.firstLoad;
    scheduler.finished = memoryScheduler.finished = controller.finished;
    memoryScheduler.idle = controller.idle;
    this.zBuffer.active = controller.idle | controller.finished ? 0 : 1;
    this.streamer.mute = this.keepsState ? 0 : this.registers.clearing;
  }

  /** The job is another one, or has other addresses. */
  private configure(config: JobConfig): void {
    this.config = config;
    this.configVersion = config.version;
    this.scheduler.config = this.memoryScheduler.config = config;
    this.data.configure();
    this.memoryScheduler.wake();
  }

  /** After the grant of the TCDM port. */
  settleGrant(): void {
    this.streamer.settleGrant();
  }

  /** Data paths are wired without copies: a consumer takes its edge before its producer. */
  edge(): void {
    const { control, data, scheduler, streamer } = this;
    const { idle } = control;
    if (idle === 0) this.wireClears();
    this.engine.edge();
    if (!data.xStands) data.edgeX();
    this.wBuffer.edge();
    streamer.edge();
    if (data.waits) scheduler.edgeWaiting();
    else {
      if (!data.yzLeft) this.zBuffer.edge();
      scheduler.edge();
      if (!data.yzLeft || scheduler.tileEnds !== 0) data.edgeYz();
    }
    if (idle === 0 || streamer.x.done !== 0) this.memoryScheduler.edge();
    if (idle === 0) this.edgeControl();
  }

  /** Soft clear, and the end of a job. */
  private wireClears(): void {
    const { controller, engine, xBuffer, wBuffer, zBuffer, streamer, scheduler, memoryScheduler } = this;
    const { clear } = this.control;
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
    const { controller, tcdm } = this;
    if (controller.finished) this.work.add(this.tiler.config);
    this.control.edge(tcdm.req | tcdm.rvalid);
  }

  reset(): void {
    this.wake();
    const { control, memoryScheduler, scheduler, streamer, xBuffer, wBuffer, zBuffer, engine } = this;
    for (const block of [control, memoryScheduler, scheduler, streamer, xBuffer, wBuffer, zBuffer, engine])
      block.reset();
  }

  /**
   * Drops everything that was derived from registers, so that the next clock settles every block. Overwriting a register through
   * its probe does this; it changes no register and no result.
   */
  wake(): void {
    for (const block of [this.control, this.data, this.memoryScheduler, this.streamer]) block.wake();
  }

  scope(name: string): Scope {
    return watched(
      this.blocksScope(name),
      () => this.wake(),
      () => this.engine.compute(),
    );
  }

  private blocksScope(name: string): Scope {
    return {
      name,
      probes: [
        wire("busy", 1, () => this.busy),
        wire("event", 1, () => this.event),
        wire("clear", 1, () => this.control.clear),
      ],
      children: [
        ...this.control.scopes(),
        this.memoryScheduler.scope("memory_scheduler"),
        this.schedulerScope(),
        this.streamer.scope("streamer"),
        this.xBuffer.scope("x_buffer"),
        this.wBuffer.scope("w_buffer"),
        versioned(this.zBuffer.scope("z_buffer"), () => this.data.yzSteps),
        this.engine.scope("engine"),
      ],
    };
  }

  private schedulerScope(): Scope {
    const scope = this.scheduler.scope("scheduler");
    return { ...scope, children: scope.children.map((yz) => versioned(yz, () => this.data.yzSteps)) };
  }
}
