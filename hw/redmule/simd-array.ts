import { F16_TO_F64 } from "../fpu/fast.js";
import { WasmPool } from "../wasm-pool.js";
import type { ArrayOperands } from "./array.js";
import { CE_STAGES } from "./ce-operation.js";
import type { RedmuleParameters } from "./parameters.js";
import { PipeArray } from "./pipe-array.js";
import { MODULE } from "./simd-array.wasm.js";

/** `step` of simd-array.as.ts: numbers of stages, addresses and strides in bytes. */
interface SimdExports {
  step(
    stage1: number,
    stage2: number,
    pipe: number,
    x: number,
    w: number,
    fed: number,
    steps: number,
    columns: number,
    stride: number,
    rows: number,
    feedsBack: number,
  ): void;
}

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
  /** Accumulators of column 0, and w of every column. */
  private readonly fed: Float64Array;
  private readonly w: Float64Array;
  private readonly run: SimdExports["step"];
  /** Addresses in the memory. */
  private readonly at: Readonly<Record<"x" | "fed" | "w" | "pipe" | "steps", number>>;

  constructor(p: RedmuleParameters) {
    const { L, H, P } = p;
    const stride = strideOf(L);
    const sizes = [H * stride, stride, H + (H & 1), (P + 1) * H * stride];
    const room = pool.room(8 * sizes.reduce((sum, size) => sum + size) + H);
    const { buffer, exports } = room;
    let at = room.address;
    const [x, fed, w, pipe] = sizes.map((length) => {
      const array = new Float64Array(buffer, at, length);
      at += 8 * length;
      return array;
    });
    super(p, { x, stride, steps: new Uint8Array(buffer, at, H) }, pipe);
    room.tieTo(this);
    this.fed = fed;
    this.w = w;
    this.run = exports.step;
    const { steps } = this.store;
    this.at = { x: x.byteOffset, fed: fed.byteOffset, w: w.byteOffset, pipe: pipe.byteOffset, steps: steps.byteOffset };
  }

  protected compute(rows: number, operation: number, { w }: ArrayOperands, y: Uint16Array | null): void {
    const { H, fed, slot, at } = this;
    const { stride } = this.store;
    if (y !== null) for (let l = 0; l < rows; l++) fed[l] = F16_TO_F64[y[l]];
    for (let h = 0; h < H; h++) this.w[h] = F16_TO_F64[w[h]];
    const [stage1, stage2] = CE_STAGES[operation];
    this.run(
      stage1,
      stage2,
      at.pipe + 8 * slot * H * stride,
      at.x,
      at.w,
      at.fed,
      at.steps,
      H,
      8 * stride,
      rows,
      y === null ? 1 : 0,
    );
  }
}
