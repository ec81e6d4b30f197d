import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { assemble } from "../../sw/asm/assemble.js";
import type { Program } from "../../sw/program.js";
import { SplitMix64 } from "../../run/data/random.js";
import { assembleByGnu, DATA, hasGnu, TEXT } from "./gnu.js";

const MARCH = "rv32imafc_zicsr_zifencei";

function assembled(source: string): Program {
  return assemble(source, { march: MARCH, sections: { text: TEXT, data: DATA } });
}

/** Bytes of a program by address, without the zeros and the nops with which GNU as fills up a section. */
const image = ({ segments }: Program): string[] =>
  segments
    .map(
      ({ address, bytes }) =>
        `${address.toString(16)}: ${Buffer.from(bytes)
          .toString("hex")
          .replace(/(00|01|13)*$/, "")}`,
    )
    .filter((line) => !line.endsWith(" "));

/** The bytes of .data. */
const data = (source: string): string => {
  const segment = assembled(`.text\nnop\n.data\n${source}`).segments.find(({ address }) => address === DATA);
  return Buffer.from(segment?.bytes ?? []).toString("latin1");
};

const M = '.macro m x=none y=none z=none\n .ascii "[\\x|\\y|\\z]"\n.endm\n';

/** Sources of data and the bytes that GNU as 2.40 makes of them. */
const CASES: readonly (readonly [what: string, source: string, bytes: string])[] = [
  ["white space separates arguments of names and numbers", `${M}m a b`, "[a|b|none]"],
  ["white space around operators has no meaning", `${M}m a + b`, "[a+b|none|none]"],
  ["nor behind a bracket", `${M}m 4(a0) b`, "[4(a0)b|none|none]"],
  ["a comma separates inside brackets, too", `${M}m (a, b), c`, "[(a|b)|c]"],
  ["a string is one argument", `${M}m "q r", s`, "[q r|s|none]"],
  ["a character is its number", `${M}m 'a' b`, "[97b|none|none]"],
  ["names of arguments", `${M}m x=3 y=4`, "[3|4|none]"],
  ["macros in any case", `${M}M 1`, "[1|none|none]"],
  ["a vararg", '.macro v p:vararg\n .ascii "{\\p}"\n.endm\nv a b, c   d', "{a b,c d}"],
  [".irp without commas", '.irp n 1 2, 3\n .ascii "<\\n>"\n.endr', "<1><2><3>"],
  [".irp without values", '.irp n\n .ascii "<\\n>"\n.endr', "<>"],
  [".irpc", '.irpc c,abc\n .ascii "(\\c)"\n.endr', "(a)(b)(c)"],
  [".purgem", `${M}.purgem m\n.macro m\n .ascii "new"\n.endm\nm`, "new"],
  ["escapes", '.ascii "\\x41BC", "\\189", "\\e\\a\\v\\q\\x", "\\1234"', "\xbc\x89ea\vq\0S4"],
  [".ifc", '.ifc a b,a  b\n .ascii "same"\n.else\n .ascii "other"\n.endif\n.ifnc "a",a\n .ascii "!"\n.endif', "same!"],
  [".ifeqs", '.ifeqs "a b" , "a b"\n .ascii "yes"\n.endif\n.ifnes "a", "b"\n .ascii "no"\n.endif', "yesno"],
  [
    "comparisons with zero",
    ".ifge 0\n.byte 1\n.endif\n.ifgt 0\n.byte 2\n.endif\n.iflt -1\n.byte 3\n.endif",
    "\x01\x03",
  ],
  ["a label before a condition", ".word x\nx: .if 1\n.byte 7\n.endif", "\x04\0\x01\x80\x07"],
  ["a label before a repetition", ".word x\nx: .rept 2\n.byte 7\n.endr", "\x04\0\x01\x80\x07\x07"],
  [". in a list", ".word 0, .", "\0\0\0\0\x04\0\x01\x80"],
  [". =", "a: .byte 1\n. = . + 2\n.byte 2\n. = a + 5\n.byte 3", "\x01\0\0\x02\0\x03"],
  [".org with a label", "a: .byte 1\n.org a + 3\n.byte 2", "\x01\0\0\x02"],
  [".fill of 8 repeats 4 bytes and 4 zeros", ".fill 1, 8, -1", "\xff\xff\xff\xff\0\0\0\0"],
  [".float", ".float 1.5, -0.25, inf, 0f3.5", "\0\0\xc0\x3f\0\0\x80\xbe\0\0\x80\x7f\0\0\x60\x40"],
  [".float at its limits", ".single 3.4028236e38, 1e-45", "\0\0\x80\x7f\x01\0\0\0"],
  [".double", ".double 2.5", "\0\0\0\0\0\0\x04\x40"],
  [".float16", ".float16 1.5, 65504, 65520", "\0\x3e\xff\x7b\0\x7c"],
  [".uleb128 and .sleb128", ".uleb128 300\n.sleb128 -129", "\xac\x02\xff\x7e"],
  ["a stack of sections", '.byte 1\n.pushsection .note,""\n.byte 9\n.popsection\n.byte 2', "\x01\x02"],
  ["the previous section", ".byte 1\n.text\n.previous\n.byte 2", "\x01\x02"],
  ["sections for tools are no memory", '.section .comment,"MS",@progbits,1\n.ascii "x"\n.data\n.byte 1', "\x01"],
  ["zeros in bss", '.section .sbss,"aw",@nobits\n.word 0\n.data\n.byte 1', "\x01"],
];

describe("data are those of GNU as 2.40", () => {
  test.each(CASES)("%s", (_what, source, bytes) => {
    expect(data(source).slice(0, bytes.length)).toBe(bytes);
  });
});

describe("compression follows .option arch", () => {
  test.each([
    ["-c", 4],
    ["+c", 2],
    ["rv32i", 4],
    ["rv32imac", 2],
  ])(".option arch, %s", (change, bytes) => {
    const { segments } = assembled(`.option push\n.option arch, ${change}\naddi a0, a0, 1\n.option pop`);
    expect(segments[0].bytes.length).toBe(bytes);
  });
});

describe("what GNU as refuses is refused", () => {
  test.each([
    ["sw x9, 4, x1", /'4' is not an address/],
    [".word 5/0", /^source.S:1:8: 5 is divided by zero/],
    [".float 1.5x", /'1.5x' is no number/],
    [".popsection", /no .pushsection/],
    [".macro m\n.endm\n.macro m\n.endm", /already defined/],
    ['.section .sbss,"aw",@nobits\n.word 1', /no initial values but zero/],
    ['.error "stop"', /stop/],
  ])("%s", (source, message) => {
    expect(() => assemble(source)).toThrow(message);
  });
});

const gnu = describe.skipIf(!hasGnu);
const name = `GNU as makes the same${hasGnu ? "" : " (skipped: riscv64-unknown-elf-as is not installed)"}`;

/** A random source of what assemblers disagree about most. */
function drawSource(seed: number): string {
  const random = new SplitMix64(seed);
  const number = (): number => random.integer(4096) - 2048;
  const pick = <T>(...from: readonly T[]): T => from[random.integer(from.length)];
  const register = (): string => pick("a0", "a1", "s0", "s1", "t3", "x8", "sp");
  let labels = 0;
  const statement = (depth: number): string => {
    const nested = (): string => Array.from({ length: 1 + random.integer(3) }, () => statement(depth + 1)).join("\n");
    switch (random.integer(depth > 2 ? 11 : 16)) {
      case 0:
        return `.byte ${number() & 127}, ${number() & 127}`;
      case 1:
        return `.balign 4\n.word ${number()}, ., . - 4`;
      case 2:
        return `.fill ${random.integer(3)}, ${1 + random.integer(8)}, ${number()}`;
      case 3:
        return `.ascii "${pick("a\\n", "\\x4g", "\\08", "\\\\z", "q\\377", "\\1234")}"`;
      case 4:
        return `.balign ${pick(4, 8, 16)}\nl${labels++}: addi ${register()}, ${register()}, ${number()}`;
      case 5:
        return `.balign 4\nli ${register()}, ${pick(number(), number() * 65536, 0x7fffffff, -2048)}`;
      case 6:
        return `.balign 4\nbeqz ${register()}, ${labels > 0 ? `l${random.integer(labels)}` : ". + 8"}`;
      case 7:
        return `.space ${random.integer(5)}, ${random.integer(256)}`;
      case 8:
        return `.set v, ${number()}\n.2byte (v * ${1 + random.integer(9)} + 7) & 0x7fff`;
      case 9:
        return `. = . + ${random.integer(6)}`;
      case 10:
        return `.uleb128 ${random.integer(70000)}\n.sleb128 ${number()}`;
      case 11:
        return `.if ${number()} ${pick(">", "<", "==", "&&")} ${number()}\n${nested()}\n.else\n${nested()}\n.endif`;
      case 12:
        return `.rept ${random.integer(3)}\n.byte 5\n.endr`;
      case 13:
        return `.irp r${pick(",", "")} a0 a1, s0\n.balign 4\nmv \\r, t0\n.endr`;
      case 14:
        return `.balign 4\n.option push\n.option ${pick("norvc", "rvc", "arch, -c")}\nadd a0, a0, a1\n.option pop`;
      default:
        return `.float ${number() / 7}, ${number()}e${random.integer(20) - 10}\n.double ${number() / 3}`;
    }
  };
  return `.text\nnop\n${Array.from({ length: 12 }, () => statement(0)).join("\n")}\n`;
}

gnu(name, () => {
  test.each(CASES)("of %s", (_what, source) => {
    const whole = `.text\nnop\n.data\n${source}\n`;
    const theirs = assembleByGnu(whole, MARCH);
    if (typeof theirs === "string") throw new Error(theirs);
    const first = (program: Program): string[] => image(program).slice(0, 2);
    expect(first(assembled(whole))).toEqual(first(theirs));
  });

  property.prop([fc.nat(2 ** 32 - 1)], { numRuns: 12 })("of a random source", (seed) => {
    const source = drawSource(seed);
    const theirs = assembleByGnu(source, MARCH);
    // Some draw branches out of reach or data before the present place.
    if (typeof theirs === "string") return;
    expect({ source, image: image(assembled(source)) }).toEqual({ source, image: image(theirs) });
  });
});
