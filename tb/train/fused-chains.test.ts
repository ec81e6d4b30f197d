import { setFlagsFromString } from "node:v8";
import { expect, test } from "vitest";
import { WasmPool } from "../../hw/wasm-pool.js";
import { MODULE } from "../../train/functional/chain-fused.wasm.js";
import { plainRoom } from "../../train/functional/simd-chain.js";
import { Random } from "../../train/randomness.js";

if (Number(process.versions.node.split(".")[0]) < 21) setFlagsFromString("--experimental-wasm-relaxed-simd");

interface Exports {
  chain32(x: number, w: number, z: number, rows: number, n: number, k: number): void;
  lanes32(x: number, w: number, z: number, size: number): void;
}
const pool = new WasmPool<Exports>(MODULE);
const random = new Random(17);

/** Numbers of all kinds: plain ones, ones with few bits, whose sums are ties, and ones whose products are subnormal. */
function draw(): number {
  const kind = random.below(4);
  const sign = random.below(2) === 0 ? 1 : -1;
  if (kind === 0) return sign * (1 + random.below(4)) * 2 ** -random.below(3);
  if (kind === 1) return sign * (1 + 2 ** -12 * random.below(3)) * 2 ** (random.below(26) - 13);
  if (kind === 2) return sign * Math.fround(random.below(2 ** 24) * 2 ** (-64 - random.below(24)));
  return sign * Math.fround(random.below(2 ** 30) * 2 ** -30);
}

test.skipIf(!pool.isAvailable)("chains with fused vectors have the bits of those in doubles", () => {
  for (let trial = 0; trial < 60; trial++) {
    const [m, n, k] = [1 + random.below(5), 1 + random.below(40), 1 + random.below(50)];
    const room = pool.room(4 * (m * n + n * k + m * k));
    const at = [room.address, room.address + 4 * m * n, room.address + 4 * (m * n + n * k)];
    const view = (i: number, size: number): Float32Array => new Float32Array(room.buffer, at[i], size);
    const given = [m * n, n * k, m * k].map((size, i) => {
      const values = Float32Array.from({ length: size }, draw);
      view(i, size).set(values);
      return values;
    });
    const plain = plainRoom(m * n, n * k, m * k);
    [plain.x, plain.w, plain.z].forEach((matrix, i) => matrix.set(given[i]));
    plain.run("fp32", m, n, k);
    room.exports.chain32(at[0], at[1], at[2], m, n, k);
    expect([...new Int32Array(view(2, m * k).slice().buffer)]).toEqual([...new Int32Array(plain.z.slice().buffer)]);
  }
});

test.skipIf(!pool.isAvailable)("lanes have the bits of chains of one", () => {
  const size = 39;
  const room = pool.room(12 * size);
  const at = [0, 1, 2].map((i) => room.address + 4 * size * i);
  const [x, w, z] = at.map((address) => new Float32Array(room.buffer, address, size));
  for (const matrix of [x, w, z]) matrix.set(Float32Array.from({ length: size }, draw));
  const plain = plainRoom(size, size, size);
  [plain.x, plain.w, plain.z].forEach((matrix, i) => matrix.set([x, w, z][i]));
  plain.lanes("fp32", 0, 0, 0, size);
  room.exports.lanes32(at[0], at[1], at[2], size);
  expect([...new Int32Array(z.slice().buffer)]).toEqual([...new Int32Array(plain.z.slice().buffer)]);
});
