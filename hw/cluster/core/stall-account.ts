import { registersOf, wire, type Block, type Scope } from "../../probe.js";
import type { Controller } from "./controller.js";
import { State } from "./controller-state.js";
import type { ExStage } from "./ex-stage.js";
import { Hazard, type IdStage } from "./id-stage.js";
import { Jump } from "./instruction.js";
import type { Issue } from "./issue.js";
import type { LoadStoreUnit } from "./load-store-unit.js";
import { Stall, STALL_NAMES } from "./stall.js";
import type { WbStage } from "./wb-stage.js";

/** Finds the one reason of every clock. */
export class StallAccount implements Block {
  // Wires.
  reason: Stall = Stall.system;
  private nextRefill: Stall = Stall.fetch;

  // Registers.
  /** Why ID is empty in the next clock, unless an instruction arrives. */
  refill: Stall = Stall.fetch;

  private readonly controller: Controller;
  private readonly id: IdStage;
  private readonly ex: ExStage;
  private readonly wb: WbStage;
  private readonly lsu: LoadStoreUnit;
  private readonly issue: Issue;

  constructor(controller: Controller, id: IdStage, ex: ExStage, wb: WbStage, lsu: LoadStoreUnit, issue: Issue) {
    this.controller = controller;
    this.id = id;
    this.ex = ex;
    this.wb = wb;
    this.lsu = lsu;
    this.issue = issue;
  }

  /** After all stages have settled. */
  settle(): void {
    const { controller, id } = this;
    const { state } = controller;
    this.nextRefill = Stall.fetch;
    if (this.issue.load && this.issue.valid) {
      this.reason = Stall.issued;
      if (id.current.jump !== Jump.none) this.nextRefill = Stall.jump;
    } else if (state === State.eventLoad || state === State.eventLoaded) {
      this.reason = this.nextRefill = Stall.barrier;
    } else if (state !== State.decode || controller.haltId || controller.hold) {
      this.reason = this.nextRefill = Stall.system;
    } else if (this.ex.branchTaken) {
      this.reason = this.nextRefill = Stall.branch;
    } else {
      this.reason = id.valid ? this.waitReason() : this.refill;
    }
  }

  /** Why the instruction in ID has to wait. */
  private waitReason(): Stall {
    const { ex, id, wb, lsu } = this;
    if (!ex.unitReady) return Stall.multiCycle;
    if (ex.floatWait) return Stall.floatDependency;
    if (!ex.ready) return wb.ready && lsu.enable && !lsu.ready ? Stall.contention : Stall.memory;
    if (ex.splits) return Stall.misaligned;
    if (id.hazards & Hazard.loadUse) return Stall.loadUse;
    return id.hazards & Hazard.float ? Stall.floatDependency : Stall.jump;
  }

  edge(): void {
    this.refill = this.nextRefill;
  }

  reset(): void {
    this.refill = Stall.fetch;
  }

  scope(name: string): Scope {
    const probes = [
      ...registersOf(this, { refill: 4 }, { refill: { states: STALL_NAMES } }),
      wire("reason", 4, () => this.reason, { states: STALL_NAMES }),
    ];
    return { name, probes, children: [] };
  }
}
