import { registersOf, type Block, type Scope } from "../../probe.js";
import { TIMER_CONFIG } from "./timer-map.js";

/** One of the two counters of the timer unit, with its prescaler, its configuration and what it is compared with. */
export class TimerCounter implements Block {
  // Inputs of the edge.
  /** The configuration after a store of this clock. */
  nextConfig = 0;
  nextCompare = 0;
  /** 1 with a store to the counter, and the word. */
  writes = 0;
  written = 0;
  /** 1 with a store to its start or reset register. */
  starts = 0;
  resets = 0;
  /** A counter of 64 bits, or this one alone, has reached what it is compared with. */
  matches = 0;
  /** The counter counts in this clock. */
  counts = 0;
  /** One-shot of the low counter ends this one, too; and a match takes it back to 0. */
  endsPair = 0;
  clears = false;

  // Registers.
  config = 0;
  value = 0;
  compare = 0;
  /** `value` has become `compare` at the last edge. */
  reached = 0;
  prescaler = 0;
  /** The prescaler has become its limit at the last edge. */
  tick = 0;

  has(bit: number): boolean {
    return (this.config & bit) !== 0;
  }

  /** 1 in a clock in which an enabled counter moves. */
  get ticks(): number {
    if (!this.has(TIMER_CONFIG.enable)) return 0;
    if (this.has(TIMER_CONFIG.prescaler)) return this.tick;
    return this.has(TIMER_CONFIG.referenceClock) ? 0 : 1;
  }

  edge(): void {
    const forced = this.has(TIMER_CONFIG.reset) || this.resets !== 0;
    const toZero = forced || (this.clears && this.matches !== 0);
    let config = this.nextConfig;
    if (this.starts !== 0) config |= TIMER_CONFIG.enable;
    else if (((config & TIMER_CONFIG.oneShot) !== 0 && this.matches !== 0) || this.endsPair !== 0) {
      config &= ~TIMER_CONFIG.enable;
    }
    this.edgePrescaler(forced);
    this.config = (toZero ? config & ~TIMER_CONFIG.reset : config) >>> 0;
    if (toZero) this.value = 0;
    else if (this.writes !== 0) this.value = this.written;
    else if (this.counts !== 0) this.value = (this.value + 1) >>> 0;
    this.reached = this.value === this.compare ? 1 : 0;
    this.compare = this.nextCompare;
  }

  private edgePrescaler(forced: boolean): void {
    const runs = this.has(TIMER_CONFIG.enable) && this.has(TIMER_CONFIG.prescaler);
    const counts = runs && !this.has(TIMER_CONFIG.referenceClock);
    if (forced || this.tick !== 0) this.prescaler = 0;
    else if (counts) this.prescaler = (this.prescaler + 1) >>> 0;
    this.tick = this.prescaler === (this.config & TIMER_CONFIG.prescalerClocks) >>> 8 ? 1 : 0;
  }

  reset(): void {
    this.config = this.value = this.compare = this.reached = this.prescaler = this.tick = 0;
  }

  scope(name: string): Scope {
    const widths = { config: 32, value: 32, compare: 32, reached: 1, prescaler: 32, tick: 1 };
    return { name, probes: registersOf(this, widths), children: [] };
  }
}
