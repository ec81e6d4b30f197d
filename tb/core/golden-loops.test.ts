import { describe, expect, test } from "vitest";
import { IsaModel } from "../../golden/isa/isa.js";
import { assemble } from "../../sw/asm/assemble.js";
import { vectorLines } from "./xpulp-vectors.js";

const BASE = 0x1c00_0000;
const LIMIT = 10_000;
const nops = (count: number) => Array.from({ length: count }, () => "nop");
/** Instructions of which the first counts iterations and the last one has the label. */
const body = (length: number, label: string) => ["addi t0, t0, 1", ...nops(length - 2), `${label}: nop`];

/** The program of a row of one loop. */
function loop(variant: string, L: number, count: number, length: number, gap: number): string[] {
  const head = {
    "lp.setup": [`li a0, ${count}`, `lp.setup ${L}, a0, last`],
    "lp.setupi": [`lp.setupi ${L}, ${count}, last`],
    "lp.starti+endi+counti": [`lp.starti ${L}, first`, `lp.endi ${L}, last`, `lp.counti ${L}, ${count}`],
    "lp.starti+endi+count": [`li a0, ${count}`, `lp.starti ${L}, first`, `lp.endi ${L}, last`, `lp.count ${L}, a0`],
  }[variant]!;
  return [...head, ...nops(gap), "first:", ...body(length, "last")];
}

/** The program of a row of nested loops. */
function nested(outer: number, inner: number, length: number, prologue: number, epilogue: number): string[] {
  const innerLoop = [`lp.setupi 0, ${inner}, last`, ...body(length, "last")];
  return [
    `li a0, ${outer}`,
    "lp.setup 1, a0, over",
    ...nops(prologue),
    ...innerLoop,
    ...nops(epilogue - 1),
    "over: nop",
  ];
}

/** Value of t0 when the program reaches its end. */
function iterations(lines: readonly string[]): number {
  const source = [".option norvc", "_start:", ...lines, "end: j end"].join("\n");
  const program = assemble(source, { march: "rv32imc_xpulp", sections: { text: BASE } });
  const bytes = new Uint8Array(4096);
  for (const segment of program.segments) bytes.set(segment.bytes, segment.address - BASE);
  const model = new IsaModel({ read: (a) => bytes[a - BASE], write: () => false }, program.entry, "rv32imc_xpulp");
  const end = program.symbols.get("end");
  for (let steps = 0; model.pc !== end; steps++)
    if (steps > LIMIT) throw new Error(`no end after ${LIMIT} steps`);
    else model.step();
  return model.x[5];
}

describe("hardware loops run as often as recorded", () => {
  const lines = vectorLines("loops").filter(({ core }) => core.includes("flexv"));
  test.each(lines.filter(({ insn }) => insn !== "lp.nested"))("$insn", ({ insn, vectors }) => {
    // A body of one instruction is against the rules and stops early on the recorded core.
    for (const [, L, count, length, gap, expected] of vectors.filter((v) => v[3] >= 2)) {
      expect(iterations(loop(insn, L, count, length, gap)), [L, count, length, gap].join()).toBe(expected);
    }
  });
  test.each(lines.filter(({ insn }) => insn === "lp.nested"))("$insn", ({ vectors }) => {
    for (const [, outer, inner, length, prologue, epilogue, expected] of vectors) {
      const program = nested(outer, inner, length, prologue, epilogue);
      expect(iterations(program), [outer, inner, length, prologue, epilogue].join()).toBe(expected);
    }
  });
});
