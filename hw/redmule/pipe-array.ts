import { F16_TO_F64, f64ToF16Bits } from "../fpu/fast.js";
import type { Probe, Scope } from "../probe.js";
import type { ArrayDatapath, ArrayOperands, OperandStore } from "./array.js";
import { LivePipes, type Outputs } from "./live-pipes.js";
import type { RedmuleParameters } from "./parameters.js";

/**
 * An array whose results are computed when the operands enter and then travel P + 1 enabled clocks to the output register of
 * their CE. Values are doubles on the FP16 grid; the P + 1 places of every CE lie in a ring, so that a clock moves one index
 * instead of every register. Where the operation may change in flight (E21), `LivePipes` stands in.
 */
export abstract class PipeArray implements ArrayDatapath, Outputs {
  readonly store: OperandStore;
  protected readonly L: number;
  protected readonly H: number;
  protected readonly places: number;
  /** Rows from a column to the next in what follows, L at least. */
  protected readonly stride: number;
  /** Place s of CE (l, h) at (s * H + h) * stride + l; `slot` is the place of the output registers. */
  protected readonly pipe: Float64Array;
  protected slot = 0;
  /** FP16 encodings of `pipe`, of each place when somebody asks; derived. */
  private readonly codes: Uint16Array;
  /** 1 for places whose encodings are not those of `pipe`. */
  private readonly stale: Uint8Array;
  /** The encodings of each CE in the order of its probes, output and pipeline, when somebody asks; derived. */
  private readonly listed: Uint32Array;
  private isListed = false;
  /** Some encodings are those of `pipe`, or are listed. */
  private isSeen = false;
  private readonly refresh = (): void => this.list();
  /** Place of the outputs of rows that are not clocked. */
  private readonly rowSlot: Uint16Array;
  protected clocked = 0;
  private readonly live: LivePipes | null;

  protected constructor(p: RedmuleParameters, store: OperandStore, pipe: Float64Array, stride: number) {
    const { L, H, P } = p;
    this.L = L;
    this.H = H;
    this.places = P + 1;
    this.store = store;
    this.pipe = pipe;
    this.stride = stride;
    this.codes = new Uint16Array(pipe.length);
    this.stale = new Uint8Array(p.P + 1).fill(1);
    this.listed = new Uint32Array(L * H * (P + 1));
    this.rowSlot = new Uint16Array(L);
    this.live = p.errata.E21 ? new LivePipes(p, this) : null;
  }

  /** `count` enabled clocks of the first `rows` rows, which are those that are clocked. */
  protected abstract compute(
    rows: number,
    operation: number,
    operands: ArrayOperands,
    y: Uint16Array | null,
    count: number,
  ): void;

  /** Clocks that `compute` takes at once. */
  protected get most(): number {
    return 1;
  }

  together(rows: number, operation: number): number {
    const { live } = this;
    return live === null || live.rests(Math.min(rows, this.L), operation, this.store.steps) ? this.most : 1;
  }

  step(rows: number, operation: number, operands: ArrayOperands, y: Uint16Array | null, count = 1): void {
    // A count that was overwritten may name rows that do not exist.
    const existing = Math.min(rows, this.L);
    if (existing !== this.clocked) this.clockRows(existing);
    if (this.live?.step(existing, operation, operands, y, this.store.steps)) return;
    this.compute(existing, operation, operands, y, count);
    if (this.isSeen) this.forget();
    const slot = this.slot + count;
    this.slot = slot < this.places ? slot : slot - this.places;
  }

  /** No encoding holds. */
  private forget(): void {
    this.stale.fill(1);
    this.isListed = this.isSeen = false;
  }

  output(l: number, h: number): number {
    const at = this.index(l, h, 0);
    return this.stale[this.place(l, 0)] !== 0 ? f64ToF16Bits(this.pipe[at]) : this.codes[at];
  }

  setOutput(l: number, h: number, bits: number): void {
    this.setInFlight(l, h, 0, bits);
  }

  inFlight(l: number, h: number, age: number): number {
    const place = this.place(l, age);
    if (this.stale[place] !== 0) this.encode(place);
    return this.codes[(place * this.H + h) * this.stride + l];
  }

  setInFlight(l: number, h: number, age: number, bits: number): void {
    const place = this.place(l, age);
    this.pipe[(place * this.H + h) * this.stride + l] = F16_TO_F64[bits];
    this.stale[place] = 1;
    this.isListed = false;
  }

  /** Place `age` clocks behind the output registers of row l, up to P. */
  private place(l: number, age: number): number {
    const place = (l < this.clocked ? this.slot : this.rowSlot[l]) + age;
    return place < this.places ? place : place % this.places;
  }

  private index(l: number, h: number, age: number): number {
    return (this.place(l, age) * this.H + h) * this.stride + l;
  }

  private encode(place: number): void {
    const size = this.H * this.stride;
    for (let i = place * size, end = i + size; i < end; i++) this.codes[i] = f64ToF16Bits(this.pipe[i]);
    this.stale[place] = 0;
    this.isSeen = true;
  }

  private list(): void {
    if (this.isListed) return;
    this.isListed = this.isSeen = true;
    const { L, H, places, stride, codes, listed } = this;
    for (let place = 0; place < places; place++) if (this.stale[place] !== 0) this.encode(place);
    for (let l = 0; l < L; l++) {
      for (let age = 0; age < places; age++) {
        const from = this.place(l, age) * H * stride + l;
        const to = l * H * places + (age === 0 ? 0 : places - age);
        for (let h = 0; h < H; h++) listed[to + h * places] = codes[from + h * stride];
      }
    }
  }

  /** Lines the rows that begin to be clocked up with the others and leaves the rest where they are. */
  private clockRows(rows: number): void {
    for (let l = rows; l < this.clocked; l++) this.rowSlot[l] = this.slot;
    for (let l = this.clocked; l < rows; l++) {
      for (let h = 0; h < this.H; h++) {
        const values = Array.from({ length: this.places }, (_, age) => this.pipe[this.index(l, h, age)]);
        values.forEach((value, age) => {
          this.pipe[(((this.slot + age) % this.places) * this.H + h) * this.stride + l] = value;
        });
      }
    }
    this.clocked = rows;
    this.forget();
  }

  flush(rows: number): void {
    for (let h = 0; h < this.H; h++) for (let l = 0; l < rows; l++) this.pipe[this.index(l, h, 0)] = 0;
    this.forget();
  }

  reset(): void {
    this.pipe.fill(0);
    this.forget();
    this.rowSlot.fill(0);
    this.slot = this.clocked = 0;
    this.live?.reset();
  }

  scopes(): Scope[] {
    return this.live === null ? this.rowScopes() : [...this.rowScopes(), this.live.scope("live")];
  }

  private rowScopes(): Scope[] {
    return Array.from({ length: this.L }, (_row, l) => ({
      name: `row${l}`,
      probes: [],
      children: Array.from({ length: this.H }, (_ce, h) => ({
        name: `ce${h}`,
        probes: [
          this.registers("output", l, h, 0, 1, () => 0),
          this.registers("pipeline", l, h, 1, this.places, (i) => this.places - 1 - i),
        ],
        children: [],
      })),
    }));
  }

  /** Registers of a CE, `from` to `to` of its list. */
  private registers(name: string, l: number, h: number, from: number, to: number, age: (i: number) => number): Probe {
    const first = (l * this.H + h) * this.places;
    return {
      ...{ name, width: 16, length: to - from, kind: "register", format: "fp16" },
      ...{ values: this.listed.subarray(first + from, first + to), refresh: this.refresh },
      get: (i) => this.inFlight(l, h, age(i)),
      set: (i, v) => this.setInFlight(l, h, age(i), v),
    };
  }
}
