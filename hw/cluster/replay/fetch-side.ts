import type { IdealFetch } from "../icache/ideal-fetch.js";
import type { PrivateCache } from "../icache/private-cache.js";

/** One core's way to its instructions, as replays see it: every fetch is granted at once and answered in the next clock. */
export interface FetchSide {
  /** False when that does not hold for the fetch that is open, at `address`, or for the next one. */
  isMoment(address: number): boolean;
  /** 1 when a word comes in this clock. */
  readonly pending: number;
  /** The word at an address, which comes in this clock. */
  word(address: number): number;
  /** Whether this word stands at an address, so that it comes in the clock after its fetch. */
  holds(address: number, word: number): boolean;
  /** Three control words; `address` is that of the fetch that is open. */
  read(to: Int32Array, at: number): void;
  write(from: Int32Array, at: number, address: number): void;
  /** So many fetches have been answered. */
  count(fetches: number): void;
}

/** Through a private cache: hits. */
export class CachedSide implements FetchSide {
  private readonly cache: PrivateCache;

  constructor(cache: PrivateCache) {
    this.cache = cache;
  }

  get pending(): number {
    return this.cache.looksUp;
  }

  isMoment(): boolean {
    return this.cache.isHit;
  }

  word(address: number): number {
    return this.cache.wordAt(address);
  }

  holds(address: number, word: number): boolean {
    return this.cache.holds(address, word);
  }

  read(to: Int32Array, at: number): void {
    const { cache } = this;
    to[at] = cache.state;
    to[at + 1] = cache.addr;
    to[at + 2] = cache.looksUp === 0 ? 0 : cache.wordAt(cache.addr);
  }

  write(from: Int32Array, at: number): void {
    const { cache } = this;
    cache.state = from[at];
    cache.addr = from[at + 1] >>> 0;
  }

  count(fetches: number): void {
    this.cache.hits += fetches;
  }
}

/** From an ideal memory, whose answer is a register: it has been read a clock before. */
export class IdealSide implements FetchSide {
  private readonly fetch: IdealFetch;
  private readonly core: number;
  /** The last answer, which stays in its register. */
  private last = 0;

  constructor(fetch: IdealFetch, core: number) {
    this.fetch = fetch;
    this.core = core;
  }

  get pending(): number {
    return this.fetch.answers.valid[this.core];
  }

  isMoment(): boolean {
    return this.fetch.answers.err[this.core] === 0;
  }

  word(): number {
    return this.fetch.answers.rdata[this.core] | 0;
  }

  holds(address: number, word: number): boolean {
    const { memory } = this.fetch;
    const at = memory.index(address);
    this.last = word;
    return memory.outside(at) === 0 && memory.read(at) === word;
  }

  read(to: Int32Array, at: number): void {
    const { valid, rdata } = this.fetch.answers;
    this.last = rdata[this.core];
    to[at] = valid[this.core];
    to[at + 1] = valid[this.core] === 0 ? 0 : this.last;
    to[at + 2] = 0;
  }

  /** The answer that stands is what the memory holds, whatever it held when the moment was recorded. */
  write(from: Int32Array, at: number, address: number): void {
    const { core } = this;
    const { answers, memory } = this.fetch;
    answers.valid[core] = from[at];
    answers.rdata[core] = this.last;
    if (from[at] === 0) return;
    answers.rdata[core] = memory.read(memory.index(address));
    answers.err[core] = memory.outside(memory.index(address));
  }

  count(): void {
    // An ideal memory counts nothing.
  }
}
