import { expect, test } from "vitest";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { REGISTER, jobWords } from "../../hw/redmule/registers.js";
import { ProgramRun } from "../../run/programs/program-run.js";
import { assemble } from "../../sw/asm/assemble.js";
import { packageFile } from "../../sw/package-file.js";
import { readFileSync } from "node:fs";

const END = "li t0, 0x80000000\n sw zero, 0(t0)\n1: wfi\n j 1b\n";

/** @param said takes what is told while the program runs */
function remarksOf(source: string, cores = 1, said: string[] = []): readonly string[] {
  const cluster = new Cluster({ cores });
  const program = assemble(source, {
    march: DEFAULT_ISA,
    sections: { text: cluster.map.resetPc, tcdm: 0x1000_0000 },
    defines: { CORES: cores },
    include: (name) => readFileSync(packageFile("sw", name), "utf8"),
  });
  const run = new ProgramRun(cluster, program, {
    ...{ isa: DEFAULT_ISA, maxClocks: 100_000, print: () => undefined },
    say: (sentence) => said.push(sentence),
  });
  run.advance();
  const { status, value, remarks = [] } = run.result;
  expect({ status, value }).toEqual({ status: "ended", value: 0 });
  return remarks;
}

/** A program that runs one job and waits for its end. */
function job(m: number, n: number, k: number, [x, w, z]: readonly number[]): string {
  const values = [x, w, z, ...jobWords({ op: "MATMUL", fmt: "fp16", m, n, k })];
  const writes = values.map((value, i) => `li t1, ${value}\n sw t1, ${REGISTER.X_ADDR + 4 * i}(t0)\n`).join(" ");
  return `_start: li t0, 0x10201000\n lw t1, 4(t0)\n ${writes} sw zero, 0(t0)\n2: lw t1, 12(t0)\n bnez t1, 2b\n li t1, 100\n3: addi t1, t1, -1\n bnez t1, 3b\n ${END}`;
}

const APART = [0x1000_0000, 0x1000_1000, 0x1000_2000];

test("a job like any other leaves nothing to remark", () => {
  expect(remarksOf(job(3, 4, 5, APART))).toEqual([]);
});

test.each([
  [0, 4, 5],
  [3, 0, 5],
  [3, 4, 0],
])("a job of %i x %i x %i is told", (m, n, k) => {
  expect(remarksOf(job(m, n, k, APART))).toEqual([
    `1 job of RedMulE had a size of 0, the first with M x N x K = ${m} x ${n} x ${k}.`,
  ]);
});

test.each([
  ["X", 0x1000_0016, "0x10000016 to 0x10000033 over X at 0x10000000 to 0x10000017", 0x1000_0018],
  ["W", 0x1000_0fe4, "0x10000fe4 to 0x10001001 over W at 0x10001000 to 0x10001027", 0x1000_0fe2],
] as const)("Z over the edge of %s is told, and beside it is not", (_name, over, text, beside) => {
  const at = (z: number): string => job(3, 4, 5, [0x1000_0000, 0x1000_1000, z]);
  expect(remarksOf(at(over))).toEqual([
    `In 1 job of RedMulE Z lay over an operand that was still to be read, first Z at ${text}.`,
  ]);
  expect(remarksOf(at(beside))).toEqual([]);
});

const DEEP = (words: number): string => `
.include "runtime/runtime.S"
.text
.globl main
main:
    addi sp, sp, -${4 * words}
    li t0, 1
    sw t0, 0(sp)
    addi sp, sp, ${4 * words}
    li a0, 0
    ret
`;

test("a stack used to its last word is told, one with a word left is not", () => {
  const program = `.equ STACK_BYTES, 64\n`;
  expect(remarksOf(program + DEEP(16))).toEqual([
    "The stack of core 0 is used to the last of its 64 bytes and runs into what stands below the stacks: give a larger STACK_BYTES.",
  ]);
  expect(remarksOf(program + DEEP(15))).toEqual([]);
});

test("a stack used to its last word is told while the program still runs", () => {
  const waits = "li t0, 3000\n9: addi t0, t0, -1\n bnez t0, 9b\n    li a0, 0\n    ret";
  const said: string[] = [];
  remarksOf(`.equ STACK_BYTES, 64\n${DEEP(16).replace("li a0, 0\n    ret", waits)}`, 1, said);
  expect(said).toEqual([
    expect.stringMatching(
      /^The last word of the stack of core 0 was written between the clocks 1 and 1025, the core is now at 0x1c\w+ in main \+ \w+, .*give a larger STACK_BYTES\.$/,
    ),
  ]);
  said.length = 0;
  remarksOf(`.equ STACK_BYTES, 64\n${DEEP(15).replace("li a0, 0\n    ret", waits)}`, 1, said);
  expect(said).toEqual([]);
});

test("an instruction for which the start-up ends the program is told with its place", () => {
  const said: string[] = [];
  const program = '.include "runtime/runtime.S"\n.text\n.globl main\nmain: .word 0xffffffff\n';
  const cluster = new Cluster({ cores: 1 });
  const run = new ProgramRun(
    cluster,
    assemble(program, {
      march: DEFAULT_ISA,
      sections: { text: cluster.map.resetPc, tcdm: 0x1000_0000 },
      defines: { CORES: 1 },
      include: (name) => readFileSync(packageFile("sw", name), "utf8"),
    }),
    { isa: DEFAULT_ISA, maxClocks: 100_000, print: () => undefined, say: (sentence) => said.push(sentence) },
  );
  run.advance();
  expect(run.result.value).toBe(130);
  expect(said).toEqual([
    expect.stringMatching(/^Illegal instruction 0xffffffff at pc 0x1c\w+ of core 0 in clock \d+, in main/),
  ]);
  expect(run.result.traps?.map(({ cause, core }) => [cause, core])).toEqual([[2, 0]]);
});
