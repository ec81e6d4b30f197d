import { expect, test } from "vitest";
import { fixedLatency, IDEAL } from "./bench.js";
import { load } from "./program.js";
import { runTo, x } from "./run-to.js";

test("misaligned accesses of every size and offset equal byte accesses", () => {
  const program = load(`
_start: la s0, data
    li a0, 0x81a2c3e4
    sw a0, 5(s0)
    sh a0, 11(s0)
    lw a1, 5(s0)
    lh a2, 11(s0)
    lhu a3, 7(s0)
    lw a4, 3(s0)
    lw a5, 6(s0)
done: j done
    .balign 4
data: .zero 32
`);
  runTo(program, "done");
  const { bench, symbol } = program;
  expect([11, 12, 13, 14, 15].map((r) => x(bench, r))).toEqual([
    0x81a2c3e4, 0xffffc3e4, 0x81a2, 0xc3e40000, 0x0081a2c3,
  ]);
  const at = symbol("data") - bench.ram.base;
  expect([...bench.ram.bytes.slice(at + 4, at + 14)]).toEqual([0, 0xe4, 0xc3, 0xa2, 0x81, 0, 0, 0xe4, 0xc3, 0]);
});

test("32-bit instructions at odd half-words, reached by branches, jumps and falling through", () => {
  const program = load(`
_start: li a0, 0
    .balign 4
    c.nop
odd: add a0, a0, a1
    addi a1, a1, 0x123
    c.addi a0, 1
    addi a2, a2, 0x456
    bnez a3, done
    c.li a3, 1
    beqz a4, odd2
    c.nop
odd2: j odd
done: j done
`);
  runTo(program, "done");
  expect([10, 11, 12].map((r) => x(program.bench, r))).toEqual([2 + 0x123, 2 * 0x123, 2 * 0x456]);
});

test("changed code is executed after fence.i", () => {
  const program = load(`
_start: la t0, patch
    lw t1, other
    li a1, 2
again: sw t1, 0(t0)
    fence.i
    .balign 4
patch: addi a0, a0, 1
    .balign 4
    lw t1, third
    addi a1, a1, -1
    bnez a1, again
done: j done
    .balign 4
    .option norvc
other: addi a0, a0, 16
third: addi a0, a0, 256
`);
  runTo(program, "done");
  expect(x(program.bench, 10)).toBe(16 + 256);
});

test("minstret counts the instructions before it, mcycle every clock", () => {
  const program = load(`
_start: csrw minstret, x0
    csrr s0, mcycle
    nop
    nop
    csrr a0, minstret
    csrr s1, mcycle
    li t0, -1
    csrw mcycle, t0
    csrr a1, mcycleh
done: j done
`);
  runTo(program, "done");
  expect(x(program.bench, 10)).toBe(3);
  expect(x(program.bench, 9) - x(program.bench, 8)).toBe(10);
  expect(x(program.bench, 11)).toBe(1);
});

test("a counter holds in the clock of a write to either half", () => {
  const program = load(`
_start: li t0, -1
    csrw minstret, t0
    csrw minstreth, t0
    nop
    csrr a0, minstret
    csrr a1, minstreth
done: j done
`);
  runTo(program, "done");
  expect(x(program.bench, 10)).toBe(0);
  expect(x(program.bench, 11)).toBe(0);
});

test("a taken branch drops the instruction behind it that waits for a slow load", () => {
  const program = load(
    `
_start: la s0, data
    lw a0, 0(s0)
    beq x0, x0, done
    add a1, a0, a0
done: j done
    .balign 4
data: .word 7
`,
    IDEAL,
    fixedLatency(10),
  );
  for (let i = 0; i < 60; i++) program.bench.step();
  expect([x(program.bench, 10), x(program.bench, 11)]).toEqual([7, 0]);
});

test("a product waits unchanged for a slow store before it", () => {
  const program = load(
    "_start: la s0, data\nli a1, -77777\nsw a1, 0(s0)\nmulh a0, a1, a1\ndone: j done\n.balign 4\ndata: .word 0",
    IDEAL,
    fixedLatency(20),
  );
  runTo(program, "done");
  expect(x(program.bench, 10)).toBe(Math.floor(77777 ** 2 / 2 ** 32));
});

test("a CSR is read when it enters EX, not when a slow store lets it leave", () => {
  const program = load(
    "_start: la s0, _start\ncsrr a0, mcycle\nsw s0, 0(s0)\ncsrr a1, mcycle\ndone: j done",
    IDEAL,
    fixedLatency(20),
  );
  runTo(program, "done");
  expect(x(program.bench, 11) - x(program.bench, 10)).toBe(5);
});
