import { registersOf, wire, type Block, type Scope } from "../../probe.js";

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
  // Which side a requested bank is connected to: one that the other side leaves alone, and one that both request.
  licAlone = 0;
  licShared = 0;
  wideAlone = 0;
  wideShared = 0;

  /** The guard's counter, a register. */
  counter = 0;

  constructor(revision: ArbiterRevision) {
    this.revision = revision;
  }

  /**
   * @param lic 1 when the log interconnect requests any bank
   * @param wide 1 when the wide port requests
   * @param conflict 1 when both request the same bank
   */
  settle(lic: number, wide: number, conflict: number): void {
    if (this.revision === "f7fbfcd") {
      this.suppressed = this.maxStall > 0 && this.counter >= this.maxStall ? 1 : 0;
      this.contended = lic & wide & (this.suppressed ^ 1);
    } else {
      const serves = this.numerator > 0 && this.counter >= this.numerator && this.counter < this.denominator;
      this.contended = conflict;
      this.suppressed = serves ? conflict : 0;
    }
    const pass = this.suppressed ^ 1;
    if (this.invertPrio === 0) {
      this.licAlone = this.licShared = pass;
      this.wideAlone = 1;
      this.wideShared = this.suppressed;
    } else {
      this.wideAlone = this.wideShared = pass;
      this.licAlone = 1;
      this.licShared = this.suppressed;
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
        ...registersOf(this, { counter: 8 }),
        wire("suppressed", 1, () => this.suppressed),
        wire("contended", 1, () => this.contended),
        wire("invert_prio", 1, () => this.invertPrio),
      ],
      children: [],
    };
  }
}
