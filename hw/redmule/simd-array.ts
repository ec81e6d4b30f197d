import { F16_TO_F64 } from "../fpu/fast.js";
import { WasmPool } from "../wasm-pool.js";
import type { ArrayOperands } from "./array.js";
import { CE_STAGES } from "./ce-operation.js";
import { tileColumns, type RedmuleParameters } from "./parameters.js";
import { PipeArray } from "./pipe-array.js";
import { MODULE } from "./simd-array.wasm.js";

/** `step` of simd-array.as.ts; addresses, and fields side by side in a word. */
interface SimdExports {
  step(design: number, place: number, how: number, read: number, count: number): void;
}

/** Words of the description of a design that `step` reads: see simd-array.as.ts. */
const DESIGN_WORDS = 14;

/** Fields of the words: both stages by operation, the flag of accumulators that are fed back, rows; element beside group. */
const STAGES = Uint8Array.from(CE_STAGES, ([stage1, stage2]) => stage1 | (stage2 << 3));
const FEEDS_BACK = 1 << 6;
const ROWS = 7;
const ELEMENT = 16;

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
  private readonly astray: Uint16Array;
  private readonly run: SimdExports["step"];
  /** Addresses of the design's description, as it is and with `astray` in place of the W buffer. */
  private readonly design: number;
  private readonly astrayDesign: number;
  private readonly E: number;

  constructor(p: RedmuleParameters) {
    const { L, H, P } = p;
    const D = tileColumns(p);
    const stride = strideOf(L);
    const room = pool.room(
      8 * (H * stride * (P + 2) + (P + 1) * stride) + 8 * DESIGN_WORDS + 2 * (2 * H * L + H * D + H) + 3 * H,
    );
    const { buffer, exports } = room;
    let at = room.address;
    const take = (bytes: number): number => (at += bytes) - bytes;
    const [pipe, x, fed] = [(P + 1) * H * stride, H * stride, (P + 1) * stride].map(
      (length) => new Float64Array(buffer, take(8 * length), length),
    );
    const designs = new Int32Array(buffer, take(8 * DESIGN_WORDS), 2 * DESIGN_WORDS);
    const [xBits, w, astray] = [2 * H * L, H * D, H].map((n) => new Uint16Array(buffer, take(2 * n), n));
    const [halves, stale, steps] = [H, H, H].map((n) => new Uint8Array(buffer, take(n), n));
    super(p, { x: xBits, halves, stale, w, steps }, pipe, stride);
    room.tieTo(this);
    this.fed = fed;
    this.astray = astray;
    this.run = exports.step;
    this.E = P + 1;
    const common = [x, fed, xBits, halves, stale, steps].map(({ byteOffset }) => byteOffset);
    common.push(H, L, 8 * stride);
    const places = [pipe.byteOffset, P + 1];
    designs.set([...common, w.byteOffset, 2 * D, 2 * (P + 1), ...places]);
    designs.set([...common, astray.byteOffset, 2, 0, ...places], DESIGN_WORDS);
    this.design = designs.byteOffset;
    this.astrayDesign = this.design + 4 * DESIGN_WORDS;
  }

  protected override get most(): number {
    return this.E;
  }

  protected compute(
    rows: number,
    operation: number,
    operands: ArrayOperands,
    y: Uint16Array | null,
    count: number,
  ): void {
    const { fed } = this;
    if (y !== null) for (let l = 0; l < rows; l++) fed[l] = F16_TO_F64[y[l]];
    const { groupRead, elementRead } = operands;
    const how = STAGES[operation] | (y === null ? FEEDS_BACK : 0) | (rows << ROWS);
    if (groupRead < this.H && elementRead < this.E) {
      this.run(this.design, this.slot, how, groupRead | (elementRead << ELEMENT), count);
      return;
    }
    for (let h = 0; h < this.H; h++) this.astray[h] = operands.wBits(h);
    this.run(this.astrayDesign, this.slot, how, 0, count);
  }
}
