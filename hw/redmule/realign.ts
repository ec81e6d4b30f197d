import type { CastIn } from "./cast-in.js";

/**
 * Takes `count` elements out of a beat that begins `shift` bytes into the port words, casts them to FP16 and lays them
 * from `to` on.
 * @param words port words of several beats, the beat at index `from`
 */
export function realign(
  words: Uint32Array,
  from: number,
  shift: number,
  elements: Uint16Array,
  to: number,
  count: number,
  cast: CastIn,
): void {
  const { elementBytes, table } = cast;
  for (let i = 0; i < count; i++) {
    const at = shift + i * elementBytes;
    const index = from + (at >> 2);
    const low = words[index] >>> (8 * (at & 3));
    let bits = low & 0xff;
    if (elementBytes === 2) bits = (at & 3) === 3 ? bits | ((words[index + 1] & 0xff) << 8) : low & 0xffff;
    elements[to + i] = table === null ? bits : table[bits];
  }
}

/**
 * E12, E13: the cast stands before the realignment, so that the D low bytes of a 2D-byte slot become 2D bytes of FP16 which are
 * then shifted like any beat; the lanes above cast zeros.
 */
export function realignSlots(
  words: Uint32Array,
  from: number,
  shift: number,
  elements: Uint16Array,
  to: number,
  columns: number,
  table: Uint16Array,
): void {
  const byteOf = (i: number): number => (words[from + (i >> 2)] >>> (8 * (i & 3))) & 0xff;
  const castByte = (i: number): number => (table[i < 2 * columns ? byteOf(i >> 1) : 0] >>> (8 * (i & 1))) & 0xff;
  for (let i = 0; i < columns; i++) {
    elements[to + i] = castByte(2 * i + shift) | (castByte(2 * i + 1 + shift) << 8);
  }
}
