import { CoreFpu } from "../../fpu/core-fpu.js";
import type { NarrowPort } from "../../ports.js";
import { alu, compare } from "../core/alu.js";
import type { CsrFile } from "../core/csr.js";
import type { ExStage } from "../core/ex-stage.js";
import type { FloatUnit } from "../core/float-unit.js";
import type { Issue } from "../core/issue.js";
import type { WbStage } from "../core/wb-stage.js";
import { Extend, type Instruction, Unit } from "../core/instruction.js";
import { fpuRulesOf } from "../core/parameters.js";
import { pulpAlu } from "../core/pulp-alu.js";
import type { ClockWatcher } from "./clock-watcher.js";
import { isMoment, writeControl } from "./control.js";
import { countClass, Fetching, type Moment, Shelf, Turn, Wait } from "./moment.js";
import type { MomentStore } from "./moment-store.js";
import { recordTurn } from "./record-turn.js";
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
  private readonly fpu: CoreFpu;
  // Parts of the core, for the clock.
  private readonly values: Int32Array;
  private readonly tcdm: NarrowPort;
  private readonly ex: ExStage;
  private readonly wb: WbStage;
  private readonly float: FloatUnit;
  private readonly issued: Issue;
  private readonly csrs: CsrFile;
  private readonly uses: Float64Array;
  private readonly base: number;
  private readonly bytes: number;
  /** The pipeline stands at `moment`, too: no turn has been taken since. */
  private current = false;
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
  private address = 0;
  private turn: Turn = new Turn();
  private to: Moment | null = null;

  constructor(host: ReplayHost, store: MomentStore) {
    this.host = host;
    this.store = store;
    this.fpu = new CoreFpu(fpuRulesOf(host.core.parameters));
    const { registers, ex, wb, float, issue, csrs } = host.core;
    this.values = registers.values;
    this.tcdm = host.tcdm;
    [this.ex, this.wb, this.float, this.issued, this.csrs] = [ex, wb, float, issue, csrs];
    this.uses = host.totals.uses;
    [this.base, this.bytes] = [host.base, host.bytes];
  }

  /** 1 when an access stands at the TCDM. */
  get asks(): number {
    return this.tcdm.req;
  }

  /** The request of this clock. False when the pipeline has to show what the clock does; `leave` then, before anything else. */
  settleRequest(): boolean {
    let moment = this.moment!;
    this.tcdm.req = 0;
    if (!moment.replays) return false;
    if (moment.fetchAddress >= 0 && !this.host.side.agrees(moment)) {
      const twin = this.store.twin(moment, this.host.side);
      if (twin === null) return false;
      this.moment = moment = twin;
    }
    if (moment.turn === null) return this.ask(moment);
    this.outcome = 0;
    const { ex } = this;
    const { access, branch, jump } = moment;
    if (access !== null) return this.settleAccess(access);
    if (branch !== null) this.outcome = compare(branch.op, ex.a, ex.b) ? 1 : 0;
    if (jump !== null) this.outcome += targetOf(jump, this.values);
    return true;
  }

  /** The pipeline is to show what follows a moment. */
  private ask(moment: Moment): boolean {
    this.recorded = moment;
    return false;
  }

  private settleAccess(d: Instruction): boolean {
    const { ex, tcdm, base, bytes } = this;
    const address = d.postIncrement ? ex.a : (ex.a + ex.b) | 0;
    const offset = address & 3;
    if ((address - base) >>> 0 >= bytes || offset + d.bytes > 4) return false;
    const shift = offset << 3;
    this.address = address;
    tcdm.req = 1;
    tcdm.addr = address >>> 0;
    tcdm.atomic = 0;
    tcdm.write = d.stores ? 1 : 0;
    tcdm.be = (((1 << d.bytes) - 1) << offset) & 0xf;
    tcdm.wdata = (shift === 0 ? ex.c : (ex.c << shift) | (ex.c >>> (32 - shift))) >>> 0;
    const { jump } = this.moment!;
    if (jump !== null) this.outcome = targetOf(jump, this.values);
    return true;
  }

  /** After the grant. False when this outcome has not been seen: `leave` then, and let the pipeline settle its request again. */
  settleGrant(): boolean {
    const moment = this.moment!;
    let outcome = moment.access === null ? this.outcome : this.outcome + this.tcdm.gnt;
    if (moment.wait >= Wait.request) outcome += 2 * this.host.side.answer(moment.wait);
    let turn = moment.turn!;
    if (turn.outcome !== outcome) {
      const found = moment.find(outcome);
      if (found === null) return this.ask(moment);
      turn = found;
    }
    if ((turn.fetching & Fetching.fills) !== 0 && !this.host.side.brings(moment.waitAddress, turn.word)) {
      return this.ask(moment);
    }
    const to = turn.pass === 0 ? turn.only : turn.to[this.classAfter(turn.pass)];
    if (to === null) return this.ask(moment);
    this.turn = turn;
    this.to = to;
    return true;
  }

  private classAfter(pass: number): number {
    return countClass((this.host.core.loops.count[pass - 1] - 1) | 0);
  }

  /** Takes the turn of this clock. */
  edge(clock: number): void {
    const { turn, values, float, wb, ex } = this;
    this.uses[turn.use]++;
    if (this.watcher !== null) this.watcher.turned(this.number, turn, clock);
    this.clocks++;
    this.retired += turn.retires;
    this.fetches += turn.fetches;
    const { writes } = turn;
    const result = writes === null ? 0 : this.resultOf(writes);
    if (turn.loadRd !== 0) values[turn.loadRd] = this.loaded(turn);
    if (turn.floatRd !== 0) values[turn.floatRd] = float.value;
    if ((turn.floatDone | turn.writesFloat) !== 0) {
      this.csrs.accrue(turn.floatDone !== 0 ? float.valueFlags : 0, turn.writesFloat);
    }
    if (writes !== null) values[writes.aluRd] = result;
    if (turn.accessed !== 0) {
      wb.address = this.address;
      wb.base = ex.a;
    }
    if (turn.launch !== null) this.launch(turn.launch);
    if (turn.operandC !== -1) this.issued.c = turn.operandC >= 0 ? values[turn.operandC] : turn.target;
    if (turn.issue !== null) this.issue(turn.issue, turn.issuePc);
    if (turn.shelf !== 0) this.shelve(turn);
    if (turn.fetching !== 0) this.fetch(turn);
    if (turn.pass !== 0) this.host.core.loops.countPass(turn.pass - 1);
    this.enter(this.to!);
    this.current = false;
  }

  private enter(moment: Moment): void {
    this.moment = moment;
    const asks = moment.wait === Wait.request;
    if (asks === this.asksLine) return;
    this.asksLine = asks;
    this.host.side.ask(asks ? moment.waitAddress : -1);
  }

  private fetch({ fetching, held }: Turn): void {
    const { side, core } = this.host;
    if ((fetching & Fetching.misses) !== 0) side.missed();
    if ((fetching & Fetching.fills) !== 0) side.filled(this.moment!.waitAddress);
    if ((fetching & Fetching.holds) !== 0) core.fetch.prefetch.heldAddress = held;
  }

  private resultOf(d: Instruction): number {
    const { ex } = this;
    if (d.unit === Unit.alu) return alu(d.op, ex.a, ex.b);
    return d.unit === Unit.pulp ? pulpAlu(d.pulpOp, ex.a, ex.b, ex.c) : (ex.a + ex.b) | 0;
  }

  /** The word that the TCDM answers with, in place. */
  private loaded({ loadBytes, loadExtend }: Turn): number {
    const { wb, tcdm } = this;
    const offset = wb.address & 3;
    const shift = offset << 3;
    let value = tcdm.rdata >>> shift;
    // The second part of a misaligned access, whose first part the pipeline has made.
    if (offset + loadBytes > 4) value = (tcdm.rdata << (32 - shift)) | (wb.firstWord >>> shift);
    if (loadBytes === 4) return value | 0;
    const unused = loadBytes === 2 ? 16 : 24;
    if (loadExtend === Extend.zero) return (value << unused) >>> unused;
    return loadExtend === Extend.sign ? (value << unused) >> unused : value | (-1 << (32 - unused));
  }

  private launch(d: Instruction): void {
    const { ex, float, fpu } = this;
    fpu.execute(d.float!, ex.a, ex.b, ex.c, this.csrs.frm);
    float.value = fpu.result;
    float.valueFlags = fpu.flags;
  }

  private shelve({ shelf, word }: Turn): void {
    const { prefetch } = this.host.core.fetch;
    if ((shelf & Shelf.shift) !== 0) {
      prefetch.word0 = prefetch.word1;
      prefetch.error0 = prefetch.error1;
    }
    if ((shelf & Shelf.first) !== 0) {
      prefetch.word0 = word;
      prefetch.error0 = 0;
    } else if ((shelf & Shelf.second) !== 0) {
      prefetch.word1 = word;
      prefetch.error1 = 0;
    }
  }

  private issue(d: Instruction, pc: number): void {
    const { values, ex } = this;
    ex.a = d.aIsPc ? pc : values[d.rs1];
    ex.b = d.bIsImm ? d.immB : values[d.rs2];
    ex.c = this.issued.c;
  }

  /** The pipeline takes over: at a clock boundary, or inside of a clock whose responses it then settles. */
  leave(): void {
    const moment = this.moment!;
    const { core, demux, side } = this.host;
    this.moment = null;
    if (!this.current) writeControl(core, demux, side, moment);
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
    this.shown = recorded === null ? null : recordTurn(recorded, host);
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
    else turn.to[countClass(this.host.core.loops.count[turn.pass - 1])] = to;
  }
}
