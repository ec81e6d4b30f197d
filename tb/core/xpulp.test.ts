import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { hex } from "../../hw/hex.js";
import { decodePulp } from "../../hw/cluster/core/decode-pulp.js";
import { rType } from "../../hw/cluster/core/formats.js";
import { Instruction, Unit } from "../../hw/cluster/core/instruction.js";
import { decodeMacLoad, MacLoad } from "../../hw/cluster/core/mac-load.js";
import { pulpAlu } from "../../hw/cluster/core/pulp-alu.js";

interface Group {
  readonly insn: string;
  readonly match: string;
  readonly mask: string;
  readonly core: string;
  readonly cols: readonly string[];
  readonly vectors: readonly (readonly number[])[];
}

/** Groups of vectors that the cluster's core has run. */
const load = (name: string) =>
  gunzipSync(readFileSync(`tb/reference/xpulp/${name}.jsonl.gz`))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Group)
    .filter(({ core }) => core.includes("flexv_zfinx"));

const groups = load("integer");

const [RD, RS1, RS2] = [5, 6, 7];

/** Where the columns with immediates go in a word. */
const PLACES: Readonly<Record<string, (value: number) => number>> = {
  I: (value) => value << 20,
  Is3: (value) => value << 25,
  Is2: (value) => value << 20,
  imm6: (value) => ((value >> 1) << 20) | ((value & 1) << 25),
};

/** The word of one vector: registers where the columns have any, amounts and immediates in their fields. */
function encode({ match, cols }: Group, vector: readonly number[]): number {
  let word = Number(match) | (RD << 7) | (RS1 << 15);
  const hasRs2 = cols.includes("rs2");
  if (hasRs2) word |= RS2 << 20;
  for (const [at, name] of cols.entries()) {
    if (name === "I" && hasRs2) word |= vector[at] << 25;
    else if (name in PLACES) word |= PLACES[name](vector[at]);
  }
  return word;
}

function decode(word: number): Instruction {
  const d = new Instruction();
  d.rd = (word >>> 7) & 31;
  d.rs1 = (word >>> 15) & 31;
  d.rs2 = (word >>> 20) & 31;
  expect(decodePulp(d, word), `decoding ${hex(word)}`).toBe(true);
  return d;
}

function execute(group: Group, vector: readonly number[]): number {
  const column = (name: string) => (group.cols.includes(name) ? vector[group.cols.indexOf(name)] | 0 : 0);
  const registers = new Int32Array(32);
  registers[RD] = column("rd_before");
  registers[RS1] = column("rs1");
  registers[RS2] = column("rs2");
  const d = decode(encode(group, vector));
  expect([d.unit, d.writesAlu, d.rd]).toEqual([Unit.pulp, true, RD]);
  const read = (used: boolean, register: number) => (used ? registers[register] : 0x5a5a_5a5a);
  const b = d.bIsImm ? d.imm : read(d.usesRs2, d.rs2);
  return pulpAlu(d.pulpOp, read(d.usesRs1, d.rs1), b, read(d.usesRs3, d.rs3));
}

describe("Xpulp against the cluster's core in Verilator", () => {
  test("there are vectors of 285 instructions", () => {
    expect(new Set(groups.map(({ insn }) => insn)).size).toBe(285);
  });

  test.each(groups.map((group) => [group.insn, group] as const))("%s", (_name, group) => {
    const expected = group.cols.indexOf("rd");
    for (const vector of group.vectors) {
      expect(execute(group, vector), `vector ${vector.join(" ")}`).toBe(vector[expected] | 0);
    }
  });

  test.each(["float", "memory", "branches", "mac-load"])("leaves %s alone", (name) => {
    for (const { insn, match } of load(name)) {
      expect(decodePulp(new Instruction(), Number(match) | (RD << 7) | (RS1 << 15)), insn).toBe(false);
    }
  });

  test("leaves RV32IM alone", () => {
    const words = Array.from({ length: 8 }, (_unused, funct3) => rType(0, RS2, RS1, funct3, RD, 0x33));
    const others = [
      rType(1, RS2, RS1, 0, RD, 0x33),
      rType(0x20, RS2, RS1, 0, RD, 0x33),
      rType(0x20, RS2, RS1, 5, RD, 0x33),
    ];
    for (const word of [...words, ...others]) expect(decodePulp(new Instruction(), word)).toBe(false);
  });
});

/** Immediates that load a weight or an activation register. */
const LOAD_WEIGHT = 16;
const LOAD_ACTIVATION = 8;

describe("mac-load against the cluster's core in Verilator", () => {
  const decodeWord = (match: string, immediate: number) => {
    const d = new Instruction();
    d.rd = RD;
    const word = Number(match) | (RD << 7) | (RS1 << 15) | (immediate << 20);
    return decodeMacLoad(d, word) ? d : null;
  };

  test.each(load("mac-load").map((group) => [group.insn, group] as const))("%s", (_name, { match, vectors }) => {
    const block = new MacLoad();
    block.reset();
    const arrive = (immediate: number, word: number) => {
      const d = decodeWord(match, immediate);
      expect([d?.bytes, d?.imm, d?.bIsImm]).toEqual([4, 4, true]);
      block.arrivedOp = d?.pulpOp ?? 0;
      block.word = word;
      block.edge();
      block.arrivedOp = 0;
    };
    for (const [before, weight, activation, weightIndex, activationIndex, after] of vectors) {
      arrive(LOAD_WEIGHT | (weightIndex << 1), weight | 0);
      arrive(LOAD_ACTIVATION | activationIndex, activation | 0);
      const d = decodeWord(match, (weightIndex << 1) | activationIndex);
      expect([d?.unit, d?.bytes, d?.rs3]).toEqual([Unit.macLoad, 0, RD]);
      block.op = d?.pulpOp ?? 0;
      block.c = before | 0;
      block.settle();
      block.leaves = 1;
      block.edge();
      block.leaves = 0;
      expect(block.result).toBe(after | 0);
    }
  });

  test("one word never goes to two registers", () => {
    expect(decodeWord("0xf8000077", LOAD_WEIGHT | LOAD_ACTIVATION)).toBe(null);
    expect(decodeWord("0xf8004077", 0)).toBe(null);
  });
});
