import { IdealMemory } from "../../hw/cluster/systems/ideal-memory.js";
import type { WideMemory } from "../../hw/cluster/wide-memory.js";
import type { MemoryWindow, WidePort } from "../../hw/ports.js";
import type { RedmuleParameters } from "../../hw/redmule/parameters.js";
import { Redmule } from "../../hw/redmule/redmule.js";
import { Replay } from "../../hw/redmule/replay/replay.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { attach, type Watch } from "../attach.js";
import type { StallPattern } from "../data/random.js";
import { BenchClock, type Observer, type Pauses } from "./bench-clock.js";
import { RegisterDriver } from "./register-driver.js";
import { Watchdog } from "./watchdog.js";

export type { Observer, Pauses };

/** How compute elements are evaluated, or what makes the array. */
export type Elements = ConstructorParameters<typeof Redmule>[1];

/** Builds the memory behind RedMulE's port. */
export type MemoryOf = (port: WidePort, window: MemoryWindow) => WideMemory;

const idealMemory: MemoryOf = (port, window) => new IdealMemory(port, window);

/** How a run under the bench ended. */
export interface RunResult {
  /** Index of the first clock with the event, the trigger write being clock 0; null when it never came. */
  readonly cycles: number | null;
  /** Beats granted up to the event. */
  readonly reads: number;
  readonly writes: number;
  /** Why the run made no progress; undefined when the event came. */
  readonly diagnosis?: string;
}

/**
 * RedMulE alone on a memory, an ideal one unless `memoryOf` builds another, driven through its registers: one access a
 * clock, back to back. The memory refuses requests by a stall pattern counted from the trigger.
 */
export class RedmuleBench extends RegisterDriver {
  readonly redmule: Redmule;
  readonly memory: WideMemory;
  readonly observers: Observer[];
  /** What a clock is; a class of one's own steps by it. */
  protected readonly timeline: BenchClock;
  /** Built when it is first wanted: a bench that is watched never replays. A field from the start on, so that all benches look alike. */
  private built: Replay | null | undefined = undefined;

  constructor(p: RedmuleParameters, window: MemoryWindow, ce?: Elements, memoryOf = idealMemory) {
    super();
    this.redmule = new Redmule(p, ce);
    this.redmule.streamer.window = window;
    this.memory = memoryOf(this.redmule.tcdm, window);
    this.timeline = new BenchClock(this.redmule, this.memory, attach({ redmule: this.redmule }));
    this.observers = this.timeline.observers;
  }

  /** Protocol checkers; to be taken away by whoever overwrites registers. */
  get checks(): Watch | null {
    return this.timeline.checks;
  }

  set checks(checks: Watch | null) {
    this.timeline.checks = checks;
  }

  /** The clock that settles next; 0 is the trigger write of the job last started. */
  get cycle(): number {
    return this.timeline.cycle;
  }

  set cycle(cycle: number) {
    this.timeline.cycle = cycle;
  }

  /** Of a design that has one on an ideal memory. */
  get replay(): Replay | null {
    if (this.built === undefined) {
      const { memory } = this;
      // A memory derived from it may refuse.
      const grants = memory instanceof IdealMemory && memory.constructor === IdealMemory;
      this.built = grants ? Replay.of(this.redmule, memory) : null;
    }
    return this.built;
  }

  /** One clock. */
  step(): void {
    this.timeline.step(null);
  }

  /** What replays stretches while nobody looks inside and a clock is no other than that of this bench. */
  private get unseen(): Replay | null {
    const isAlone = this.observers.length === 0 && this.checks === null && this.timeline.stall === null;
    return isAlone && this.step === RedmuleBench.prototype.step ? this.replay : null;
  }

  /** So many clocks, replayed where they repeat and nobody looks inside. */
  advance(clocks: number): void {
    const replay = this.unseen;
    const end = this.cycle + clocks;
    while (this.cycle < end) this.move(replay, end - this.cycle);
    replay?.leave();
  }

  /** A clock, or stretches of `most` clocks at most. */
  private move(replay: Replay | null, most: number): void {
    if (replay === null) {
      this.step();
      return;
    }
    const clocks = replay.advance(most);
    if (clocks === 0) this.timeline.step(replay);
    this.cycle += clocks;
  }

  /** From now on the memory refuses requests by this pattern, counted from the trigger; null never. */
  stallBy(pattern: Pauses | null): void {
    this.timeline.stall = pattern;
  }

  /** Writes TRIGGER; this is clock 0. */
  trigger(stall: StallPattern | null = null): void {
    this.cycle = 0;
    this.timeline.stall = stall;
    this.memory.reads = this.memory.writes = 0;
    this.write(REGISTER.TRIGGER, 0);
  }

  /** Triggers and runs to the event, or until nothing moves any more. */
  run(stall: StallPattern | null = null): RunResult {
    this.trigger(stall);
    const result = this.runOn();
    this.built?.leave();
    return result;
  }

  private runOn(): RunResult {
    const watchdog = new Watchdog(this.redmule, this.timeline.stall?.p ?? 0);
    const replay = this.unseen;
    while (!this.redmule.event) {
      const diagnosis = watchdog.look(this.cycle);
      if (diagnosis !== undefined) return { cycles: null, ...this.beats(), diagnosis };
      this.move(replay, Infinity);
    }
    return { cycles: this.cycle, ...this.beats() };
  }

  /** Lets stores that are still on their way reach the memory, which no longer stalls. */
  drain(): void {
    this.timeline.stall = null;
    for (let i = 0; i < 64; i++) this.step();
  }

  private beats(): { reads: number; writes: number } {
    return { reads: this.memory.reads, writes: this.memory.writes };
  }
}
