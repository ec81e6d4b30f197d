import { register, wire, type Block, type Scope } from "../probe.js";
import type { BankPorts } from "./bank-port.js";

/** HCI revision whose arbiter is built: the one that RedMulE pins, or the newer one. */
export type ArbiterRevision = "f7fbfcd" | "d6a4872";

/** Shares the banks between the log interconnect and the wide port by priority, with a guard against starvation. */
export class SideArbiter implements Block {
  readonly revision: ArbiterRevision;
  // Inputs.
  /** 0: the log interconnect has priority, 1: the wide port. */
  invertPrio = 0;
  /** f7fbfcd: the high side is suppressed for a clock after this many clocks with requests from both sides; 0 never. */
  maxStall = 0;
  /** d6a4872: of `denominator` clocks with a conflict the low side has the last `denominator - numerator`; numerator 0 never. */
  numerator = 0;
  denominator = 0;

  /** 1 in a clock in which the high side gets nothing. */
  suppressed = 0;
  /** 1 in a clock in which the guard's counter counts. */
  contended = 0;

  /** The guard's counter, a register. */
  counter = 0;

  constructor(revision: ArbiterRevision) {
    this.revision = revision;
  }

  /**
   * Connects each bank of `out` to one side and gives that side the bank's grant.
   * @param licActive 1 when `lic` requests any bank
   * @param wideActive 1 when `wide` requests any bank
   */
  settle(lic: BankPorts, licActive: number, wide: BankPorts, wideActive: number, out: BankPorts): void {
    if (this.revision === "f7fbfcd") {
      this.suppressed = this.maxStall > 0 && this.counter >= this.maxStall ? 1 : 0;
      this.contended = licActive & wideActive & (this.suppressed ^ 1);
    } else {
      this.contended = licActive & wideActive && conflict(lic, wide);
      const serves = this.numerator > 0 && this.counter >= this.numerator && this.counter < this.denominator;
      this.suppressed = serves ? this.contended : 0;
    }
    const high = this.invertPrio !== 0 ? wide : lic;
    const low = this.invertPrio !== 0 ? lic : wide;
    const pass = this.suppressed ^ 1;
    for (let b = 0; b < out.banks; b++) {
      const toHigh = pass & high.req[b];
      high.gnt[b] = toHigh & out.gnt[b];
      low.gnt[b] = (toHigh ^ 1) & out.gnt[b];
      const side = toHigh !== 0 ? high : low;
      out.req[b] = side.req[b];
      if (side.req[b] === 0) continue;
      out.row[b] = side.row[b];
      out.write[b] = side.write[b];
      out.be[b] = side.be[b];
      out.wdata[b] = side.wdata[b];
    }
  }

  edge(): void {
    if (this.revision === "f7fbfcd") {
      this.counter = this.contended !== 0 ? (this.counter + 1) & 0xff : 0;
    } else if (this.contended !== 0) {
      this.counter = this.counter === this.denominator - 1 ? 0 : (this.counter + 1) & 0xff;
    }
  }

  reset(): void {
    this.counter = 0;
  }

  scope(name: string): Scope {
    return {
      name,
      probes: [
        register(
          "counter",
          8,
          () => this.counter,
          (v) => (this.counter = v),
        ),
        wire("suppressed", 1, () => this.suppressed),
        wire("contended", 1, () => this.contended),
        wire("invert_prio", 1, () => this.invertPrio),
      ],
      children: [],
    };
  }
}

function conflict(a: BankPorts, b: BankPorts): number {
  for (let i = 0; i < a.banks; i++) if ((a.req[i] & b.req[i]) !== 0) return 1;
  return 0;
}
