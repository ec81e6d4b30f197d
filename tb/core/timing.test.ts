import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { load } from "./program.js";

const LIMIT = 20_000;

const rows = <Row>(file: string) =>
  JSON.parse(readFileSync(new URL(`../reference/core/${file}`, import.meta.url), "utf8")) as Row[];

/** Clocks from the issue of the instruction at `start` to that of the one at `end`. */
function clocks(source: string): number {
  const { bench, symbol } = load(source);
  const { ex, id } = bench.core;
  const [start, end] = ["start", "end"].map(symbol);
  let begin = -1;
  while (bench.clock < LIMIT) {
    bench.settle();
    const issued = ex.load && ex.issue ? id.issuedPc : -1;
    if (begin < 0 && issued === start) begin = bench.clock;
    if (issued === end) return bench.clock - begin;
    bench.edge();
  }
  throw new Error(`the block does not end within ${LIMIT} clocks`);
}

/** The measuring program of the reference: `setup` once, then the aligned block of repeated bodies. */
function block(body: string, setup: string, offset: number, repetitions: number): string {
  // The reference compressed what its bodies write as compressed, and the rows that start at a half-word.
  const compressed = body.includes("c.") || offset !== 0;
  const lines = (text: string) => text.replaceAll(";", "\n");
  return `
.option norvc
_start:
    la s2, buf
    ${lines(setup)}
    j start
    .balign 16
start:
    ${offset === 2 ? "c.nop" : ""}
    ${compressed ? ".option rvc" : ""}
${`${lines(body)}\n`.repeat(repetitions)}
    .option norvc
end:
    nop
stop: j stop
f_ret: ret
    .balign 4
self: .word self
fptr: .word f_ret
buf: .word 0x3f800000, 0x40000000, 0x40400000, 4
    .rept 64
    .word 1
    .endr
`;
}

describe("clocks measured on the RTL (tb/reference/core)", () => {
  test.each(rows<[string, string, string, number, number, number, number]>("timing.json"))(
    "%s: %s",
    (_name, body, setup, offset, ...expected) => {
      expect([1, 8, 64].map((n) => clocks(block(body, setup, offset, n)))).toEqual(expected);
    },
  );

  test.each(rows<[string, string, string, number]>("division.json"))("%s %s, %s", (op, a, b, expected) => {
    expect(clocks(block(`${op} x5, x6, x7`, `li x6, ${a}; li x7, ${b}`, 0, 1))).toBe(expected);
  });
});
