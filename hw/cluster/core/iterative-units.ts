import type { Scope } from "../../probe.js";
import { Divider } from "./divider.js";
import { Op } from "./instruction.js";
import { HighMultiplier } from "./multiplier.js";

/** The units of EX that take several clocks; one of them works at a time. */
export class IterativeUnits {
  readonly multiplier = new HighMultiplier();
  readonly divider = new Divider();

  // Wires of the unit that works.
  ready = 1;
  result = 0;
  private unit: HighMultiplier | Divider = this.multiplier;

  settle(op: Op, a: number, b: number): void {
    const unit = op <= Op.mulhu ? this.multiplier : this.divider;
    this.unit = unit;
    unit.op = op;
    unit.a = a;
    unit.b = b;
    unit.settle();
    this.ready = unit.ready;
    this.result = unit.result;
  }

  /** The edge of the unit that works; EX moves on (`leave`), or drops its instruction (`kill`). */
  step(leave: number, kill: number): void {
    const { unit } = this;
    unit.leave = leave;
    unit.kill = kill;
    unit.edge();
  }

  reset(): void {
    this.multiplier.reset();
    this.divider.reset();
  }

  scopes(): Scope[] {
    return [this.multiplier.scope("multiplier"), this.divider.scope("divider")];
  }
}
