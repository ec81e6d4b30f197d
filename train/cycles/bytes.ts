import { decodeTable, encodeNumber } from "../../golden/arithmetic/number.js";
import type { Elements } from "../functional/memory.js";
import type { ElementFormat } from "../step.js";

/** Numbers of the narrow formats by their bits: 65536 of FP16, 256 of each FP8. */
const decoded = new Map<ElementFormat, Float32Array>();
/** Bits of FP16 by the bits 31:13 of the FP32 number, which has no others. */
let encoded16: Uint16Array | undefined;

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

function tableOf(format: "fp16" | "fp8" | "fp8alt"): Float32Array {
  let table = decoded.get(format);
  if (table === undefined) {
    table = Float32Array.from(decodeTable(format));
    decoded.set(format, table);
  }
  return table;
}

function encoder16(): Uint16Array {
  if (encoded16 !== undefined) return encoded16;
  encoded16 = new Uint16Array(2 ** 19).fill(0x7e00);
  tableOf("fp16").forEach((value, i) => {
    single[0] = value;
    if (value === value) encoded16![bits[0] >>> 13] = i;
  });
  return encoded16;
}

/** The bytes of a tensor in memory. Numbers are taken as they are: they have been rounded to the format. */
export function encodeElements(elements: Elements, format: ElementFormat): Uint8Array {
  if (format === "int32" || format === "fp32") {
    const words = new Uint32Array(
      elements.buffer.slice(elements.byteOffset, elements.byteOffset + elements.byteLength),
    );
    if (format === "fp32") elements.forEach((value, i) => (words[i] = value === value ? words[i] : 0x7fc0_0000));
    return new Uint8Array(words.buffer);
  }
  if (format === "fp16") {
    const table = encoder16();
    const words = new Uint32Array(elements.buffer, elements.byteOffset, elements.length);
    return new Uint8Array(Uint16Array.from(words, (word) => table[word >>> 13]).buffer);
  }
  if (format === "uint8") return Uint8Array.from(elements);
  return Uint8Array.from(elements, (value) => encodeNumber(format, value));
}

/** The numbers that the bytes of a tensor stand for. */
export function decodeElements(bytes: Uint8Array, format: ElementFormat, into: Elements): void {
  const { buffer, byteOffset } = bytes;
  if (format === "int32" || format === "fp32") {
    new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(bytes);
  } else if (format === "uint8") {
    into.set(bytes);
  } else if (format === "fp16") {
    const table = tableOf(format);
    const words = new Uint16Array(buffer, byteOffset, into.length);
    for (let i = 0; i < into.length; i++) into[i] = table[words[i]];
  } else {
    const table = tableOf(format);
    for (let i = 0; i < into.length; i++) into[i] = table[bytes[i]];
  }
}
