import type { NarrowPort } from "../ports.js";
import { versioned, type Scope } from "../probe.js";
import { Controller, ControllerState } from "./controller.js";
import type { RedmuleParameters } from "./parameters.js";
import { RegisterFile } from "./register-file.js";
import { Tiler } from "./tiler.js";

/** Clocks without a job after which every wire is at rest, too. */
const RESTED = 64;

/** What a job is and how far it has come: register file, tiler and controller. Idle while the job computes and nobody asks. */
export class ControlSide {
  readonly registers: RegisterFile;
  readonly tiler: Tiler;
  readonly controller = new Controller();

  /** The job computes and there was nothing to do in the last clock; there is nothing in this one. */
  rests = false;
  idle = 0;
  /** Counts settle steps and edges. */
  private steps = 0;
  /** Clocks without a job and without an access, counted to `RESTED`. */
  private rest = 0;

  private readonly periph: NarrowPort;
  private readonly keepsState: boolean;
  private readonly emptyHangs: boolean;

  constructor(p: RedmuleParameters, periph: NarrowPort) {
    this.periph = periph;
    this.registers = new RegisterFile(p, periph);
    this.tiler = new Tiler(p, this.registers.storage);
    // E4: an access without a request does something, too.
    this.keepsState = p.errata.E4;
    // E22: a job without rows or columns waits for the last of them.
    this.emptyHangs = p.errata.E22;
  }

  /** From the start of a job to its end. */
  get busy(): number {
    const { state, finished } = this.controller;
    return state !== ControllerState.LATCH_RST && state !== ControllerState.IDLE && !finished ? 1 : 0;
  }

  /** No job for so long that nothing changes before an access. */
  get isRested(): boolean {
    return this.rest === RESTED;
  }

  get clear(): number {
    return this.registers.clear | (this.controller.state === ControllerState.LATCH_RST ? 1 : 0);
  }

  /** Response and grant of the peripheral port. */
  settleResponse(): void {
    if (this.idle === 0 || !this.rests) this.registers.settleResponse();
  }

  /** Whether anybody asks in this clock; `ends` when the streamer says that the job is over. */
  settleIdle(ends: number): void {
    const asked = this.keepsState ? this.registers.asked : this.periph.req;
    this.idle = this.rests && (asked | ends) === 0 ? 1 : 0;
  }

  /** From the register file to what the job is. */
  settle(): void {
    this.steps++;
    const { controller, registers, tiler } = this;
    controller.settleState();
    registers.done = controller.finished;
    registers.settle();
    tiler.start = registers.tile;
    tiler.resize = registers.resize;
    tiler.written = registers.written;
    tiler.writtenValue = registers.writtenValue;
    tiler.programmed = registers.pointer;
    tiler.running = registers.running;
  }

  /** The state to come: the scheduler loads a W row, the last beat of Z is stored, an access went outside the memory. */
  settleNext(wLoaded: number, zDone: number, fault: number): void {
    const { controller, registers, tiler } = this;
    controller.start = registers.start;
    controller.tilerReady = tiler.ready;
    controller.wLoaded = wLoaded;
    controller.zDone = zDone;
    controller.fault = fault;
    const { rowTiles, columnTiles } = tiler.config;
    controller.empty = !this.emptyHangs && (rowTiles === 0 || columnTiles === 0) ? 1 : 0;
    controller.settle();
    tiler.setback = controller.setback;
    tiler.clear = registers.clear;
    tiler.settle();
  }

  /** @param access a request to the memory or a response of it in this clock */
  edge(access: number): void {
    this.steps++;
    const { controller, registers, tiler } = this;
    controller.edge();
    tiler.edge();
    registers.edge();
    const computes = controller.state === ControllerState.COMPUTING && controller.firstLoad === 0;
    const idle = registers.idle && tiler.idle;
    this.rests = computes && idle;
    const works = controller.state !== ControllerState.IDLE || (controller.jobStart | this.periph.req | access) !== 0;
    if (works || !idle) this.rest = 0;
    else if (this.rest !== RESTED) this.rest++;
  }

  reset(): void {
    for (const block of [this.registers, this.tiler, this.controller]) block.reset();
  }

  /** Registers were overwritten, here or elsewhere. */
  wake(): void {
    this.rests = false;
    this.steps++;
    this.rest = 0;
    for (const config of this.tiler.configs) config.wake();
  }

  scopes(): Scope[] {
    const { registers, tiler, controller } = this;
    const scopes = [registers.scope("registers"), tiler.scope("tiler"), controller.scope("controller")];
    return scopes.map((scope) => versioned(scope, () => this.steps));
  }
}
