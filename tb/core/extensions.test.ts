import { describe, expect, test } from "vitest";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { STALL_NAMES } from "../../hw/cluster/core/stall.js";
import { fixedLatency, IDEAL, type PortTiming } from "./bench.js";
import { load } from "./program.js";
import { csr, issueClock, runTo, x } from "./run-to.js";

const full = (source: string, instructions = IDEAL, data: PortTiming = IDEAL, isa = DEFAULT_ISA) =>
  load(source, instructions, data, isa);

describe("event loads", () => {
  /** A data port that grants nothing while `closed`. */
  class Gate implements PortTiming {
    closed = false;
    grants(): boolean {
      return !this.closed;
    }
    latency(): number {
      return 1;
    }
  }

  const source = `
    .option norvc
_start: la s0, data
    .balign 16
wait: p.elw a0, 0(s0)
next: addi a0, a0, 1
done: j done
    .balign 4
data: .word 41
`;

  test("a core that waits for nothing else sleeps until the grant, and goes on two clocks behind it", () => {
    const gate = new Gate();
    const program = full(source, IDEAL, gate);
    const { bench } = program;
    const issued = issueClock(program, "wait");
    gate.closed = true;
    const asleep: number[] = [];
    const reasons: string[] = [];
    const next = issueClock(program, "next", (clock) => {
      if (clock === issued + 50) gate.closed = false;
      if (bench.core.sleeping) asleep.push(clock);
      reasons.push(STALL_NAMES[bench.core.stallReason]);
    });
    expect(asleep.length).toBeGreaterThan(44);
    // The gate opens behind clock 50.
    expect([asleep.at(-1)! - issued, next - issued]).toEqual([50, 54]);
    expect(reasons).toEqual([...new Array<string>(reasons.length - 1).fill("barrier"), "issued"]);
    runTo(program, "done");
    expect(x(bench, 10)).toBe(42);
  });

  test("it does not sleep while a fetch is open, nor when it is granted at once", () => {
    for (const program of [full(source, fixedLatency(40)), full(source)]) {
      runTo(program, "done", () => expect(program.bench.core.sleeping).toBe(0));
    }
  });
});

describe("floating-point state", () => {
  const trapped = (body: string, isa = DEFAULT_ISA) => {
    const program = full(
      `_start: la t0, handler\n csrw mtvec, t0\n${body}\n.balign 4\nhandler: nop\n`,
      IDEAL,
      IDEAL,
      isa,
    );
    runTo(program, "handler");
    return [csr(program.bench, "mcause"), csr(program.bench, "mepc") - program.symbol("at")];
  };

  test.each([
    ["an arithmetic instruction with FS off", "li t1, 0x6000\n csrc mstatus, t1\n at: fadd.s fa0, fa0, fa0"],
    ["a load with FS off", "li t1, 0x6000\n csrc mstatus, t1\n at: flw fa0, 0(t0)"],
    ["frm with FS off", "li t1, 0x6000\n csrc mstatus, t1\n at: csrr t2, frm"],
    ["a reserved dynamic rounding mode", "csrwi frm, 5\n at: fadd.s fa0, fa0, fa0"],
    ["a reserved dynamic rounding mode of fcsr", "li t1, 0xe0\n csrw fcsr, t1\n at: vfadd.h fa0, fa0, fa0"],
  ])("%s is illegal", (_title, body) => {
    expect(trapped(body)).toEqual([2, 0]);
  });

  test("and so is all of it on a core without FPU", () => {
    for (const word of ["0x00a50553", "0x00052507", "0x00202573"]) {
      expect(trapped(`at: .word ${word}`, "rv32imc")).toEqual([2, 0]);
    }
  });

  test("FS is dirty once a register is written, flags accumulate in order", () => {
    const program = full(`
_start: csrr s0, mstatus
    li t1, 0x2000
    fmv.w.x fa0, x0
    csrr s1, mstatus
    fdiv.s fa1, fa0, fa0
    fcvt.s.w fa2, t1
    csrr s2, fflags
    csrwi fflags, 0
    csrr s3, fcsr
done: j done
`);
    runTo(program, "done");
    expect([8, 9].map((r) => (x(program.bench, r) >>> 13) & 3)).toEqual([1, 3]);
    expect([18, 19].map((r) => x(program.bench, r))).toEqual([0x10, 0]);
  });

  test.each([
    ["flw fa0, 0(s0)", 1],
    ["flh fa0, 0(s0)", 1],
    ["c.flw fa0, 0(s0)", 4],
    ["flw fa0, 2(s0)", 3],
    ["fadd.s fa0, fa0, fa0", 1],
    ["fdiv.s fa0, fa0, fa0", 1],
    ["fmv.w.x fa0, zero", 1],
    ["csrwi fflags, 0", 1],
    ["csrsi frm, 1", 1],
    ["feq.s a0, fa1, fa2", 1],
  ])(
    "an instruction that reads FS sees what %s did right before it, with answers after %i clocks",
    (writer, latency) => {
      const source = `
_start: la s0, signalling
    flw fa1, 0(s0)
    li t1, 0x4000
    csrc mstatus, t1
    nop
    .balign 4
    ${writer}
    csrr s1, mstatus
    csrc mstatus, t1
    ${writer}
    csrrc s2, mstatus, t1
    csrr s3, mstatus
done: j done
    .balign 4
signalling: .word 0x7f800001, 0
`;
      const program = full(source, IDEAL, fixedLatency(latency));
      runTo(program, "done");
      expect([9, 18, 19].map((r) => (x(program.bench, r) >>> 13) & 3)).toEqual([3, 3, 1]);
    },
  );

  test("a store and a comparison without flags leave FS as it is", () => {
    const program = full(`
_start: la s0, data
    fsw fa0, 0(s0)
    csrr s1, mstatus
    feq.s a0, fa0, fa0
    csrr s2, mstatus
    lw a0, 0(s0)
    csrr s3, mstatus
done: j done
    .balign 4
data: .word 0
`);
    runTo(program, "done");
    expect([9, 18, 19].map((r) => (x(program.bench, r) >>> 13) & 3)).toEqual([1, 1, 1]);
  });

  test("a quotient takes the write port of EX, which then keeps its result for a clock", () => {
    const body = (n: number) => `
    .option norvc
_start: li t0, 7
    fcvt.s.w fa0, t0
    fcvt.s.w fa1, t0
    .balign 16
start: fdiv.s fa2, fa0, fa1
${"addi a0, a0, 1\n".repeat(n)}
end: nop
    fmv.x.w a1, fa2
done: j done
`;
    const clocks = (n: number) => {
      const program = full(body(n));
      const start = issueClock(program, "start");
      const end = issueClock(program, "end");
      runTo(program, "done");
      expect([10, 11].map((r) => x(program.bench, r))).toEqual([n, 0x3f800000]);
      return end - start;
    };
    expect(clocks(10)).toBe(11);
    expect(clocks(20)).toBe(22);
  });
});

describe("hardware loops", () => {
  const run = (body: string, isa = DEFAULT_ISA) => {
    const program = full(
      `_start: la s0, data\n${body}\ndone: j done\n .balign 4\ndata: .word 0, 0\n`,
      IDEAL,
      IDEAL,
      isa,
    );
    runTo(program, "done");
    return program.bench;
  };

  test("a fence at the end continues at the start", () => {
    const bench = run("lp.setupi 0, 7, 1f\n addi a0, a0, 1\n addi a1, a1, 2\n1: fence.i");
    expect([10, 11].map((r) => x(bench, r))).toEqual([7, 14]);
  });

  test.each([
    ["right behind lp.setupi runs once", "lp.setupi 0, 5, end", 1, 5],
    [
      "with room behind lp.counti runs as often as it says",
      "lp.starti 0, end\nlp.endi 0, end\nlp.counti 0, 5\nnop",
      5,
      1,
    ],
  ])("a body of one instruction %s", (_title, head, passes, count) => {
    const program = full(`_start: ${head}\nend: addi a0, a0, 1\n nop\n csrr a1, 0x7c2\ndone: j done\n`);
    runTo(program, "done");
    expect([10, 11].map((r) => x(program.bench, r))).toEqual([passes, count]);
  });

  test("registers can be read and written as CSRs", () => {
    const bench = run(
      "la t0, 1f\n csrw 0x7c4, t0\n la t0, 2f\n csrw 0x7c5, t0\n csrwi 0x7c6, 4\n 1: addi a0, a0, 1\n csrr a1, 0x7c6\n 2: addi a2, a2, 1",
    );
    expect([10, 11, 12].map((r) => x(bench, r))).toEqual([4, 1, 4]);
  });

  test("a loop that an interrupt leaves and comes back to keeps its count", () => {
    const program = full(`
_start: la t0, handler
    csrw mtvec, t0
    li t0, 8
    csrw mie, t0
    csrsi mstatus, 8
    lp.setupi 1, 50, 2f
    lp.setupi 0, 3, 1f
    addi a0, a0, 1
1:  addi a1, a1, 1
    nop
2:  addi a2, a2, 1
done: j done
    .balign 4
handler: addi a3, a3, 1
    mret
`);
    const { core } = program.bench;
    runTo(program, "done", (clock) => {
      if (clock % 23 === 0) core.irq = 8;
      else if (core.csrs.trap) core.irq = 0;
    });
    expect([10, 11, 12].map((r) => x(program.bench, r))).toEqual([150, 150, 50]);
    expect(x(program.bench, 13)).toBeGreaterThan(10);
  });
});

test("a store-conditional fails after a write to its word, and writes under its reservation", () => {
  const program = full(`
_start: la s0, data
    li t0, 5
    lr.w a0, (s0)
    sw t0, 0(s0)
    sc.w a1, x0, (s0)
    lr.w a2, (s0)
    addi a2, a2, 1
    sc.w a3, a2, (s0)
    sc.w a4, t0, (s0)
    lw a5, 0(s0)
done: j done
    .balign 4
data: .word 9
`);
  runTo(program, "done");
  expect([10, 11, 12, 13, 14, 15].map((r) => x(program.bench, r))).toEqual([9, 1, 6, 0, 1, 6]);
});

test.each([
  ["amoadd.w a0, t0, (s0)", 6],
  ["sc.w a0, t0, (s0)", 6],
  ["lr.w a0, (s0)", 4],
])("a misaligned %s traps and writes nothing", (access, cause) => {
  const program = full(`
_start: la t0, handler
    csrw mtvec, t0
    la s0, data + 2
at: ${access}
    .balign 4
handler: nop
    .balign 4
data: .word 9, 9
`);
  runTo(program, "handler");
  const { bench, symbol } = program;
  expect([csr(bench, "mcause"), csr(bench, "mepc"), csr(bench, "mtval")]).toEqual([
    cause,
    symbol("at"),
    symbol("data") + 2,
  ]);
  const at = (symbol("data") - bench.ram.base) >> 2;
  expect([...bench.ram.words.subarray(at, at + 2)]).toEqual([9, 9]);
});
