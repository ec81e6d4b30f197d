import { lowest } from "../bits.js";
import type { ClockWatcher } from "../replay/clock-watcher.js";
import type { Totals } from "../run-ahead/stretch.js";
import { RedmuleClocks } from "./redmule-clocks.js";
import { ReplayedClocks } from "./replayed-clocks.js";
import type { System } from "./system.js";
import { ClusterClock } from "./cluster-clock.js";

export { EVENT_UNIT_IRQ, REDMULE_IRQ } from "./cluster-clock.js";

/** Somebody whom `advance` asks between two clocks, not before clock `next`, whether it is to end there. */
export interface Lookout {
  readonly next: number;
  /** Moves `next` on unless it is true. */
  stops(): boolean;
}

const NOBODY: Lookout = { next: Infinity, stops: () => false };

/**
 * The PULP cluster: cores, the TCDM behind its interconnect, RedMulE, the DMA, the event unit, L2, and the registers through which a
 * program talks to its bench. Each core has its own way to the banks, the event unit and the DMA; the other registers and
 * L2 are shared.
 */
export class Cluster extends ClusterClock implements System {
  /** Wire of `advance`: cores that enter a trap in the clock, bit per core. */
  trapped = 0;
  /** Called between settle and edge of a clock of `advance` in which core 0 retires a marked instruction. */
  onMark: ((pc: number, clock: number) => void) | null = null;
  /** Cores that sleep or wait at the event unit in the clock. */
  private sleepers = 0;
  private watcher: ClockWatcher | null = null;
  private readonly replayed = new ReplayedClocks(this);
  private readonly lone = new RedmuleClocks(this);

  /** The clock behind the last one in which RedMulE moved while everything else stood still. */
  get redmuleMoved(): number {
    return this.lone.moved;
  }

  /** Nothing works but cores that are replayed, which ask the banks alone, and RedMulE, and L2 may have words to bring. */
  private get othersIdle(): boolean {
    const { redmule, dma, bench, eventUnit, arbiters, fetch, timer, control } = this;
    if ((redmule.event | redmule.periph.req | this.raised | this.interrupted | timer.valid) !== 0) return false;
    if (!dma.idle || !bench.idle || !control.idle || !eventUnit.idle) return false;
    if (this.stall !== this.stalled) return false;
    for (let i = 0; i < arbiters.length; i++) {
      if (!arbiters[i].idle && !(arbiters[i] === this.l2Arbiter && this.l2Arbiter.rests)) return false;
    }
    fetch.replayed = this.replays.mask;
    if (this.external !== null && (this.external.valid | this.external.port.req) !== 0) return false;
    return fetch.privatesIdle;
  }

  /** No line of the instruction cache is asked for or on its way. */
  private get refillsIdle(): boolean {
    return this.l2.idle && (this.icache === null || this.icache.sharedIdle);
  }

  /** Clocks up to `end` in which cores are replayed, or stand still. True when RedMulE has met a bus error in the last one. */
  private replayAlone(end: number, standing: number): boolean {
    const { replayed, replays, clock } = this;
    this.clock = replayed.run(replays, clock, Math.min(end, clock + replays.patience), this.watcher);
    replays.pass(standing, this.clock - clock);
    this.redmuleClocks += replayed.redmuleClocks;
    this.tcdmRuns = true;
    return replayed.faulted;
  }

  /** Clocks up to `end` in which RedMulE is alone. True when somebody may want to see the last one. */
  private redmuleAlone(end: number): boolean {
    const { lone } = this;
    this.clock = lone.run(this.clock, end, this.watcher);
    this.redmuleClocks += lone.redmuleClocks;
    this.redmuleRuns = this.tcdmRuns = true;
    this.trapped = 0;
    return lone.stopped;
  }

  /** What the clocks of a core were used for, as far as `advance` has spent them. */
  totalsOf(core: number): Totals {
    return this.totals[core];
  }

  /** From now on somebody sees every clock of every core, stepped or replayed, which takes nothing from its speed but the seeing. */
  watch(watcher: ClockWatcher): void {
    this.watcher = watcher;
    this.replays.watch(watcher);
  }

  override step(): void {
    this.settle();
    for (const observe of this.observers) observe(this.clock);
    const { watcher } = this;
    if (watcher !== null) {
      for (let i = 0; i < this.cores.length; i++) watcher.sampled(i);
      watcher.settled(this.clock);
    }
    this.edge();
  }

  /** From now on `advance` calls `onMark` when core 0 retires the instruction at `pc`. */
  mark(pc: number): void {
    this.marks.add(pc);
    this.replays = this.newReplays();
    this.replays.watch(this.watcher);
  }

  /**
   * At least one clock and at most `limit`, with the same result as so many steps, without observers. It returns sooner with a
   * clock that somebody may want to see: a core traps, falls asleep or wakes up, begins or ends a wait at the event unit, all
   * sleep or wait, the program prints or ends, the DMA or RedMulE meets a bus error. Wires of the last clock stand, unless it
   * returned sooner: then those of a core that was replayed do not. The clocks.
   */
  advance(limit: number, lookout: Lookout = NOBODY): number {
    const { cores } = this;
    const from = this.clock;
    const end = from + limit;
    const all = (1 << cores.length) - 1;
    this.replays.sleep(all & ~this.awake, from, cores);
    this.replays.tidy();
    let notable = false;
    while (!notable && this.clock < end) {
      if (this.clock >= lookout.next && this.clock > from && lookout.stops()) break;
      const standing = this.watcher === null ? this.replays.stand(this.awake, this.clock) : 0;
      if (this.awake === standing && this.othersIdle) {
        if ((this.replays.mask | standing) !== 0) {
          if (this.replayAlone(Math.min(end - 1, lookout.next), standing)) break;
          if (this.clock === lookout.next) continue;
        } else if (!this.redmule.idle && this.refillsIdle && this.redmuleAlone(end - 1)) break;
      }
      if (this.clock === end - 1) this.dissolve();
      this.ahead = this.clock < end - 1;
      const { running } = this;
      this.settle();
      if (this.running !== running) this.replays.wake(this.running & ~running, this.clock);
      notable = this.sample(all);
      const ran = this.running;
      this.edge();
      if (this.running !== ran) this.replays.sleep(ran & ~this.running, this.clock, cores);
      if (this.redmuleRuns) notable ||= this.redmule.streamer.outside !== 0;
      if (!this.bench.idle) notable ||= (this.bench.printed | this.bench.done) !== 0;
      if (!this.dma.idle) notable ||= (this.dma.faults[0].fault | this.dma.faults[1].fault) !== 0;
    }
    this.ahead = false;
    this.dissolve();
    this.replays.wake(all & ~this.awake, this.clock);
    return this.clock - from;
  }

  /** Cores that are not asleep, bit per core. */
  private get running(): number {
    return this.awake | this.replays.mask;
  }

  /** Counts what the clock is used for. True when somebody may want to see it. */
  private sample(all: number): boolean {
    const { cores, replays, marks, eventUnit } = this;
    let sleepers = all & ~this.running;
    this.trapped = 0;
    for (let left = this.awake; left !== 0; left &= left - 1) {
      const i = lowest(left);
      replays.cores[i].sample();
      sleepers |= (cores[i].sleeping | eventUnit.holds(i)) << i;
      this.trapped |= cores[i].csrs.trap << i;
    }
    const { retired } = cores[0];
    if ((this.awake & 1) !== 0 && retired.valid !== 0 && marks.has(retired.pc >>> 0)) {
      this.onMark?.(retired.pc >>> 0, this.clock);
    }
    this.watcher?.settled(this.clock);
    const notable = this.trapped !== 0 || sleepers !== this.sleepers || sleepers === all;
    this.sleepers = sleepers;
    return notable;
  }

  /** The pipeline takes all cores over. */
  private dissolve(): void {
    this.awake |= this.replays.mask;
    this.replays.leave(this.replays.mask);
  }
}
