import { WasmPool, type WasmRoom } from "../../hw/wasm-pool.js";
import { chain16, chain32 } from "./chain.js";
import { MODULE as FUSED } from "./chain-fused.wasm.js";
import { MODULE } from "./chain.wasm.js";

/** Addresses of x, w and z, then rows, n and k. */
type Chain = (x: number, w: number, z: number, rows: number, n: number, k: number) => void;

/** Addresses of x, w and z, then the number of elements. */
type Lanes = (x: number, w: number, z: number, size: number) => void;

interface ChainExports {
  readonly lanes32: Lanes;
  readonly lanes16: Lanes;
  readonly chain32: Chain;
  readonly chain16: Chain;
}

let room: WasmRoom<ChainExports> | undefined;
let chosen: WasmPool<ChainExports> | undefined;

/** The module that multiplies and adds in one instruction where platform and processor have it with one rounding; else the one with doubles. */
function pool(): WasmPool<ChainExports> {
  if (chosen === undefined) {
    const fused = new WasmPool<ChainExports>(FUSED);
    chosen = fused.isAvailable && roundsOnce(fused) ? fused : new WasmPool<ChainExports>(MODULE);
  }
  return chosen;
}

/** (1 + 2^-12)^2 - (1 + 2^-11) is 2^-24 with one rounding, 0 with two, both in vectors and in what is left of a row. */
function roundsOnce(fused: WasmPool<ChainExports>): boolean {
  const { buffer, address, exports } = fused.room(48);
  const [k, value] = [5, 1 + 2 ** -12];
  const [x, w, z] = [new Float32Array(buffer, address, 1), new Float32Array(buffer, address + 4, k), address + 24];
  const sums = new Float32Array(buffer, z, k);
  x.fill(value);
  w.fill(value);
  sums.fill(-(1 + 2 ** -11));
  exports.chain32(address, address + 4, z, 1, 1, k);
  return sums.every((sum) => sum === 2 ** -24);
}

/** Dense matrices in the memory of the module: valid until the next call. */
export interface ChainRoom {
  readonly x: Float32Array;
  readonly w: Float32Array;
  readonly z: Float32Array;
  /** z[rows, k] += x[rows, n] w[n, k] for the first `rows` rows. */
  run(format: "fp32" | "fp16", rows: number, n: number, k: number): void;
  /** z[i] += x[i] w[i] for `size` elements from the given places on. */
  lanes(format: "fp32" | "fp16", x: number, w: number, z: number, size: number): void;
}

/** Room for operands of these numbers of elements. */
export function chainRoom(x: number, w: number, z: number): ChainRoom {
  if (!pool().isAvailable) return plainRoom(x, w, z);
  const align = (elements: number): number => Math.ceil((4 * elements) / 16) * 16;
  const sizes = [align(x), align(w), align(z)];
  const bytes = sizes.reduce((sum, size) => sum + size);
  if (room === undefined || room.bytes < bytes) room = pool().room(Math.max(bytes, 2 ** 21));
  const { buffer, address, exports } = room;
  const at = [address, address + sizes[0], address + sizes[0] + sizes[1]];
  return {
    x: new Float32Array(buffer, at[0], x),
    w: new Float32Array(buffer, at[1], w),
    z: new Float32Array(buffer, at[2], z),
    run(format, rows, n, k) {
      const chain = format === "fp32" ? exports.chain32 : exports.chain16;
      chain(at[0], at[1], at[2], rows, n, k);
    },
    lanes(format, x, w, z, size) {
      const run = format === "fp32" ? exports.lanes32 : exports.lanes16;
      run(at[0] + 4 * x, at[1] + 4 * w, at[2] + 4 * z, size);
    },
  };
}

/** The same on a platform without vectors. */
export function plainRoom(sizeX: number, sizeW: number, sizeZ: number): ChainRoom {
  const [x, w, z] = [sizeX, sizeW, sizeZ].map((size) => new Float32Array(size));
  return {
    ...{ x, w, z },
    run: (format, rows, n, k) => (format === "fp32" ? chain32 : chain16)(x, w, z, rows, n, k),
    lanes(format, fromX, fromW, fromZ, size) {
      const chain = format === "fp32" ? chain32 : chain16;
      for (let i = 0; i < size; i++) {
        chain(x.subarray(fromX + i), w.subarray(fromW + i), z.subarray(fromZ + i, fromZ + i + 1), 1, 1, 1);
      }
    },
  };
}
