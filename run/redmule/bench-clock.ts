import type { WideMemory } from "../../hw/cluster/wide-memory.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import type { Replay } from "../../hw/redmule/replay/replay.js";
import type { Watch } from "../attach.js";
import type { StallPattern } from "../data/random.js";

/** Looks at a clock after everything has settled and before the edge. */
export type Observer = (cycle: number) => void;

/** In which clocks a memory refuses every request; clocks are asked in rising order. */
export type Pauses = Pick<StallPattern, "p" | "at">;

/**
 * A clock of RedMulE on its memory, and who looks at it. Benches are of many classes, and code that meets them all looks
 * their fields up by name: what a clock touches is in this one class.
 */
export class BenchClock {
  readonly redmule: Redmule;
  readonly memory: WideMemory;
  readonly observers: Observer[] = [];
  checks: Watch | null;
  stall: Pauses | null = null;
  /** The clock that settles next. */
  cycle = 0;

  constructor(redmule: Redmule, memory: WideMemory, checks: Watch | null) {
    this.redmule = redmule;
    this.memory = memory;
    this.checks = checks;
  }

  /** One clock. `replay` sees it, too. */
  step(replay: Replay | null): void {
    const { redmule, memory, stall, observers, cycle } = this;
    memory.stall = stall !== null && cycle > 0 && stall.at(cycle) ? 1 : 0;
    memory.settleResponse();
    redmule.settleResponse();
    redmule.settleRequest();
    memory.settleGrant();
    redmule.settleGrant();
    for (let i = 0; i < observers.length; i++) observers[i](cycle);
    if (this.checks !== null) this.checks.check(cycle);
    if (replay !== null) replay.settled();
    memory.edge();
    redmule.edge();
    if (replay !== null) replay.clocked();
    const { periph } = redmule;
    periph.req = periph.addr = 0;
    this.cycle = cycle + 1;
  }
}
