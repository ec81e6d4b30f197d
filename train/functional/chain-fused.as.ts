// The chains of chain.ts in FP32 with relaxed vectors: `npm run build:simd` compiles it to chain-fused.wasm.ts. Where the processor multiplies
// and adds with one rounding, relaxed_madd is one step of a chain; simd-chain.ts asks the module whether it does.

export { chain16, lanes16 } from "./chain.as";

// @ts-ignore: decorator
@inline
function fma(x: v128, w: v128, acc: v128): v128 {
  return f32x4.relaxed_madd(x, w, acc);
}

/** Columns from `j` on that are left: chains one by one. */
// @ts-ignore: decorator
@inline
function tail(row: usize, w: usize, z: usize, j: i32, n: i32, k: i32): void {
  const width = k << 2;
  for (; j + 4 <= k; j += 4) {
    const at = z + (j << 2);
    let a = v128.load(at);
    let from = w + (j << 2);
    for (let s = 0; s < n; s++, from += width) a = fma(v128.load32_splat(row + (s << 2)), v128.load(from), a);
    v128.store(at, a);
  }
  for (; j < k; j++) {
    const at = z + (j << 2);
    let a = v128.load32_zero(at);
    let from = w + (j << 2);
    for (let s = 0; s < n; s++, from += width) {
      a = fma(v128.load32_zero(row + (s << 2)), v128.load32_zero(from), a);
    }
    v128.store32_lane(at, a, 0);
  }
}

/** z[m, k] += x[m, n] w[n, k]: blocks of two rows by sixteen columns, whose eight vectors hide the latency of one another. */
export function chain32(x: usize, w: usize, z: usize, m: i32, n: i32, k: i32): void {
  const width = k << 2;
  const pitch = n << 2;
  let i = 0;
  for (; i + 2 <= m; i += 2) {
    const row = x + i * pitch;
    const out = z + i * width;
    let j = 0;
    for (; j + 16 <= k; j += 16) {
      const top = out + (j << 2);
      const low = top + width;
      let a = v128.load(top);
      let b = v128.load(top, 16);
      let c = v128.load(top, 32);
      let d = v128.load(top, 48);
      let e = v128.load(low);
      let f = v128.load(low, 16);
      let g = v128.load(low, 32);
      let h = v128.load(low, 48);
      let from = w + (j << 2);
      const end = row + pitch;
      for (let at = row; at < end; at += 4, from += width) {
        const p = v128.load32_splat(at);
        const q = v128.load32_splat(at + pitch);
        let v = v128.load(from);
        a = fma(p, v, a);
        e = fma(q, v, e);
        v = v128.load(from, 16);
        b = fma(p, v, b);
        f = fma(q, v, f);
        v = v128.load(from, 32);
        c = fma(p, v, c);
        g = fma(q, v, g);
        v = v128.load(from, 48);
        d = fma(p, v, d);
        h = fma(q, v, h);
      }
      v128.store(top, a);
      v128.store(top, b, 16);
      v128.store(top, c, 32);
      v128.store(top, d, 48);
      v128.store(low, e);
      v128.store(low, f, 16);
      v128.store(low, g, 32);
      v128.store(low, h, 48);
    }
    tail(row, w, out, j, n, k);
    tail(row + pitch, w, out + width, j, n, k);
  }
  if (i < m) tail(x + i * pitch, w, z + i * width, 0, n, k);
}

/** z[i] = x[i] w[i] + z[i] for `size` elements. */
export function lanes32(x: usize, w: usize, z: usize, size: i32): void {
  const vectors = x + ((size >> 2) << 4);
  const end = x + (size << 2);
  for (; x < vectors; x += 16, w += 16, z += 16) v128.store(z, fma(v128.load(x), v128.load(w), v128.load(z)));
  for (; x < end; x += 4, w += 4, z += 4) {
    v128.store32_lane(z, fma(v128.load32_zero(x), v128.load32_zero(w), v128.load32_zero(z)), 0);
  }
}
