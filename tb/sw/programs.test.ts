import { expect, test } from "vitest";
import { disassemble } from "../../sw/disasm/disassemble.js";
import { assemble } from "../../sw/asm/assemble.js";
import { Descriptor } from "../../sw/descriptor.js";
import { gemmOpsProgram } from "../../sw/programs.js";

const program = gemmOpsProgram({
  redmuleBase: 0x1020_1000,
  resultAddress: 0x8000_0000,
  textAddress: 0x1c00_0084,
  dataAddress: 0x1c01_0000,
});

function listing(): string[] {
  const { address, bytes } = program.segments[0];
  const words = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 4 }, (_, i) => disassemble(words.getUint32(4 * i, true), address + 4 * i));
}

test("the job firmware starts at the text address and keeps its descriptor at the data address", () => {
  expect(program.entry).toBe(0x1c00_0084);
  expect(program.symbols.get("job")).toBe(0x1c01_0000);
  expect(program.symbols.get("JOB_SIZE")).toBe(program.segments.at(-1)!.bytes.length);
});

test("a descriptor is laid out as the program's source says", () => {
  const source = `
    .equ JOB_SIZE, 16
    .equ JOB_TILE_M, 8
    .equ JOB_X, 4
    .equ JOB_BUFFERS, 0
    .equ JOBS, 99
    nop`;
  const describe = (text: string) => new Descriptor(assemble(text, { sections: { text: 0 } }), "JOB");
  const job = describe(source);
  expect(job.size).toBe(16);
  expect(job.fields).toEqual(["tileM", "x", "buffers"]);
  expect([...job.words({ tileM: 12, x: 7, buffers: [5] })]).toEqual([5, 7, 12, 0]);
  const moved = describe(
    source.replace("TILE_M, 8", "TILE_M, 12").replace("BUFFERS, 0", "BUFFERS, 8").replace("X, 4", "X, 0"),
  );
  expect([...moved.words({ tileM: -1, x: 7, buffers: 5 })]).toEqual([7, 0, 5, 0xffff_ffff]);
  expect(() => job.words({ x: 7, buffers: 5 })).toThrow('The field "tileM" of JOB is left out');
  expect(() => job.words({ tileM: 1, tileK: 1, x: 7, buffers: 5 })).toThrow('no field "tileK" among its JOB_ symbols');
  expect(() => describe("nop")).toThrow("defines no symbol JOB_SIZE");
});

test("the arithmetic word, the trigger and the sleep follow each other with nothing between them", () => {
  const text = listing();
  const trigger = text.indexOf("sw zero, 0(s0)");
  expect(text.slice(trigger - 1, trigger + 2)).toEqual(["sw a6, 84(s0)", "sw zero, 0(s0)", "wfi"]);
  expect(text).toContain("lui s0, 66049");
});
