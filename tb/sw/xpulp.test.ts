import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { assemble } from "../../sw/asm/assemble.js";
import { disassemble, ROUNDING_MODES } from "../../sw/disasm/disassemble.js";
import { readMarch } from "../../sw/isa/isa.js";
import { SplitMix64 } from "../../run/data/random.js";

const ON_INTEGERS = "rv32imc_zhinx_xpulp_xfvec";
const SEPARATE = "rv32imfc_zfh_xpulp_xfvec";
const BASE = 0x1c00_0000;
const SEED = 622;
/** Words of every row. */
const DRAWS = 6;

const ROWS = gunzipSync(readFileSync(new URL("../reference/xpulp/isa.tsv.gz", import.meta.url)))
  .toString("utf8")
  .trimEnd()
  .split("\n")
  .map((line) => line.split("\t"));

/** Words of a source without compressed instructions. */
function words(source: string, march: string): number[] {
  const { bytes } = assemble(`.option norvc\n${source}`, { march, sections: { text: BASE } }).segments[0];
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true));
}
const word = (statement: string, march = SEPARATE): string => words(statement, march)[0].toString(16);

interface Field {
  readonly text: string;
  readonly bits: number;
}

const REGISTER_AT: Readonly<Record<string, number>> = { rd: 7, frd: 7, rs1: 15, rs2: 20, frs2: 20 };

/** A drawn value of an operand and its bits in the word, by the notes of the reference and the RISC-V formats. */
function field(mnemonic: string, name: string, random: SplitMix64): Field {
  const unsigned = (at: number, width: number, scale = 1): Field => {
    const value = random.integer(2 ** width);
    return { text: String(value * scale), bits: value << at };
  };
  const signed = (width: number, place: (value: number) => number, scale = 1): Field => {
    const value = random.integer(2 ** width) - 2 ** (width - 1);
    return { text: String(value * scale), bits: place(value * scale) };
  };
  const register = (at: number): Field => {
    const index = random.integer(32);
    return { text: `x${index}`, bits: index << at };
  };
  /** Bits 5 to 1 of the number in the field of rs2, bit 0 above it. */
  const place6 = (value: number): number => (((value >> 1) & 31) << 20) | ((value & 1) << 25);
  const isStore = /^(p\.s[bhw]_|fs[bhw]$)/.test(mnemonic);
  if (name in REGISTER_AT) return register(REGISTER_AT[name]);
  switch (name) {
    case "rs3":
      return register(isStore ? 7 : 27);
    case "simm12":
      return signed(12, (v) => (isStore ? (((v >> 5) & 127) << 25) | ((v & 31) << 7) : v << 20));
    case "simm6":
      return signed(6, place6);
    case "uimm6": {
      const value = random.integer(64);
      return { text: String(value), bits: place6(value) };
    }
    case "simm5":
      return signed(5, (v) => (v & 31) << 20);
    case "offs13":
      return signed(
        12,
        (v) => (((v >> 12) & 1) << 31) | (((v >> 11) & 1) << 7) | (((v >> 5) & 63) << 25) | (((v >> 1) & 15) << 8),
        2,
      );
    case "L":
      return unsigned(7, 1);
    case "uimm12":
      return unsigned(20, 12, /^lp\.count|setupi/.test(mnemonic) ? 1 : 2);
    case "uimm5": {
      if (mnemonic === "lp.setupi") return unsigned(15, 5, 2);
      if (!mnemonic.endsWith("N")) return unsigned(20, 5);
      const shift = 1 + random.integer(31);
      return { text: String(shift), bits: shift << 25 };
    }
    case "Is3":
      return unsigned(25, mnemonic === "p.bitrev" ? 2 : 5);
    case "Is2":
      return unsigned(20, 5);
    case "rm": {
      const mode = [0, 1, 2, 3, 4, 7][random.integer(6)];
      return { text: ROUNDING_MODES[mode], bits: mode << 12 };
    }
    default:
      throw new Error(`the reference names the operand ${name}`);
  }
}

/** Statements of every row with the words that the reference's match and field positions make of them. */
function drawn(): { mnemonic: string; text: string; word: number }[] {
  const random = new SplitMix64(SEED);
  return ROWS.flatMap(([mnemonic, operands, match]) =>
    Array.from({ length: DRAWS }, () => {
      let bits = Number(match);
      const text = operands.replace(/[A-Za-z]\w*/g, (name) => {
        const chosen = field(mnemonic, name, random);
        bits |= chosen.bits;
        return chosen.text;
      });
      return { mnemonic, text: `${mnemonic} ${text}`, word: bits >>> 0 };
    }),
  );
}

/** What the disassembler calls a row of the reference. */
const canonical = (mnemonic: string): string =>
  ({ "fmv.x.s": "fmv.x.w", "fmv.s.x": "fmv.w.x" })[mnemonic] ?? mnemonic.replace(/_(ipost|rpost|r)$/, "");

describe(`the ${ROWS.length} instructions of the reference (seed ${SEED})`, () => {
  const statements = drawn();

  test("are encoded as its match and field positions say", () => {
    const ours = words(statements.map(({ text }) => text).join("\n"), ON_INTEGERS);
    expect(ROWS.length).toBe(622);
    expect(statements.map((statement, index) => ({ ...statement, word: ours[index] }))).toEqual(statements);
  });

  test.each([ON_INTEGERS, SEPARATE])("are disassembled to text that assembles to the same word (%s)", (march) => {
    const extensions = readMarch(march);
    const texts = statements.map((statement, index) => disassemble(statement.word, BASE + 4 * index, extensions));
    expect(texts.map((text) => text.split(" ")[0])).toEqual(statements.map(({ mnemonic }) => canonical(mnemonic)));
    expect(words(texts.join("\n"), march)).toEqual(statements.map((statement) => statement.word));
  });

  test("need their extension", () => {
    const extensions = readMarch("rv32imac_zicsr");
    const known = statements.filter(({ word }) => !disassemble(word, 0, extensions).startsWith(".insn"));
    expect(known).toEqual([]);
  });
});

describe("how they are written", () => {
  test.each([
    ["p.lw a0, 4(a1!)", "p.lw_ipost a0, 4(a1!)", "45a50b"],
    ["p.lw a0, a2(a1!)", "p.lw_rpost a0, a2(a1!)", "20c5f50b"],
    ["p.lw a0, a2(a1)", "p.lw_r a0, a2(a1)", "20c5f503"],
    ["p.sw a0, (a1!)", "p.sw_ipost a0, 0(a1!)", "a5a02b"],
    ["p.sh a0, a2(a1!)", "p.sh_rpost a0, a2(a1!)", "a5d62b"],
    ["p.muls a0, a1, a2", "p.mulsN a0, a1, a2, 0", "80c5855b"],
    ["P.ADDURN a0, a1, a2, 3", "p.adduRN a0, a1, a2, 3", "86c5e55b"],
    ["fmv.x.s a0, fa0", "fmv.x.w a0, f10", "e0050553"],
    ["fmadd.s ft0, ft1, ft2, ft3", "fmadd.s f0, f1, f2, f3, dyn", "1820f043"],
    ["fcvt.s.h ft0, ft1", "fcvt.s.h f0, f1, rne", "40208053"],
  ])("%s is %s", (text, other, expected) => {
    expect([text, other].map((statement) => word(statement))).toEqual([expected, expected]);
  });

  test("a product without a shift has the plain name", () => {
    expect(disassemble(0x80c5855b, 0)).toBe("p.muls a0, a1, a2");
    expect(disassemble(0x86c5855b, 0)).toBe("p.mulsN a0, a1, a2, 3");
  });

  test("a hardware loop names the last instruction of its body by a label or its distance in bytes", () => {
    const body = "add t0, t0, t1\nlast: add t0, t0, t1";
    for (const loop of ["0", "x0"]) {
      const expected = words(`lp.setup ${loop}, a0, 8\n${body}`, SEPARATE);
      expect(words(`lp.setup ${loop}, a0, last\n${body}`, SEPARATE)).toEqual(expected);
      expect(words(`lp.setup ${loop}, a0, (. + 8)\n${body}`, SEPARATE)).toEqual(expected);
      expect(expected[0]).toBe(0x0045407b);
    }
    expect(words(`lp.setupi x1, 100, last\n${body}`, SEPARATE)[0]).toBe(0x064250fb);
    expect(words("lp.starti 1, 1f\nlp.endi 1, 2f\nlp.counti 1, 5\n1: nop\n2: nop", SEPARATE).slice(0, 3)).toEqual([
      0x006000fb, 0x006010fb, 0x005030fb,
    ]);
    expect(disassemble(0x0045407b, BASE)).toBe("lp.setup x0, a0, . + 8");
  });

  test("a branch on a small number takes a label or a distance too", () => {
    expect(words("p.beqimm a0, -3, 1f\nnop\n1: p.bneimm a0, 2, . - 8", SEPARATE)).toEqual([
      0x01d52463, 0x00000013, 0xfe253ce3,
    ]);
    expect(word("p.beqimm a0, -3, 8")).toBe("1d52463");
  });

  test.each([
    ["lp.setup 2, a0, 8", "'2' is not a hardware loop: 0, 1, x0 or x1"],
    ["lp.setup x2, a0, 8", "'x2' cannot be L, which is a hardware loop: 0, 1, x0 or x1"],
    ["lp.setupi 0, 3, 64", "'64' is not a label or a distance in bytes, a multiple of 2 from 0 to 62"],
    ["lp.setupi 0, 3, 1f\n.space 70\n1: nop", "the target is 74 bytes away, 'lp.setupi' reaches 0 to 62"],
    ["lp.setup 0, a0, -4", "'-4' is not a label or a distance in bytes, a multiple of 2 from 0 to 8190"],
    ["1: nop\nlp.setup 0, a0, 1b", "the target is -4 bytes away, 'lp.setup' reaches 0 to 8190"],
    ["p.lw a0, 4(a1)", "'4(a1)' is not an address such as simm12(rs1!)"],
    ["pv.add.sci.h a0, a1, 32", "'32' is not a number from -32 to 31"],
    ["fadd.s a0, a1, a2", "'a0' cannot be frd, which is a register f0 to f31 (integer registers need zfinx in march)"],
    ["fadd.s fa0, fa1, fa2, 5", "'5' is not a rounding mode: rne, rtz, rdn, rup, rmm or dyn"],
  ])("%s is refused", (text, message) => {
    expect(() => words(text, SEPARATE)).toThrow(message);
  });
});

test("the extensions of the core decide where instructions share encodings", () => {
  const postIncrement = words("p.lb x0, 10(a0!)", SEPARATE)[0];
  expect(disassemble(postIncrement, 0, readMarch("rv32im_xpulp"))).toBe("p.lb zero, 10(a0!)");
  expect(disassemble(postIncrement, 0, readMarch("rv32im_xtensor"))).toBe("mcnfig a0, a0");
  const sum = words("fadd.ah f1, f2, f3", SEPARATE)[0];
  expect(disassemble(sum, 0, readMarch(SEPARATE))).toBe("fadd.ah ft1, ft2, ft3");
  expect(disassemble(sum, 0, readMarch(ON_INTEGERS))).toBe("fadd.ah ra, sp, gp");
  expect(disassemble(sum, 0, readMarch("rv32imf_zfh"))).toBe(".insn 4, 0x43150d3");
  const half = words("c.flw fa0, 4(a0)\n.balign 4", SEPARATE)[0] & 0xffff;
  expect(disassemble(half, 0, readMarch("rv32imfc"))).toBe("c.flw fa0, 4(a0)");
  expect(disassemble(half, 0, readMarch("rv32imc_zfinx"))).toBe(".insn 2, 0x6148");
});

test("the CSRs of hardware loops have the names of either core", () => {
  expect(word("csrr a0, lpcount1")).toBe("cc602573");
  expect(word("csrr a0, hwloop1_counter")).toBe("7c602573");
});
