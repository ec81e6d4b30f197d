import { IdealMemory } from "../../hw/cluster/systems/ideal-memory.js";
import type { WideMemory } from "../../hw/cluster/wide-memory.js";
import type { MemoryWindow, WidePort } from "../../hw/ports.js";
import type { RedmuleParameters } from "../../hw/redmule/parameters.js";
import { Redmule } from "../../hw/redmule/redmule.js";
import { Replay } from "../../hw/redmule/replay/replay.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { attach, type Watch } from "../attach.js";
import type { StallPattern } from "../data/random.js";
import { RegisterDriver } from "./register-driver.js";
import { Watchdog } from "./watchdog.js";

/** Looks at a clock after everything has settled and before the edge. */
export type Observer = (cycle: number) => void;

/** In which clocks a memory refuses every request; clocks are asked in rising order. */
export type Pauses = Pick<StallPattern, "p" | "at">;

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
  readonly observers: Observer[] = [];
  /** Protocol checkers; to be taken away by whoever overwrites registers. */
  checks: Watch | null;
  /** The clock that settles next; 0 is the trigger write of the job last started. */
  cycle = 0;
  private stall: Pauses | null = null;
  /** Built when it is first wanted: a bench that is watched never replays. A field from the start on, so that all benches look alike. */
  private built: Replay | null | undefined = undefined;

  constructor(p: RedmuleParameters, window: MemoryWindow, ce?: Elements, memoryOf = idealMemory) {
    super();
    this.redmule = new Redmule(p, ce);
    this.redmule.streamer.window = window;
    this.memory = memoryOf(this.redmule.tcdm, window);
    this.checks = attach({ redmule: this.redmule });
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
    this.clock(null);
  }

  /** What replays stretches while nobody looks inside and a clock is no other than that of this bench. */
  private get unseen(): Replay | null {
    const isAlone = this.observers.length === 0 && this.checks === null && this.stall === null;
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
    if (clocks === 0) this.clock(replay);
    this.cycle += clocks;
  }

  private clock(replay: Replay | null): void {
    const { redmule, memory, stall } = this;
    memory.stall = stall !== null && this.cycle > 0 && stall.at(this.cycle) ? 1 : 0;
    memory.settleResponse();
    redmule.settleResponse();
    redmule.settleRequest();
    memory.settleGrant();
    redmule.settleGrant();
    for (let i = 0; i < this.observers.length; i++) this.observers[i](this.cycle);
    this.checks?.check(this.cycle);
    replay?.settled();
    memory.edge();
    redmule.edge();
    replay?.clocked();
    redmule.periph.req = redmule.periph.addr = 0;
    this.cycle++;
  }

  /** From now on the memory refuses requests by this pattern, counted from the trigger; null never. */
  stallBy(pattern: Pauses | null): void {
    this.stall = pattern;
  }

  /** Writes TRIGGER; this is clock 0. */
  trigger(stall: StallPattern | null = null): void {
    this.cycle = 0;
    this.stall = stall;
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
    const watchdog = new Watchdog(this.redmule, this.stall?.p ?? 0);
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
    this.stall = null;
    for (let i = 0; i < 64; i++) this.step();
  }

  private beats(): { reads: number; writes: number } {
    return { reads: this.memory.reads, writes: this.memory.writes };
  }
}
