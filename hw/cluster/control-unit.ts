import { NarrowPort } from "../ports.js";
import { registersOf, watched, type Block, type Scope } from "../probe.js";

/** Byte offsets of the control unit's registers. */
export const CONTROL = { config: 0x18 } as const;

/** Bits of the configuration: clocks after which the arbiter's guard serves the side without priority (8 bits), and who has priority. */
export const CONTROL_CONFIG = { maxStall: 0xff, invertPriority: 0x100 } as const;

/** Bits that the configuration holds. */
const HELD = 0x7ff;

/** What the configuration steers: the arbiter between cores and RedMulE. */
export interface Steered {
  invertPrio: number;
  maxStall: number;
}

/**
 * The configuration of the interconnect, as the public cluster has it in its control unit: priority and guard of the arbiter, by software.
 * Granted at once, answered one clock later; what is stored works from the next clock on. Registers: `docs/cluster-registers.md`.
 */
export class ControlUnit implements Block {
  readonly port = new NarrowPort();
  /** No access, and none in the last clock. */
  idle = false;

  // Registers.
  config = 0;
  valid = 0;
  rdata = 0;

  private readonly first: number;
  private readonly steered: Steered;

  /** @param steered holds priority and guard after reset, and follows the register from then on */
  constructor(steered: Steered) {
    this.steered = steered;
    this.first = steered.maxStall | (steered.invertPrio * CONTROL_CONFIG.invertPriority);
    this.reset();
  }

  settleResponse(): void {
    this.port.rvalid = this.valid;
    this.port.rdata = this.rdata;
    this.port.err = 0;
  }

  settleGrant(): void {
    this.port.gnt = this.port.req;
  }

  edge(): void {
    const { gnt, write, addr, wdata } = this.port;
    const here = (addr & 0x3fc) === CONTROL.config;
    this.idle = (this.valid | gnt) === 0;
    this.valid = gnt;
    this.rdata = gnt !== 0 && write === 0 && here ? this.config : 0;
    if ((gnt & write) === 0 || !here) return;
    this.config = wdata & HELD;
    this.steer();
  }

  private steer(): void {
    this.steered.maxStall = this.config & CONTROL_CONFIG.maxStall;
    this.steered.invertPrio = (this.config & CONTROL_CONFIG.invertPriority) === 0 ? 0 : 1;
  }

  /** The next clock settles everything anew. */
  wake(): void {
    this.idle = false;
    this.steer();
  }

  reset(): void {
    this.config = this.first;
    this.valid = this.rdata = 0;
    this.wake();
  }

  scope(name: string): Scope {
    const scope = { name, probes: registersOf(this, { config: 11, valid: 1, rdata: 32 }), children: [] };
    return watched(scope, () => this.wake());
  }
}
