import { registersOf, wire, type Block, type Scope } from "../../probe.js";
import * as at from "./interconnect-layout.js";
import type { InterconnectRecord } from "./interconnect-record.js";

/** HCI revision whose arbiter is built: the one that RedMulE pins, or the newer one. */
export type ArbiterRevision = "f7fbfcd" | "d6a4872";

/**
 * Shares the banks between the log interconnect and the wide port by priority, with a guard against starvation. What it holds lies in
 * the record of the interconnect, which settles and clocks it (arbiter.as.ts).
 */
export class SideArbiter implements Pick<Block, "reset" | "scope"> {
  readonly revision: ArbiterRevision;
  private readonly fields: Int32Array;

  constructor(revision: ArbiterRevision, { fields }: InterconnectRecord) {
    this.revision = revision;
    this.fields = fields;
    fields[at.NEWER >> 2] = revision === "d6a4872" ? 1 : 0;
  }

  /** Input. 0: the log interconnect has priority, 1: the wide port. */
  get invertPrio(): number {
    return this.fields[at.INVERT_PRIO >> 2];
  }
  set invertPrio(value: number) {
    this.fields[at.INVERT_PRIO >> 2] = value;
  }

  /** Input. f7fbfcd: the high side is suppressed for a clock after this many clocks with requests from both sides; 0 never. */
  get maxStall(): number {
    return this.fields[at.MAX_STALL >> 2];
  }
  set maxStall(value: number) {
    this.fields[at.MAX_STALL >> 2] = value;
  }

  /** Input. d6a4872: of `denominator` clocks with a conflict the low side has the last `denominator - numerator`; numerator 0 never. */
  get numerator(): number {
    return this.fields[at.NUMERATOR >> 2];
  }
  set numerator(value: number) {
    this.fields[at.NUMERATOR >> 2] = value;
  }

  get denominator(): number {
    return this.fields[at.DENOMINATOR >> 2];
  }
  set denominator(value: number) {
    this.fields[at.DENOMINATOR >> 2] = value;
  }

  /** The guard's counter, a register. */
  get counter(): number {
    return this.fields[at.COUNTER >> 2];
  }
  set counter(value: number) {
    this.fields[at.COUNTER >> 2] = value;
  }

  /** The wide side goes first, and no guard is on. */
  get wideWins(): boolean {
    const guarded = this.fields[at.NEWER >> 2] !== 0 ? this.numerator : this.maxStall;
    return this.invertPrio !== 0 && guarded === 0;
  }

  /** A clock without narrow requests grants the wide one and leaves the counter as it is. */
  get rests(): boolean {
    return this.fields[at.NEWER >> 2] !== 0 || this.counter === 0;
  }

  reset(): void {
    this.counter = 0;
  }

  scope(name: string): Scope {
    const { fields } = this;
    return {
      name,
      probes: [
        ...registersOf(this, { counter: 8 }),
        // 1 in a clock in which the high side gets nothing, and in one in which the guard's counter counts.
        wire("suppressed", 1, () => fields[at.SUPPRESSED >> 2]),
        wire("contended", 1, () => fields[at.CONTENDED >> 2]),
        wire("invert_prio", 1, () => this.invertPrio),
      ],
      children: [],
    };
  }
}
