import { register, registerArray, type Block, type Scope } from "../../probe.js";

/** Event counters behind mcycle and minstret: mhpmcounter3 and up. */
const EVENT_COUNTERS = 8;
const FIRST_EVENT_COUNTER = 3;
const CYCLE = 0;
const INSTRET = 2;
const TOTAL = FIRST_EVENT_COUNTER + EVENT_COUNTERS;
/** mcountinhibit has a bit for each counter; bit 1 belongs to none. */
const INHIBIT_MASK = (1 << TOTAL) - 1 - 2;

/** Bits of mhpmevent (CV32E40P user manual, "Performance Counters"). A counter counts clocks with any event it selects. */
export const Event = {
  cycles: 1 << 0,
  instructions: 1 << 1,
  loadUse: 1 << 2,
  jumpRegister: 1 << 3,
  fetchStall: 1 << 4,
  loads: 1 << 5,
  stores: 1 << 6,
  jumps: 1 << 7,
  branches: 1 << 8,
  branchesTaken: 1 << 9,
  compressed: 1 << 10,
  /** Clocks that p.elw costs. */
  eventLoad: 1 << 11,
  /** FPU: an operation waits for one of another latency, and for a result. */
  floatType: 1 << 12,
  floatDependency: 1 << 14,
  /** The result of the FPU and EX want the same write port. */
  floatWriteBack: 1 << 15,
} as const;
const EVENT_MASK = Object.values(Event).reduce((mask, bit) => mask | bit);

/** mcycle, minstret and the event counters, 64 bits each, with their selectors and mcountinhibit. */
export class Counters implements Block {
  /** Input: instructions that leave EX in this clock, 0 or 1; -1 takes back one that turned out to fault. */
  retiring = 0;
  /** Input: `Event` bits of this clock; only needed while `counting`. */
  events = 0;

  /** Input: counter that a CSR instruction writes in this clock; all of it holds then (privileged manual, 3.1.10). -1 for none. */
  written = -1;

  /** 1 while an event counter may move. */
  counting = 0;

  // Registers, index = counter; the unused ones stay 0.
  inhibit = 0;
  private readonly low = new Int32Array(32);
  private readonly high = new Int32Array(32);
  private readonly selected = new Uint32Array(32);

  read(index: number, upper: boolean): number {
    return (upper ? this.high : this.low)[index];
  }

  write(index: number, upper: boolean, value: number): void {
    if (index < TOTAL) (upper ? this.high : this.low)[index] = value;
  }

  readSelector(index: number): number {
    return this.selected[index] | 0;
  }

  writeSelector(index: number, value: number): void {
    if (index < TOTAL) this.selected[index] = value & EVENT_MASK;
    this.settleCounting();
  }

  writeInhibit(value: number): void {
    this.inhibit = value & INHIBIT_MASK;
    this.settleCounting();
  }

  private settleCounting(): void {
    this.counting = 0;
    for (let i = FIRST_EVENT_COUNTER; i < TOTAL; i++) {
      if (this.selected[i] !== 0 && ((this.inhibit >> i) & 1) === 0) this.counting = 1;
    }
  }

  edge(): void {
    if ((this.inhibit | this.counting) === 0 && this.written < 0 && this.retiring >= 0) {
      this.increment(CYCLE);
      if (this.retiring !== 0) this.increment(INSTRET);
    } else this.edgeEach();
  }

  private edgeEach(): void {
    if (this.moves(CYCLE)) this.increment(CYCLE);
    if (this.retiring !== 0 && this.moves(INSTRET)) this.countInstruction();
    if (this.counting) this.countEvents();
  }

  /** So many clocks at once, which retire so many instructions; event counters must stand still. */
  advance(clocks: number, instructions: number): void {
    if (!this.inhibits(CYCLE)) this.add(CYCLE, clocks);
    if (!this.inhibits(INSTRET)) this.add(INSTRET, instructions);
  }

  private add(index: number, amount: number): void {
    const sum = (this.low[index] >>> 0) + amount;
    this.low[index] = sum;
    this.high[index] += Math.floor(sum / 2 ** 32);
  }

  private moves(index: number): boolean {
    return !this.inhibits(index) && index !== this.written;
  }

  private inhibits(index: number): boolean {
    return ((this.inhibit >> index) & 1) !== 0;
  }

  private increment(index: number): void {
    const next = (this.low[index] + 1) | 0;
    this.low[index] = next;
    if (next === 0) this.high[index]++;
  }

  private countInstruction(): void {
    if (this.retiring > 0) {
      this.increment(INSTRET);
      return;
    }
    if (this.low[INSTRET] === 0) this.high[INSTRET]--;
    this.low[INSTRET]--;
  }

  private countEvents(): void {
    for (let i = FIRST_EVENT_COUNTER; i < TOTAL; i++) {
      if ((this.selected[i] & this.events) !== 0 && this.moves(i)) this.increment(i);
    }
  }

  reset(): void {
    this.inhibit = this.counting = 0;
    this.low.fill(0);
    this.high.fill(0);
    this.selected.fill(0);
  }

  scope(name: string): Scope {
    const probes = [
      register(
        "inhibit",
        32,
        () => this.inhibit,
        (v) => this.writeInhibit(v),
      ),
      registerArray("low", 32, new Uint32Array(this.low.buffer)),
      registerArray("high", 32, new Uint32Array(this.high.buffer)),
      {
        ...registerArray("event", 32, this.selected),
        set: (i: number, v: number) => {
          this.writeSelector(i, v);
        },
      },
    ];
    return { name, probes, children: [] };
  }
}
