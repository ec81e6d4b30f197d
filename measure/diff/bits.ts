/** Bits `low` to `low + width - 1`, up to 32, of a vector in words of 32 bits from word `offset` on. */
export function bitsOf(words: Uint32Array, offset: number, low: number, width: number): number {
  const word = offset + (low >>> 5);
  const shift = low & 31;
  const mask = width === 32 ? 0xffffffff : 2 ** width - 1;
  const bits = words[word] >>> shift;
  if (shift + width <= 32) return (bits & mask) >>> 0;
  return ((bits | (words[word + 1] << (32 - shift))) & mask) >>> 0;
}

/** Sets bits of a vector that are 0: `value`, of up to 32 bits, from bit `low` on. */
export function orBits(words: Uint32Array, offset: number, low: number, width: number, value: number): void {
  const word = offset + (low >>> 5);
  const shift = low & 31;
  const bits = width === 32 ? value : value & (2 ** width - 1);
  words[word] |= bits << shift;
  if (shift + width > 32) words[word + 1] |= bits >>> (32 - shift);
}

/** Makes bits of a vector 0. */
export function clearBits(words: Uint32Array, offset: number, low: number, width: number): void {
  const word = offset + (low >>> 5);
  const shift = low & 31;
  const bits = width === 32 ? 0xffffffff : 2 ** width - 1;
  words[word] &= ~(bits << shift);
  if (shift + width > 32) words[word + 1] &= ~(bits >>> (32 - shift));
}

/** Copies `width` bits of one vector into another, whose bits are 0. */
export function copyBits(
  from: Uint32Array,
  fromOffset: number,
  to: Uint32Array,
  toOffset: number,
  toLow: number,
  width: number,
): void {
  for (let done = 0; done < width; done += 32) {
    const step = Math.min(32, width - done);
    orBits(to, toOffset, toLow + done, step, bitsOf(from, fromOffset, done, step));
  }
}

/** A vector as hexadecimal digits, x where a bit of the digit is not known. */
export function hexOf(words: Uint32Array, unknown: Uint32Array | null, offset: number, width: number): string {
  let digits = "";
  for (let low = 0; low < width; low += 4) {
    const bits = Math.min(4, width - low);
    const isUnknown = unknown !== null && bitsOf(unknown, offset, low, bits) !== 0;
    digits = (isUnknown ? "x" : bitsOf(words, offset, low, bits).toString(16)) + digits;
  }
  return `0x${digits}`;
}

/** A number where 32 bits hold it and all are known, digits otherwise. */
export function valueOf(
  words: Uint32Array,
  unknown: Uint32Array | null,
  offset: number,
  width: number,
): number | string {
  const known = unknown === null || width > 32 || bitsOf(unknown, offset, 0, width) === 0;
  return width <= 32 && known ? bitsOf(words, offset, 0, width) : hexOf(words, unknown, offset, width);
}
