import { expect, test } from "vitest";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { STALL_NAMES } from "../../hw/cluster/core/stall.js";
import { IDEAL, randomTiming } from "./bench.js";
import { load } from "./program.js";
import { randomProgram } from "./random-program.js";
import { issueClock, runTo, x } from "./run-to.js";

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
  ["fp_dependency", "fadd.s fa0, fa1, fa2\nfmul.s fa3, fa0, fa1", 1],
  ["fp_dependency", "fadd.s fa0, fa1, fa2\ncsrw frm, x0", 2],
  ["fp_dependency", "fdiv.s fa0, fa1, fa2\nfadd.s fa3, fa1, fa2", 5],
  ["barrier", "p.elw a0, 0(s0)", 3],
])("%s stalls of a known block", (reason, body, expected) => {
  const program = load(
    `
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
`,
    IDEAL,
    IDEAL,
    DEFAULT_ISA,
  );
  issueClock(program, "start");
  const { bench } = program;
  let count = 0;
  issueClock(program, "end", () => {
    if (STALL_NAMES[bench.core.stallReason] === reason) count++;
  });
  expect(count).toBe(expected);
});

test.each([
  ["instructions", 1, "lw a0, 0(s0)\nadd a1, a0, a0\nnop", 3],
  ["load-use stalls", 2, "lw a0, 0(s0)\nadd a1, a0, a0\nlw a2, 0(s0)\nadd a3, a2, a2", 2],
  ["waits of jalr", 3, "la a0, 1f\njr a0\n1: nop", 1],
  ["loads", 5, "lw a0, 0(s0)\nlh a0, 0(s0)\nflw fa0, 0(s0)\nsw a0, 0(s0)", 3],
  ["stores", 6, "sw a0, 0(s0)\nsb a0, 0(s0)\nlw a0, 0(s0)", 2],
  ["jumps", 7, "j 1f\n1: jal 2f\n2: nop", 2],
  ["branches", 8, "beq x0, s0, 1f\n1: bne x0, s0, 1f\nnop\n1: nop", 2],
  ["taken branches", 9, "beq x0, s0, 1f\n1: bne x0, s0, 1f\nnop\n1: nop", 1],
  ["compressed instructions", 10, ".option rvc\nc.nop\nc.nop\n.option norvc\nnop", 2],
  ["waits for the FPU", 14, "fadd.s fa0, fa1, fa2\nfadd.s fa0, fa0, fa2\nnop\nnop", 1],
  ["loads and stores", [5, 6], "sw a0, 0(s0)\nlw a0, 0(s0)", 2],
])("an event counter counts %s", (_event, bits, body, expected) => {
  const selector = [bits].flat().reduce((mask, bit) => mask | (1 << bit), 0);
  const program = load(
    `
    .option norvc
_start: la s0, data
    li t0, ${selector}
    csrw mhpmevent4, t0
    csrwi mcountinhibit, 16
    csrw mhpmcounter4, x0
    csrwi mcountinhibit, 0
${body}
    csrwi mcountinhibit, 16
    csrr a5, mhpmcounter4
    csrr a6, mhpmcounter3
done: j done
    .balign 4
data: .word 1, 2, 3
`,
    IDEAL,
    IDEAL,
    DEFAULT_ISA,
  );
  runTo(program, "done");
  // Instructions: the CSR write that starts the counter is counted in the clock in which it leaves, before its effect.
  expect([x(program.bench, 15), x(program.bench, 16)]).toEqual([expected + (selector === 2 ? 1 : 0), 0]);
});
