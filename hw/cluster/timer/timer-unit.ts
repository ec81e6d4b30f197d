import { NarrowPort } from "../../ports.js";
import { registersOf, watched, wire, type Block, type Scope } from "../../probe.js";
import { TimerCounter } from "./timer-counter.js";
import { TIMER, TIMER_CONFIG } from "./timer-map.js";

/** Clocks of rest after which every register is at rest. */
const RESTED = 3;

/**
 * The cluster's timer after the public timer_unit (revision 4c69615): two counters of 32 bits or one of 64, each with a
 * prescaler and an event in the clock behind the one in which it becomes what it is compared with. It counts while cores
 * sleep. Every access is granted at once and answered in the next clock; a read shows the registers of that clock, other
 * offsets read as 0.
 */
export class TimerUnit implements Block {
  readonly port = new NarrowPort();
  readonly low = new TimerCounter();
  readonly high = new TimerCounter();
  /** Outputs, from registers: the events of both counters. */
  eventLow = 0;
  eventHigh = 0;

  // Registers.
  valid = 0;
  rdata = 0;
  /** Clocks at rest, counted to 3: from then on nothing changes before a request. */
  rest = 0;

  get idle(): boolean {
    return this.rest === RESTED;
  }

  /** 1 while an event may still come. */
  get pending(): number {
    const { low, high } = this;
    const armed = (counter: TimerCounter): boolean =>
      counter.has(TIMER_CONFIG.enable) && counter.has(TIMER_CONFIG.irq) && !counter.has(TIMER_CONFIG.referenceClock);
    return armed(low) || (!low.has(TIMER_CONFIG.cascade) && armed(high)) ? 1 : 0;
  }

  settleResponse(): void {
    const { port, low, high } = this;
    port.rvalid = this.valid;
    port.rdata = this.rdata;
    const lowMatches = low.has(TIMER_CONFIG.cascade) ? low.reached & high.reached : low.reached;
    this.eventLow = low.has(TIMER_CONFIG.irq) ? lowMatches : 0;
    this.eventHigh = high.has(TIMER_CONFIG.irq) && !low.has(TIMER_CONFIG.cascade) ? high.reached : 0;
  }

  /** An event will come in the next clock. */
  get raises(): boolean {
    if (this.idle) return false;
    const { low, high } = this;
    const cascade = low.has(TIMER_CONFIG.cascade);
    if (low.has(TIMER_CONFIG.irq) && (cascade ? low.reached & high.reached : low.reached) !== 0) return true;
    return !cascade && high.has(TIMER_CONFIG.irq) && high.reached !== 0;
  }

  /** A clock without an access. */
  pass(): void {
    this.settleResponse();
    this.settleGrant();
    this.edge();
  }

  settleGrant(): void {
    this.port.gnt = this.port.req;
  }

  edge(): void {
    const { port, low, high } = this;
    const { gnt, write, addr, wdata } = port;
    this.settleCounters();
    if ((gnt & write) !== 0) this.store(addr & 0x3c, wdata >>> 0);
    low.edge();
    high.edge();
    this.valid = gnt;
    this.rdata = (gnt & (write ^ 1)) !== 0 ? this.peek(addr & 0x3c) : 0;
    const moves = TIMER_CONFIG.enable | TIMER_CONFIG.reset;
    const runs = low.has(moves) || high.has(moves) || (this.eventLow | this.eventHigh | gnt) !== 0;
    this.rest = runs ? 0 : Math.min(this.rest + 1, RESTED);
  }

  /** What both counters see of each other, and defaults of what a store changes. */
  private settleCounters(): void {
    const { low, high } = this;
    const cascade = low.has(TIMER_CONFIG.cascade);
    const both = low.reached & high.reached;
    low.matches = cascade ? both : low.reached;
    high.matches = cascade ? both : high.reached;
    low.counts = low.ticks;
    high.counts = cascade ? low.ticks & (low.value === 0xffff_ffff ? 1 : 0) : high.ticks;
    low.clears = low.has(TIMER_CONFIG.clearAtCompare);
    high.clears = cascade ? low.clears : high.has(TIMER_CONFIG.clearAtCompare);
    high.endsPair = low.has(TIMER_CONFIG.oneShot) ? both : 0;
    for (const counter of [low, high]) {
      counter.nextConfig = counter.config;
      counter.nextCompare = counter.compare;
      counter.writes = counter.starts = counter.resets = 0;
    }
  }

  private store(offset: number, word: number): void {
    const counter = (offset & 4) === 0 ? this.low : this.high;
    switch (offset & ~4) {
      case TIMER.configLow:
        counter.nextConfig = word;
        break;
      case TIMER.valueLow:
        counter.writes = 1;
        counter.written = word;
        break;
      case TIMER.compareLow:
        counter.nextCompare = word;
        break;
      case TIMER.startLow:
        counter.starts = 1;
        break;
      case TIMER.resetLow:
        counter.resets = 1;
        break;
    }
  }

  /** The register at an offset; those that are only written read as 0. */
  peek(offset: number): number {
    const { config, value, compare } = (offset & 4) === 0 ? this.low : this.high;
    switch (offset & ~4) {
      case TIMER.configLow:
        return config;
      case TIMER.valueLow:
        return value;
      default:
        return (offset & ~4) === TIMER.compareLow ? compare : 0;
    }
  }

  /** The next clock settles everything anew. */
  wake(): void {
    this.rest = 0;
  }

  reset(): void {
    this.rest = 0;
    this.low.reset();
    this.high.reset();
    this.valid = this.rdata = this.eventLow = this.eventHigh = 0;
  }

  scope(name: string): Scope {
    const probes = [
      ...registersOf(this, { valid: 1, rdata: 32 }),
      wire("event_low", 1, () => this.eventLow),
      wire("event_high", 1, () => this.eventHigh),
    ];
    const children = [this.low.scope("low"), this.high.scope("high")];
    return watched({ name, probes, children }, () => this.wake());
  }
}
