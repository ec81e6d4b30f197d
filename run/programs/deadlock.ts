import { EVENT } from "../../hw/cluster/event/event-unit-map.js";
import type { EventUnit } from "../../hw/cluster/event/event-unit.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { Core } from "../../hw/cluster/core/core.js";
import type { System } from "../../hw/cluster/systems/system.js";
import { hex } from "../../hw/hex.js";
import { Watchdog } from "../redmule/watchdog.js";

/** Clocks in which an event that is on its way reaches a sleeping core. */
const PATIENCE = 64;

/**
 * Finds out that nothing can happen any more: every core sleeps or waits at the event unit, by `p.elw` or a plain load, and
 * nothing else is at work; or RedMulE is stuck.
 */
export class Deadlock {
  private readonly system: System;
  private readonly eventUnit: EventUnit | null;
  private readonly watchdog: Watchdog | undefined;
  /** Clock since which every core sleeps and nothing is at work, -1 when that is not so. */
  private idleSince = -1;
  /** A core was awake at the last look. Clocks may have passed since, as many as it stayed so. */
  private awake = true;
  private readonly since: Float64Array;

  constructor(system: System) {
    this.system = system;
    this.eventUnit = system instanceof Cluster ? system.eventUnit : null;
    this.watchdog = system.redmule === null ? undefined : new Watchdog(system.redmule, 0);
    this.since = new Float64Array(system.cores.length).fill(-1);
  }

  /** Call after every clock. Returns the diagnosis once nobody can go on. */
  look(): string | undefined {
    const { system, since, eventUnit } = this;
    const { cores, clock } = system;
    let asleep = 1;
    for (let i = 0; i < cores.length; i++) {
      const waits = cores[i].sleeping !== 0 || (eventUnit !== null && eventUnit.holds(i) !== 0);
      if (!waits) {
        since[i] = -1;
        asleep = 0;
      } else if (since[i] < 0) {
        since[i] = clock - 1;
      }
    }
    // What RedMulE does while a core is awake counts as progress: the watchdog begins anew when the last one falls asleep.
    if (asleep === 0 || this.awake) this.watchdog?.wait(clock);
    this.awake = asleep === 0;
    if (asleep === 0) {
      this.idleSince = -1;
      return undefined;
    }
    if (system.pending !== 0) {
      this.idleSince = clock;
      return this.stuck(clock);
    }
    if (this.idleSince < 0) this.idleSince = clock;
    return clock - this.idleSince > PATIENCE ? this.diagnose() : undefined;
  }

  /** With every core asleep, RedMulE must move. */
  private stuck(clock: number): string | undefined {
    const { redmule } = this.system;
    if (redmule !== null && redmule.busy !== 0) {
      if (this.system instanceof Cluster) this.watchdog!.wait(Math.max(this.watchdog!.moved, this.system.redmuleMoved));
      return this.watchdog!.look(clock);
    }
    this.watchdog?.wait(clock);
    return undefined;
  }

  private diagnose(): string {
    const waits = this.system.cores.map((core, i) => `core ${core.hartId} ${this.reason(core, i)}`);
    return `Deadlock: every core sleeps or waits and nothing is pending that could wake one: ${waits.join("; ")}`;
  }

  private reason(core: Core, i: number): string {
    const wait = this.eventUnit?.waitOf(i) ?? null;
    const since = `since clock ${this.since[i]}`;
    if (wait === null) return `is in wfi behind pc ${hex(core.id.pc)} ${since} (mie ${hex(core.csrs.mie)})`;
    const mask = `event mask ${hex(wait.mask)}, buffer ${hex(wait.buffer)}`;
    const { mutexOwner } = wait;
    if (mutexOwner !== undefined) {
      const owner = mutexOwner < 0 ? "nobody has it" : `core ${mutexOwner} has it`;
      const missing = (wait.mask >>> EVENT.mutex) & 1 ? "" : `, without event ${EVENT.mutex} in its mask`;
      return `waits for the mutex ${since}${missing} (${owner}, ${mask})`;
    }
    if (wait.barrier === undefined) return `waits at the event unit ${since} (${mask})`;
    const { number, expected, arrived } = wait.barrier;
    return `waits at barrier ${number} ${since} (expected ${hex(expected)}, arrived ${hex(arrived)}, ${mask})`;
  }
}
