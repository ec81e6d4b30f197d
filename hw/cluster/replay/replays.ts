import { lowest } from "../bits.js";
import type { Core } from "../core/core.js";
import { CoreReplay } from "./core-replay.js";
import type { Stall } from "../core/stall.js";
import type { ClockWatcher } from "./clock-watcher.js";
import type { ReplayHost } from "./replay-host.js";
import { MomentStore } from "./moment-store.js";

/** Stores by what their moments depend on: a program that runs again finds what was recorded of it. */
const STORES = new Map<string, MomentStore>();
const MOST_STORES = 16;
/** A tail ends within the places of the ring. */
const LAST = 63;

function storeOf(key: string, marks: ReadonlySet<number>): MomentStore {
  const full = `${key} ${[...marks].join()}`;
  let store = STORES.get(full);
  if (store === undefined) {
    if (STORES.size === MOST_STORES) STORES.clear();
    store = new MomentStore(new Set(marks));
    STORES.set(full, store);
  }
  return store;
}

/** The cores of a cluster that are replayed, and what the clocks of all cores were used for while it runs ahead. */
export class Replays {
  /** Cores that are replayed, bit per core. */
  mask = 0;
  readonly cores: readonly CoreReplay[];
  private readonly hosts: readonly ReplayHost[];
  /** Of `start` and `stop`: cores by the clock in which they are asked next, bit per core. */
  private ahead = false;
  private readonly ring = new Int32Array(LAST + 1);
  /** Those that are asked in a clock, as far as `count`. */
  private readonly list: CoreReplay[];
  private count = 0;
  /** Wire of `settleRequests`: one of them asks the banks. */
  asks = false;
  /** Of cores that are asleep: the first clock that is not in their totals, and why they issue nothing. */
  private readonly since: Float64Array;
  private readonly reasons: Uint8Array;

  /** @param key what the moments depend on beside the program; @param marks see `Cluster.marks` */
  constructor(hosts: readonly ReplayHost[], key: string, marks: ReadonlySet<number>) {
    const store = storeOf(key, marks);
    this.hosts = hosts;
    this.cores = hosts.map((host) => new CoreReplay(host, store));
    this.cores.forEach((core, i) => (core.number = i));
    this.list = [...this.cores];
    this.since = new Float64Array(hosts.length);
    this.reasons = new Uint8Array(hosts.length);
  }

  /** See `ClockWatcher`; null for nobody. */
  watch(watcher: ClockWatcher | null): void {
    for (const core of this.cores) core.watcher = watcher;
  }

  /** Requests of the clock; the cores that leave, for the pipeline to run their clock. */
  settleRequest(): number {
    let left = 0;
    for (let rest = this.mask; rest !== 0; rest &= rest - 1) {
      const i = lowest(rest);
      this.cores[i].look();
      if (!this.cores[i].settleRequest()) left |= 1 << i;
    }
    if (left !== 0) this.leave(left);
    return left;
  }

  /** After the grants; the cores that have to leave, whose requests the pipeline settles once more. */
  settleGrant(): number {
    let left = 0;
    for (let rest = this.mask; rest !== 0; rest &= rest - 1) {
      const i = lowest(rest);
      if (!this.cores[i].settleGrant()) left |= 1 << i;
    }
    return left;
  }

  /**
   * From this clock on nobody but replays changes what they depend on, up to `stop`.
   * @param ahead they may take tails as a whole, when these are over
   */
  start(clock: number, ahead: boolean): void {
    this.ahead = ahead;
    this.ring.fill(0);
    for (let rest = this.mask; rest !== 0; rest &= rest - 1) {
      const core = this.cores[lowest(rest)];
      core.look();
      this.due(core, clock);
    }
  }

  /** Finds out when a core that stands at a clock is asked. */
  private due(core: CoreReplay, clock: number): void {
    const at = this.ahead ? clock + core.begin(clock) : clock;
    this.ring[at & LAST] |= 1 << core.number;
  }

  /** The first clock from this one on in which a core is asked for something, `end` at most. */
  next(clock: number, end: number): number {
    while (clock < end && this.ring[clock & LAST] === 0) clock++;
    return clock;
  }

  /** The cores that are asked in this clock: their tails are over. */
  collect(clock: number): void {
    this.count = 0;
    for (let rest = this.ring[clock & LAST]; rest !== 0; rest &= rest - 1) {
      const i = lowest(rest);
      this.list[this.count++] = this.cores[i];
      this.cores[i].finish();
      if (!this.ahead) this.cores[i].look();
    }
  }

  /** Their requests; false when one of them has to leave, and nothing has happened. */
  settleRequests(): boolean {
    const { list, count } = this;
    let asks = 0;
    for (let k = 0; k < count; k++) {
      if (!list[k].settleRequest()) return false;
      asks |= list[k].asks;
    }
    this.asks = asks !== 0;
    return true;
  }

  /** The same after the grants. */
  settleGrants(): boolean {
    const { list, count } = this;
    for (let k = 0; k < count; k++) if (!list[k].settleGrant()) return false;
    return true;
  }

  edge(clock: number): void {
    const { list, count, ring } = this;
    ring[clock & LAST] = 0;
    for (let k = 0; k < count; k++) {
      const core = list[k];
      core.edge(clock);
      this.due(core, clock + 1);
    }
  }

  /** Every core stands at this clock. */
  stop(clock: number): void {
    for (let rest = this.mask; rest !== 0; rest &= rest - 1) this.cores[lowest(rest)].stop(clock);
  }

  /** A clock of all cores that are replayed, beside others. */
  edgeAll(clock: number): void {
    for (let rest = this.mask; rest !== 0; rest &= rest - 1) this.cores[lowest(rest)].edge(clock);
  }

  /** The pipeline takes these cores over. */
  leave(cores: number): void {
    for (let rest = cores; rest !== 0; rest &= rest - 1) this.cores[lowest(rest)].leave();
    this.mask &= ~cores;
  }

  /** After an edge of the pipeline: those of its cores that are replayed from now on. */
  arrive(cores: number): number {
    let arrived = 0;
    for (let rest = cores; rest !== 0; rest &= rest - 1) {
      const i = lowest(rest);
      if (this.cores[i].arrive()) arrived |= 1 << i;
    }
    this.mask |= arrived;
    return arrived;
  }

  /** These cores sleep from this clock on. */
  sleep(cores: number, clock: number, all: readonly Core[]): void {
    for (let rest = cores; rest !== 0; rest &= rest - 1) {
      const i = lowest(rest);
      this.since[i] = clock;
      this.reasons[i] = all[i].stallReason;
    }
  }

  /** These cores have slept up to this clock. */
  wake(cores: number, clock: number): void {
    for (let rest = cores; rest !== 0; rest &= rest - 1) {
      const i = lowest(rest);
      const { totals } = this.hosts[i];
      const slept = clock - this.since[i];
      totals.clocks += slept;
      totals.uses[this.reasons[i]] += slept;
      if (slept > 0) this.cores[i].watcher?.slept(i, this.reasons[i] as Stall, slept);
      this.since[i] = clock;
    }
  }
}
