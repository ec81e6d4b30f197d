import { lowest } from "../bits.js";
import type { ClockWatcher } from "./clock-watcher.js";
import { type Answers, EngineModule } from "./engine-module.js";
import type { Moment } from "./moment.js";
import type { MomentStore } from "./moment-store.js";
import type { ReplayHost } from "./replay-host.js";
import type { ReplayMemory } from "./replay-memory.js";
import { tailOf, WORTH } from "./tail.js";
import * as L from "./wasm/layout.js";

/** Who works beside the cores in clocks that the engine runs. */
export interface Others {
  /** Responses and requests, which depend on none of the cores. */
  before(): void;
  /** Grants, for whoever sees them. */
  showGrants(): void;
  /** The rest of clock number `clock` of the run; what works beside the cores in the next one, and whether that has begun, bits as in `wasm/layout.ts`. */
  after(clock: number): number;
}

/** Changes of the tables from which on all of them are copied at once. */
const MANY = 256;
/** More clocks than a run has. */
const MOST_WAIT = 1 << 24;
const LINE_WORDS = L.LINE >> 2;
/** Word of a byte address. */
const at = (address: number): number => address >> 2;

/**
 * The engine that replays cores, in WebAssembly. It knows the tables of a store and the data of the cores; what it does not know it
 * asks here: the instruction caches, what follows a moment, and who else works.
 */
export class Engine implements Answers {
  /** Sees the turns of the cores. */
  watcher: ClockWatcher | null = null;
  /** All of its memory. */
  readonly words: Int32Array;
  readonly module: EngineModule;
  private readonly hosts: readonly ReplayHost[];
  private readonly store: MomentStore;
  /** The generation of the store's tables that stands in the memory, as far as the first so many changes. */
  private generation = -1;
  private seen = 0;
  /** Cores whose requests for a line stand at the shared cache, bit per core. */
  private asking = 0;
  // Of the run that is under way.
  private others: Others | null = null;
  private from = 0;
  /** Its clock that comes next, as far as `after` has told. */
  private at = 0;

  constructor(memory: ReplayMemory, hosts: readonly ReplayHost[], store: MomentStore) {
    this.hosts = hosts;
    this.store = store;
    this.words = memory.words;
    const { words } = this;
    words[at(L.RECORD_AT)] = memory.address;
    words[at(L.TCDM_BASE)] = hosts[0].base;
    words[at(L.TCDM_BYTES)] = hosts[0].bytes;
    this.module = new EngineModule(memory.memory, this);
  }

  /** Words of a core. */
  wordsOf(core: number): Int32Array {
    const from = at(L.CORES + (core << L.CORE_SHIFT));
    return this.words.subarray(from, from + at(1 << L.CORE_SHIFT));
  }

  /** Takes over what has been recorded since. */
  update(): void {
    const { tables } = this.store;
    const { changes } = tables;
    if (this.generation !== tables.generation) this.seen = 0;
    else if (this.seen === changes.length) return;
    this.generation = tables.generation;
    const to = at(L.TABLES);
    if (changes.length - this.seen > MANY) this.words.set(tables.words.subarray(0, tables.lines * LINE_WORDS), to);
    else {
      for (let i = this.seen; i < changes.length; i += 2) {
        const first = changes[i] * LINE_WORDS;
        this.words.set(tables.words.subarray(first, first + changes[i + 1] * LINE_WORDS), to + first);
      }
    }
    this.seen = changes.length;
  }

  /** Clocks of the cores of a mask, `clocks` at most, from clock `from` on; `how` as in `wasm/layout.ts`. How many. */
  run(cores: number, from: number, clocks: number, how: number, others: Others): number {
    this.update();
    this.words[at(L.WORTH_AT)] = WORTH.visits;
    this.others = others;
    this.from = from;
    const passed = this.module.run(cores, clocks, how);
    this.askLines();
    this.at = 0;
    return passed;
  }

  /** Clocks that have passed in runs without `others`, since this was asked last. */
  takePassed(): number {
    const passed = this.words[at(L.PASSED)];
    this.words[at(L.PASSED)] = 0;
    return passed;
  }

  brings(core: number, turn: number): number {
    const { word } = this.store.tables.turn(turn);
    return this.hosts[core].side.brings(this.momentOf(core).waitAddress, word) ? 1 : 0;
  }

  turned(core: number, turn: number, clock: number): void {
    this.watcher!.turned(core, this.store.tables.turn(turn), this.from + clock);
  }

  before(): void {
    this.others!.before();
  }

  after(clock: number): number {
    this.at = clock + 1;
    return this.others!.after(this.from + clock);
  }

  /**
   * Lines are under way, but in so many clocks from the next one on nothing happens to them unless a core asks for another: `BESIDE`
   * need not name them. Only in `after` and before a run.
   */
  waitForLines(clocks: number): void {
    this.words[at(L.WAKE_AT)] = clocks < MOST_WAIT ? this.at + clocks : L.NEVER;
    this.answerLines(0, 0);
  }

  /** What stands at the ports of the cores in this clock. */
  show(asking: number, granted: number): void {
    this.others!.showGrants();
    for (let i = 0; i < this.hosts.length; i++) {
      const { tcdm } = this.hosts[i];
      tcdm.req = (asking >>> i) & 1;
      tcdm.gnt = (granted >>> i) & 1;
      if (tcdm.req !== 0) tcdm.addr = this.words[this.wordOf(i, L.ASKED)] >>> 0;
    }
  }

  /** Where a core stands. */
  momentOf(core: number): Moment {
    return this.store.tables.moment(this.words[this.wordOf(core, L.MOMENT)]);
  }

  /** Somebody else may have changed what a core fetches; `version` is a new one. */
  look(core: number, version: number): void {
    const { side } = this.hosts[core];
    side.renew(version);
    this.words[this.wordOf(core, L.VERSION)] = side.version | 0;
  }

  private wordOf(core: number, offset: number): number {
    return at(L.CORES + (core << L.CORE_SHIFT) + offset);
  }

  /** The request of a core that begins to be replayed, at a byte address; -1 for none. */
  ask(core: number, address: number): void {
    const { words } = this;
    const bit = 1 << core;
    this.asking = address < 0 ? this.asking & ~bit : this.asking | bit;
    words[at(L.ASKING_LINES)] = address < 0 ? words[at(L.ASKING_LINES)] & ~bit : words[at(L.ASKING_LINES)] | bit;
    this.hosts[core].side.ask(address);
  }

  /** Requests for lines as the cores have changed them; whether they have. */
  askLines(): boolean {
    const asking = this.words[at(L.ASKING_LINES)];
    if (asking === this.asking) return false;
    for (let rest = asking ^ this.asking; rest !== 0; rest &= rest - 1) {
      const i = lowest(rest);
      this.hosts[i].side.ask(((asking >>> i) & 1) === 0 ? -1 : this.momentOf(i).waitAddress);
    }
    this.asking = asking;
    return true;
  }

  /** What the shared cache answers in this clock, bit per core. */
  answerLines(granted: number, arrived: number): void {
    this.words[at(L.GRANTED_LINES)] = granted;
    this.words[at(L.ARRIVED_LINES)] = arrived;
  }

  /** The moment whose look-up ends as it does now in place of this one, 0 for none. */
  check(core: number, address: number): number {
    const { tables } = this.store;
    const { side } = this.hosts[core];
    let moment = tables.moment(address);
    if (!side.agrees(moment)) {
      const twin = this.store.twin(moment, side);
      if (twin === null) return 0;
      this.update();
      moment = twin;
    }
    const state = this.words[this.wordOf(core, L.STATES_AT) + moment.group];
    this.words[at(moment.address + L.CHECKED)] = state;
    tables.check(moment, state);
    return moment.address;
  }

  findTail(address: number): number {
    const { tables } = this.store;
    if (tables.isFull) return 0;
    const moment = tables.moment(address);
    const tail = tailOf(moment);
    if (tail === "short") tables.setTailless(moment);
    else if (tail !== "unknown") tables.setTail(moment, tail);
    this.update();
    return this.words[at(address + L.TAIL_AT)];
  }

  /** The line that a core waits for has come. */
  fill(core: number): void {
    const { side } = this.hosts[core];
    side.filled(this.momentOf(core).waitAddress);
    this.words[this.wordOf(core, L.VERSION)] = side.version | 0;
  }

  /** A fetch is refused in a turn that changes a count. */
  hold(core: number, turn: number): void {
    this.words[this.wordOf(core, L.HELD_ADDRESS)] = this.store.tables.turn(turn).held;
  }
}
