import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { BASE_ISA, DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { randomProgram } from "../core/random-program.js";
import { ahead, stepped } from "./run-ahead-pair.js";

const ISAS = [BASE_ISA, DEFAULT_ISA, "rv32imac_zfinx_zhinx_xpulp_xfvec"];

property.prop(
  [
    fc.constantFrom(...ISAS),
    fc.nat(1e6),
    fc.integer({ min: 1, max: 60 }),
    fc.boolean(),
    fc.integer({ min: 1000, max: 4000 }),
    fc.constantFrom(13, 1e6),
  ],
  { numRuns: 40 },
)("a core that runs ahead through any program, over and over, equals one that is stepped", (...drawn) => {
  const [isa, seed, length, traps, clocks, slice] = drawn;
  const source = randomProgram(seed, length, traps, isa).replace("end: j end", "end: la t6, _start\n jr t6");
  expect(ahead(source, clocks, slice, isa).state).toEqual(stepped(source, clocks, isa));
});

describe("a core that runs ahead", () => {
  test("follows a register jump to wherever it goes in this pass", () => {
    const source = `
    .option norvc
_start: li s1, 400
    la s2, one
1:  andi t0, s1, 3
    andi t1, t0, 1
    slli t1, t1, 4
    add t1, t1, s2
    jalr ra, 8(t1)
    addi s1, s1, -1
    bnez s1, 1b
2:  j 2b
one: j 2b
    j 2b
    addi a0, a0, 1
    ret
    j 2b
    j 2b
    addi a0, a0, 5
    ret
`;
    for (const clocks of [500, 2000, 6000]) expect(ahead(source, clocks, 1e6).state).toEqual(stepped(source, clocks));
  });

  test("keeps the state of the floating-point registers: dirty after a write alone", () => {
    const loop = (body: string, label: number): string =>
      `li s1, 60\n${label}: ${body}\n addi s1, s1, -1\n bnez s1, ${label}b\n`;
    const clean = "li t0, 0x6000\n csrc mstatus, t0\n li t0, 0x2000\n csrs mstatus, t0\n";
    const source = `_start: ${clean}${loop("feq.s a0, fa0, fa1", 1)}${loop("fmv.w.x ft0, a0", 2)}${clean}${loop("fmv.x.w a0, ft0", 3)}4: j 4b\n`;
    for (let clocks = 100; clocks < 1200; clocks += 97) {
      expect(ahead(source, clocks, 1e6).state).toEqual(stepped(source, clocks));
    }
  });

  test("replays nearly every clock of a loop that loads and stores", () => {
    const source = `
_start: la s0, data
    li s1, 100000
1:  lw a0, 0(s0)
    lh a1, 6(s0)
    add a0, a0, a1
    sw a0, 0(s0)
    sb a0, 9(s0)
    addi s1, s1, -1
    bnez s1, 1b
2:  j 2b
    .balign 4
data: .word 1, 2, 3
`;
    const { state, replayed } = ahead(source, 20_000, 1e6);
    expect(state).toEqual(stepped(source, 20_000));
    expect(replayed).toBeGreaterThan(19_800);
  });
});
