/** Formats in which a replay memory keeps latents. */
import { decodeTable, encodeNumber } from "../../golden/arithmetic/number.js";
import { UsageError } from "../../hw/errors.js";
import type { ElementFormat } from "../step.js";

/** Unsigned codes of so many bits with one scale, or numbers. */
export type Store =
  | { readonly kind: "codes"; readonly name: string; readonly bits: number }
  | { readonly kind: "numbers"; readonly name: string; readonly bits: number; readonly format: NumberFormat };

type NumberFormat = Exclude<ElementFormat, "int32" | "uint8">;

const NUMBERS: readonly (readonly [name: string, format: NumberFormat, bits: number])[] = [
  ["e4m3", "fp8alt", 8],
  ["e5m2", "fp8", 8],
  ["fp16", "fp16", 16],
  ["fp32", "fp32", 32],
];
const MOST_BITS = 8;

export const STORE_NAMES: readonly string[] = [
  ...Array.from({ length: MOST_BITS }, (_, i) => `u${MOST_BITS - i}`),
  ...NUMBERS.map(([name]) => name),
];

/** The store with a name. @throws UsageError when there is none */
export function storeOf(name: string): Store {
  const number = NUMBERS.find(([known]) => known === name);
  if (number !== undefined) return { kind: "numbers", name, format: number[1], bits: number[2] };
  const bits = /^u[1-8]$/.test(name) ? Number(name[1]) : 0;
  if (bits === 0) throw new UsageError(`--store is "${name}": use one of ${STORE_NAMES.join(", ")}.`);
  return { kind: "codes", name, bits };
}

/** Bytes of a latent: elements lie one behind the other from the lowest bit of the first byte on. */
export function latentBytes(store: Store, elements: number): number {
  return Math.ceil((elements * store.bits) / 8);
}

/** Number of one code of a store whose largest number is `largest`, a number of FP32. */
export function scaleOf(store: Store, largest: number): number {
  return store.kind === "codes" ? Math.fround(largest / (2 ** store.bits - 1)) || 1 : 1;
}

/** Packs codes of `bits` bits, the first in the lowest bits of the first byte. */
export function packCodes(codes: ArrayLike<number>, bits: number, into: Uint8Array): void {
  let [word, held, at] = [0, 0, 0];
  for (let i = 0; i < codes.length; i++) {
    word |= codes[i] << held;
    for (held += bits; held >= 8; held -= 8, word >>>= 8) into[at++] = word;
  }
  if (held > 0) into[at] = word;
}

/** The codes in packed bytes. */
export function unpackCodes(bytes: Uint8Array, bits: number, into: Int32Array | Uint8Array): void {
  let [word, held, at] = [0, 0, 0];
  const mask = 2 ** bits - 1;
  for (let i = 0; i < into.length; i++) {
    if (held < bits) {
      word |= bytes[at++] << held;
      held += 8;
    }
    into[i] = word & mask;
    word >>>= bits;
    held -= bits;
  }
}

/** Packs numbers: codes are the nearest to value / scale (half upwards) within their range. */
export function encodeLatent(store: Store, scale: number, values: Float32Array, into: Uint8Array): void {
  if (store.kind === "codes") {
    const top = 2 ** store.bits - 1;
    packCodes(
      Uint8Array.from(values, (value) => Math.min(top, Math.max(0, Math.floor(value / scale + 0.5)))),
      store.bits,
      into,
    );
  } else if (store.format === "fp32") {
    into.set(new Uint8Array(Float32Array.from(values).buffer));
  } else {
    const { format } = store;
    const wide = store.bits === 16;
    values.forEach((value, i) => {
      const code = encodeNumber(format, value);
      if (wide) {
        into[2 * i] = code;
        into[2 * i + 1] = code >> 8;
      } else into[i] = code;
    });
  }
}

/** The numbers of packed bytes: code times scale, rounded to FP32 once. */
export function decodeLatent(store: Store, scale: number, bytes: Uint8Array, into: Float32Array): void {
  if (store.kind === "codes") {
    const codes = new Uint8Array(into.length);
    unpackCodes(bytes, store.bits, codes);
    for (let i = 0; i < codes.length; i++) into[i] = codes[i] * scale;
  } else if (store.format === "fp32") {
    into.set(new Float32Array(bytes.slice(0, 4 * into.length).buffer));
  } else {
    const table = decodeTable(store.format);
    const wide = store.bits === 16;
    for (let i = 0; i < into.length; i++) into[i] = table[wide ? bytes[2 * i] | (bytes[2 * i + 1] << 8) : bytes[i]];
  }
}
