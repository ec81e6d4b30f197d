import { expect, test } from "vitest";
import { loadElf } from "../../sw/elf/load.js";

interface Segment {
  address: number;
  data: number[];
  memorySize?: number;
}

const ALIGN = 4;

/** A minimal ELF32 executable with its segments, and a symbol table that defines `tohost`. */
function buildElf(segments: readonly Segment[], entry: number, tohost: number): Uint8Array {
  const file = new Uint8Array(1024);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  const half = (at: number, value: number): void => view.setUint16(at, value, true);
  const word = (at: number, ...values: number[]): void =>
    values.forEach((value, i) => view.setUint32(at + 4 * i, value, true));
  half(16, 2);
  half(18, 243);
  word(20, 1, entry, 52, 512, 0);
  [52, 32, segments.length, 40, 3, 0].forEach((value, i) => half(40 + 2 * i, value));
  let data = 256;
  segments.forEach(({ address, data: bytes, memorySize }, i) => {
    word(52 + 32 * i, 1, data, address, address, bytes.length, memorySize ?? bytes.length, 5, ALIGN);
    file.set(bytes, data);
    data += bytes.length;
  });
  // Section 1 is .symtab (linked to 2) with the null symbol, tohost and an undefined symbol; section 2 its strings.
  word(512 + 40, 0, 2, 0, 0, 700, 48, 2, 0, 4, 16);
  word(512 + 80, 0, 3, 0, 0, 800, 16, 0, 0, 1, 0);
  word(716, 1, tohost, 4);
  view.setUint32(728, 0xfff10010, true);
  word(732, 8);
  file.set(new TextEncoder().encode("\0tohost\0other\0"), 800);
  return file;
}

const good = (): Uint8Array =>
  buildElf(
    [
      { address: 0x80001000, data: [1, 2], memorySize: 8 },
      { address: 0x80000000, data: [0x13, 0, 0, 0] },
    ],
    0x80000000,
    0x80001000,
  );

test("segments in ascending order, zero-filled, entry and symbols", () => {
  const { entry, segments, symbols } = loadElf(good());
  expect(entry).toBe(0x80000000);
  expect(segments).toEqual([
    { address: 0x80000000, bytes: Uint8Array.of(0x13, 0, 0, 0) },
    { address: 0x80001000, bytes: Uint8Array.of(1, 2, 0, 0, 0, 0, 0, 0) },
  ]);
  expect([...symbols]).toEqual([["tohost", 0x80001000]]);
});

const patched = (at: number, ...bytes: number[]): Uint8Array => {
  const file = good();
  file.set(bytes, at);
  return file;
};

test.each<[string, Uint8Array]>([
  ["it is not an ELF file, as it does not begin with 7f 45 4c 46", new Uint8Array(100)],
  ["it is not an ELF file, as it does not begin with 7f 45 4c 46", new Uint8Array(0)],
  ["the file is truncated: it has 40 bytes, the ELF header alone has 52", good().subarray(0, 40)],
  ["the file is truncated: its program headers end at byte 116, the file has 100", good().subarray(0, 100)],
  ["the file is truncated: its section headers end at byte 632, the file has 260", good().subarray(0, 260)],
  ["the file is truncated: its symbol table ends at byte 748, the file has 720", good().subarray(0, 720)],
  ["the file is truncated: segment 0 at 0x80001000 ends at byte 66048, the file has 1024", patched(52 + 4, 0xfe, 1, 1)],
  ["it is a 64-bit ELF file, the cores are 32-bit (compile with -march=rv32… -mabi=ilp32)", patched(4, 2)],
  ["it is a big-endian ELF file, the cores are little-endian", patched(5, 2)],
  ["its ELF class 0 and data encoding 1 must both be 1", patched(4, 0)],
  ["it is for machine 62, not for RISC-V (243)", patched(18, 62)],
  ["it is a relocatable file, not an executable (link it first, without -r or -shared)", patched(16, 1)],
  ["it is a shared object, not an executable (link it first, without -r or -shared)", patched(16, 3)],
  ["its program headers have 16 bytes, an ELF32 file has 32", patched(42, 16)],
  ["it has no loadable segment", patched(44, 0)],
  ["its entry 0x80000004 lies in none of its segments", patched(24, 4)],
  ["segment 0 at 0x80001000 has 2 bytes in the file but only 1 in memory", patched(52 + 20, 1)],
  ["segment 0 at 0x80001000 has 1073741832 bytes, the limit is 268435456", patched(52 + 23, 0x40)],
  [
    "segment 0 at 0xffffffff with 8 bytes goes beyond the address 0xffffffff",
    patched(52 + 8, 255, 255, 255, 255, 255, 255, 255, 255),
  ],
  [
    "the segment at 0x80000002 overlaps the one from 0x80000000 to 0x80000003",
    patched(52 + 8, 2, 0, 0, 0x80, 2, 0, 0, 0x80),
  ],
  ["its symbol table names the string section 9 of 3", patched(512 + 40 + 24, 9)],
])("%s", (reason, bytes) => {
  expect(() => loadElf(bytes)).toThrow(
    expect.objectContaining({ name: "UsageError", message: `The program cannot be loaded: ${reason}.` }),
  );
});

test("a segment lies at its physical address, without the zeros that follow where the program runs", () => {
  const file = patched(52 + 12, 0, 0x20, 0, 0x80);
  const { segments, entry } = loadElf(file);
  expect(segments.map(({ address }) => address)).toContain(0x80002000);
  expect(segments.find(({ address }) => address === 0x80002000)!.bytes).toEqual(Uint8Array.of(1, 2));
  expect(entry).toBe(0x80000000);
});
