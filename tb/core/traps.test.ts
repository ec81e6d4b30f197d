import { describe, expect, test } from "vitest";
import { fixedLatency, IDEAL, listedLatencies } from "./bench.js";
import { load } from "./program.js";
import { csr, issueClock, runTo, x } from "./run-to.js";

describe("traps", () => {
  const trap = (body: string) => `
_start: la t0, handler
    csrw mtvec, t0
    csrsi mstatus, 8
    li s1, 0x40000000
${body}
    li a7, 1
    .balign 4
handler: nop
done: j done
`;
  test.each([
    ["at: ecall", 11, 0],
    ["at: ebreak", 3, 0],
    ["at: c.ebreak", 3, 0],
    ["at: .word 0xffffffff", 2, 0xffffffff],
    [".balign 4\nc.nop\nat: .half 0x0000", 2, 0],
    ["at: csrw mhartid, x0", 2, 0xf1401073],
    ["at: csrr x1, 0x123", 2, 0x123020f3],
    ["at: lw a0, 4(s1)", 5, 0x40000004],
    ["at: sh a0, 2(s1)", 7, 0x40000002],
    ["at: lw a0, -2(s1)", 5, 0x3ffffffe],
    ["li t1, 7\nli t2, 2\ndiv a0, t1, t2\nat: lb a0, 1(s1)\ndiv a7, t1, t2", 5, 0x40000001],
    ["at: sw a0, 0(s1)\nsw a0, 4(s1)\nsw a0, 8(s1)", 7, 0x40000000],
  ])("%s", (body, cause, value) => {
    const program = load(trap(body));
    runTo(program, "handler");
    const { bench } = program;
    expect([csr(bench, "mcause"), csr(bench, "mepc"), csr(bench, "mtval")]).toEqual([
      cause,
      program.symbol("at"),
      value,
    ]);
    expect(csr(bench, "mstatus")).toBe(0x1880);
    expect(x(bench, 17)).toBe(0);
  });

  test.each([
    ["ecall", 4],
    ["ebreak", 4],
    ["csrw mhartid, x0", 4],
    ["csrr x1, 0x123", 4],
    [".word 0x00004073", 4],
    [".word 0xffffffff", 5],
    [".word 0x30500073", 5],
  ])("%s: the handler is issued %i clocks later, as in the RTL", (instruction, clocks) => {
    const program = load(trap(`.balign 4\nat: ${instruction}`));
    expect(issueClock(program, "at")).toBe(issueClock(program, "handler") - clocks);
  });

  test("a fetch nobody answers traps when it would be executed, with its address", () => {
    const program = load(trap("    jr s1"));
    runTo(program, "handler");
    const { bench } = program;
    expect([csr(bench, "mcause"), csr(bench, "mepc"), csr(bench, "mtval")]).toEqual([1, 0x40000000, 0x40000000]);
  });

  test("nothing behind a faulting load reaches the memory when its answer comes in the next clock", () => {
    const program = load(trap("la a0, cell\nat: lw a1, 0(s1)\nsw s1, 0(a0)\n.balign 4\ncell: .word 5"));
    runTo(program, "handler");
    const { ram } = program.bench;
    expect(ram.words[(program.symbol("cell") - ram.base) >> 2]).toBe(5);
  });

  test.each([
    ["the first half of an instruction", "addi s1, s0, -2\njr s1", -2, -2],
    ["its second half", "li t0, 0x7ffe\nadd s1, s0, t0\nli t0, 0x13\nsh t0, 0(s1)\nfence.i\njr s1", 0x7ffe, 0x8000],
  ])("a fetch fault in %s: mepc points to the instruction, mtval to what faulted", (_title, body, offset, faulting) => {
    const program = load(trap(`    la s0, _start\n${body}`));
    runTo(program, "handler");
    const { bench, entry } = program;
    expect([csr(bench, "mcause"), csr(bench, "mepc"), csr(bench, "mtval")]).toEqual([
      1,
      entry + offset,
      entry + faulting,
    ]);
  });

  test.each([
    ["p.lw a0, 8(s1!)", 1],
    ["p.sw a0, 8(s1!)", 1],
    ["p.lw a0, t0(s1!)", 4],
    ["p.lw s1, 8(s1!)", 4],
    ["addi s1, s1, -2\np.lw a0, 8(s1!)", 4],
    ["pv.mlsdotsp.h a0, s1, 16", 2],
    ["p.lw a0, 8(s1!)\nlw a1, 0(s0)\nadd a1, s1, s1", 6],
    ["p.lw a0, 8(s1!)\nbeqz zero, handler", 5],
  ])("%s: an access that faults leaves its base where it was, after %i clocks", (body, latency) => {
    const isa = "rv32imc_xpulp";
    const program = load(trap(`la s0, handler\nli t0, 16\n${body}`), IDEAL, fixedLatency(latency), isa);
    runTo(program, "handler");
    expect(x(program.bench, 9)).toBe(body.includes("addi") ? 0x3ffffffe : 0x40000000);
    expect(x(program.bench, 10)).toBe(0);
  });

  test("the second half of a post-increment access that faults leaves its base, too", () => {
    const body = "la s0, _start\nli s1, 0x7ffe\nadd s1, s1, s0\nmv s2, s1\np.sw s0, 4(s1!)";
    const program = load(trap(body), IDEAL, IDEAL, "rv32imc_xpulp");
    runTo(program, "handler");
    expect([x(program.bench, 9), csr(program.bench, "mtval")]).toEqual([x(program.bench, 18), program.entry + 0x8000]);
  });

  test("a bus error drops a multiplication under way", () => {
    const source = trap("li t1, -5\nlw a0, 0(s1)\nmulh a7, t1, t1\nnop").replace("nop\ndone", "mulh a6, s1, s1\ndone");
    const program = load(source, IDEAL, fixedLatency(4));
    runTo(program, "done");
    expect([x(program.bench, 16), x(program.bench, 17)]).toEqual([0x10000000, 0]);
  });

  test("after a bus error the answer to a younger access is thrown away, however late", () => {
    const source = trap("la s0, data\nlw a0, 0(s1)\nlw a1, 0(s0)\n.balign 4\ndata: .word 5, 6");
    const program = load(source.replace("nop\ndone", "lw a2, 4(s0)\ndone"), IDEAL, listedLatencies(3, 20));
    runTo(program, "done");
    expect([11, 12].map((r) => x(program.bench, r))).toEqual([0, 6]);
  });

  test("mret restores mstatus and continues at mepc", () => {
    const program = load(`
_start: la t0, back
    csrw mepc, t0
    li t0, 0x80
    csrw mstatus, t0
    mret
    li a0, 1
back: nop
`);
    runTo(program, "back");
    expect(csr(program.bench, "mstatus")).toBe(0x1888);
    expect(x(program.bench, 10)).toBe(0);
  });
});

describe("interrupts", () => {
  const source = (mode: number) => `
_start: la t0, table + ${mode}
    csrw mtvec, t0
    li t0, 0xffff0888
    csrw mie, t0
    csrsi mstatus, 8
wait: addi a0, a0, 1
    j wait
    .balign 256
    .option norvc
table: j direct
    .rept 10
    j wrong
    .endr
    j external
    .rept 18
    j wrong
    .endr
    j fast30
direct: nop
external: nop
fast30: nop
wrong: j wrong
`;
  test.each([
    [0, 1 << 11, "direct", 11],
    [1, 1 << 11, "external", 11],
    [1, (1 << 30) | (1 << 16) | (1 << 11), "fast30", 30],
  ])("mtvec mode %i, lines %i: %s", (mode, lines, name, cause) => {
    const program = load(source(mode));
    const { bench } = program;
    runTo(program, name, (clock) => (bench.core.irq = clock >= 60 ? lines : 0));
    expect(csr(bench, "mcause")).toBe((0x80000000 | cause) >>> 0);
    expect([program.symbol("wait"), program.symbol("wait") + 2]).toContain(csr(bench, "mepc"));
  });
});

test("start: the first fetch two clocks after fetchEnable, the first issue one clock after its answer", () => {
  const program = load("_start: nop\ndone: j done", fixedLatency(3));
  const { core } = program.bench;
  let fetch = -1;
  const issue = issueClock(program, "_start", (clock) => {
    if (core.instructionPort.req && fetch < 0) fetch = clock;
  });
  expect([fetch, issue]).toEqual([2, 6]);
});

describe("wfi", () => {
  const source = `
_start: li t0, 8
    csrw mie, t0
    .balign 4
sleep: wfi
next: addi a0, a0, 1
    j next
`;
  // The upstream core complex answers fetches three clocks after the grant.
  test("retires in w, sleeps from w + 5; the event in e ends it, the next instruction is issued in e + 2", () => {
    const program = load(source, fixedLatency(3), fixedLatency(3));
    const { core } = program.bench;
    const w = issueClock(program, "sleep");
    let first = -1;
    const next = issueClock(program, "next", (clock) => {
      if (core.sleeping && first < 0) first = clock;
      if (clock === w + 40) expect(core.sleeping).toBe(0);
      core.irq = clock + 1 === w + 40 ? 8 : 0;
    });
    expect([first - w, next - w]).toEqual([5, 42]);
  });

  test.each([
    ["a pulse before the core sleeps is lost", 2, 2, 0],
    ["a level that stays is not", 2, 1000, 1],
    ["a line that is not enabled does not wake", 1000, 1000, 0],
  ])("%s", (_title, from, to, wakes) => {
    const program = load(source);
    const { bench } = program;
    const w = issueClock(program, "sleep");
    for (let i = 0; i < 200; i++) {
      bench.core.irq = (bench.clock >= w + from && bench.clock <= w + to ? 8 : 0) | 0x10000;
      bench.step();
    }
    expect(x(bench, 10) > 0 ? 1 : 0).toBe(wakes);
    expect(bench.core.sleeping).toBe(1 - wakes);
  });

  test("mcycle stands still asleep, mstatus.MIE = 0 takes no trap", () => {
    const program = load(`
_start: li t0, 8
    csrw mie, t0
    csrr s0, mcycle
sleep: wfi
    csrr s1, mcycle
done: j done
`);
    const { core } = program.bench;
    const w = issueClock(program, "sleep");
    runTo(program, "done", (clock) => (core.irq = clock >= w + 500 ? 8 : 0));
    expect(x(program.bench, 9) - x(program.bench, 8)).toBeLessThan(20);
    expect(csr(program.bench, "mcause")).toBe(0);
  });
});
