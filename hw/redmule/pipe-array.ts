import { F16_TO_F64, f64ToF16Bits } from "../fpu/fast.js";
import type { Scope } from "../probe.js";
import type { ArrayDatapath, ArrayOperands, OperandStore } from "./array.js";
import type { RedmuleParameters } from "./parameters.js";

/**
 * An array whose results are computed when the operands enter and then travel P + 1 enabled clocks to the output register of
 * their CE. Values are doubles on the FP16 grid; the P + 1 places of every CE lie in a ring, so that a clock moves one index
 * instead of every register.
 */
export abstract class PipeArray implements ArrayDatapath {
  readonly store: OperandStore;
  protected readonly L: number;
  protected readonly H: number;
  protected readonly places: number;
  /** Place s of CE (l, h) at (s * H + h) * stride + l; `slot` is the place of the output registers. */
  protected readonly pipe: Float64Array;
  protected slot = 0;
  /** Place of the outputs of rows that are not clocked. */
  private readonly rowSlot: Uint16Array;
  protected clocked = 0;

  protected constructor({ L, H, P }: RedmuleParameters, store: OperandStore, pipe: Float64Array) {
    this.L = L;
    this.H = H;
    this.places = P + 1;
    this.store = store;
    this.pipe = pipe;
    this.rowSlot = new Uint16Array(L);
  }

  abstract step(rows: number, operation: number, operands: ArrayOperands, y: Uint16Array | null): void;

  output(l: number, h: number): number {
    return f64ToF16Bits(this.pipe[this.index(l, h, 0)]);
  }

  /** Place `age` clocks behind the output register of CE (l, h). */
  private index(l: number, h: number, age: number): number {
    const slot = l < this.clocked ? this.slot : this.rowSlot[l];
    return (((slot + age) % this.places) * this.H + h) * this.store.stride + l;
  }

  /** Lines the rows that begin to be clocked up with the others and leaves the rest where they are. */
  protected clockRows(rows: number): void {
    for (let l = rows; l < this.clocked; l++) this.rowSlot[l] = this.slot;
    for (let l = this.clocked; l < rows; l++) {
      for (let h = 0; h < this.H; h++) {
        const values = Array.from({ length: this.places }, (_, age) => this.pipe[this.index(l, h, age)]);
        values.forEach((value, age) => {
          this.pipe[(((this.slot + age) % this.places) * this.H + h) * this.store.stride + l] = value;
        });
      }
    }
    this.clocked = rows;
  }

  flush(rows: number): void {
    for (let h = 0; h < this.H; h++) for (let l = 0; l < rows; l++) this.pipe[this.index(l, h, 0)] = 0;
  }

  reset(): void {
    this.pipe.fill(0);
    this.rowSlot.fill(0);
    this.slot = this.clocked = 0;
  }

  scopes(): Scope[] {
    return Array.from({ length: this.L }, (_row, l) => ({
      name: `row${l}`,
      probes: [],
      children: Array.from({ length: this.H }, (_ce, h) => ({
        name: `ce${h}`,
        probes: [
          {
            name: "output",
            width: 16,
            length: 1,
            kind: "register",
            format: "fp16",
            get: () => f64ToF16Bits(this.pipe[this.index(l, h, 0)]),
            set: (_i: number, v: number) => {
              this.pipe[this.index(l, h, 0)] = F16_TO_F64[v];
            },
          },
          {
            name: "pipeline",
            width: 16,
            length: this.places - 1,
            kind: "register",
            format: "fp16",
            get: (i: number) => f64ToF16Bits(this.pipe[this.index(l, h, this.places - 1 - i)]),
            set: (i: number, v: number) => {
              this.pipe[this.index(l, h, this.places - 1 - i)] = F16_TO_F64[v];
            },
          },
        ],
        children: [],
      })),
    }));
  }
}
