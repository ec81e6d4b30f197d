import { registersOf, wire, type Block, type Scope } from "../../probe.js";
import { HALTS, State, STATE_NAMES, SUCCESSORS } from "./controller-state.js";
import type { CsrFile } from "./csr.js";
import type { ExStage } from "./ex-stage.js";
import type { HardwareLoops } from "./hwloop.js";
import { Hazard, type IdStage } from "./id-stage.js";
import type { IfStage } from "./if-stage.js";
import { Jump, Special } from "./instruction.js";
import type { LoadStoreUnit } from "./load-store-unit.js";
import { LoopDecode } from "./loop-decode.js";
import type { CoreParameters } from "./parameters.js";
import { TrapEntry } from "./trap-entry.js";
import type { WbStage } from "./wb-stage.js";

/** Steers the pipeline: starts, redirects and empties it, enters and leaves traps and sleep. */
export class Controller implements Block {
  /** Input: address of the first instruction. */
  bootAddress = 0;
  /** Input: addresses of `ebreak` that a host outside answers: nothing but `hostCall` happens there. */
  hostCalls: ReadonlySet<number> = new Set();

  // Wires.
  /** An instruction that needs no control is in ID: all wires hold their defaults, but `decoding` is 1. */
  ordinary = 0;
  /** The instruction in ID may be issued. */
  decoding = 0;
  haltIf = 0;
  haltId = 0;
  /** ID keeps its instruction until no access is open, so that an interrupt leaves a precise state. */
  hold = 0;
  /** 0 while the core goes to sleep. */
  busy = 1;
  /** 1 from the clock in which an `ebreak` calls the host, with all before it done; the host clears it. */
  hostCall = 0;
  private next: State = State.reset;
  private jumps = 0;

  // Registers.
  state: State = State.reset;
  /** The jump in ID has redirected fetch and waits for EX. */
  jumpDone = 0;

  private readonly traps: TrapEntry;
  private readonly loops: HardwareLoops;
  /** Null where fetch alone follows the hardware loops. */
  readonly loopDecode: LoopDecode | null;
  private readonly fetch: IfStage;
  private readonly id: IdStage;
  private readonly ex: ExStage;
  private readonly wb: WbStage;
  private readonly lsu: LoadStoreUnit;
  private readonly csrs: CsrFile;

  constructor(
    fetch: IfStage,
    id: IdStage,
    ex: ExStage,
    wb: WbStage,
    lsu: LoadStoreUnit,
    csrs: CsrFile,
    loops: HardwareLoops,
    parameters: CoreParameters,
  ) {
    this.traps = new TrapEntry(csrs);
    this.loops = loops;
    this.loopDecode = parameters.loopControl === "decode" ? new LoopDecode(loops) : null;
    this.fetch = fetch;
    this.id = id;
    this.ex = ex;
    this.wb = wb;
    this.lsu = lsu;
    this.csrs = csrs;
  }

  /** 1 in the clock in which fence.i takes effect: what is fetched from now on must come from memory. */
  get flushesFetch(): number {
    const { special, word } = this.id.instruction;
    return this.state === State.flushWb && special === Special.fence && (word & 0x7000) === 0x1000 ? 1 : 0;
  }

  /** First step: redirections, from the state and the stages' first steps. */
  settle(): void {
    const { id } = this;
    const quiet = this.state === State.decode && !(this.ex.branchTaken | this.wb.fault) && this.csrs.mip === 0;
    if (quiet && id.valid && id.current.ordinary && this.loopDecode === null) {
      if (!this.ordinary) this.settleDefaults();
      this.ordinary = this.decoding = 1;
    } else {
      this.ordinary = 0;
      this.settleDefaults();
      this.settleState();
    }
  }

  private settleDefaults(): void {
    const { fetch, csrs } = this;
    this.decoding = this.haltIf = this.haltId = this.hold = this.jumps = 0;
    this.busy = 1;
    fetch.prefetch.branch = 0;
    fetch.prefetch.enable = 1;
    csrs.trap = csrs.trapReturn = 0;
    this.ex.kill = 0;
    this.next = this.state;
  }

  private settleState(): void {
    this.loopDecode?.settleIdle(this.id.valid ^ 1);
    if (this.wb.fault) this.busFault();
    else if (this.state === State.decode) this.settleDecode();
    else this.settleOther();
    if (this.loopDecode !== null) this.fetch.mayLoop = this.loopDecode.inside;
  }

  private settleDecode(): void {
    const { ex, id } = this;
    if (ex.branchTaken) {
      this.redirect(ex.c);
      return;
    }
    if (!id.valid) return;
    if (this.csrs.mip !== 0) {
      const interrupt = this.csrs.pendingInterrupt();
      if (interrupt >= 0) {
        this.settleInterrupt(interrupt);
        return;
      }
    }
    this.decoding = 1;
    const d = id.current;
    if (d.special !== Special.none) {
      this.haltIf = 1;
    } else if (d.jump !== Jump.none) {
      if (id.hazards & Hazard.jumpRegister) return;
      if (!this.jumpDone) this.redirect(id.jumpTarget);
      this.jumps = 1;
    } else if (this.loopDecode !== null) this.settleLoop(this.loopDecode);
  }

  private settleLoop(loopDecode: LoopDecode): void {
    loopDecode.settle(this.id.pc, this.id.pass | this.jumpDone);
    if (loopDecode.jumps) this.redirect(this.loops.start[loopDecode.jumps - 1]);
    this.jumps = this.jumpDone | (loopDecode.jumps !== 0 ? 1 : 0);
  }

  private settleInterrupt(interrupt: number): void {
    if (this.lsu.enable || this.ex.refusesAccess || this.lsu.outstanding > 1 || !this.wb.ready) {
      this.hold = 1;
      return;
    }
    this.enterInterrupt(interrupt, this.id.pc);
  }

  private enterInterrupt(interrupt: number, pc: number): void {
    this.haltIf = this.haltId = 1;
    this.traps.interrupt(interrupt, pc);
    this.redirect(this.csrs.trapTarget(this.csrs.trapCause));
  }

  private settleOther(): void {
    const { csrs, fetch, state } = this;
    this.next = SUCCESSORS[state];
    this.haltIf = this.haltId = HALTS[state];
    switch (state) {
      case State.reset:
        fetch.prefetch.enable = 0;
        break;
      case State.boot:
        this.redirect(this.bootAddress);
        break;
      case State.firstFetch: {
        const interrupt = csrs.pendingInterrupt();
        if (interrupt >= 0) this.enterInterrupt(interrupt, fetch.pc);
        break;
      }
      case State.flushWb:
        this.finishSpecial();
        break;
      case State.trapReturn:
        this.redirect(csrs.mepc);
        break;
      case State.waitSleep:
      case State.sleep:
        fetch.prefetch.enable = this.busy = 0;
        if (state === State.sleep && csrs.wake) {
          this.busy = 1;
          this.next = State.firstFetch;
        }
        break;
      case State.busError:
        // A younger access may still be open: WB is empty, so its answer goes nowhere and only delays the next access.
        this.redirect(csrs.trapTarget(0));
        break;
    }
  }

  private finishSpecial(): void {
    const { csrs, id } = this;
    switch (id.current.special) {
      case Special.mret:
        csrs.trapReturn = 1;
        this.next = State.trapReturn;
        break;
      case Special.wfi:
        this.next = State.waitSleep;
        break;
      case Special.fence:
        this.redirect(id.nextPc);
        break;
      case Special.csrStatus:
        break;
      default:
        this.hostCall = this.callsHost ? 1 : 0;
        this.redirect(this.hostCall ? id.nextPc : csrs.trapTarget(0));
    }
  }

  private busFault(): void {
    this.haltIf = this.haltId = this.ex.kill = 1;
    this.traps.access(this.wb);
    this.next = State.busError;
  }

  private redirect(target: number): void {
    const { prefetch } = this.fetch;
    prefetch.branch = 1;
    prefetch.target = target | 0;
  }

  /** Second step: transitions that wait for EX. */
  settleReady(): void {
    if (this.ordinary) return;
    const { id } = this;
    if (this.state === State.decode) {
      const { special } = id.current;
      if (!this.decoding || !id.ready || special === Special.none) return;
      this.next = special === Special.eventLoad ? State.eventLoad : State.flushEx;
    } else if (this.state === State.eventLoad) {
      if (id.ready && !this.wb.fault) this.next = State.eventLoaded;
    } else if (this.state === State.flushEx && this.ex.completes) {
      this.next = State.flushWb;
      if (!this.callsHost) this.traps.exception(id);
    }
  }

  private get callsHost(): boolean {
    const { id, hostCalls } = this;
    return hostCalls.size > 0 && id.current.special === Special.ebreak && hostCalls.has(id.pc >>> 0);
  }

  edge(): void {
    if (this.ordinary) {
      this.jumpDone = 0;
      return;
    }
    this.state = this.next;
    this.jumpDone = this.jumps & (this.id.ready ^ 1);
    if (this.loopDecode === null) return;
    this.loopDecode.leaves = this.id.ready;
    this.loopDecode.edge();
  }

  reset(): void {
    this.state = State.reset;
    this.jumpDone = this.ordinary = 0;
    this.loopDecode?.reset();
  }

  scope(name: string): Scope {
    const probes = [
      ...registersOf(this, { state: 4 }, { state: { states: STATE_NAMES } }),
      ...registersOf(this, { jumpDone: 1 }),
      wire("decoding", 1, () => this.decoding),
    ];
    return { name, probes, children: this.loopDecode === null ? [] : [this.loopDecode.scope("loops")] };
  }
}
