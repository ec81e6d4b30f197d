import { wire, type Block, type Scope, registersOf } from "../probe.js";

export const CONTROLLER_STATES = ["LATCH_RST", "IDLE", "STARTING", "COMPUTING", "FINISHED"] as const;
export const LATCH_RST = 0;
export const IDLE = 1;
export const STARTING = 2;
export const COMPUTING = 3;
export const FINISHED = 4;

/** The job's state machine: waits for the tiler and the queue, starts the streams, ends with the last stored row. */
export class Controller implements Block {
  // Input wires.
  clear = 0;
  /** One-clock start from the register file. */
  start = 0;
  tilerReady = 0;
  /** The job has no element of Z: there is nothing to do. */
  empty = 0;
  /** The streamer has met an address outside the memory: the job ends. */
  fault = 0;
  /** The scheduler loads a W row in this clock. */
  wLoaded = 0;
  zDone = 0;

  // Registers.
  state = LATCH_RST;
  jobStart = 0;

  // Wires.
  next = LATCH_RST;
  /** The state is IDLE or earlier: streams may not start. */
  idle = 1;
  /** Starts of the streams, level sensitive. */
  firstLoad = 0;
  finished = 0;
  /** IDLE is left in this clock. */
  setback = 0;

  /** The wires that depend on the state alone. */
  settleState(): void {
    this.idle = this.state <= IDLE ? 1 : 0;
    this.firstLoad = this.state === STARTING ? 1 : 0;
    this.finished = this.state === FINISHED ? 1 : 0;
  }

  settle(): void {
    let next = this.state;
    switch (this.state) {
      case LATCH_RST:
      case FINISHED:
        next = IDLE;
        break;
      case IDLE:
        if (this.jobStart && this.tilerReady) next = this.empty ? FINISHED : STARTING;
        break;
      case STARTING:
        if (this.fault) next = FINISHED;
        else if (this.wLoaded) next = COMPUTING;
        break;
      case COMPUTING:
        if (this.zDone || this.fault) next = FINISHED;
        break;
    }
    this.next = next;
    this.setback = this.state === IDLE && next !== IDLE ? 1 : 0;
  }

  edge(): void {
    if (this.clear || this.setback) this.jobStart = 0;
    else if (this.start) this.jobStart = 1;
    this.state = this.clear ? IDLE : this.next;
  }

  reset(): void {
    this.state = LATCH_RST;
    this.jobStart = 0;
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        ...registersOf(this, { state: 3, jobStart: 1 }, { state: { states: CONTROLLER_STATES } }),
        wire("first_load", 1, () => this.firstLoad),
        wire("finished", 1, () => this.finished),
      ],
      children: [],
    };
  }
}
