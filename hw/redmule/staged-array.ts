import type { Scope } from "../probe.js";
import { operandStore, type ArrayDatapath, type ArrayOperands, type OperandStore } from "./array.js";
import type { RedmuleParameters } from "./parameters.js";
import { Row } from "./row.js";

/** L rows of register-transfer compute elements. */
export class StagedArray implements ArrayDatapath {
  readonly store: OperandStore;
  private readonly rows: readonly Row[];

  constructor(p: RedmuleParameters) {
    this.store = operandStore(p);
    this.rows = Array.from({ length: p.L }, () => new Row(p.H, p.P, !p.errata.E10));
  }

  together(): number {
    return 1;
  }

  output(l: number, h: number): number {
    return this.rows[l].elements[h].output;
  }

  step(rows: number, operation: number, operands: ArrayOperands, y: Uint16Array | null): void {
    // A count that was overwritten may name rows that do not exist.
    const count = Math.min(rows, this.rows.length);
    for (let l = 0; l < count; l++) {
      const row = this.rows[l];
      for (let h = 0; h < row.elements.length; h++) {
        const element = row.elements[h];
        element.x = operands.xBits(l, h);
        element.w = operands.wBits(h);
        element.step = this.store.steps[h];
      }
      row.settle(y === null ? row.output : y[l], operation);
      row.edge();
    }
  }

  flush(rows: number): void {
    const count = Math.min(rows, this.rows.length);
    for (let l = 0; l < count; l++) this.rows[l].flush();
  }

  reset(): void {
    for (const row of this.rows) row.reset();
  }

  scopes(): Scope[] {
    return this.rows.map((row, l) => row.scope(`row${l}`));
  }
}
