import { lowest } from "../bits.js";
import { newVersion } from "../icache/line-store.js";
import type { Core } from "../core/core.js";
import type { Stall } from "../core/stall.js";
import type { ClockWatcher } from "./clock-watcher.js";
import { CoreReplay } from "./core-replay.js";
import { Engine, type Others } from "./engine.js";
import { MomentStore } from "./moment-store.js";
import type { ReplayHost } from "./replay-host.js";
import type { ReplayMemory } from "./replay-memory.js";
import { StandingCore } from "./standing-core.js";

/** Stores by what their moments depend on: a program that runs again finds what was recorded of it. */
const STORES = new Map<string, MomentStore>();
const MOST_STORES = 16;

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
  /** See `stand`. */
  patience = Infinity;
  private readonly standing: readonly StandingCore[];
  readonly engine: Engine;
  private readonly hosts: readonly ReplayHost[];
  private readonly store: MomentStore;
  /** Of cores that are asleep: the first clock that is not in their totals, and why they issue nothing. */
  private readonly since: Float64Array;
  private readonly reasons: Uint8Array;

  /** @param key what the moments depend on beside the program; @param marks see `Cluster.marks` */
  constructor(hosts: readonly ReplayHost[], memory: ReplayMemory, key: string, marks: ReadonlySet<number>) {
    this.store = storeOf(key, marks);
    this.hosts = hosts;
    this.engine = new Engine(memory, hosts, this.store);
    this.cores = hosts.map((host, i) => new CoreReplay(host, i, this.engine, this.store));
    this.standing = hosts.map((host) => new StandingCore(host));
    this.since = new Float64Array(hosts.length);
    this.reasons = new Uint8Array(hosts.length);
  }

  /** See `ClockWatcher`; null for nobody. */
  watch(watcher: ClockWatcher | null): void {
    this.engine.watcher = watcher;
  }

  /** Before clocks in which cores may be replayed, none of which is yet. */
  tidy(): void {
    this.store.tidy();
  }

  /** Requests of the clock; the cores that leave, for the pipeline to run their clock. */
  settleRequest(): number {
    let left = 0;
    const version = newVersion();
    for (let rest = this.mask; rest !== 0; rest &= rest - 1) {
      const i = lowest(rest);
      if (!this.cores[i].settleRequest(version)) left |= 1 << i;
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

  /** A clock of all cores that are replayed, beside others. */
  edge(clock: number): void {
    for (let rest = this.mask; rest !== 0; rest &= rest - 1) this.cores[lowest(rest)].edge(clock);
    this.engine.askLines();
  }

  /** Clocks from `clock` on, `most` at most, in which nobody changes what the cores depend on but they and `others`. How many. */
  run(clock: number, most: number, how: number, others: Others): number {
    const version = newVersion();
    for (let rest = this.mask; rest !== 0; rest &= rest - 1) this.engine.look(lowest(rest), version);
    const clocks = this.engine.run(this.mask, clock, most, how, others);
    for (let rest = this.mask; rest !== 0; rest &= rest - 1) this.cores[lowest(rest)].ran(clocks);
    return clocks;
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

  /** Those of `cores`, which the pipeline runs, that stand still from clock `clock` on for `patience` clocks at least if L2 does not answer. */
  stand(cores: number, clock: number): number {
    let standing = 0;
    this.patience = Infinity;
    for (let rest = cores; rest !== 0; rest &= rest - 1) {
      const i = lowest(rest);
      const patience = this.standing[i].patience(clock);
      if (patience === 0) continue;
      standing |= 1 << i;
      this.patience = Math.min(this.patience, patience);
    }
    return standing;
  }

  /** These cores have stood still for so many clocks. */
  pass(cores: number, clocks: number): void {
    for (let rest = cores; rest !== 0; rest &= rest - 1) this.standing[lowest(rest)].pass(clocks);
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
      if (slept > 0) this.engine.watcher?.slept(i, this.reasons[i] as Stall, slept);
      this.since[i] = clock;
    }
  }
}
