import type { FloatOperation } from "../../fpu/float-operation.js";
import type { NarrowPort } from "../../ports.js";
import { compare } from "../core/alu.js";
import type { FetchSide } from "./fetch-side.js";
import type { Op } from "../core/instruction.js";
import { CoreData, Held } from "./core-data.js";
import type { ClockWatcher } from "./clock-watcher.js";
import { isMoment, writeControl } from "./control.js";
import { Access, Fetching, type Moment, type Tail, Turn, Wait } from "./moment.js";
import { MOST, type MomentStore } from "./moment-store.js";
import { recordTurn } from "./record-turn.js";
import { tailOf, WORTH } from "./tail.js";
import { takeTurns } from "./turn-code.js";
import { targetOf, type ReplayHost } from "./replay-host.js";

/**
 * One core of a cluster, replayed clock by clock. A turn that was recorded is taken again when its moment and outcome come
 * again: only what the instructions compute is computed, and the access that is due goes to the interconnect. Data stand where
 * the pipeline has them: registers, operands in EX, the result of the FPU, the address in WB, counts of loops.
 */
export class CoreReplay {
  /** The moment at which the core stands, null while the pipeline runs it. */
  moment: Moment | null = null;
  /** Sees the clocks of this core, which has this number. */
  watcher: ClockWatcher | null = null;
  number = 0;

  private readonly host: ReplayHost;
  private readonly store: MomentStore;
  private readonly data: CoreData;
  private readonly floats: readonly FloatOperation[];
  // Parts of the core, for the clock.
  private readonly values: Int32Array;
  private readonly tcdm: NarrowPort;
  private readonly side: FetchSide;
  private readonly keepsWord: boolean;
  /** State of the cache, see `FetchSide.version`, and in which state each moment's look-up was found to end as it did. */
  private version = 0;
  private readonly checked = new Float64Array(MOST);
  private readonly base: number;
  private readonly bytes: number;
  /** The pipeline stands at `moment`, too: no turn has been taken since. */
  private current = false;
  /** What the core does from clock `since` on without being asked. */
  private tail: Tail | null = null;
  private since = 0;
  /** A request for a line stands at the shared cache. */
  private asksLine = false;
  /** The moment whose turn the pipeline shows in this clock, and what has been seen of it. */
  private recorded: Moment | null = null;
  private shown: Turn | null = null;
  /** Turns taken that the core does not know of yet. */
  private clocks = 0;
  private retired = 0;
  private fetches = 0;
  // Of the clock that settles.
  private outcome = 0;
  private turn: Turn = new Turn();
  private to: Moment | null = null;

  constructor(host: ReplayHost, store: MomentStore) {
    this.host = host;
    this.store = store;
    this.data = new CoreData(host.core, host.tcdm, host.totals);
    this.floats = store.codes.floats;
    this.values = host.core.registers.values;
    this.tcdm = host.tcdm;
    this.side = host.side;
    this.keepsWord = host.side.keepsWord;
    [this.base, this.bytes] = [host.base, host.bytes];
  }

  /** 1 when an access stands at the TCDM. */
  get asks(): number {
    return this.tcdm.req;
  }

  /** The clocks from `clock` on in which the core is not asked for anything; a tail then takes them. */
  begin(clock: number): number {
    const moment = this.moment!;
    let { tail } = moment;
    if (tail === null) {
      if (++moment.visits < WORTH.visits) return 0;
      moment.visits = 0;
      tail = moment.tail = tailOf(moment, this.store.codes);
      if (tail === null) return 0;
    }
    const { version } = this;
    if (tail.checked[this.number] !== version) {
      if (!this.agrees(tail)) return 0;
      tail.checked[this.number] = version;
    }
    this.tail = tail;
    this.since = clock;
    this.tcdm.req = 0;
    return tail.count;
  }

  private agrees({ looks }: Tail): boolean {
    const { side } = this;
    for (let i = 0; i < looks.length; i++) if (!side.agrees(looks[i])) return false;
    return true;
  }

  /** The tail is over, if there is one. */
  finish(): void {
    const { tail } = this;
    if (tail === null) return;
    this.takeAll(tail);
    this.end(tail, tail.count);
    this.enter(tail.end);
  }

  /** Does what the tail has done up to a clock. */
  stop(clock: number): void {
    const { tail } = this;
    if (tail === null) return;
    const clocks = clock - this.since;
    if (clocks === tail.count) this.finish();
    else if (clocks === 0) this.tail = null;
    else {
      for (let i = 0; i < clocks; i++) this.take(tail.turns[i]);
      this.end(tail, clocks);
      this.moment = tail.moments[clocks];
    }
  }

  private end({ moments }: Tail, clocks: number): void {
    this.tail = null;
    this.current = false;
    if (!this.keepsWord) return;
    let last = clocks - 1;
    while (last >= 0 && moments[last].fetchAddress < 0) last--;
    if (last >= 0) this.side.looked(moments[last].fetchWord);
  }

  /** All of a tail. */
  private takeAll({ words, at, count, retires, fetches }: Tail): void {
    this.clocks += count;
    this.retired += retires;
    this.fetches += fetches;
    takeTurns(this.data, words, this.floats, at, count);
  }

  /** Somebody else may have changed what is fetched. */
  look(): void {
    this.side.renew();
    this.version = this.side.version;
  }

  /** The request of this clock. False when the pipeline has to show what the clock does; `leave` then, before anything else. */
  settleRequest(): boolean {
    let moment = this.moment!;
    this.tcdm.req = 0;
    if (!moment.replays) return false;
    if (moment.fetchAddress >= 0 && this.checked[moment.index] !== this.version && !this.check(moment)) {
      const twin = this.store.twin(moment, this.side);
      if (twin === null) return false;
      this.moment = moment = twin;
    }
    if (moment.turn === null) return this.ask(moment);
    this.outcome = 0;
    const { access, branch, jump } = moment;
    if (access !== 0) return this.settleAccess(access);
    const { held } = this.data;
    if (branch >= 0) this.outcome = compare(branch as Op, held[Held.a], held[Held.b]) ? 1 : 0;
    if (jump !== null) this.outcome += targetOf(jump, this.values);
    return true;
  }

  /** Whether the look-up of a moment ends as it did; once is enough for all visits, unless the word that was found has to be kept. */
  private check(moment: Moment): boolean {
    if (!this.side.agrees(moment)) return false;
    if (!this.keepsWord && moment.index < MOST) this.checked[moment.index] = this.version;
    return true;
  }

  /** The pipeline is to show what follows a moment. */
  private ask(moment: Moment): boolean {
    this.recorded = moment;
    return false;
  }

  private settleAccess(access: number): boolean {
    const { tcdm, base, bytes } = this;
    const { held } = this.data;
    const address = (access & Access.postIncrement) !== 0 ? held[Held.a] : (held[Held.a] + held[Held.b]) | 0;
    const offset = address & 3;
    const length = access >>> Access.bytesShift;
    if ((address - base) >>> 0 >= bytes || offset + length > 4) return false;
    const shift = offset << 3;
    this.data.address = address;
    tcdm.req = 1;
    tcdm.addr = address >>> 0;
    tcdm.atomic = 0;
    tcdm.write = (access & Access.stores) !== 0 ? 1 : 0;
    tcdm.be = (((1 << length) - 1) << offset) & 0xf;
    if (tcdm.write !== 0) {
      const c = held[Held.c];
      tcdm.wdata = (shift === 0 ? c : (c << shift) | (c >>> (32 - shift))) >>> 0;
    }
    const { jump } = this.moment!;
    if (jump !== null) this.outcome = targetOf(jump, this.values);
    return true;
  }

  /** After the grant. False when this outcome has not been seen: `leave` then, and let the pipeline settle its request again. */
  settleGrant(): boolean {
    const moment = this.moment!;
    let outcome = moment.access === 0 ? this.outcome : this.outcome + this.tcdm.gnt;
    if (moment.wait >= Wait.request) outcome += 2 * this.side.answer(moment.wait);
    let turn = moment.turn!;
    if (turn.outcome !== outcome) {
      const found = moment.find(outcome);
      if (found === null) return this.ask(moment);
      turn = found;
    }
    if ((turn.fetching & Fetching.fills) !== 0 && !this.side.brings(moment.waitAddress, turn.word)) {
      return this.ask(moment);
    }
    const to = turn.pass === 0 ? turn.only : turn.after((this.data.loops.count[turn.pass - 1] - 1) | 0);
    if (to === null) return this.ask(moment);
    this.turn = turn;
    this.to = to;
    return true;
  }

  /** Takes the turn of this clock. */
  edge(clock: number): void {
    if (this.watcher !== null) this.watcher.turned(this.number, this.turn, clock);
    this.take(this.turn);
    this.enter(this.to!);
    this.current = false;
  }

  private take({ words, at, retires, fetches, fetching, pass, held }: Turn): void {
    this.clocks++;
    this.retired += retires;
    this.fetches += fetches;
    takeTurns(this.data, words, this.floats, at, 1);
    if (pass !== 0) this.data.loops.countPass(pass - 1);
    if (fetching !== 0) this.fetch(fetching, held);
  }

  private enter(moment: Moment): void {
    this.moment = moment;
    const asks = moment.wait === Wait.request;
    if (asks === this.asksLine) return;
    this.asksLine = asks;
    this.side.ask(asks ? moment.waitAddress : -1);
  }

  private fetch(fetching: number, held: number): void {
    const { side } = this;
    if ((fetching & Fetching.misses) !== 0) side.missed();
    if ((fetching & Fetching.fills) !== 0) {
      side.filled(this.moment!.waitAddress);
      this.version = side.version;
    }
    if ((fetching & Fetching.holds) !== 0) this.data.held[Held.heldAddress] = held;
  }

  /** The pipeline takes over: at a clock boundary, or inside of a clock whose responses it then settles. */
  leave(): void {
    const moment = this.moment!;
    const { core, demux, side } = this.host;
    this.moment = null;
    if (!this.current) {
      writeControl(core, demux, side, moment);
      this.data.store();
    }
    this.tell();
  }

  /** Tells the core of the turns taken. */
  private tell(): void {
    const { core, side, totals } = this.host;
    if (this.clocks === 0) return;
    core.csrs.counters.advance(this.clocks, this.retired);
    side.count(this.fetches);
    totals.clocks += this.clocks;
    totals.instructions += this.retired;
    this.clocks = this.retired = this.fetches = 0;
  }

  /** The pipeline has settled a clock: its use is counted, and it is recorded when a moment asked for it. */
  sample(): void {
    const { host, recorded } = this;
    const { core, totals } = host;
    totals.clocks++;
    if (this.watcher !== null) this.watcher.sampled(this.number);
    totals.uses[core.use]++;
    totals.instructions += core.csrs.counters.retiring;
    this.shown = recorded === null ? null : recordTurn(recorded, host, this.store.codes);
  }

  /** After the edge of a clock of the pipeline: true when the core can be replayed from here. */
  arrive(): boolean {
    const { host, recorded, shown } = this;
    const { core, demux, side, target } = host;
    this.recorded = this.shown = null;
    if (!isMoment(core, demux, side, target)) return false;
    const warm = this.store.isWarm(core.id.pc);
    if (shown === null && !warm) return false;
    const moment = this.store.find(core, demux, side);
    if (shown !== null) this.keep(recorded!, shown, moment);
    if (!warm || !moment.replays) return false;
    // The pipeline has left the wires of the line port as they were a clock before.
    this.asksLine = moment.wait !== Wait.request;
    this.data.load();
    this.version = side.version;
    this.enter(moment);
    this.current = true;
    return true;
  }

  /** Adds what the pipeline has shown to what is known of a moment. */
  private keep(from: Moment, shown: Turn, to: Moment): void {
    let turn = from.find(shown.outcome);
    if (turn === null || turn.word !== shown.word) {
      // A line that was changed is another turn from now on.
      if (turn !== null) from.turn = turn.next;
      turn = shown;
      turn.next = from.turn;
      from.turn = turn;
    }
    if (turn.pass === 0) turn.only = to;
    else turn.lead(this.data.loops.count[turn.pass - 1], to);
  }
}
