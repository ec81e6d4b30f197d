import { wire, type Block, type Scope, registersOf } from "../probe.js";

export const ControllerState = { LATCH_RST: 0, IDLE: 1, STARTING: 2, COMPUTING: 3, FINISHED: 4 } as const;
export type ControllerState = (typeof ControllerState)[keyof typeof ControllerState];
export const CONTROLLER_STATES = Object.keys(ControllerState);

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
  state: ControllerState = ControllerState.LATCH_RST;
  jobStart = 0;

  // Wires.
  next: ControllerState = ControllerState.LATCH_RST;
  /** The state is IDLE or earlier: streams may not start. */
  idle = 1;
  /** Starts of the streams, level sensitive. */
  firstLoad = 0;
  finished = 0;
  /** IDLE is left in this clock. */
  setback = 0;

  /** The wires that depend on the state alone. */
  settleState(): void {
    this.idle = this.state <= ControllerState.IDLE ? 1 : 0;
    this.firstLoad = this.state === ControllerState.STARTING ? 1 : 0;
    this.finished = this.state === ControllerState.FINISHED ? 1 : 0;
  }

  settle(): void {
    let next = this.state;
    switch (this.state) {
      case ControllerState.LATCH_RST:
      case ControllerState.FINISHED:
        next = ControllerState.IDLE;
        break;
      case ControllerState.IDLE:
        if (this.jobStart && this.tilerReady) next = this.empty ? ControllerState.FINISHED : ControllerState.STARTING;
        break;
      case ControllerState.STARTING:
        if (this.fault) next = ControllerState.FINISHED;
        else if (this.wLoaded) next = ControllerState.COMPUTING;
        break;
      case ControllerState.COMPUTING:
        if (this.zDone || this.fault) next = ControllerState.FINISHED;
        break;
    }
    this.next = next;
    this.setback = this.state === ControllerState.IDLE && next !== ControllerState.IDLE ? 1 : 0;
  }

  edge(): void {
    if (this.clear || this.setback) this.jobStart = 0;
    else if (this.start) this.jobStart = 1;
    this.state = this.clear ? ControllerState.IDLE : this.next;
  }

  reset(): void {
    this.state = ControllerState.LATCH_RST;
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
