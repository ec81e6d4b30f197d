// SplitMix64 of random.ts in AssemblyScript: `npm run build:simd` compiles it to split-mix.wasm.ts.

/** Doubles from [0, 1), the upper 53 bits of `count` numbers, from `to` on; the state lies at `state`. */
export function uniforms(state: usize, to: usize, count: i32): void {
  let at = load<u64>(state);
  const end = to + (count << 3);
  for (; to < end; to += 8) {
    at += 0x9e3779b97f4a7c15;
    let z = at;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    z ^= z >> 31;
    // Of a signed number, which processors convert at once.
    store<f64>(to, f64(i64(z >> 11)) * 1.1102230246251565e-16);
  }
  store<u64>(state, at);
}
