import type { NarrowPort } from "../ports.js";
import { registerArray, wire, type Block, type Scope, registersOf } from "../probe.js";
import { ACQUIRE_BUSY, ACQUIRE_LOCKED, JOB_REGISTERS, REGISTER } from "./registers.js";
import type { RedmuleParameters } from "./parameters.js";

export const CONTEXTS = 2;

const RUN_STATES = ["IDLE", "STARTING", "RUN"] as const;
const RUN_IDLE = 0;
const RUN_STARTING = 1;
const RUN_RUN = 2;

/**
 * Peripheral port of RedMulE: control registers, two job contexts with their queue, soft clear and the event. One context is
 * programmed (`pointer`) while the other may run (`running`). Grants at once, answers one clock later.
 */
export class RegisterFile implements Block {
  // Input wire: the controller's one-clock done.
  done = 0;

  // Registers.
  readonly job = new Uint32Array(CONTEXTS * JOB_REGISTERS);
  readonly status = new Uint8Array(CONTEXTS);
  pointer = 0;
  running = 0;
  pending = 0;
  locked = 0;
  triggered = 0;
  runState = RUN_IDLE;
  working = 0;
  start = 0;
  event = 0;
  offloadJob = 0;
  runningJob = 0;
  finished = 0;
  doneLast = 0;
  clearCount = 0;
  clearJobs = 0;
  clear = 0;
  rvalid = 0;
  rdata = 0;

  // Wires.
  /** 1 in the clock in which software writes 0x54 of the programmed context. */
  tile = 0;
  private trueDone = 0;
  private full = 0;

  private readonly port: NarrowPort;
  private readonly isolated: boolean;

  constructor(p: RedmuleParameters, port: NarrowPort) {
    this.port = port;
    this.isolated = !p.errata.E4;
  }

  /** Response and grant of the peripheral port, from registers. */
  settleResponse(): void {
    this.port.gnt = 1;
    this.port.rvalid = this.rvalid;
    this.port.rdata = this.rdata;
    this.port.err = 0;
  }

  settle(): void {
    const { port } = this;
    this.full = this.pending === CONTEXTS ? 1 : 0;
    this.trueDone = this.done & this.working;
    const writes = port.req === 1 && port.write === 1;
    // E4: with both contexts taken, a write goes to the context that runs.
    const open = !this.isolated || !this.full;
    this.tile = writes && open && (port.addr & 0xff) === REGISTER.MACFG ? 1 : 0;
  }

  /** The job registers are about to be quiet: a clear is under way. */
  get clearing(): number {
    return this.clear | (this.clearCount !== 0 ? 1 : 0);
  }

  /** No access, no clear and no step of the queue in this clock. */
  get quiet(): boolean {
    const moves = this.port.req | this.clear | this.clearCount | this.trueDone | this.doneLast | this.event;
    const queued = this.runState === RUN_IDLE && (this.running !== this.pointer || this.pending === CONTEXTS);
    return (moves | this.rvalid | this.start) === 0 && this.runState !== RUN_STARTING && !queued;
  }

  edge(): void {
    if (this.quiet) return;
    const { port } = this;
    const offset = port.addr & 0xfc;
    const reads = port.req === 1 && port.write === 0;
    const writes = port.req === 1 && port.write === 1;
    const open = !this.isolated || !this.full;
    const commit = writes && offset === REGISTER.TRIGGER && open;
    const trigger = commit && port.wdata === 0;
    const acquire = reads && offset === REGISTER.ACQUIRE;

    this.rvalid = port.req;
    if (reads) this.rdata = this.read(offset);
    const clearing = this.clear;
    const clearsJobs = this.clearJobs && this.clear;
    this.stepClear(writes && offset === REGISTER.SOFT_CLEAR, port.wdata === 0);
    // E4: a job whose event meets a clear is not counted.
    if (this.doneLast && (this.isolated || !clearing)) this.runningJob = (this.runningJob + 1) & 0xff;
    if (clearing) {
      this.resetQueue();
      // E4: the status of an aborted job stays until the job registers are cleared.
      if (this.isolated) this.status.fill(0);
      if (clearsJobs) this.resetJobs();
      return;
    }

    this.doneLast = this.trueDone;
    // E4: an access to FINISHED in the clock in which a job ends loses that job.
    if (port.req && offset === REGISTER.FINISHED) this.finished = this.isolated ? this.trueDone : 0;
    else if (this.trueDone && this.finished < CONTEXTS) this.finished++;
    if (trigger) this.status[this.pointer] = 1;
    if (this.trueDone && !(trigger && this.pointer === this.running)) this.status[this.running] = 0;
    if (acquire && !this.locked && !this.full) this.offloadJob = (this.offloadJob + 1) & 0xff;
    this.event = this.trueDone;

    if (trigger) this.triggered = 1;
    else if (this.trueDone && this.lastPending) this.triggered = 0;
    this.stepRun(trigger);
    if (this.locked) {
      if (commit) this.locked = 0;
    } else if (acquire && !this.full) this.locked = 1;

    if (writes && open && offset >= REGISTER.X_ADDR && offset <= REGISTER.MACFG) this.writeJob(offset);
    this.pending += (commit ? 1 : 0) - this.trueDone;
    if (commit) this.pointer ^= 1;
    if (this.trueDone) this.running ^= 1;
  }

  /** The job that ends leaves the queue empty. E4: never, so that one trigger starts every later commit. */
  private get lastPending(): boolean {
    return this.isolated ? this.pending === 1 : this.running === this.pointer && !this.full;
  }

  private stepClear(request: boolean, jobsToo: boolean): void {
    this.clear = this.clearCount !== 0 ? 1 : 0;
    if (this.clearCount === 0 && request) {
      this.clearCount = 1;
      this.clearJobs = jobsToo ? 1 : 0;
    } else if (this.clearCount !== 0) this.clearCount = (this.clearCount + 1) & 3;
  }

  private stepRun(trigger: boolean): void {
    this.start = 0;
    if (this.runState === RUN_IDLE) {
      const queued = this.running !== this.pointer || this.full;
      this.working = 0;
      if (queued && (trigger || this.triggered)) {
        this.runState = RUN_STARTING;
        this.working = 1;
      }
    } else if (this.runState === RUN_STARTING) {
      this.runState = RUN_RUN;
      this.start = 1;
    } else if (this.trueDone) {
      this.runState = RUN_IDLE;
      this.working = 0;
    }
  }

  private read(offset: number): number {
    switch (offset) {
      case REGISTER.ACQUIRE:
        return this.locked ? ACQUIRE_LOCKED : this.full ? ACQUIRE_BUSY : this.offloadJob;
      case REGISTER.FINISHED:
        return this.finished;
      case REGISTER.STATUS:
        return this.status[0] | (this.status[1] << 8);
      case REGISTER.RUNNING_JOB:
        return this.runningJob;
      default: {
        const index = (offset - REGISTER.X_ADDR) >> 2;
        return index >= 0 && index < JOB_REGISTERS ? this.job[this.pointer * JOB_REGISTERS + index] : 0;
      }
    }
  }

  /** Register 0x54 of the programmed context as the write of this clock leaves it. */
  get macfg(): number {
    return this.merged(this.jobIndex(REGISTER.MACFG));
  }

  private jobIndex(offset: number): number {
    return this.pointer * JOB_REGISTERS + ((offset - REGISTER.X_ADDR) >> 2);
  }

  private merged(at: number): number {
    const { port } = this;
    let mask = 0;
    for (let byte = 0; byte < 4; byte++) if ((port.be >> byte) & 1) mask |= 0xff << (8 * byte);
    return (this.job[at] & ~mask) | (port.wdata & mask);
  }

  private writeJob(offset: number): void {
    const at = this.jobIndex(offset);
    this.job[at] = this.merged(at);
  }

  private resetQueue(): void {
    this.pointer = this.running = this.pending = this.locked = this.triggered = 0;
    this.runState = RUN_IDLE;
    this.working = this.start = this.event = this.doneLast = 0;
  }

  private resetJobs(): void {
    this.job.fill(0);
    this.status.fill(0);
    this.offloadJob = this.runningJob = this.finished = 0;
  }

  reset(): void {
    this.resetQueue();
    this.resetJobs();
    this.clearCount = this.clearJobs = this.clear = this.rvalid = this.rdata = 0;
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        registerArray("job", 32, this.job),
        registerArray("status", 8, this.status),
        ...registersOf(
          this,
          {
            pointer: 1,
            running: 1,
            pending: 2,
            locked: 1,
            triggered: 1,
            runState: 2,
            working: 1,
            start: 1,
            event: 1,
            offloadJob: 8,
            runningJob: 8,
            finished: 2,
            doneLast: 1,
            clearCount: 2,
            clearJobs: 1,
            clear: 1,
            rvalid: 1,
            rdata: 32,
          },
          { runState: { states: RUN_STATES } },
        ),
        wire("tile", 1, () => this.tile),
      ],
      children: [],
    };
  }
}
