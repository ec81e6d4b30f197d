import { F16_TO_F64 } from "../fpu/fast.js";
import { WasmPool } from "../wasm-pool.js";
import type { ArrayOperands } from "./array.js";
import { CE_STAGES } from "./ce-operation.js";
import { tileColumns, type RedmuleParameters } from "./parameters.js";
import { PipeArray } from "./pipe-array.js";
import { MODULE } from "./simd-array.wasm.js";

/** `step` of simd-array.as.ts; addresses. */
interface SimdExports {
  step(
    design: number,
    stage1: number,
    stage2: number,
    pipe: number,
    rows: number,
    feedsBack: number,
    group: number,
    element: number,
  ): void;
}

/** Words of the description of a design that `step` reads: see simd-array.as.ts. */
const DESIGN_WORDS = 8;

const pool = new WasmPool<SimdExports>(MODULE);

/** Whether this platform has the vector instructions that {@link SimdArray} needs. */
export function hasSimd(): boolean {
  return pool.isAvailable;
}

/** Columns begin at a vector. */
function strideOf(L: number): number {
  return L + (L & 1);
}

/**
 * The array in WebAssembly, two rows in a vector of doubles. Operands, accumulators and pipeline lie in one memory, and the
 * buffers write into it.
 */
export class SimdArray extends PipeArray {
  /** Accumulators of column 0. */
  private readonly fed: Float64Array;
  /** w of every column, where an overwritten register leads out of the W buffer. */
  private readonly astray: Float64Array;
  private readonly run: SimdExports["step"];
  /** Addresses of the design's description, as it is and with `astray` in place of the W buffer. */
  private readonly design: number;
  private readonly astrayDesign: number;
  private readonly pipeAt: number;
  private readonly slotBytes: number;
  private readonly E: number;

  constructor(p: RedmuleParameters) {
    const { L, H, P } = p;
    const D = tileColumns(p);
    const stride = strideOf(L);
    const sizes = [H * stride, stride, H * D, H, (P + 1) * H * stride];
    const doubles = sizes.map((size) => size + (size & 1));
    const room = pool.room(8 * doubles.reduce((sum, size) => sum + size) + 8 * DESIGN_WORDS + H);
    const { buffer, exports } = room;
    let at = room.address;
    const [x, fed, w, astray, pipe] = sizes.map((length, i) => {
      const array = new Float64Array(buffer, at, length);
      at += 8 * doubles[i];
      return array;
    });
    const designs = new Int32Array(buffer, at, 2 * DESIGN_WORDS);
    const steps = new Uint8Array(buffer, at + designs.byteLength, H);
    super(p, { x, stride, w, steps }, pipe);
    room.tieTo(this);
    this.fed = fed;
    this.astray = astray;
    this.run = exports.step;
    this.E = P + 1;
    const common = [x.byteOffset, fed.byteOffset, steps.byteOffset, H, 8 * stride];
    designs.set([...common, w.byteOffset, 8 * D, 8 * (P + 1)]);
    designs.set([...common, astray.byteOffset, 8, 0], DESIGN_WORDS);
    this.design = designs.byteOffset;
    this.astrayDesign = this.design + 4 * DESIGN_WORDS;
    this.pipeAt = pipe.byteOffset;
    this.slotBytes = 8 * H * stride;
  }

  protected compute(rows: number, operation: number, operands: ArrayOperands, y: Uint16Array | null): void {
    const { fed } = this;
    if (y !== null) for (let l = 0; l < rows; l++) fed[l] = F16_TO_F64[y[l]];
    const { groupRead, elementRead } = operands;
    const stages = CE_STAGES[operation];
    const pipe = this.pipeAt + this.slot * this.slotBytes;
    const feedsBack = y === null ? 1 : 0;
    if (groupRead < this.H && elementRead < this.E) {
      this.run(this.design, stages[0], stages[1], pipe, rows, feedsBack, groupRead, elementRead);
      return;
    }
    for (let h = 0; h < this.H; h++) this.astray[h] = F16_TO_F64[operands.wBits(h)];
    this.run(this.astrayDesign, stages[0], stages[1], pipe, rows, feedsBack, 0, 0);
  }
}
