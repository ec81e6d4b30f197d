import { lowest } from "../bits.js";
import { registerArray, registersOf, wideRegistersOf, wire, type Block, type Scope } from "../../probe.js";
import type { IcacheParameters } from "./icache-parameters.js";
import type { LinePort } from "./line-port.js";
import { LineStore, NO_WAY } from "./line-store.js";

/**
 * `request`: a missing line is asked of L2; `wait`: the line that is looked up is on its way already; `serve`: a line has
 * come and goes to the store and to its core.
 */
const State = { operative: 0, request: 1, wait: 2, serve: 3, flush: 4 } as const;
/** Their names, index = value. */
export const SHARED_STATES = Object.keys(State);

/** Lines that a bank may have asked for. */
export const BANK_REFILLS = 4;

/**
 * One bank of the shared instruction cache. The cores take turns; a look-up takes the clock after the grant, one a clock. A
 * miss stops the bank until L2 has granted the line, not until it has come: later hits pass. The line replaces a way at
 * random. A flush waits for all that is open and clears one set a clock.
 */
export class SharedBank implements Block {
  // Inputs.
  /** Cores that request a line of this bank, bit per core. */
  wanted = 0;
  /** 1 for one clock clears the bank. */
  flush = 0;
  /** L2 grants the line that is asked for. */
  refillGnt = 0;
  /** The line that was asked for first has come, its words and its error. */
  arrived = 0;
  arrivedErr = 0;

  // Wires.
  /** A line is asked of L2, at `lookAddr`. */
  refillReq = 0;
  /** The line that has come is taken. */
  serves = 0;
  /** The core that is answered, as a bit. */
  answers = 0;
  private hit = NO_WAY;
  private winner = 0;
  private granted = 0;

  // Registers.
  state: number = State.operative;
  /** A look-up is under way, its line and its core. */
  looks = 0;
  lookAddr = 0;
  lookCore = 0;
  /** Core to look at first. */
  first = 0;
  flushPending = 0;
  row = 0;
  hits = 0;
  misses = 0;
  /** Lines asked for and not yet served, oldest first. */
  refillHead = 0;
  refills = 0;
  private readonly refillAddr = new Uint32Array(BANK_REFILLS);
  private readonly refillCore = new Uint8Array(BANK_REFILLS);
  private readonly refillWay = new Uint8Array(BANK_REFILLS);

  private readonly ports: readonly LinePort[];
  private readonly line: Uint32Array;
  private readonly store: LineStore;

  /**
   * @param ports line ports of the cores, at most 32
   * @param line words of the line that has come
   */
  constructor(ports: readonly LinePort[], line: Uint32Array, parameters: IcacheParameters) {
    const { lineBytes, sharedBytes, sharedWays, banks } = parameters;
    this.ports = ports;
    this.line = line;
    const sets = sharedBytes / (lineBytes * sharedWays * banks);
    this.store = new LineStore(sets, sharedWays, lineBytes, Math.log2(lineBytes * banks));
  }

  /** Cores that wait for L2, bit per core. */
  get refilling(): number {
    let cores = (this.looks !== 0 && this.state !== State.operative ? 1 : 0) << this.lookCore;
    for (let i = 0; i < this.refills; i++) cores |= 1 << this.refillCore[(this.refillHead + i) % BANK_REFILLS];
    return cores;
  }

  /** Nothing is looked up, asked for or cleared: nothing changes before a request or a flush. */
  get idle(): boolean {
    const open = this.looks | this.refills | this.flush | this.flushPending | this.serves | this.arrived;
    return this.state === State.operative && (open | this.wanted) === 0;
  }

  /** After an edge: no register changes before a request, a flush or a line that comes. */
  get rests(): boolean {
    return this.state === State.operative && (this.looks | this.flushPending) === 0;
  }

  /** The answer to a core and the request to L2, from registers. */
  settleResponse(): void {
    const { state, store } = this;
    this.hit = NO_WAY;
    this.answers = 0;
    this.serves = state === State.serve ? 1 : 0;
    this.refillReq = state === State.request && this.arrived === 0 && this.refills < BANK_REFILLS ? 1 : 0;
    if (this.serves !== 0) this.answer(this.refillCore[this.refillHead], this.line, 0, this.arrivedErr);
    if (state !== State.operative || this.looks === 0) return;
    this.hit = store.find(this.lookAddr);
    if (this.hit !== NO_WAY) this.answer(this.lookCore, store.words, this.hit, 0);
  }

  /** The core that is granted, as a bit. */
  get grants(): number {
    return this.granted << this.winner;
  }

  /** Grants one core, which leaves `gnt` of the others to the parent. */
  settleGrant(): void {
    this.granted = 0;
    if (this.wanted === 0 || this.state !== State.operative || this.arrived !== 0) return;
    if ((this.flush | this.flushPending) !== 0 || (this.looks !== 0 && this.hit === NO_WAY)) return;
    const above = this.wanted & (-1 << this.first);
    this.winner = lowest(above !== 0 ? above : this.wanted);
    this.granted = 1;
    this.ports[this.winner].gnt = 1;
  }

  edge(): void {
    this.flushPending |= this.flush;
    switch (this.state) {
      case State.operative:
        this.edgeOperative();
        break;
      case State.request:
        if (this.arrived !== 0) this.state = State.serve;
        else if (this.refillReq & this.refillGnt) this.ask();
        break;
      case State.wait:
        if (this.arrived !== 0) this.state = State.serve;
        break;
      case State.serve:
        this.serve();
        break;
      case State.flush:
        this.store.invalidate(this.row++);
        if (this.row === this.store.sets) this.state = State.operative;
    }
  }

  reset(): void {
    this.state = State.operative;
    this.looks = this.lookAddr = this.lookCore = this.first = this.flushPending = this.row = 0;
    this.hits = this.misses = this.refillHead = this.refills = 0;
    this.flush = this.wanted = this.refillReq = this.serves = 0;
    for (const values of [this.refillAddr, this.refillCore, this.refillWay]) values.fill(0);
    this.store.clear();
  }

  scope(name: string): Scope {
    const look = { looks: 1, lookAddr: 32, lookCore: 5, first: 5, flushPending: 1, row: 16 };
    return {
      name,
      probes: [
        ...registersOf(this, { state: 3 }, { state: { states: SHARED_STATES } }),
        ...registersOf(this, { ...look, refillHead: 3, refills: 3 }),
        ...wideRegistersOf(this, ["hits", "misses"]),
        registerArray("refill_addr", 32, this.refillAddr),
        registerArray("refill_core", 5, this.refillCore),
        registerArray("refill_way", 4, this.refillWay),
        wire("wanted", this.ports.length, () => this.wanted >>> 0),
        wire("hit", 1, () => (this.hit === NO_WAY ? 0 : 1)),
        wire("refill_req", 1, () => this.refillReq),
        wire("arrived", 1, () => this.arrived),
      ],
      children: [this.store.scope("store")],
    };
  }

  private answer(core: number, words: Uint32Array, from: number, err: number): void {
    const port = this.ports[core];
    this.answers = 1 << core;
    port.valid = 1;
    port.err = err;
    for (let i = 0; i < port.words.length; i++) port.words[i] = words[from + i];
  }

  private edgeOperative(): void {
    if (this.looks !== 0 && this.hit !== NO_WAY) {
      this.hits++;
      this.looks = 0;
    }
    if (this.arrived !== 0) this.state = State.serve;
    else if (this.looks !== 0) this.state = this.underWay() ? State.wait : State.request;
    else if (this.granted !== 0) {
      this.looks = 1;
      this.lookAddr = this.ports[this.winner].addr;
      this.lookCore = this.winner;
      this.first = (this.winner + 1) % this.ports.length;
    } else if (this.flushPending !== 0 && this.refills === 0) {
      this.state = State.flush;
      this.flushPending = this.row = 0;
    }
  }

  /** The line that is looked up has been asked for. */
  private underWay(): boolean {
    for (let i = 0; i < this.refills; i++) {
      if (this.refillAddr[(this.refillHead + i) % BANK_REFILLS] === this.lookAddr) return true;
    }
    return false;
  }

  private ask(): void {
    const at = (this.refillHead + this.refills) % BANK_REFILLS;
    this.refillAddr[at] = this.lookAddr;
    this.refillCore[at] = this.lookCore;
    this.refillWay[at] = this.store.randomWay();
    this.refills++;
    this.misses++;
    this.looks = 0;
    this.state = State.operative;
  }

  /** A line that L2 does not have is not kept. */
  private serve(): void {
    const at = this.refillHead;
    if (this.arrivedErr === 0) this.store.write(this.refillAddr[at], this.refillWay[at], this.line);
    this.refillHead = (at + 1) % BANK_REFILLS;
    this.refills--;
    this.state = State.operative;
  }
}
