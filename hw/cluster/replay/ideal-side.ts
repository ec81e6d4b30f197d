import type { IdealFetch } from "../icache/ideal-fetch.js";
import type { FetchSide } from "./fetch-side.js";
import { type Moment, Wait } from "./moment.js";

/** From an ideal memory, whose answer is a register: it has been read a clock before. */
export class IdealSide implements FetchSide {
  readonly wait = Wait.none;
  version = 0;
  private readonly fetch: IdealFetch;
  private readonly core: number;
  private states = new Int32Array(1);
  /** The last answer, which stays in its register. */
  private last = 0;

  constructor(fetch: IdealFetch, core: number) {
    this.fetch = fetch;
    this.core = core;
  }

  tell(states: Int32Array): void {
    this.states = states as Int32Array<ArrayBuffer>;
  }

  /** Anybody may have written to the memory. */
  renew(version: number): void {
    this.version = this.states[0] = version;
  }

  /** All addresses are one group. */
  groupOf(): number {
    return 0;
  }

  looked(word: number): void {
    this.last = word;
  }

  get looksUp(): number {
    return this.fetch.answers.valid[this.core];
  }

  isMoment(): boolean {
    return this.fetch.answers.err[this.core] === 0;
  }

  address(fetched: number): number {
    return fetched;
  }

  word(): number {
    return this.fetch.answers.rdata[this.core] | 0;
  }

  agrees({ fetchAddress, fetchWord }: Moment): boolean {
    const { memory } = this.fetch;
    const at = memory.index(fetchAddress);
    return memory.outside(at) === 0 && memory.read(at) === fetchWord;
  }

  read(to: Int32Array, at: number): void {
    const { valid, rdata } = this.fetch.answers;
    this.last = rdata[this.core];
    to[at] = valid[this.core];
    to[at + 1] = valid[this.core] === 0 ? 0 : this.last;
    to[at + 2] = 0;
  }

  look(): Wait | null {
    return null;
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
    // An ideal memory counts nothing, and nothing ever waits for it.
  }

  ask(): void {
    this.count();
  }

  answer(): number {
    return 0;
  }

  brings(): boolean {
    return false;
  }

  missed(): void {
    this.count();
  }

  filled(): void {
    this.count();
  }
}
