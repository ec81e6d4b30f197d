import { register, wire, type Block, type Scope } from "../../probe.js";
import { NarrowPort } from "../../ports.js";
import { Controller, State } from "./controller.js";
import { CsrFile } from "./csr.js";
import { ExStage } from "./ex-stage.js";
import { IdStage } from "./id-stage.js";
import { IfStage } from "./if-stage.js";
import { Jump, Unit } from "./instruction.js";
import { LoadStoreUnit } from "./load-store-unit.js";
import { RegisterFile } from "./register-file.js";
import { Stall, STALL_NAMES } from "./stall.js";
import { WbStage } from "./wb-stage.js";

/** The instruction that leaves EX in a clock: it will not be undone, except by a bus error of a load or store. */
export class Retired {
  /** 1 when the other fields count. */
  valid = 0;
  pc = 0;
  /** As fetched, 16 bits wide when compressed. */
  word = 0;
  /** Register written, 0 for none. A load writes later, see `Loaded`. */
  rd = 0;
  /** Signed value of `rd`. */
  value = 0;
  /** Bytes of a load or store, else 0; `store` and `data` tell a store and what it writes. */
  bytes = 0;
  address = 0;
  store = 0;
  data = 0;
}

/** The response to the oldest open load or store. */
export class Loaded {
  valid = 0;
  /** Register written, 0 for none. */
  rd = 0;
  value = 0;
}

/**
 * RV32IMC core of the PULP cluster's class (RI5CY, CV32E40P): four stages, in order, one instruction issued a clock.
 * Instruction and data port take two open accesses each, answered in order at any later clock.
 *
 * In a clock: `settleRequest()` with `irq` and both ports' response fields settled, then the ports' `gnt`, then
 * `settleGrant()`, then `edge()`.
 */
export class Core implements Block {
  readonly instructionPort = new NarrowPort();
  readonly dataPort = new NarrowPort();
  readonly registers = new RegisterFile();
  readonly csrs = new CsrFile();
  readonly lsu = new LoadStoreUnit(this.dataPort);
  readonly fetch = new IfStage(this.instructionPort);
  readonly ex = new ExStage(this.csrs, this.lsu);
  readonly wb = new WbStage(this.dataPort, this.lsu, this.ex);
  readonly id = new IdStage(this.fetch, this.ex, this.wb, this.registers);
  readonly controller = new Controller(this.fetch, this.id, this.ex, this.wb, this.lsu, this.csrs);

  // Inputs; those with accessors belong to the block that uses them.
  /** Must be 1 in one clock at least; the core then starts at `bootAddress`. */
  fetchEnable = 0;

  // Wires.
  readonly retired = new Retired();
  readonly loaded = new Loaded();
  /** The clock of the core stands still. */
  sleeping = 0;
  stallReason: Stall = Stall.system;
  private running = 0;
  private keepsBusy = 0;
  private nextRefill: Stall = Stall.fetch;

  // Registers.
  private fetchEnabled = 0;
  private wasBusy = 0;
  /** Why ID is empty in the next clock, unless an instruction arrives. */
  private refill: Stall = Stall.fetch;

  constructor() {
    this.ex.connect(this.id, this.wb);
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

  /** Value of mhartid. */
  get hartId(): number {
    return this.csrs.hartId;
  }

  set hartId(id: number) {
    this.csrs.hartId = id;
  }

  settleRequest(): void {
    this.running = this.fetchEnabled && (this.wasBusy || this.csrs.wake) ? 1 : 0;
    this.sleeping = this.fetchEnabled & (this.running ^ 1);
    if (!this.running) {
      this.fetch.prefetch.idle();
      this.lsu.settleIdle();
      return;
    }
    this.wb.settle();
    this.ex.settle();
    this.id.settleHazards();
    this.controller.settle();
    this.fetch.settleRequest();
  }

  settleGrant(): void {
    if (!this.running) {
      this.retired.valid = this.loaded.valid = 0;
      this.stallReason = this.sleeping ? Stall.sleep : Stall.system;
      return;
    }
    const { controller, ex, id, lsu } = this;
    ex.settleReady();
    id.settleReady(controller.hold);
    controller.settleReady();
    this.fetch.settleReady(id.ready === 1 && !controller.haltIf);
    ex.load = id.ready & (controller.haltId ^ 1);
    ex.issue = controller.decoding;
    id.clear = id.ready | controller.haltId | ex.branchTaken;
    this.settleWrites();
    this.settleStall();
    this.csrs.retiring = this.retired.valid - this.wb.fault;
    this.keepsBusy = controller.busy || this.fetch.prefetch.busy || lsu.outstanding !== 0 ? 1 : 0;
  }

  private settleWrites(): void {
    const { ex, wb, registers, retired, loaded } = this;
    registers.aluRd = registers.loadRd = 0;
    loaded.valid = wb.done;
    if (wb.done) {
      if (wb.load) registers.loadRd = wb.rd;
      loaded.rd = registers.loadRd;
      loaded.value = registers.loadValue = wb.value;
    }
    const d = ex.instruction;
    retired.valid = ex.leaves & (d.traps ? 0 : 1);
    if (!retired.valid) return;
    retired.pc = ex.pc;
    retired.word = d.word;
    retired.bytes = d.bytes;
    retired.rd = 0;
    if (d.writesAlu) {
      registers.aluRd = retired.rd = d.rd;
      registers.aluValue = retired.value = ex.result;
    }
    if (d.bytes === 0) return;
    retired.address = ex.address;
    retired.store = d.unit === Unit.store ? 1 : 0;
    retired.data = ex.c;
  }

  private settleStall(): void {
    const { controller, ex, id } = this;
    this.nextRefill = Stall.fetch;
    if (ex.load && ex.issue) {
      this.stallReason = Stall.issued;
      if (id.instruction.jump !== Jump.none) this.nextRefill = Stall.jump;
    } else if (controller.state !== State.decode || controller.haltId || controller.hold) {
      this.stallReason = this.nextRefill = Stall.system;
    } else if (ex.branchTaken) {
      this.stallReason = this.nextRefill = Stall.branch;
    } else {
      this.stallReason = id.valid ? this.waitReason() : this.refill;
    }
  }

  /** Why the instruction in ID has to wait. */
  private waitReason(): Stall {
    const { ex, wb, lsu } = this;
    if (!ex.unitReady) return Stall.multiCycle;
    if (!ex.ready) return wb.ready && lsu.enable && !this.dataPort.gnt ? Stall.contention : Stall.memory;
    if (ex.splits) return Stall.misaligned;
    return this.id.loadUse ? Stall.loadUse : Stall.jump;
  }

  edge(): void {
    this.fetchEnabled |= this.fetchEnable;
    if (!this.running) {
      this.wasBusy = this.sleeping ^ 1;
      return;
    }
    this.wasBusy = this.keepsBusy;
    this.refill = this.nextRefill;
    this.csrs.edge();
    this.registers.edge();
    this.fetch.edge();
    this.id.edge();
    this.controller.edge();
    this.ex.edge();
    this.wb.edge();
    this.lsu.edge();
  }

  reset(): void {
    this.fetchEnabled = this.wasBusy = 0;
    this.refill = Stall.fetch;
    const blocks = [this.csrs, this.registers, this.fetch, this.id, this.controller, this.ex, this.wb, this.lsu];
    for (const block of blocks) block.reset();
  }

  scope(name: string): Scope {
    const probes = [
      register(
        "fetch_enabled",
        1,
        () => this.fetchEnabled,
        (v) => (this.fetchEnabled = v),
      ),
      register(
        "was_busy",
        1,
        () => this.wasBusy,
        (v) => (this.wasBusy = v),
      ),
      register(
        "refill",
        4,
        () => this.refill,
        (v) => (this.refill = v as Stall),
        { states: STALL_NAMES },
      ),
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
      this.registers.scope("registers"),
      this.csrs.scope("csr"),
    ];
    return { name, probes, children };
  }
}
