import { registerArray, type Block, type Scope } from "../../probe.js";
import { BARRIER, BARRIERS } from "./event-unit-map.js";

/**
 * Hardware barriers of the event unit. A barrier collects the cores that have arrived in `status`; in the clock in which
 * these are the cores of its trigger mask and no others, it raises the barrier event at the cores of its target mask and
 * starts anew, forgetting who arrives in that clock. A trigger mask of 0 switches it off.
 */
export class Barriers implements Block {
  /** Output: cores whose barrier event is raised in this clock. */
  raised = 0;

  // Registers, index = barrier, bit i = core i.
  private readonly triggerMask = new Uint32Array(BARRIERS);
  private readonly targetMask = new Uint32Array(BARRIERS);
  private readonly status = new Uint32Array(BARRIERS);
  /** Barriers with somebody in `status`. */
  private active = 0;
  /** Input: arrivals of this clock. */
  private readonly arrivals = new Uint32Array(BARRIERS);
  private arrived = 0;
  /** Bits that the registers have. */
  private readonly cores: number;

  /** @param cores number of cores, 1 to 32 */
  constructor(cores = 32) {
    this.cores = 2 ** cores - 1;
  }

  settle(): void {
    this.raised = 0;
    if (this.active === 0) return;
    for (let b = 0; b < BARRIERS; b++) {
      if (this.complete(b)) this.raised |= this.targetMask[b];
    }
  }

  private complete(b: number): boolean {
    const mask = this.triggerMask[b];
    return mask !== 0 && this.status[b] === mask;
  }

  /** The cores of `mask` arrive at barrier `b` in this clock. */
  arrive(b: number, mask: number): void {
    this.arrivals[b] |= mask;
    this.arrived = 1;
  }

  /** Value of a register; those without one read as 0, the status summary of the manual among them. */
  read(b: number, offset: number): number {
    if (offset === BARRIER.triggerMask) return this.triggerMask[b];
    if (offset === BARRIER.targetMask) return this.targetMask[b];
    return offset === BARRIER.status ? this.status[b] : 0;
  }

  write(b: number, offset: number, word: number): void {
    const value = word & this.cores;
    if (offset === BARRIER.triggerMask) this.triggerMask[b] = value;
    else if (offset === BARRIER.targetMask) this.targetMask[b] = value;
    else if (offset === BARRIER.trigger) this.arrive(b, value);
  }

  edge(): void {
    if ((this.active | this.arrived) === 0) return;
    this.active = 0;
    for (let b = 0; b < BARRIERS; b++) {
      if (this.complete(b)) this.status[b] = 0;
      else this.status[b] |= this.arrivals[b];
      this.arrivals[b] = 0;
      if (this.status[b] !== 0) this.active = 1;
    }
    this.arrived = 0;
  }

  reset(): void {
    for (const registers of [this.triggerMask, this.targetMask, this.status, this.arrivals]) registers.fill(0);
    this.active = this.arrived = this.raised = 0;
  }

  scope(name: string): Scope {
    const status = registerArray("status", 32, this.status);
    const probes = [
      registerArray("trigger_mask", 32, this.triggerMask),
      registerArray("target_mask", 32, this.targetMask),
      {
        ...status,
        set: (i: number, value: number) => {
          this.status[i] = value;
          this.active = 1;
        },
      },
    ];
    return { name, probes, children: [] };
  }
}
