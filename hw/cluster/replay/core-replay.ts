import type { NarrowPort } from "../../ports.js";
import { isMoment, writeControl } from "./control.js";
import { CoreData } from "./core-data.js";
import type { Engine } from "./engine.js";
import { type Moment, type Turn, Wait } from "./moment.js";
import type { MomentStore } from "./moment-store.js";
import { recordTurn } from "./record-turn.js";
import type { ReplayHost } from "./replay-host.js";
import * as L from "./wasm/layout.js";

const at = (offset: number): number => offset >> 2;

/**
 * One core of a cluster, replayed clock by clock. A turn that was recorded is taken again when its moment and outcome come
 * again: only what the instructions compute is computed, and the access that is due goes to the interconnect. The engine does
 * this; here are the way from the pipeline and back, the recording of turns, and clocks that are settled as a whole.
 */
export class CoreReplay {
  private readonly host: ReplayHost;
  private readonly number: number;
  private readonly engine: Engine;
  private readonly store: MomentStore;
  private readonly data: CoreData;
  /** Words of the core. */
  private readonly words: Int32Array;
  private readonly tcdm: NarrowPort;
  /** The moment whose turn the pipeline shows in this clock, and what has been seen of it. */
  private recorded: Moment | null = null;
  private shown: Turn | null = null;

  constructor(host: ReplayHost, number: number, engine: Engine, store: MomentStore) {
    this.host = host;
    this.number = number;
    this.engine = engine;
    this.store = store;
    this.words = engine.wordsOf(number);
    this.data = new CoreData(host, this.words);
    this.tcdm = host.tcdm;
  }

  /** The request of this clock; `version` see `FetchSide.renew`. False when the pipeline has to show what the clock does; `leave` then, before anything else. */
  settleRequest(version: number): boolean {
    const { tcdm, engine, words } = this;
    engine.look(this.number, version);
    const step = engine.module.request(this.number);
    tcdm.req = words[at(L.ASKS)];
    if (step !== L.GOES_ON) return this.refuse(step);
    if (tcdm.req === 0) return true;
    const { access } = engine.momentOf(this.number);
    const address = words[at(L.ASKED)];
    const shift = (address & 3) << 3;
    tcdm.addr = address >>> 0;
    tcdm.atomic = 0;
    tcdm.write = access!.stores ? 1 : 0;
    tcdm.be = (((1 << access!.bytes) - 1) << (address & 3)) & 0xf;
    const c = words[at(L.C)];
    if (tcdm.write !== 0) tcdm.wdata = (shift === 0 ? c : (c << shift) | (c >>> (32 - shift))) >>> 0;
    return true;
  }

  /** After the grant. False when this outcome has not been seen: `leave` then, and let the pipeline settle its request again. */
  settleGrant(): boolean {
    const { tcdm } = this;
    const step = this.engine.module.settle(this.number, tcdm.req & tcdm.gnt);
    return step === L.GOES_ON || this.refuse(step);
  }

  /** The pipeline is to take over, and to show what follows a moment where that has not been seen. */
  private refuse(step: number): boolean {
    if (step === L.UNSEEN) this.recorded = this.engine.momentOf(this.number);
    return false;
  }

  /** Takes the turn of this clock. */
  edge(clock: number): void {
    const { engine, words, number } = this;
    const { watcher } = engine;
    if (watcher !== null) watcher.turned(number, this.store.tables.turn(words[at(L.TURN)]), clock);
    words[at(L.RDATA)] = this.tcdm.rdata;
    engine.module.take(number);
    this.data.passed(1);
  }

  /** The pipeline takes over: at a clock boundary, or inside of a clock whose responses it then settles. */
  leave(): void {
    const { words, store } = this;
    const { core, demux, side } = this.host;
    this.data.tell();
    if (words[at(L.MOVED)] !== 0) {
      const looked = words[at(L.LOOKED)];
      if (looked !== 0) side.looked(store.tables.moment(looked).fetchWord);
      writeControl(core, demux, side, this.engine.momentOf(this.number));
      this.data.store();
    }
  }

  /** The engine has run so many clocks. */
  ran(clocks: number): void {
    this.data.answered();
    this.data.passed(clocks);
  }

  /** The pipeline has settled a clock: its use is counted, and it is recorded when a moment asked for it. */
  sample(): void {
    const { host, recorded, engine } = this;
    const { core, totals } = host;
    totals.clocks++;
    if (engine.watcher !== null) engine.watcher.sampled(this.number);
    totals.uses[core.use]++;
    totals.instructions += core.csrs.counters.retiring;
    this.shown = recorded === null ? null : recordTurn(recorded, host);
  }

  /** After the edge of a clock of the pipeline: true when the core can be replayed from here. */
  arrive(): boolean {
    const { host, recorded, shown, words, store } = this;
    const { core, demux, side, target } = host;
    this.recorded = this.shown = null;
    if (!isMoment(core, demux, side, target)) return false;
    const warm = store.isWarm(core.id.pc);
    if (shown === null && !warm) return false;
    const moment = store.find(core, demux, side);
    if (moment === null) return false;
    if (shown !== null && !store.tables.isFull) this.keep(recorded!, shown, moment);
    if (!warm || !moment.replays) return false;
    this.engine.update();
    this.data.load();
    words[at(L.MOMENT)] = moment.address;
    // The pipeline has left the wires of the line port as they were a clock before.
    this.engine.ask(this.number, moment.wait === Wait.request ? moment.waitAddress : -1);
    return true;
  }

  /** Operand a is known too late to ask the pipeline what follows: a count that is set leads everywhere, or nowhere. */
  private leadAll(turn: Turn, to: Moment): void {
    for (let count = 0; count < turn.to.length; count++) {
      turn.to[count] ??= this.store.counted(to, turn.sets - 1, count);
    }
    if (turn.to.includes(null)) turn.to.fill(null);
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
    const { counts } = turn;
    turn.lead(counts === 0 ? 0 : this.host.core.loops.count[counts - 1], to);
    if (turn.sets !== 0) this.leadAll(turn, to);
    this.store.tables.setTurns(from);
  }
}
