import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { assemble } from "../../sw/asm/assemble.js";
import { disassemble } from "../../sw/disasm/disassemble.js";
import { allInstructions, findWord, readMarch } from "../../sw/isa/isa.js";
import { slotBits } from "../../sw/isa/row.js";
import { holds } from "../../sw/isa/operands.js";

const PC = 0x1c00_0100;

function reassemble(text: string): number {
  const { bytes } = assemble(text, { sections: { text: PC } }).segments[0];
  const view = new DataView(bytes.buffer);
  return bytes.length === 2 ? view.getUint16(0, true) : view.getUint32(0, true);
}

const canonical = allInstructions().filter(({ alias }) => !alias);

describe("a word survives disassembly and assembly", () => {
  test.prop([fc.integer({ min: 0, max: 0xffffffff })], { numRuns: 2000 })("any word", (word) => {
    const text = disassemble(word, PC);
    expect(reassemble(text)).toBe((word & 3) === 3 ? word : word & 0xffff);
  });

  test.prop([fc.constantFrom(...canonical), fc.array(fc.nat(2 ** 21), { minLength: 6, maxLength: 6 })], {
    numRuns: 3000,
  })("any instruction of the tables", (instruction, draws) => {
    let word = instruction.match;
    for (const [index, slot] of instruction.slots.entries()) {
      const { min, max, step } = slot.operand;
      const value = min + step * (draws[index] % (Math.floor((max - min) / step) + 1));
      fc.pre(holds(slot.operand, value));
      word |= slotBits(slot, value);
    }
    word >>>= 0;
    const text = disassemble(word, PC);
    expect(text).not.toMatch(/^\.insn/);
    expect(reassemble(text)).toBe(word);
  });
});

test("every instruction of the tables is found by its own match and no other owns all of its bits", () => {
  for (const instruction of canonical) {
    let word = instruction.match;
    for (const slot of instruction.slots) {
      const { operand } = slot;
      const value = [operand.max, operand.min, operand.step, 8].find((candidate) => holds(operand, candidate))!;
      word |= slotBits(slot, value);
    }
    expect(findWord(word >>> 0)?.instruction.mnemonic).toBe(instruction.mnemonic);
  }
});

test("text of some words", () => {
  const texts = [0x00b51463, 0x7501, 0x3402d573, 0x1005a52f, 0x0ff0000f, 0xffffffff, 0x8082, 0xfff00293, 0x00c52583];
  expect(texts.map((word) => disassemble(word, 0x100))).toEqual([
    "bne a0, a1, 0x108",
    "c.lui a0, 0xfffe0",
    "csrrwi a0, mscratch, 5",
    "lr.w a0, (a1)",
    "fence iorw, iorw",
    ".insn 4, 0xffffffff",
    "c.jr ra",
    "addi t0, zero, -1",
    "lw a1, 12(a0)",
  ]);
});

test("extensions limit what is known", () => {
  const mul = 0x027302b3;
  expect(disassemble(mul, 0, readMarch("rv32im"))).toBe("mul t0, t1, t2");
  expect(disassemble(mul, 0, readMarch("rv32ic"))).toBe(".insn 4, 0x27302b3");
  expect(() => readMarch("rv32iq")).toThrow(/^march 'rv32iq' names the extension 'q', which is none of c, i, m, a/);
  expect(() => readMarch("rv64i")).toThrow(/does not begin with rv32/);
});
