import type { NarrowPort } from "../ports.js";
import { registerArray, wire, type Block, type Scope, registersOf } from "../probe.js";
import { EventTarget } from "./event-target.js";
import { JobCounters } from "./job-counters.js";
import { JobStorage } from "./job-storage.js";
import type { RedmuleParameters } from "./parameters.js";
import { SoftClear } from "./soft-clear.js";
import { ACQUIRE_BUSY, ACQUIRE_LOCKED, REGISTER, STORAGE } from "./registers.js";

export const CONTEXTS = 2;

/** E16: what a read of TRIGGER shows. */
const UNDECODED = 0xdeadbeef;
const RunState = { IDLE: 0, STARTING: 1, RUN: 2 } as const;
type RunState = (typeof RunState)[keyof typeof RunState];
const RUN_STATES = Object.keys(RunState);

/**
 * Peripheral port of RedMulE: control registers, two job contexts with their queue, soft clear and the event. One context is
 * programmed (`pointer`) while the other may run (`running`). Answers one clock after the grant.
 */
export class RegisterFile implements Block {
  // Input wire: the controller's one-clock done.
  done = 0;

  // Registers.
  readonly storage: JobStorage;
  readonly status = new Uint8Array(CONTEXTS);
  pointer = 0;
  running = 0;
  pending = 0;
  locked = 0;
  /** Committed jobs that a trigger has released. */
  released = 0;
  runState: RunState = RunState.IDLE;
  working = 0;
  start = 0;
  event = 0;
  readonly counters: JobCounters;
  readonly softClear = new SoftClear();
  readonly eventTarget = new EventTarget(CONTEXTS);
  rvalid = 0;
  rdata = 0;
  /** E16: the answer of this clock is the word that its own access addresses. */
  unregistered = 0;

  // Wires.
  /** 1 in the clock in which software writes 0x54 of the programmed context, or any register that sizes its job. */
  tile = 0;
  resize = 0;
  /** Index and value of the word that is written in this clock; -1 without a write. */
  written = -1;
  writtenValue = 0;
  private readonly counted = { acquired: 0, taken: 0, ends: 0 };
  private access = 0;
  private open = 0;
  private trueDone = 0;
  private full = 0;

  private readonly port: NarrowPort;
  private readonly latchless: boolean;
  private readonly openInClear: boolean;
  private readonly openWhenFull: boolean;
  private readonly keepsState: boolean;

  constructor(p: RedmuleParameters, port: NarrowPort) {
    this.port = port;
    this.storage = new JobStorage(p, CONTEXTS);
    this.latchless = p.errata.E16;
    this.counters = new JobCounters(p.errata);
    this.openInClear = p.errata.E19;
    this.openWhenFull = p.errata.E21;
    this.keepsState = p.errata.E4;
  }

  /** Response and grant of the peripheral port, from registers. */
  settleResponse(): void {
    const { port } = this;
    // E19: accesses during a clear are granted, and partly lost.
    port.gnt = this.clearing && !this.openInClear ? 0 : 1;
    port.rvalid = this.rvalid;
    port.rdata = this.rdata;
    port.err = 0;
  }

  settle(): void {
    const { port } = this;
    this.access = port.req & port.gnt;
    this.full = this.pending === CONTEXTS ? 1 : 0;
    this.trueDone = this.done & this.working;
    // E21: with both contexts taken, a write goes to the context that runs, and a commit overruns the queue.
    this.open = this.openWhenFull || !this.full ? 1 : 0;
    const writes = this.access & port.write & this.open;
    const offset = port.addr & 0xfc;
    this.written = writes && offset >= STORAGE ? this.storage.indexOf(offset, this.pointer) : -1;
    if (this.written >= 0) this.writtenValue = this.storage.merged(this.written, port.wdata, port.be);
    this.tile = writes && (port.addr & 0xff) === REGISTER.MACFG ? 1 : 0;
    this.resize = writes && offset >= REGISTER.MCFG0 && offset <= REGISTER.MACFG ? 1 : 0;
    if (this.unregistered) port.rdata = this.access && !port.write ? this.word(offset) : 0;
  }

  /** What stands at an address, without the effects of a read. */
  peek(address: number): number {
    const offset = address & 0xfc;
    return offset < STORAGE ? this.control(offset) : this.word(offset, address);
  }

  /** The word of storage that a read addresses: by address bits 9:8 of the programmed context, or of context 0 or 1. */
  private word(offset: number, address = this.port.addr): number {
    const select = (address >> 8) & 3;
    return this.storage.read(offset, select === 0 ? this.pointer : (select - 1) & 1);
  }

  /** The job registers are about to be quiet: a clear is under way. */
  get clearing(): number {
    return this.softClear.underWay;
  }

  /** The clear of the machine acts in this clock. */
  get clear(): number {
    return this.softClear.clear;
  }

  /** An access in this clock, or (E4) the address of FINISHED alone, which is enough to clear it. */
  get asked(): number {
    const { req, addr } = this.port;
    return req | (this.keepsState && (addr & 0xfc) === REGISTER.FINISHED ? 1 : 0);
  }

  /** No access, no clear and no step of the queue in this clock. */
  get idle(): boolean {
    const moves = this.asked | this.trueDone | this.event | this.rvalid | this.start;
    const queued = this.runState === RunState.IDLE && this.queued;
    const still = this.softClear.idle && this.counters.idle;
    return moves === 0 && still && this.runState !== RunState.STARTING && !queued;
  }

  private get queued(): boolean {
    return this.running !== this.pointer || this.pending === CONTEXTS;
  }

  edge(): void {
    if (this.idle) return;
    const { port, trueDone, softClear, counters, counted } = this;
    const { clear, clearJobs } = softClear;
    const offset = port.addr & 0xfc;
    const reads = this.access & (port.write ^ 1);
    const writes = this.access & port.write;
    const commit = writes && this.open && offset === REGISTER.TRIGGER ? 1 : 0;
    const trigger = commit && port.wdata === 0 ? 1 : 0;
    const acquire = reads && offset === REGISTER.ACQUIRE ? 1 : 0;
    // E19: a job that ends in a clear is counted, though its event is suppressed.
    const ends = this.openInClear || !clear ? trueDone : 0;
    counted.acquired = acquire && !this.locked && !this.full ? 1 : 0;
    // E4: the address of FINISHED clears it, with a request or without.
    counted.taken = offset === REGISTER.FINISHED ? (this.keepsState ? 1 : this.access) : 0;
    counted.ends = ends;

    this.rvalid = this.access;
    this.unregistered = 0;
    if (reads) this.answer(offset);
    softClear.edge(writes && offset === REGISTER.SOFT_CLEAR ? 1 : 0, port.wdata === 0);
    counters.edge(counted);
    this.stepStatus(trigger, ends);
    if (clearJobs) this.resetJobs();
    else if (this.written >= 0) this.storage.words[this.written] = this.writtenValue;
    if (clear) {
      this.resetQueue();
      // E4: the status of an aborted job stays until the job registers are cleared.
      if (!this.keepsState) this.status.fill(0);
      return;
    }
    this.event = trueDone;
    if (trueDone) this.eventTarget.end(this.running);
    if (commit) this.eventTarget.commit(this.pointer, port.id);
    this.stepRun(trigger);
    this.release(trigger);
    if (this.locked) this.locked = commit ^ 1;
    else if (acquire && !this.full) this.locked = 1;
    this.pending = (this.pending + commit - trueDone) & 3;
    this.pointer ^= commit;
    this.running ^= trueDone;
  }

  /** Samples what a read shows in the next clock. */
  private answer(offset: number): void {
    const control = offset < STORAGE && !this.softClear.clearJobs;
    // E16: no register stands behind the storage.
    this.unregistered = this.latchless && !control ? 1 : 0;
    this.rdata = control ? this.control(offset) : this.latchless ? 0 : this.word(offset);
  }

  private control(offset: number): number {
    switch (offset) {
      case REGISTER.ACQUIRE:
        return this.locked ? ACQUIRE_LOCKED : this.full ? ACQUIRE_BUSY : this.counters.offloadJob;
      case REGISTER.FINISHED:
        return this.counters.finished;
      case REGISTER.STATUS:
        return this.status[0] | (this.status[1] << 8);
      case REGISTER.RUNNING_JOB:
        return this.counters.shown;
      case REGISTER.TRIGGER:
        return this.latchless ? UNDECODED : 0;
      default:
        return 0;
    }
  }

  private stepStatus(trigger: number, ends: number): void {
    if (ends) this.status[this.running] = 0;
    if (trigger) this.status[this.pointer] = 1;
  }

  private stepRun(trigger: number): void {
    this.start = 0;
    if (this.runState === RunState.IDLE) {
      this.working = 0;
      if (this.queued && (trigger || this.released > 0)) {
        this.runState = RunState.STARTING;
        this.working = 1;
      }
    } else if (this.runState === RunState.STARTING) {
      this.runState = RunState.RUN;
      this.start = 1;
    } else if (this.trueDone) {
      this.runState = RunState.IDLE;
      this.working = 0;
    }
  }

  /** A trigger releases what is committed. E4: and every later commit, until a clear. */
  private release(trigger: number): void {
    const { pending, trueDone } = this;
    if (trigger) this.released = this.keepsState ? 1 : pending + 1 - trueDone;
    else if (trueDone && this.released > 0) {
      const last = this.running === this.pointer && !this.full;
      this.released = this.keepsState ? (last ? 0 : 1) : this.released - 1;
    }
  }

  private resetQueue(): void {
    this.pointer = this.running = this.pending = this.locked = this.released = 0;
    this.runState = RunState.IDLE;
    this.working = this.start = this.event = 0;
  }

  private resetJobs(): void {
    this.storage.words.fill(0);
    this.status.fill(0);
    this.counters.clear();
  }

  reset(): void {
    this.resetQueue();
    this.resetJobs();
    this.counters.reset();
    this.softClear.reset();
    this.eventTarget.reset();
    this.rvalid = this.rdata = this.unregistered = 0;
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        registerArray("job", 32, this.storage.words),
        registerArray("status", 8, this.status),
        ...registersOf(this, { pointer: 1, running: 1, pending: 2, locked: 1, released: 2 }),
        ...registersOf(this, { runState: 2 }, { runState: { states: RUN_STATES } }),
        ...registersOf(this, { working: 1, start: 1, event: 1, rvalid: 1, rdata: 32 }),
        ...this.counters.probes(),
        ...this.softClear.probes(),
        ...this.eventTarget.probes(),
        ...(this.latchless ? registersOf(this, { unregistered: 1 }) : []),
        wire("tile", 1, () => this.tile),
      ],
      children: [],
    };
  }
}
