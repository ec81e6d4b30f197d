import type { Program } from "../../sw/program.js";

/** A call of the debugger's host: `slli x0, x0, 31`, `ebreak`, `srai x0, x0, 7` (RISC-V semihosting 0.4, section 2.8). */
const CALL = [0x01f0_1013, 0x0010_0073, 0x4070_5013];

/** Address of the first `ebreak` of a program that calls a semihosting host, which no system has; undefined where none does. */
export function semihostingCall({ segments }: Program): number | undefined {
  for (const { address, bytes } of segments) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const last = bytes.length - 4 * CALL.length;
    for (let at = address & 1; at <= last; at += 2) {
      if (CALL.every((word, i) => view.getUint32(at + 4 * i, true) === word)) return address + at + 4;
    }
  }
  return undefined;
}
