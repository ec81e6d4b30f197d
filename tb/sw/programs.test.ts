import { expect, test } from "vitest";
import { disassemble } from "../../sw/disasm/disassemble.js";
import { gemmOpsProgram, JOB_DESCRIPTOR } from "../../sw/programs.js";

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
  for (const [name, offset] of Object.entries(JOB_DESCRIPTOR)) {
    expect([name, program.symbols.get(`JOB_${name.toUpperCase()}`)]).toEqual([name, offset]);
  }
});

test("the arithmetic word, the trigger and the sleep follow each other with nothing between them", () => {
  const text = listing();
  const trigger = text.indexOf("sw zero, 0(s0)");
  expect(text.slice(trigger - 1, trigger + 2)).toEqual(["sw a6, 84(s0)", "sw zero, 0(s0)", "wfi"]);
  expect(text).toContain("lui s0, 66049");
});
