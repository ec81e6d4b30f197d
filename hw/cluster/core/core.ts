import { registersOf, watched, wire, type Block, type Scope } from "../../probe.js";
import { NarrowPort, type MemoryWindow } from "../../ports.js";
import { Controller } from "./controller.js";
import { State } from "./controller-state.js";
import { CsrFile } from "./csr.js";
import { ExStage } from "./ex-stage.js";
import { FloatUnit } from "./float-unit.js";
import { HardwareLoops } from "./hwloop.js";
import { IdStage } from "./id-stage.js";
import { IfStage } from "./if-stage.js";
import { Issue } from "./issue.js";
import { LoadStoreUnit } from "./load-store-unit.js";
import { BASE_ISA, coreParameters, type CoreParameters } from "./parameters.js";
import { externalEvents, performanceEvents } from "./performance-events.js";
import { RegisterFile } from "./register-file.js";
import { Computed, Loaded, Retired, Summed } from "./retired.js";
import { Stall, STALL_NAMES } from "./stall.js";
import { StallAccount } from "./stall-account.js";
import { WbStage } from "./wb-stage.js";

export { Computed, Loaded, Retired, Summed } from "./retired.js";

/**
 * Core of the PULP cluster's class (RI5CY, CV32E40P): four stages, in order, one instruction issued a clock. Instruction and
 * data port take two open accesses each, answered in order at any later clock. Traps show in `csrs.trap` and the wires
 * behind it in the clock in which they are entered: cause, pc, and the address of a bus error or the word of an illegal
 * instruction.
 *
 * In a clock: `settleRequest()` with `irq` and both ports' response fields settled, then the ports' `gnt`, then
 * `settleGrant()`, then `edge()`.
 */
export class Core implements Block {
  readonly parameters: CoreParameters;
  readonly instructionPort = new NarrowPort();
  readonly dataPort = new NarrowPort();
  readonly registers: RegisterFile;
  readonly loops = new HardwareLoops();
  readonly csrs: CsrFile;
  readonly lsu = new LoadStoreUnit(this.dataPort);
  readonly float: FloatUnit;
  readonly issue = new Issue();
  readonly fetch: IfStage;
  readonly ex: ExStage;
  readonly wb: WbStage;
  readonly id: IdStage;
  readonly controller: Controller;
  readonly account: StallAccount;

  // Inputs; those with accessors belong to the block that uses them.
  /** Must be 1 in one clock at least; the core then starts at `bootAddress`. */
  fetchEnable = 0;
  /** Where the banks stand that a core reaches in a clock: whatever else it accesses counts as outside. */
  near: MemoryWindow = { base: 0, bytes: 0 };

  // Wires.
  readonly retired: Retired;
  readonly loaded: Loaded;
  readonly computed: Computed;
  readonly summed: Summed;
  /** The clock of the core stands still. */
  sleeping = 0;
  private running = 0;
  private keepsBusy = 0;
  /** Nothing but an event load can go on, and it is not granted. */
  private dozes = 0;
  /** Nothing has changed since the blocks were settled, as the core dozes. */
  private rests = false;
  /** Asleep: until an interrupt wakes the core, or its event load is granted, nothing of it changes. */
  idle = false;

  private readonly usesFloat: boolean;

  // Registers.
  fetchEnabled = 0;
  wasBusy = 0;
  /** The clock stands until the event load in EX is granted. */
  dozing = 0;

  constructor(parameters: CoreParameters = coreParameters(BASE_ISA)) {
    const { dataPort, loops, lsu, issue } = this;
    const float = new FloatUnit(parameters);
    this.float = float;
    this.parameters = parameters;
    this.usesFloat = parameters.float !== "none";
    this.csrs = new CsrFile(loops, parameters);
    this.fetch = new IfStage(this.instructionPort, loops, parameters);
    this.ex = new ExStage(this.csrs, lsu, float, issue, parameters);
    this.wb = new WbStage(dataPort, lsu, this.ex);
    this.registers = new RegisterFile(this.ex, this.wb, float);
    const { fetch, ex, wb, csrs, registers } = this;
    this.id = new IdStage(fetch, ex, wb, float, registers, csrs, loops, issue, parameters);
    this.controller = new Controller(fetch, this.id, ex, wb, lsu, csrs, loops, parameters);
    this.account = new StallAccount(this.controller, this.id, ex, wb, lsu, issue);
    this.retired = new Retired(this.ex);
    this.computed = new Computed(float);
    this.summed = new Summed(ex.mac);
    this.loaded = new Loaded(this.wb, ex.mac);
  }

  /** What became of this clock. */
  get stallReason(): Stall {
    return this.account.reason;
  }

  /** The same with the work of the instruction in place of `Stall.issued`: an index among `USES`. */
  get use(): number {
    const { reason } = this.account;
    return reason === Stall.issued ? this.id.current.use : reason;
  }

  /** Interrupt lines, bit = cause. Also end the sleep of `wfi` when enabled in mie. */
  get irq(): number {
    return this.csrs.irq;
  }

  set irq(lines: number) {
    this.csrs.irq = lines;
  }

  get bootAddress(): number {
    return this.controller.bootAddress;
  }

  set bootAddress(address: number) {
    this.controller.bootAddress = address;
  }

  /** Value of mhartid, below 64. */
  get hartId(): number {
    return this.csrs.hartId;
  }

  set hartId(id: number) {
    this.csrs.hartId = this.lsu.master = id;
  }

  settleRequest(): void {
    if (this.rests) return;
    this.running = this.fetchEnabled && (this.wasBusy || this.csrs.wake) ? 1 : 0;
    if (!this.running) {
      this.fetch.prefetch.idle();
      this.lsu.settleIdle();
      return;
    }
    const { float, ex, id, fetch } = this;
    this.settleAnswer();
    if (float.pending) float.settle();
    ex.settle();
    id.settleHazards();
    this.controller.settle();
    fetch.pendingPass = id.valid ? id.pass : 0;
    fetch.settleRequest();
    this.rests = this.dozing === 1;
  }

  /** The answer to an access. Its data may change until the grants are settled, since no request depends on them. */
  settleAnswer(): void {
    if (!this.running) return;
    const { wb, ex } = this;
    wb.settle();
    if (ex.mac.held) ex.mac.settleAnswer(wb.done, wb.fault, wb.value);
  }

  settleGrant(): void {
    this.sleeping = this.dozing ? this.dataPort.gnt ^ 1 : this.fetchEnabled & (this.running ^ 1);
    if (this.sleeping || !this.running) {
      this.settleStanding();
      return;
    }
    const { controller, ex, id, issue } = this;
    ex.settleReady();
    id.settleReady(controller.hold);
    controller.settleReady();
    this.fetch.settleReady(id.ready === 1 && !controller.haltIf);
    issue.load = id.ready & (controller.haltId ^ 1);
    issue.valid = controller.decoding;
    id.clear = id.ready | controller.haltId | ex.branchTaken;
    this.retired.valid = ex.leaves & (ex.instruction.traps ? 0 : 1);
    if (this.usesFloat) this.settleFloat();
    this.account.settle();
    const { csrs } = this;
    csrs.counters.retiring = this.retired.valid - this.wb.fault;
    if (csrs.counting) this.settleEvents();
    if (!controller.ordinary) this.settleBusy();
  }

  private settleEvents(): void {
    const { counters, pulpCounters } = this.csrs;
    counters.events = pulpCounters.events = performanceEvents(this);
    if (pulpCounters.counting) pulpCounters.external = externalEvents(this);
  }

  private settleBusy(): void {
    const { controller, lsu, float } = this;
    const open = this.fetch.prefetch.busy || lsu.outstanding !== 0 || float.active;
    this.keepsBusy = controller.busy || open || float.start ? 1 : 0;
    this.dozes = controller.state === State.eventLoad && lsu.request && !this.dataPort.gnt && !open ? 1 : 0;
  }

  private settleStanding(): void {
    this.retired.valid = this.wb.done = this.float.done = 0;
    this.csrs.trap = this.csrs.counters.retiring = 0;
    if (this.dozing) this.account.reason = Stall.barrier;
    else this.account.reason = this.sleeping ? Stall.sleep : Stall.system;
  }

  /** Flags and registers that the FPU writes in this clock, and what it takes from EX. */
  private settleFloat(): void {
    const { csrs, float, wb } = this;
    csrs.floatFlags = float.flags;
    csrs.floatWrite = (float.done && float.rd >= 32) || (wb.done && wb.load && wb.rd >= 32) ? 1 : 0;
    if (float.start) float.take(this.ex, csrs.frm);
  }

  edge(): void {
    this.fetchEnabled |= this.fetchEnable;
    this.idle = this.sleeping !== 0 && (this.dozing | (this.wasBusy ^ 1)) !== 0;
    if (this.dozing && this.sleeping) return;
    this.rests = false;
    if (!this.running) {
      this.wasBusy = this.sleeping ^ 1;
      return;
    }
    if (!this.controller.ordinary) {
      this.wasBusy = this.keepsBusy;
      this.dozing = this.dozes;
    }
    this.account.edge();
    const { ex, issue, lsu, float } = this;
    this.csrs.edge();
    this.registers.edge();
    if (issue.load & issue.valid && this.id.pass | this.id.current.loop) this.edgeLoops();
    if (float.pending | float.start) float.edge();
    if (ex.mac.held | ex.mac.leaves) ex.mac.edge();
    // A stage takes over from the one before it, so the last goes first.
    this.wb.edge();
    ex.edge();
    this.id.edge();
    this.fetch.edge();
    this.controller.edge();
    lsu.edge();
  }

  /** What the instruction that leaves ID does to the hardware loops. */
  private edgeLoops(): void {
    const { controller, id, loops } = this;
    if (id.pass && controller.loopDecode === null) loops.countPass(id.pass - 1);
    if (id.current.loop) loops.execute(id.current, id.pc, this.issue.a);
  }

  reset(): void {
    this.fetchEnabled = this.wasBusy = this.dozing = 0;
    this.wake();
    const { csrs, registers, loops, fetch, id, controller, account, float, ex, wb, lsu } = this;
    for (const block of [csrs, registers, loops, fetch, id, controller, account, float, ex, wb, lsu]) block.reset();
  }

  /** The next clock settles everything anew. */
  wake(): void {
    this.rests = this.idle = false;
  }

  scope(name: string): Scope {
    const probes = [
      ...registersOf(this, { fetchEnabled: 1, wasBusy: 1, dozing: 1 }),
      wire("irq", 32, () => this.irq >>> 0),
      wire("sleeping", 1, () => this.sleeping),
      wire("stall_reason", 4, () => this.stallReason, { states: STALL_NAMES }),
      wire("retired_valid", 1, () => this.retired.valid),
      wire("retired_pc", 32, () => this.retired.pc >>> 0),
      wire("retired_word", 32, () => this.retired.word >>> 0),
      wire("retired_rd", 5, () => this.retired.rd),
      wire("retired_value", 32, () => this.retired.value >>> 0),
    ];
    const children = [
      this.fetch.scope("if"),
      this.id.scope("id"),
      this.ex.scope("ex"),
      this.wb.scope("wb"),
      this.lsu.scope("lsu"),
      this.controller.scope("controller"),
      this.account.scope("account"),
      this.float.scope("float"),
      this.loops.scope("loops"),
      this.ex.mac.scope("mac_load"),
      this.registers.scope("registers"),
      this.csrs.scope("csr"),
    ];
    return watched({ name, probes, children }, () => this.wake());
  }
}
