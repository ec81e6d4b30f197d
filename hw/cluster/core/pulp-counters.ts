import { registerArray, registersOf, type Block, type Scope } from "../../probe.js";
import { Event } from "./counters.js";

/** What counts up the register pccr0 + i while bit i of pcer is set (RI5CY, `riscv_cs_registers.sv`, revision 85be66b). */
export const PULP_EVENTS = [
  "cycles",
  "instructions",
  "loadUse",
  "jumpRegister",
  "fetchStall",
  "loads",
  "stores",
  "jumps",
  "branches",
  "branchesTaken",
  "compressed",
  "eventLoad",
  "externalLoads",
  "externalStores",
  "externalLoadClocks",
  "externalStoreClocks",
  "tcdmContention",
  "floatType",
  "floatContention",
  "floatDependency",
  "floatWriteBack",
] as const;

/** Bits of pcmr: all counters count, and a counter stays at its largest value. */
export const PCMR = { enable: 1, saturate: 2 } as const;

/** Place of the events that come from outside the core, and of those of the FPU. */
const EXTERNAL = 12;
const FLOAT = 17;
const INTERNAL_MASK = (1 << EXTERNAL) - 1;
const EVENT_MASK = (1 << PULP_EVENTS.length) - 1;
/** What a write to this counter writes: all of them. */
const ALL = 31;

/**
 * PULP's performance counters: one of 32 bits for each event, those selected in pcer counting while pcmr says so. A counter
 * moves a clock behind its event. They stand still with the core's clock.
 */
export class PulpCounters implements Block {
  /** Inputs: `Event` bits of this clock, and what happened outside the core, bit 0 being `externalLoads`. */
  events = 0;
  external = 0;

  /** 1 while a counter may move. */
  counting = 0;

  // Registers.
  selected = 0;
  mode: number = PCMR.enable | PCMR.saturate;
  /** Events of the clock before that are counted. */
  counted = 0;
  private readonly counts = new Uint32Array(PULP_EVENTS.length);

  read(index: number): number {
    return index < PULP_EVENTS.length ? this.counts[index] | 0 : 0;
  }

  write(index: number, value: number): void {
    if (index === ALL) this.counts.fill(value);
    else if (index < PULP_EVENTS.length) this.counts[index] = value;
  }

  writeSelected(value: number): void {
    this.selected = value & EVENT_MASK;
    this.settleCounting();
  }

  writeMode(value: number): void {
    this.mode = value & (PCMR.enable | PCMR.saturate);
    this.settleCounting();
  }

  private settleCounting(): void {
    const selects = (this.mode & PCMR.enable) !== 0 && this.selected !== 0;
    this.counting = selects || this.counted !== 0 ? 1 : 0;
  }

  /** Before a write of this clock, which goes over what a counter counts in it. */
  edge(): void {
    const { counts, counted, mode } = this;
    for (let left = counted; left !== 0; left &= left - 1) {
      const i = 31 - Math.clz32(left & -left);
      if (counts[i] !== 0xffff_ffff || (mode & PCMR.saturate) === 0) counts[i]++;
    }
    this.counted = (mode & PCMR.enable) !== 0 ? this.selected & this.happened() : 0;
    this.settleCounting();
  }

  /** Bits of `PULP_EVENTS`. */
  private happened(): number {
    const { events, external } = this;
    const float =
      ((events & Event.floatType) !== 0 ? 1 : 0) |
      ((events & Event.floatDependency) !== 0 ? 4 : 0) |
      ((events & Event.floatWriteBack) !== 0 ? 8 : 0);
    return (events & INTERNAL_MASK) | (external << EXTERNAL) | (float << FLOAT);
  }

  reset(): void {
    this.selected = this.counted = this.counting = 0;
    this.mode = PCMR.enable | PCMR.saturate;
    this.counts.fill(0);
  }

  scope(name: string): Scope {
    const width = PULP_EVENTS.length;
    const probes = registersOf(this, { selected: width, mode: 2, counted: width }).map((probe) => ({
      ...probe,
      set: (i: number, value: number) => {
        probe.set!(i, value);
        this.settleCounting();
      },
    }));
    return { name, probes: [...probes, registerArray("counts", 32, this.counts)], children: [] };
  }
}
