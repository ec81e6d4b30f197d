import { maxF16, minF16 } from "../../../hw/fpu/fast.js";
import { register, registerArray, type Probe, type Scope } from "../../../hw/probe.js";
import { operandStore, type ArrayDatapath, type ArrayOperands, type OperandStore } from "../../../hw/redmule/array.js";
import type { RedmuleParameters } from "../../../hw/redmule/parameters.js";
import { Element, resultOf } from "./rtl-element.js";
import { resultOfMiddle } from "./rtl-fma.js";
import { EMPTY, middleProbes, unitProbes, validProbes } from "./rtl-unit-probes.js";

/** Y as it lies in the buffer, payloads of NaNs included; the engine's own Y has none. */
export type YBits = (row: number) => number;

/**
 * The array as the reference RTL clocks it, errors and leftovers of earlier jobs included. Every register of a compute element of the
 * RTL follows from what it holds; `result` is what the others of its stage come to.
 */
export class RtlArray implements ArrayDatapath {
  readonly store: OperandStore;
  /** Set by whoever builds the design around it. */
  yBits: YBits = () => 0;
  private readonly rows: readonly (readonly Element[])[];
  private operation = 0;
  private readonly stages: number;

  constructor(p: RedmuleParameters) {
    this.store = operandStore(p);
    this.stages = p.P;
    this.rows = Array.from({ length: p.L }, () => Array.from({ length: p.H }, () => new Element(p.P)));
  }

  together(): number {
    return 1;
  }

  output(l: number, h: number): number {
    return this.rows[l][h].output;
  }

  step(rows: number, operation: number, operands: ArrayOperands, y: Uint16Array | null): void {
    this.operation = operation;
    const count = Math.min(rows, this.rows.length);
    for (let l = 0; l < count; l++) {
      const row = this.rows[l];
      // From the end: each element takes the output that the one before it has had.
      const first = y === null ? row[row.length - 1].output : this.yBits(l);
      for (let h = row.length - 1; h >= 0; h--) {
        row[h].step(operation, operands.xBits(l, h), operands.wBits(h), h === 0 ? first : row[h - 1].output);
      }
    }
  }

  /**
   * The registers of the units have been loaded: what the model computes ahead follows from them.
   * @param maximum the min/max units look for the maximum
   */
  loaded(maximum: number): void {
    const inputs = Math.floor((this.stages + 1) / 3);
    const middle = Math.floor((this.stages + 2) / 3);
    for (const row of this.rows) {
      for (const { fma, minMax } of row) {
        fma.taken.fill(1);
        minMax.taken.fill(1);
        minMax.maximum.fill(maximum);
        for (let s = 0; s < inputs; s++) fma.result[s] = resultOf(fma.op[s], fma.a[s], fma.b[s], fma.c[s]);
        for (let s = inputs; s < inputs + middle; s++) fma.result[s] = resultOfMiddle(fma.held[s] ?? EMPTY);
        for (let s = 0; s < Math.floor((this.stages + 1) / 2); s++) {
          minMax.result[s] = maximum ? maxF16(minMax.a[s], minMax.b[s]) : minF16(minMax.a[s], minMax.b[s]);
        }
      }
    }
  }

  flush(rows: number): void {
    for (let l = 0; l < Math.min(rows, this.rows.length); l++) for (const element of this.rows[l]) element.flush();
  }

  reset(): void {
    for (const row of this.rows) for (const element of row) element.reset();
  }

  scopes(): Scope[] {
    return this.rows.map((row, l) => ({
      name: `row${l}`,
      probes: [],
      children: row.map((element, h) => ({
        name: `ce${h}`,
        probes: [
          register(
            "output",
            16,
            () => element.output,
            (value) => (element.output = value),
            { format: "fp16" as const },
          ),
          registerArray("pipeline", 16, element.fma.result, { format: "fp16" }),
          registerArray("accumulators", 16, element.accumulators, { format: "fp16" }),
        ],
        children: [],
      })),
    }));
  }

  /** What the units hold in the RTL's words; not counted as registers of the model. */
  units(name: string): Scope {
    const children = this.rows.map((row, l) => ({
      name: `row${l}`,
      probes: [],
      children: row.map((element, h) => ({
        name: `ce${h}`,
        probes: [
          this.resultProbe(element),
          ...validProbes("fma", element.fma),
          ...validProbes("minmax", element.minMax),
        ],
        children: [
          { name: "fma", probes: [...unitProbes(element.fma), ...middleProbes(element.fma)], children: [] },
          { name: "minmax", probes: unitProbes(element.minMax), children: [] },
        ],
      })),
    }));
    return { name, probes: [], children };
  }

  private resultProbe(element: Element): Probe {
    return { name: "result", width: 16, length: 1, kind: "wire", get: () => element.result(this.operation) };
  }
}
