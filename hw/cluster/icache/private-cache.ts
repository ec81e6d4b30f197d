import type { NarrowPort } from "../../ports.js";
import { registersOf, wideRegistersOf, wire, type Block, type Scope } from "../../probe.js";
import type { IcacheParameters } from "./icache-parameters.js";
import { LinePort } from "./line-port.js";
import { LineStore, newVersion, NO_WAY } from "./line-store.js";

/** `cross`: the miss is on its way to the shared cache; `request`: it stands there; `refill`: it is granted. */
export const PrivateState = { idle: 0, lookup: 1, cross: 2, request: 3, refill: 4, flush: 5 } as const;
/** Their names, index = value. */
export const PRIVATE_STATES = Object.keys(PrivateState);
const State = PrivateState;

/**
 * The instruction cache of one core. A hit is answered in the clock after its grant, one a clock, like an ideal memory. In
 * the clock of a miss nothing is granted; the line comes from the shared cache, and its word goes to the core in the same
 * clock. The line replaces a free way, or one at random. A flush waits for the open fetch and clears one set a clock.
 */
export class PrivateCache implements Block {
  readonly port: NarrowPort;
  readonly line: LinePort;
  /** Input: 1 for one clock clears the cache (fence.i). */
  flush = 0;

  // Registers.
  state: number = State.idle;
  /** Byte address of the open fetch. */
  addr = 0;
  /** Clocks until the miss stands at the shared cache, this one included. */
  wait = 0;
  flushPending = 0;
  /** Set that is cleared next. */
  row = 0;
  /** Answered from the cache, and from behind it. */
  hits = 0;
  misses = 0;

  /** Wire: place of the word in the store at a hit, or `NO_WAY`. */
  private found = NO_WAY;
  readonly store: LineStore;
  private readonly lineMask: number;
  /** Clocks that a miss is on its way to the shared cache. */
  readonly crossing: number;

  constructor(port: NarrowPort, { lineBytes, privateBytes, privateWays, sharedLatency }: IcacheParameters) {
    this.port = port;
    this.line = new LinePort(lineBytes / 4);
    const sets = privateBytes / (lineBytes * privateWays);
    this.store = new LineStore(sets, privateWays, lineBytes, Math.log2(lineBytes));
    this.lineMask = lineBytes - 1;
    this.crossing = sharedLatency - 1;
  }

  /** The open fetch has missed. For observers, after `settleResponse`. */
  get waits(): boolean {
    return this.state !== State.idle && this.state !== State.flush && this.found === NO_WAY;
  }

  get flushes(): boolean {
    return this.state === State.flush;
  }

  /** No fetch is asked for, open or answered, and nothing is cleared. */
  get idle(): boolean {
    const asked = this.flush | this.flushPending | this.port.req | this.port.rvalid;
    return this.state === State.idle && asked === 0;
  }

  /** See `LineStore.version`. */
  get version(): number {
    return this.store.version;
  }

  /** Registers were overwritten. */
  wake(): void {
    this.store.version = newVersion();
  }

  /** Address of the line that an address is in, and its word there. */
  lineOf(addr: number): number {
    return (addr & ~this.lineMask) >>> 0;
  }

  wordIn(addr: number): number {
    return (addr & this.lineMask) >>> 2;
  }

  /** Whether an address is in the cache. */
  has(addr: number): boolean {
    return this.store.find(addr) !== NO_WAY;
  }

  /** The word at an address that hits, as a signed number. */
  wordAt(addr: number): number {
    return this.store.words[this.store.find(addr) + this.wordIn(addr)] | 0;
  }

  /** Whether an address hits, with this word. */
  holds(addr: number, word: number): boolean {
    const found = this.store.find(addr);
    return found !== NO_WAY && (this.store.words[found + this.wordIn(addr)] | 0) === word;
  }

  /** After the answers of the shared cache. The answer to the core and the request for a line, from registers. */
  settleResponse(): void {
    const { port, line, state, addr } = this;
    port.rvalid = line.req = port.err = 0;
    this.found = NO_WAY;
    if (state === State.idle) return;
    const word = this.wordIn(addr);
    if (state === State.lookup) {
      this.found = this.store.find(addr);
      if (this.found !== NO_WAY) {
        port.rvalid = 1;
        port.rdata = this.store.words[this.found + word];
        return;
      }
    }
    line.addr = this.lineOf(addr);
    line.req = state === State.request || (state === State.lookup && this.crossing === 0) ? 1 : 0;
    if (state !== State.refill || line.valid === 0) return;
    port.rvalid = 1;
    port.rdata = line.words[word];
    port.err = line.err;
  }

  settleGrant(): void {
    const { port, state } = this;
    const open = state === State.idle || this.found !== NO_WAY;
    port.gnt = open && (this.flush | this.flushPending) === 0 ? port.req : 0;
  }

  edge(): void {
    this.flushPending |= this.flush;
    switch (this.state) {
      case State.idle:
        this.next();
        break;
      case State.lookup:
        if (this.found === NO_WAY) this.miss();
        else {
          this.hits++;
          this.next();
        }
        break;
      case State.cross:
        if (--this.wait === 1) this.state = State.request;
        break;
      case State.request:
        if (this.line.gnt !== 0) this.state = State.refill;
        break;
      case State.refill:
        if (this.line.valid !== 0) this.fill();
        break;
      case State.flush:
        this.edgeFlush();
    }
  }

  reset(): void {
    this.state = State.idle;
    this.addr = this.wait = this.flushPending = this.row = this.hits = this.misses = 0;
    this.flush = this.line.req = 0;
    this.found = NO_WAY;
    this.store.clear();
  }

  scope(name: string): Scope {
    const { port, line } = this;
    const widths = { state: 3, addr: 32, wait: 6, flushPending: 1, row: 16 };
    return {
      name,
      probes: [
        ...registersOf(this, widths, { state: { states: PRIVATE_STATES } }),
        ...wideRegistersOf(this, ["hits", "misses"]),
        wire("req", 1, () => port.req),
        wire("gnt", 1, () => port.gnt),
        wire("rvalid", 1, () => port.rvalid),
        wire("hit", 1, () => (this.found === NO_WAY ? 0 : 1)),
        wire("line_req", 1, () => line.req),
        wire("line_gnt", 1, () => line.gnt),
        wire("line_valid", 1, () => line.valid),
      ],
      children: [this.store.scope("store")],
    };
  }

  /** No fetch is open any more: the one that is granted, a flush, or rest. */
  private next(): void {
    this.state = State.idle;
    if (this.port.gnt !== 0) {
      this.addr = this.port.addr;
      this.state = State.lookup;
    } else if (this.flushPending !== 0) {
      this.state = State.flush;
      this.flushPending = this.row = 0;
    }
  }

  /** So many misses have gone all the way to the shared cache. */
  crossed(misses: number): void {
    this.misses += misses;
    this.wait = Math.min(this.crossing, 1);
  }

  private miss(): void {
    this.misses++;
    this.wait = this.crossing;
    if (this.crossing > 1) this.state = State.cross;
    else this.state = this.line.gnt !== 0 ? State.refill : State.request;
  }

  /** A line that L2 does not have is not kept. */
  private fill(): void {
    if (this.line.err === 0) this.keep(this.addr);
    this.next();
  }

  /** The line that has come, in which an address is, goes to the store. */
  keep(addr: number): void {
    const { line, store } = this;
    const free = store.freeWay(addr);
    store.write(addr, free === NO_WAY ? store.randomWay() : free, line.words);
  }

  private edgeFlush(): void {
    this.store.invalidate(this.row++);
    if (this.row === this.store.sets) this.next();
  }
}
