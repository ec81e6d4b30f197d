import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import type { BareSystem } from "../../hw/cluster/systems/bare-system.js";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { assemble } from "../../sw/asm/assemble.js";
import { SplitMix64 } from "../../run/data/random.js";
import type { Scope } from "../../hw/probe.js";
import { restore, save } from "../../hw/snapshot.js";
import { ahead, start, state, stepped } from "./run-ahead-pair.js";

const POOL = ["a0", "a1", "a2", "a3", "a4", "a5", "t1", "t2"];
const FLOATS = ["fa0", "fa1", "fa2", "fa3"];

/** A loop over random code: arithmetic, memory, forward branches, calls, divisions, floating point, and now and then something else. */
function loopProgram(seed: number, length: number, passes: number): string {
  const random = new SplitMix64(seed);
  const pick = (list: readonly string[]): string => list[random.integer(list.length)];
  const lines: string[] = [];
  const offset = (): number => random.integer(256) * (random.integer(4) === 0 ? 1 : 4);
  const kinds: (() => string)[] = [
    () =>
      `${pick(["add", "sub", "xor", "mul", "mulh", "mulhsu", "mulhu", "p.mac", "pv.add.h", "p.max"])} ${pick(POOL)}, ${pick(POOL)}, ${pick(POOL)}`,
    () => `${pick(["addi", "andi", "xori"])} ${pick(POOL)}, ${pick(POOL)}, ${random.integer(2048)}`,
    () => `${pick(["lw", "lh", "lbu", "lb", "lhu"])} ${pick(POOL)}, ${offset()}(s0)`,
    () => `${pick(["sw", "sh", "sb"])} ${pick(POOL)}, ${offset()}(s0)`,
    () =>
      `${pick(["beq", "bne", "blt", "bgeu"])} ${pick(POOL)}, ${pick(POOL)}, 1f\n ${pick(["c.addi a0, 3", "addi a1, a1, 5"])}\n1:`,
    () => `${pick(["div", "divu", "rem", "remu"])} ${pick(POOL)}, ${pick(POOL)}, ${pick(POOL)}`,
    () => pick(["call helper", "la t2, helper\n jalr t2", "j 1f\n nop\n1:"]),
    () => `${pick(["fadd.s", "fmul.s", "fadd.h", "vfmac.h"])} ${pick(FLOATS)}, ${pick(FLOATS)}, ${pick(FLOATS)}`,
    () => `${pick(["flw", "fsw"])} ${pick(FLOATS)}, ${4 * random.integer(64)}(s0)`,
    () =>
      pick([
        "csrr t1, minstret",
        "csrr t1, mcycle",
        "fence.i",
        "amoadd.w a0, a1, (s0)",
        "fdiv.s fa0, fa1, fa2",
        "csrwi frm, 1",
        "ecall",
        "lw a0, 0(zero)",
      ]),
  ];
  for (let i = 0; i < length; i++)
    lines.push(kinds[random.integer(random.integer(12) === 0 ? kinds.length : kinds.length - 1)]());
  return `
_start:
    la t0, handler
    csrw mtvec, t0
    la s0, data
    li s1, ${passes}
    li t0, ${pick(["0", "0x7ffffff0", "0x80000000", "0xfffffe00"])}
    csrw mcycle, t0
    csrw minstret, t0
loop:
${lines.join("\n")}
    addi s1, s1, -1
    bnez s1, loop
    j _start
helper: addi a5, a5, 1
    ret
    .balign 4
handler:
    csrr t0, mepc
    addi t0, t0, 4
    csrw mepc, t0
    mret
    .balign 64
data: .zero 2048
`;
}

describe("a core that runs ahead", () => {
  property.prop(
    [fc.nat(), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2000, max: 12000 }), fc.constantFrom(7, 100, 1e6)],
    {
      numRuns: 25,
    },
  )("is in the same state in the same clock as one that is stepped", (seed, length, clocks, slice) => {
    const source = loopProgram(seed, length, 40);
    expect(ahead(source, clocks, slice).state).toEqual(stepped(source, clocks));
  });

  test("replays nearly every clock of a plain loop", () => {
    const source = "_start: li a0, 100000\n1: addi a0, a0, -1\n add a1, a1, a0\n bnez a0, 1b\n2: j 2b\n";
    const { state: end, replayed } = ahead(source, 50_000, 1e6);
    expect(end).toEqual(stepped(source, 50_000));
    expect(replayed).toBeGreaterThan(49_900);
  });

  test("sees code that the program changes, after fence.i", () => {
    const source = `
_start:
    la s0, patch
    li s1, 300
    li s2, 0x00150513
    lw s3, 0(s0)
1:  andi t0, s1, 63
    bnez t0, patch
    lw t1, 0(s0)
    sw s2, 0(s0)
    mv s2, t1
    fence.i
    .balign 4
patch:
    .word 0x00250513
    addi s1, s1, -1
    bnez s1, 1b
2:  j 2b
`;
    for (const clocks of [500, 1500, 4000]) expect(ahead(source, clocks, 1e6).state).toEqual(stepped(source, clocks));
  });

  test.each(["0x7fffff00", "0x80000000", "0xfffff000"])("counts in 64 bits from %s on", (first) => {
    const source = `_start: li t0, ${first}\n csrw mcycle, t0\n csrw minstret, t0\n1: addi a0, a0, 1\n j 1b\n`;
    const { state: end, replayed } = ahead(source, 10_000, 1e6);
    expect(end).toEqual(stepped(source, 10_000));
    expect(replayed).toBeGreaterThan(9_900);
  });

  /** A loop that runs long enough to be replayed, with what `change` does to the code in some passes. */
  const patching = (change: string): string => `
_start:
    la s0, patch
    li s1, 200
    li s2, 0x00150513
    li s3, 0x01500005
again:
    andi t0, s1, 63
    bnez t0, 1f
${change}
    fence.i
    .balign 4
1:  addi s1, s1, -1
    bnez s1, again
    .balign 4
    .option norvc
patch:
    addi a0, a0, 2
    addi a0, a0, 3
    li s1, 200
    j again
`;

  test.each([
    ["an atomic access", "amoswap.w s2, s2, (s0)"],
    ["a store over two words", "sw s3, 2(s0)\n xori s3, s3, 0x10"],
    ["half of the next instruction", "sh s2, 2(s0)\n xori s2, s2, 0x10"],
  ])("sees code that %s changes, executed before or not", (_title, change) => {
    const source = patching(change);
    for (const clocks of [1000, 2000, 4000, 9000])
      expect(ahead(source, clocks, 1e6).state).toEqual(stepped(source, clocks));
  });

  /** A loop whose last instructions are the target of a jump; the third from last pass changes a word `offset` bytes behind. */
  const changing = (offset: number, last: string): string => `
    .option norvc
_start:
    la s0, last
    li s1, 200
    li s2, 0x00150513
1:  addi t0, s1, -3
    bnez t0, 2f
    sw s2, ${offset}(s0)
    fence.i
2:  addi s1, s1, -1
    j last
    nop
last:
    ${last}
    bnez s1, 1b
    addi a1, a1, 2
3:  j 3b
`;

  test.each([
    ["what waited in the pipeline for its turn", changing(0, "csrr t1, mscratch")],
    ["what was under way", changing(4, "")],
  ])("fetches anew %s at a boundary and has been stored since", (_title, source) => {
    const clocks = 6000;
    expect(ahead(source, clocks, 1e6).state).toEqual(stepped(source, clocks));
  });

  const OTHER = ".option norvc\n_start: li a0, 1\n1: addi a0, a0, 7\n sub a2, a2, a0\n j 1b\n";
  const coreOf = (system: BareSystem): Scope => system.scope("top").children[0];
  const ACTS: readonly (readonly [string, (system: BareSystem) => void])[] = [
    ["clocks that somebody else steps", (system) => [1, 2, 3].forEach(() => system.step())],
    ["registers that are set", (system) => restore(coreOf(system), save(coreOf(start(OTHER, DEFAULT_ISA).system)))],
    [
      "another program in the memory",
      (system) => system.load(assemble(OTHER, { march: DEFAULT_ISA, sections: { text: 0x8000_0000 } })),
    ],
    ["a reset", (system) => system.reset()],
    [
      "an interrupt",
      ({ cores: [core] }) => {
        Object.assign(core.csrs, { mtvec: 0x8000_0000, mie: 0x80, interruptEnable: 1 });
        core.irq = 0x80;
      },
    ],
  ];

  test.each(ACTS)("minds %s", (_title, act) => {
    const source = ".option norvc\n_start: li a0, 1\n1: addi a0, a0, 1\n add a2, a2, a0\n j 1b\n";
    // Four clocks a pass: one of these lengths ends where a replay would begin.
    for (const clocks of [500, 501, 502, 503]) {
      const [alone, twin] = [start(source, DEFAULT_ISA), start(source, DEFAULT_ISA)];
      for (const [i, { system }] of [alone, twin].entries()) {
        const go = (more: number): void => {
          const end = system.clock + more;
          while (system.clock < end) {
            if (i === 0) system.advance(end - system.clock);
            else system.step();
          }
        };
        go(clocks);
        act(system);
        go(100);
      }
      expect(state(alone.system, alone.statistics)).toEqual(state(twin.system, twin.statistics));
    }
  });

  test("keeps loop registers, reservations and operands of mac-loads that change between boundaries", () => {
    const source = `
_start:
    la s0, data
    li s1, 40
    la s4, first
    la s5, second
again:
    andi t0, s1, 1
    mv t1, s4
    beqz t0, 1f
    mv t1, s5
1:  csrw 0x7c0, t1
    addi t1, t1, 4
    csrw 0x7c1, t1
    mv t2, s0
    pv.mlsdotsp.h t6, t2, 16
    lr.w t3, (s0)
    call helper
    pv.mlsdotsp.h t6, t2, 0
    sc.w t4, t0, (s0)
    add a2, a2, t4
    lp.counti 0, 5
    beqz t0, first
second:
    addi a0, a0, 1
    addi a0, a0, 2
    j 2f
first:
    addi a1, a1, 1
    addi a1, a1, 2
2:  addi s1, s1, -1
    sw s1, 4(s0)
    bnez s1, again
3:  j 3b
helper:
    beqz x0, 1f
    nop
1:  ret
    .balign 4
data: .word 0x00030005, 7
`;
    for (const clocks of [300, 1200, 3000]) expect(ahead(source, clocks, 1e6).state).toEqual(stepped(source, clocks));
  });

  test("takes back what a replay stored before it met something new", () => {
    const source = `
_start:
    la s0, count
1:  lw t0, 0(s0)
    addi t0, t0, 1
    sw t0, 0(s0)
    andi t1, t0, 15
    bnez t1, 1b
    csrr t2, mscratch
    j 1b
    .balign 4
count: .word 0
`;
    for (const clocks of [300, 1000, 3001]) expect(ahead(source, clocks, 1e6).state).toEqual(stepped(source, clocks));
  });

  test("leaves a store to a watched word to the pipeline, in its clock", () => {
    const source =
      "_start: la a0, word\n li a1, 1000\n1: addi a1, a1, -1\n bnez a1, 1b\n sw a0, 0(a0)\n2: j 2b\n.balign 4\nword: .word 0\n";
    const program = assemble(source, { march: DEFAULT_ISA, sections: { text: 0x8000_0000 } });
    const word = program.symbols.get("word")!;
    const clockOf = (run: (system: BareSystem) => void): number => {
      const { system } = start(source, DEFAULT_ISA);
      system.runAhead!.watch(word);
      const view = new DataView(system.memoryAt(word, 4).buffer, word - 0x8000_0000, 4);
      while (view.getUint32(0) === 0) run(system);
      return system.clock;
    };
    expect(clockOf((system) => void system.advance(1e6))).toBe(clockOf((system) => void system.step()));
  });
});
