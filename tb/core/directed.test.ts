import { describe, expect, test } from "vitest";
import { STALL_NAMES } from "../../hw/cluster/core/stall.js";
import { restore, save } from "../../hw/snapshot.js";
import { fixedLatency, IDEAL, listedLatencies, randomTiming, type Bench } from "./bench.js";
import { load, type Loaded } from "./program.js";
import { randomProgram } from "./random-program.js";

const LIMIT = 5000;
const CSR = { mstatus: 0x300, mepc: 0x341, mcause: 0x342, mtval: 0x343 };
const x = (bench: Bench, register: number) => bench.core.registers.values[register] >>> 0;
const csr = (bench: Bench, name: keyof typeof CSR) => bench.core.csrs.read(CSR[name]) >>> 0;

/** Steps until the instruction at `symbol` retires, `react` sees every settled clock; returns that clock. */
function runTo({ bench, symbol }: Loaded, name: string, react: (clock: number) => void = () => undefined): number {
  const pc = symbol(name);
  while (bench.clock < LIMIT) {
    const clock = bench.clock;
    bench.settle();
    react(clock);
    const { retired } = bench.core;
    const reached = retired.valid === 1 && retired.pc >>> 0 === pc;
    bench.edge();
    if (reached) return clock;
  }
  throw new Error(`${name} is not reached within ${LIMIT} clocks`);
}

/** Clock in which the instruction at `symbol` is issued from ID. */
function issueClock({ bench, symbol }: Loaded, name: string, react: (clock: number) => void = () => undefined): number {
  const pc = symbol(name);
  const { id, issue } = bench.core;
  while (bench.clock < LIMIT) {
    const clock = bench.clock;
    bench.settle();
    react(clock);
    const issued = issue.load === 1 && issue.valid === 1 && id.pc >>> 0 === pc;
    bench.edge();
    if (issued) return clock;
  }
  throw new Error(`${name} is not issued within ${LIMIT} clocks`);
}

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
    ["the first half of an instruction", "addi s1, s0, -2\njr s1", -2],
    ["its second half", "li t0, 0x7ffe\nadd s1, s0, t0\nli t0, 0x13\nsh t0, 0(s1)\nfence.i\njr s1", 0x7ffe],
  ])("a fetch fault in %s", (_title, body, offset) => {
    const program = load(trap(`    la s0, _start\n${body}`));
    runTo(program, "handler");
    expect([csr(program.bench, "mcause"), csr(program.bench, "mepc")]).toEqual([1, program.entry + offset]);
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

test("issues and stall reasons add up to the clocks, and issues are the retired instructions", () => {
  const program = load(randomProgram(77, 200, false), randomTiming(3, 90, 1), randomTiming(4, 60, 4));
  const counts = new Map<string, number>();
  const { bench } = program;
  let retired = 0;
  const clocks = runTo(program, "end", () => {
    const reason = STALL_NAMES[bench.core.stallReason];
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
    retired += bench.core.retired.valid;
  });
  expect([...counts.values()].reduce((sum, n) => sum + n)).toBe(clocks + 1);
  expect(counts.get("issued")! - retired).toBeLessThanOrEqual(1);
  for (const reason of ["load_use", "branch", "jump", "multi_cycle", "misaligned", "contention", "memory", "fetch"]) {
    expect(counts.get(reason) ?? 0, reason).toBeGreaterThan(0);
  }
});

test.each([
  ["misaligned", "lw a0, 1(s0)\nlw a1, 2(s0)", 2],
  ["multi_cycle", "mulhu a0, a1, a2\nmulh a1, a1, a2", 8],
  ["branch", "beq x0, x0, 1f\nnop\n1: nop", 2],
  ["jump", "j 1f\nnop\n1: nop", 1],
  ["load_use", "lw a0, 0(s0)\nadd a1, a0, a0", 1],
  ["load_use", "lw a0, 0(s0)\nadd a0, a1, a2", 1],
  ["system", "fence.i", 3],
])("%s stalls of a known block", (reason, body, expected) => {
  const program = load(`
    .option norvc
_start: la s0, data
    j start
    .balign 4
start:
${body}
end: nop
    nop
done: j done
    .balign 4
data: .word 1, 2, 3
`);
  issueClock(program, "start");
  const { bench } = program;
  let count = 0;
  issueClock(program, "end", () => {
    if (STALL_NAMES[bench.core.stallReason] === reason) count++;
  });
  expect(count).toBe(expected);
});

/** What is seen of a core from outside, clock by clock. */
function future(bench: Bench, clocks: number): string[] {
  const seen: string[] = [];
  const { core } = bench;
  for (let i = 0; i < clocks; i++) {
    bench.settle();
    const { retired, instructionPort: ip, dataPort: dp } = core;
    const fetches = ip.req ? ip.addr : -1;
    const access = dp.req ? `${dp.addr} ${dp.write} ${dp.be} ${dp.wdata}` : "";
    seen.push(`${fetches} ${access} ${retired.valid ? retired.pc : -1} ${core.stallReason} ${core.sleeping}`);
    bench.edge();
  }
  return seen;
}

test("a snapshot at any clock restores into a fresh core with the same future", () => {
  const source = randomProgram(5, 150, true);
  const reference = load(source, randomTiming(1, 60, 1), randomTiming(2, 60, 1)).bench;
  const states = [];
  for (let clock = 0; clock < 600; clock++) {
    if (clock % 7 === 0) states.push(save(reference.core.scope("core")));
    reference.step();
  }
  // The memory around the core is not part of its state: it is wound back by running a second bench to the same clock.
  const follower = load(source, randomTiming(1, 60, 1), randomTiming(2, 60, 1)).bench;
  for (let clock = 0; clock < 600; clock++) {
    if (clock % 7 === 0) {
      const core = follower.core.scope("core");
      follower.core.reset();
      restore(core, states[clock / 7]);
      expect(save(core)).toEqual(states[clock / 7]);
    }
    follower.step();
  }
  expect(future(follower, 400)).toEqual(future(reference, 400));
  expect(Buffer.compare(follower.ram.bytes, reference.ram.bytes)).toBe(0);
});
