import { FP16 } from "../../hw/fpu/format.js";
import { OPERATIONS, type Operation } from "../../hw/redmule/operation.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { SimdArray } from "../../hw/redmule/simd-array.js";

const ENCODINGS = 65536;
/** Encodings that one step evaluates. */
const BLOCK = 64;

/** Accumulator that leaves the result of stage 1 to a min or max: NaN loses against a number. */
export const NO_ACCUMULATOR = FP16.nan;

/** The array's vector step with all 65536 encodings at one operand, evaluated in blocks when they are asked for. */
export class SimdRow {
  private readonly array = new SimdArray(redmuleParameters({ L: BLOCK, H: 1, P: 0, port: 64 }));
  private readonly accumulators = new Uint16Array(BLOCK);
  private readonly operands = { xBits: () => 0, wBits: () => 0, groupRead: 0, elementRead: 0 };
  private readonly bits = new Uint16Array(ENCODINGS);
  /** Blocks of `bits` that hold. */
  private readonly holds = new Uint8Array(ENCODINGS / BLOCK);
  private operation = 0;
  private x = 0;
  private accumulator = 0;
  private runs: "x" | "accumulator" = "x";

  constructor() {
    this.array.store.steps[0] = 1;
  }

  /** op(x, w, accumulator) of an operation for every x. */
  everyX(operation: Operation, w: number, accumulator: number): void {
    this.select(operation, "x", w);
    this.accumulator = accumulator;
  }

  /** x w + accumulator for every accumulator. */
  everyAccumulator(x: number, w: number): void {
    this.select("GEMM", "accumulator", w);
    this.x = x;
  }

  private select(operation: Operation, runs: "x" | "accumulator", w: number): void {
    this.operation = OPERATIONS.indexOf(operation);
    this.array.store.w[0] = w;
    this.runs = runs;
    this.holds.fill(0);
  }

  /** The result for an encoding of the operand that runs. */
  at(encoding: number): number {
    const block = Math.floor(encoding / BLOCK);
    if (this.holds[block] === 0) this.evaluate(block);
    return this.bits[encoding];
  }

  private evaluate(block: number): void {
    const { array, accumulators } = this;
    const { x, stale } = array.store;
    for (let i = 0; i < BLOCK; i++) {
      const running = block * BLOCK + i;
      x[i] = this.runs === "x" ? running : this.x;
      accumulators[i] = this.runs === "x" ? this.accumulator : running;
    }
    stale[0] = 1;
    array.step(BLOCK, this.operation, this.operands, accumulators);
    for (let i = 0; i < BLOCK; i++) this.bits[block * BLOCK + i] = array.output(i, 0);
    this.holds[block] = 1;
  }
}
