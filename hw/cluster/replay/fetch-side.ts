import type { Icache } from "../icache/icache.js";
import { LineStates } from "../icache/line-states.js";
import { PrivateState, type PrivateCache } from "../icache/private-cache.js";
import { type Moment, Wait } from "./moment.js";

/** One core's way to its instructions, as replays see it. */
export interface FetchSide {
  /** False for a state that replays do not know. */
  isMoment(): boolean;
  readonly wait: Wait;
  /** 1 when a word is looked up in this clock. */
  readonly looksUp: number;
  /** Address of the fetch that is open, `fetched` being the one that was asked for last, and the word there, if there is one. */
  address(fetched: number): number;
  word(address: number): number;
  /** Whether the look-up of a moment ends as it did when the moment was recorded. */
  agrees(moment: Moment): boolean;
  /** Control words of what is open. */
  read(to: Int32Array, at: number): void;
  /** Those of a look-up as it ends now, and how that is; null for one that is left to the pipeline. */
  look(to: Int32Array, at: number): Wait | null;
  write(from: Int32Array, at: number, address: number): void;
  /** Stands for what every look-up finds: another number when that changes. */
  readonly version: number;
  /** From now on the states of groups of addresses stand here, see `LineStates`; `renew` before replays that nothing else interrupts, with a number that has not been there before. */
  tell(states: Int32Array): void;
  renew(version: number): void;
  /** The group whose state stands for what a look-up at an address finds. */
  groupOf(address: number): number;
  /** The word that the last look-up has found stays where a snapshot sees it. */
  looked(word: number): void;
  /** So many fetches have been answered without a wait. */
  count(fetches: number): void;
  /** The fetch at an address begins to ask the shared cache for its line; -1: no fetch asks any more. */
  ask(address: number): void;
  /** 1 when what is waited for comes in this clock. */
  answer(wait: Wait): number;
  /** Whether the line that comes has this word at an address. */
  brings(address: number, word: number): boolean;
  /** So many look-ups have missed; the line of one has come. */
  missed(misses: number): void;
  filled(address: number): void;
}

/** In the first control word: the look-up misses; the clocks of the way to the shared cache. */
const MISSES = 8;
const WAIT_SHIFT = 4;

/** Through a private cache. */
export class CachedSide implements FetchSide {
  private readonly icache: Icache;
  private readonly core: number;
  private readonly cache: PrivateCache;
  private states: LineStates | null = null;

  constructor(icache: Icache, core: number) {
    this.icache = icache;
    this.core = core;
    this.cache = icache.privates[core];
  }

  get wait(): Wait {
    const { state, addr } = this.cache;
    if (state === PrivateState.lookup) return this.cache.has(addr) ? Wait.none : Wait.miss;
    return state === PrivateState.idle ? Wait.none : (state as Wait);
  }

  get version(): number {
    return this.cache.version;
  }

  tell(states: Int32Array): void {
    this.states = new LineStates(this.cache.store, states);
  }

  renew(): void {
    this.states!.renew();
  }

  groupOf(address: number): number {
    return this.states!.groupOf(address);
  }

  looked(): void {
    // Its store keeps the word.
  }

  get looksUp(): number {
    return this.cache.state === PrivateState.lookup ? 1 : 0;
  }

  /** A miss that asks in the clock of its look-up is left to the pipeline. */
  isMoment(): boolean {
    const { cache } = this;
    if ((cache.flush | cache.flushPending) !== 0 || cache.state === PrivateState.flush) return false;
    return cache.crossing !== 0 || cache.state !== PrivateState.lookup || cache.has(cache.addr);
  }

  address(): number {
    return this.cache.addr;
  }

  word(address: number): number {
    return this.cache.has(address) ? this.cache.wordAt(address) : 0;
  }

  agrees({ wait, fetchAddress, fetchWord }: Moment): boolean {
    return wait === Wait.miss ? !this.cache.has(fetchAddress) : this.cache.holds(fetchAddress, fetchWord);
  }

  read(to: Int32Array, at: number): void {
    const { cache } = this;
    to[at] = cache.state | (cache.state === PrivateState.cross ? cache.wait << WAIT_SHIFT : 0);
    to[at + 1] = cache.addr;
    to[at + 2] = 0;
    if (cache.state === PrivateState.lookup) this.look(to, at);
  }

  look(to: Int32Array, at: number): Wait | null {
    const { cache } = this;
    const address = to[at + 1] >>> 0;
    const hits = cache.has(address);
    to[at] = PrivateState.lookup | (hits ? 0 : MISSES);
    to[at + 2] = hits ? cache.wordAt(address) : 0;
    if (hits) return Wait.none;
    return cache.crossing === 0 ? null : Wait.miss;
  }

  write(from: Int32Array, at: number): void {
    const { cache } = this;
    cache.state = from[at] & 7;
    cache.addr = from[at + 1] >>> 0;
    if (cache.state === PrivateState.cross) cache.wait = from[at] >>> WAIT_SHIFT;
  }

  count(fetches: number): void {
    this.cache.hits += fetches;
  }

  ask(address: number): void {
    const { line } = this.cache;
    line.req = address < 0 ? 0 : 1;
    this.icache.ask(this.core, address >= 0);
    if (address >= 0) line.addr = this.cache.lineOf(address);
  }

  answer(wait: Wait): number {
    const { line } = this.cache;
    return wait === Wait.request ? line.gnt : line.valid;
  }

  brings(address: number, word: number): boolean {
    const { line } = this.cache;
    return line.err === 0 && (line.words[this.cache.wordIn(address)] | 0) === word;
  }

  missed(misses: number): void {
    this.cache.crossed(misses);
  }

  filled(address: number): void {
    this.cache.keep(address);
    this.states!.kept(address);
  }
}
