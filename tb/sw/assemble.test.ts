import { describe, expect, test } from "vitest";
import { assemble, type AssembleOptions } from "../../sw/asm/assemble.js";
import { disassemble } from "../../sw/disasm/disassemble.js";

/** The bytes of the segment at an address, in hexadecimal. */
function hexAt(source: string, options: AssembleOptions = {}, address = 0): string {
  const segment = assemble(source, options).segments.find((candidate) => candidate.address === address)!;
  return Buffer.from(segment.bytes).toString("hex");
}

/** The instructions of a source without compressed ones. */
function listing(source: string): string[] {
  const { bytes } = assemble(source).segments[0];
  const words = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 4 }, (_, i) => disassemble(words.getUint32(4 * i, true), 4 * i));
}

describe("data and layout", () => {
  test("data directives", () => {
    const source = `.data
      .byte 1, -1, 'A', '\\n'; .half 0x1234, -2   # a comment
      .word 0xdeadbeef, . /* one
      of two lines */
      .dword -1 // the end
      .ascii "ab", "c"; .asciz "\\x41\\102\\"\\t;#é"
      .zero 2; .space 2, 7; .skip 1; .fill 2, 2, 0x0102`;
    expect(hexAt(source)).toBe(
      "01ff410a" +
        "3412feff" +
        "efbeadde0c000000" +
        "ffffffffffffffff" +
        "616263" +
        "41422209" +
        "3b23c3a900" +
        "0000" +
        "0707" +
        "00" +
        "02010201",
    );
  });

  test("alignment pads data with zeros or a value and code with nops", () => {
    expect(hexAt(".data\n.byte 1\n.align 2\n.byte 2\n.balign 4, 0xff\n.byte 3\n.p2align 3,,2\n.byte 4")).toBe(
      "0100000002ffffff0304",
    );
    expect(hexAt("c.nop\n.balign 16\nc.nop")).toBe("0100" + "0100" + "13000000".repeat(3) + "0100");
  });

  test("sections follow each other in the order text, rodata, data, others, bss, or stand at given addresses", () => {
    const source = `.bss\nb: .space 3\n.data\nd: .word 1\n.section .extra,"aw"\ne: .word 2\n.rodata\nr: .byte 3
      .text\nmain: nop\n.section .text.init,"ax"\n_start: nop\n.comm shared, 8, 8`;
    const { entry, symbols, segments } = assemble(source, { sections: { text: 0x1000 } });
    expect(Object.fromEntries(symbols)).toEqual({
      _start: 0x1000,
      main: 0x1004,
      r: 0x1008,
      d: 0x100c,
      e: 0x1010,
      b: 0x1018,
      shared: 0x1020,
    });
    expect(entry).toBe(0x1000);
    expect(segments.at(-1)).toEqual({ address: 0x1018, bytes: new Uint8Array(16) });
    const placed = assemble(source, { sections: { text: 0, ".text": 0x8000_0000, data: 0x100, extra: 0x200 } });
    expect(placed.symbols.get("e")).toBe(0x200);
    expect(placed.entry).toBe(0x8000_0000);
  });

  test("the source line of every instruction is kept", () => {
    const { lines } = assemble([
      { name: "a.S", text: "nop\n\nla a0, x\n" },
      { name: "b.S", text: ".data\nx: .word 1" },
    ]);
    expect([...lines!]).toEqual([
      [0, { file: "a.S", line: 1 }],
      [4, { file: "a.S", line: 3 }],
      [8, { file: "a.S", line: 3 }],
    ]);
  });

  test(".org and .space may depend on labels", () => {
    expect(hexAt(".data\nstart: .byte 1,2\n.space 8 - (. - start)\n.byte 3\n.org 12\n.byte 4")).toBe(
      "0102000000000000" + "03000000" + "04",
    );
  });
});

describe("symbols and expressions", () => {
  const word = (expression: string): number =>
    new DataView(assemble(`.data\n.equ two, 2\n.word ${expression}`).segments[0].bytes.buffer).getInt32(0, true);

  test.each([
    ["1 + 2 * 3", 7],
    ["2 * 3 + 1", 7],
    ["1 << 2 + 1", 5],
    ["1 + 2 & 3", 3],
    ["7 - 1 | 8", -2],
    ["10 - 3 - 2", 5],
    ["~0 ^ 0xf", -16],
    ["(1 + 2) * two", 6],
    ["-7 / 2", -3],
    ["7 % 4", 3],
    ["-16 >> 2", -4],
    ["1 == 1", -1],
    ["1 > 2", 0],
    ["3 && 4", 1],
    ["!5", 0],
    ["0b101 + 017 + 0x10", 36],
    ["'a' + 1", 98],
    ["%hi(0x12345fff)", 0x12346],
    ["%lo(0x12345fff)", -1],
  ])("%s is %i as in GNU as", (expression, value) => {
    expect(word(expression)).toBe(value);
  });

  test("numeric labels, forward and back", () => {
    expect(listing("1: j 1f\n1: j 1b\nj 1f\n2: 1: j 2b")).toEqual([
      "jal zero, 0x4",
      "jal zero, 0x4",
      "jal zero, 0xc",
      "jal zero, 0xc",
    ]);
  });

  test(".set binds at the place of use, .equ may come later, defines come first", () => {
    const source =
      ".set x, 1\nli a0, x\nx = x + 1\nli a0, x\n.word later\n.equ later, 7\n.ifndef base\n.equ base, 1\n.endif\n.word base";
    expect(hexAt(source, { defines: { base: 9 } })).toBe("13051000" + "13052000" + "07000000" + "09000000");
  });

  test("%pcrel_lo names the label of its %pcrel_hi", () => {
    const source = ".text\nnop\n1: auipc a0, %pcrel_hi(x)\nnop\nlw a1, %pcrel_lo(1b)(a0)\n.data\nx: .word 5";
    expect(hexAt(source, { sections: { data: 0x2800 } })).toBe("13000000" + "17250000" + "13000000" + "8325c57f");
  });
});

describe("macros, repetition, conditions", () => {
  test("arguments, defaults, keywords, \\@ and \\()", () => {
    const source = `.macro add3 reg:req, by=3, rest:vararg
      .Lloop\\@: addi \\reg, \\reg, \\by
      bnez \\reg, .Lloop\\@
      .ifnb \\rest\n add\\()i \\rest\n .endif
    .endm
    add3 a0
    add3 by=5, reg=a1
    1: add3 a2, , a3, a3, 1`;
    expect(listing(source)).toEqual([
      "addi a0, a0, 3",
      "bne a0, zero, 0x0",
      "addi a1, a1, 5",
      "bne a1, zero, 0x8",
      "addi a2, a2, 3",
      "bne a2, zero, 0x10",
      "addi a3, a3, 1",
    ]);
  });

  test(".rept, .irp, .exitm, recursion and .include", () => {
    const source = `.include "lib.S"\n.rept 2\nnop\n.endr\n.irp r, a0, a1\nmv \\r, zero\n.endr\ncount 2`;
    const lib = ".macro count n\n.if \\n == 0\n.exitm\n.endif\nli a0, \\n\ncount \\n-1\n.endm";
    const { bytes } = assemble(source, { include: (name) => (name === "lib.S" ? lib : "") }).segments[0];
    const words = new Uint32Array(bytes.buffer);
    expect([...words].map((value) => disassemble(value, 0))).toEqual([
      "addi zero, zero, 0",
      "addi zero, zero, 0",
      "addi a0, zero, 0",
      "addi a1, zero, 0",
      "addi a0, zero, 2",
      "addi a0, zero, 1",
    ]);
  });

  test.each([
    [1, "01"],
    [2, "02"],
    [3, "03"],
  ])("the branch of .if for %i", (value, hex) => {
    const source = `.data\n.if x == 1\n.byte 1\n.if 0\n.byte 9\n.else\n.endif\n.elseif x == 2\n.byte 2\n.else\n.byte 3\n.endif`;
    expect(hexAt(source, { defines: { x: value } })).toBe(hex);
  });
});

describe("compression and reach", () => {
  test("march and .option switch compression", () => {
    const source = "addi a0, a0, 1\n.option push\n.option norvc\naddi a0, a0, 1\n.option pop\naddi a0, a0, 1";
    expect(hexAt(source, { march: "rv32imac" })).toBe("0505" + "13051500" + "0505");
    expect(hexAt(source)).toBe("13051500".repeat(3));
  });

  test.each([
    [".option rvc", 254, 2],
    [".option rvc", 256, 4],
    [".option rvc", 4094, 4],
    [".option rvc", 4096, 6],
    [".option norvc", 4094, 4],
    [".option norvc", 4096, 8],
  ])("%s: a branch %i bytes forward has %i bytes", (option, distance, size) => {
    const source = `${option}\nbeqz a0, far\nend: .space ${distance} - (end - _start)\nfar:`;
    const { symbols } = assemble(`_start: ${source}`);
    expect(symbols.get("end")).toBe(size);
  });

  test("a far branch is its opposite over a jump", () => {
    expect(listing("blt a0, a1, far\n.space 8000\nfar: nop").slice(0, 2)).toEqual([
      "bge a0, a1, 0x8",
      "jal zero, 0x1f48",
    ]);
  });
});

describe("errors are one sentence with file, line, column and token", () => {
  test.each([
    ["nop\n  addq a0, a1", "t.S:2:3: 'addq' is no instruction."],
    ["add a0, a1", "t.S:1:11: 'add' takes 3 operands (rd, rs1, rs2), found 2."],
    ["add a0, a1, a2, a3", "t.S:1:17: 'add' takes 3 operands (rd, rs1, rs2), found 4."],
    ["add a0, a9, a2", "t.S:1:9: 'a9' cannot be rs1, which is a register x0 to x31."],
    ["addi a0, a0, 2048", "t.S:1:14: '2048' is not a number from -2048 to 2047."],
    ["slli a0, a0, 32", "t.S:1:14: '32' is not a number from 0 to 31."],
    ["lw a0, 4(f1)", "t.S:1:10: 'f1' cannot be rs1, which is a register x0 to x31."],
    ["c.lw a0, 4(t6)", "t.S:1:12: 't6' cannot be rs1, which is a register x8 to x15."],
    ["c.lw a0, 6(a1)", "t.S:1:10: '6(a1)' is not a multiple of 4 from 0 to 124."],
    ["csrr a0, mfoo", "t.S:1:10: 'mfoo' is not a CSR name or a number from 0 to 4095."],
    ["lw a0, nowhere", "t.S:1:8: the symbol 'nowhere' is not defined."],
    ["j 1f", "t.S:1:3: no label 1: follows."],
    ["j 1b", "t.S:1:3: no label 1: stands before '1b'."],
    ["x: nop\nx: nop", "t.S:2:1: the symbol 'x' is already defined."],
    [".frob 1", "t.S:1:1: '.frob' is no directive of this assembler."],
    ["li a0, 0x100000000", "t.S:1:8: '0x100000000' does not fit 32 bits."],
    ["li a0", "t.S:1:4: 'li' is written li rd, number."],
    [".word (1", "t.S:1:9: expected ')', the statement ends."],
    [".byte 256", "t.S:1:7: the value 256 does not fit 1 byte."],
    [".if 1\nnop", "t.S:1:1: this .if has no .endif."],
    [".macro m\nnop", "t.S:1:1: this .macro has no .endm."],
    [".endif", "t.S:1:1: .endif has no .if."],
    [
      ".macro m r\n addi \\r, \\r, 5000\n.endm\n m a0",
      "t.S:2:15: '5000' is not a number from -2048 to 2047 (in the macro 'm' called at t.S:4).",
    ],
    [
      ".macro m\nm\n.endm\nm",
      "t.S:2:1: the macro 'm' is nested more than 64 levels deep (in the macro 'm' called at t.S:4).",
    ],
    ['#include "a.h"', "t.S:1:1: the C preprocessor's '#include' is not run; use .include, .equ, .macro or .if."],
    [
      "jal far\n.equ far, 0x200000",
      "t.S:1:5: the target is 2097152 bytes away, 'jal' reaches -1048576 to 1048574 in steps of 2.",
    ],
    [".equ a, b\n.equ b, a\n.word a", "t.S:1:9: the symbol 'b' is defined by itself."],
    [".bss\n.word 1", "t.S:2:1: .bss holds no initial values but zero."],
    [".byte 1\nnop", "t.S:2:1: the instruction stands at the odd address 1."],
    [".text\n.space -1", "t.S:2:8: the size is -1, which is negative."],
    [".insn r 200, 0, 0, a0, a1, a2", "t.S:1:9: '200' is not an opcode name or a number from 0 to 127."],
    ["nop @", "t.S:1:5: expected a number, a symbol or an expression, found '@'."],
    [".word 1`", "t.S:1:8: '`' cannot stand in a statement."],
  ])("%j", (source, message) => {
    expect(() => assemble(source, { name: "t.S" })).toThrow(expect.objectContaining({ name: "UsageError", message }));
  });

  test("overlapping sections and bad addresses", () => {
    const source = "nop\nnop\n.data\n.word 1";
    expect(() => assemble(source, { sections: { text: 0x100, data: 0x104 } })).toThrow(
      "Section .data at 0x00000104 overlaps .text, which fills 0x00000100 to 0x00000107.",
    );
    expect(() => assemble(source, { sections: { data: -4 } })).toThrow("The address -4 of section data is not");
  });
});
