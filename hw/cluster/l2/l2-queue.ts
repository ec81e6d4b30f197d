import { registerArray, registersOf, type Probe, type Scope } from "../../probe.js";
import type { NarrowPort } from "../../ports.js";
import { BEAT_BYTES } from "./l2-port.js";

/** Granted bursts in order, each with the clock from which its beats may move. Its owner steps it at the edge. */
export class BurstQueue {
  readonly depth: number;
  // Registers.
  head = 0;
  count = 0;
  /** Beats since the start, for observers; no register. */
  moved = 0;
  private readonly addr: Uint32Array;
  private readonly beats: Uint32Array;
  private readonly due: Uint32Array;

  /** @param depth most bursts that are granted and not finished */
  constructor(depth: number) {
    this.depth = depth;
    this.addr = new Uint32Array(depth);
    this.beats = new Uint32Array(depth);
    this.due = new Uint32Array(depth);
  }

  /** 1 when a burst can be granted. */
  get free(): number {
    return this.count < this.depth ? 1 : 0;
  }

  /** Byte address of the next beat. */
  get next(): number {
    return this.addr[this.head];
  }

  /** The next beat is the last one of its burst. */
  get last(): boolean {
    return this.beats[this.head] === 1;
  }

  /** 1 when a beat may move in the clock `clock` (32 bits, wraps). */
  ready(clock: number): number {
    return this.count !== 0 && ((clock - this.due[this.head]) | 0) >= 0 ? 1 : 0;
  }

  /** Clocks from `clock` on until a beat may move; 0 when one may, infinitely many when none is to come. */
  until(clock: number): number {
    return this.count === 0 ? Infinity : Math.max((this.due[this.head] - clock) | 0, 0);
  }

  push(addr: number, beats: number, due: number): void {
    const at = this.tail;
    this.addr[at] = addr;
    this.beats[at] = beats;
    this.due[at] = due;
    this.count++;
  }

  /** The next beat has moved. */
  step(): void {
    const { head } = this;
    this.moved++;
    this.addr[head] += BEAT_BYTES;
    if (--this.beats[head] !== 0) return;
    this.head = (head + 1) % this.depth;
    this.count--;
  }

  clear(): void {
    this.head = this.count = 0;
    for (const values of [this.addr, this.beats, this.due]) values.fill(0);
  }

  scope(name: string): Scope {
    return { name, probes: this.probes(), children: [] };
  }

  protected get tail(): number {
    return (this.head + this.count) % this.depth;
  }

  protected probes(): Probe[] {
    return [
      ...registersOf(this, { head: 8, count: 8 }),
      registerArray("addr", 32, this.addr),
      registerArray("beats", 32, this.beats),
      registerArray("due", 32, this.due),
    ];
  }
}

/** Granted accesses of a narrow port: bursts of one word. */
export class AccessQueue extends BurstQueue {
  private readonly writes: Uint8Array;
  private readonly enables: Uint8Array;
  private readonly data: Uint32Array;
  private readonly atomics: Uint16Array;

  constructor(depth: number) {
    super(depth);
    this.writes = new Uint8Array(depth);
    this.enables = new Uint8Array(depth);
    this.data = new Uint32Array(depth);
    this.atomics = new Uint16Array(depth);
  }

  /** 1 when the next access writes. */
  get write(): number {
    return this.writes[this.head];
  }

  get be(): number {
    return this.enables[this.head];
  }

  get wdata(): number {
    return this.data[this.head];
  }

  /** Not 0 when it is atomic. */
  get atomic(): number {
    return this.atomics[this.head];
  }

  /** The access that stands at the port. */
  accept(port: NarrowPort, due: number): void {
    const at = this.tail;
    this.writes[at] = port.write;
    this.enables[at] = port.be;
    this.data[at] = port.wdata;
    this.atomics[at] = port.atomic;
    this.push(port.addr, 1, due);
  }

  override clear(): void {
    super.clear();
    for (const values of [this.writes, this.enables, this.data, this.atomics]) values.fill(0);
  }

  protected override probes(): Probe[] {
    return [
      ...super.probes(),
      registerArray("write", 1, this.writes),
      registerArray("be", 4, this.enables),
      registerArray("wdata", 32, this.data),
      registerArray("atomic", 10, this.atomics),
    ];
  }
}
