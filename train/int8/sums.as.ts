// Sums of eight-bit layers in AssemblyScript: `npm run build:simd` compiles it to sums.wasm.ts. Codes and weights are numbers of 16 bits.

// @ts-ignore: decorator
@inline
function total(v: v128): i32 {
  return (
    i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3)
  );
}

/**
 * sums[p][k] = starts[k] + sum over `rows` rows of `bytes` bytes (a multiple of 16) of x, `pitch` bytes apart, with the weights w[k], whose
 * rows are dense. A pixel is `step` bytes behind the one before.
 */
export function dense(
  x: usize,
  pitch: i32,
  step: i32,
  pixels: i32,
  w: usize,
  rows: i32,
  bytes: i32,
  starts: usize,
  sums: usize,
  channels: i32,
): void {
  const each = rows * bytes;
  for (let p = 0; p < pixels; p++, x += step) {
    let row = w;
    let k = 0;
    for (; k + 4 <= channels; k += 4, row += 4 * each) {
      let a = i32x4.splat(0);
      let b = a;
      let c = a;
      let d = a;
      let from = row;
      let line = x;
      for (let r = 0; r < rows; r++, line += pitch) {
        for (let i = 0; i < bytes; i += 16, from += 16) {
          const v = v128.load(line + i);
          a = i32x4.add(a, i32x4.dot_i16x8_s(v, v128.load(from)));
          b = i32x4.add(b, i32x4.dot_i16x8_s(v, v128.load(from + each)));
          c = i32x4.add(c, i32x4.dot_i16x8_s(v, v128.load(from + 2 * each)));
          d = i32x4.add(d, i32x4.dot_i16x8_s(v, v128.load(from + 3 * each)));
        }
      }
      const at = k << 2;
      store<i32>(sums + at, load<i32>(starts + at) + total(a));
      store<i32>(sums + at + 4, load<i32>(starts + at + 4) + total(b));
      store<i32>(sums + at + 8, load<i32>(starts + at + 8) + total(c));
      store<i32>(sums + at + 12, load<i32>(starts + at + 12) + total(d));
    }
    for (; k < channels; k++, row += each) {
      let a = i32x4.splat(0);
      let from = row;
      let line = x;
      for (let r = 0; r < rows; r++, line += pitch) {
        for (let i = 0; i < bytes; i += 16, from += 16) {
          a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(line + i), v128.load(from)));
        }
      }
      store<i32>(sums + (k << 2), load<i32>(starts + (k << 2)) + total(a));
    }
    sums += channels << 2;
  }
}

/**
 * Depthwise: sums[p][k] = starts[k] + sum over taps t of x[offsets[t] + k] w[t][k]; offsets in bytes, `channels` a multiple of 8, in all of
 * them but x.
 */
export function channelwise(
  x: usize,
  step: i32,
  pixels: i32,
  w: usize,
  offsets: usize,
  taps: i32,
  starts: usize,
  sums: usize,
  channels: i32,
): void {
  for (let p = 0; p < pixels; p++, x += step) {
    for (let k = 0; k < channels; k += 8) {
      let low = v128.load(starts + (k << 2));
      let high = v128.load(starts + (k << 2) + 16);
      let from = w + (k << 1);
      for (let t = 0; t < taps; t++, from += channels << 1) {
        const v = v128.load(x + load<i32>(offsets + (t << 2)) + (k << 1));
        const weights = v128.load(from);
        low = i32x4.add(low, i32x4.extmul_low_i16x8_s(v, weights));
        high = i32x4.add(high, i32x4.extmul_high_i16x8_s(v, weights));
      }
      v128.store(sums + (k << 2), low);
      v128.store(sums + (k << 2) + 16, high);
    }
    sums += channels << 2;
  }
}
