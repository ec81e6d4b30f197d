import { describe, expect, test } from "vitest";
import { gemmOpsFast } from "../../golden/gemm/fast.js";
import { regionOf } from "../../hw/cluster/address-map.js";
import { CoreComplex } from "../../hw/cluster/systems/core-complex.js";
import { Stall } from "../../hw/cluster/core/stall.js";
import { TruePortMemory } from "../../hw/cluster/systems/true-port-memory.js";
import { errataOf } from "../../hw/redmule/errata.js";
import { DEFAULT_PARAMETERS } from "../../hw/redmule/parameters.js";
import { NarrowPort, WidePort } from "../../hw/ports.js";
import { restore, save } from "../../hw/snapshot.js";
import { assemble } from "../../sw/asm/assemble.js";
import { drawJob } from "../../run/redmule/placed-job.js";

const [M, N, K] = [12, 16, 16];
const DATA = 0x1c01_0000;
const BENCH = 0x8000_0000;
const [X, W, Z] = [DATA + 0x1000, DATA + 0x2000, DATA + 0x3000];

/** Loads around RedMulE's registers, a job, a sleep, and the end. `delay` stands between trigger and `wfi`. */
const program = (delay = "") => `
_start:
    li    t0, 8
    csrs  mie, t0
    li    s0, 0x00100000
    li    s1, ${DATA}
    li    s2, ${BENCH}
    sw    x0, 0x14(s0)
    lw    a0, 0(s1)
    lw    a1, 4(s1)
    lw    a2, 4(s0)
    lw    a3, 0x0c(s0)
    lw    a4, 8(s1)
    lw    a3, 0x0c(s0)
    add   a4, a4, a0
    li    t0, ${X}
    sw    t0, 0x40(s0)
    li    t0, ${W}
    sw    t0, 0x44(s0)
    li    t0, ${Z}
    sw    t0, 0x48(s0)
    li    t0, ${(K << 16) | M}
    sw    t0, 0x4c(s0)
    li    t0, ${N}
    sw    t0, 0x50(s0)
    li    t0, ${(1 << 10) | (1 << 7)}
    sw    t0, 0x54(s0)
    sw    x0, 0(s0)
    ${delay}
sleep: wfi
    li    t1, 0x2a
    sw    t1, 4(s2)
    lw    a5, 0(s2)
    lw    a5, 12(s1)
    sw    a5, 16(s1)
    sw    x0, 0(s2)
end: wfi
    .data
    .word 1, 2, 3, 4
`;

/**
 * Clocks of the program on the RTL (RedMulE 51cd064 in its own test bench, Verilator): in which each instruction leaves ID,
 * and in which each access of the data port is granted.
 */
const ISSUED = [
  37, 38, 41, 42, 45, 46, 49, 50, 54, 55, 58, 59, 63, 64, 67, 68, 71, 72, 75, 76, 79, 80, 83, 84, 87, 88, 91, 92, 262,
  263, 268, 269, 273, 274, 278,
];
const GRANTED = [47, 50, 51, 55, 56, 59, 62, 68, 72, 76, 81, 85, 89, 92, 264, 269, 270, 274, 275];

/** What can be seen of the complex, one entry a happening. */
interface Seen {
  /** Clock in which an instruction leaves ID, by address. */
  readonly issued: Map<number, number>;
  readonly fetched: [address: number, clock: number][];
  /** Accesses of the data port in order of their grants. */
  readonly accesses: { address: number; granted: number; answered: number }[];
  /** Clocks in which a request stood without a grant. */
  readonly refused: number[];
  sleeps: number[];
  event: number;
}

function observe(complex: CoreComplex): Seen {
  const seen: Seen = { issued: new Map(), fetched: [], accesses: [], refused: [], sleeps: [], event: -1 };
  const [core] = complex.cores;
  complex.observers.push((clock) => {
    const { dataPort: data, instructionPort: fetch } = core;
    if (core.stallReason === Stall.issued) seen.issued.set(core.id.pc, clock);
    if (fetch.req & fetch.gnt) seen.fetched.push([fetch.addr, clock]);
    if (data.rvalid) seen.accesses.find(({ answered }) => answered < 0)!.answered = clock;
    if (data.req & data.gnt) seen.accesses.push({ address: data.addr, granted: clock, answered: -1 });
    else if (data.req) seen.refused.push(clock);
    if (core.sleeping) seen.sleeps.push(clock);
    if (complex.redmule.event && seen.event < 0) seen.event = clock;
  });
  return seen;
}

function run(delay = "", clocks = 1000) {
  const complex = new CoreComplex({ redmule: { ...DEFAULT_PARAMETERS, errata: errataOf("upstream-51cd064") } });
  const assembled = assemble(program(delay), { march: "rv32im_zicsr", sections: { text: 0x1c00_0084, data: DATA } });
  complex.load(assembled);
  const job = drawJob({ op: "GEMM", fmt: "fp16", m: M, n: N, k: K }, "norm", 7);
  const place = (at: number, tensor: Uint16Array) =>
    complex.memoryAt(at, 2 * tensor.length).set(new Uint8Array(tensor.buffer));
  for (const [at, tensor] of [
    [X, job.x],
    [W, job.w],
    [Z, job.y],
  ] as const)
    place(at, tensor as Uint16Array);
  const seen = observe(complex);
  complex.reset();
  for (let i = 0; i < clocks; i++) complex.step();
  return { complex, seen, job, symbols: assembled.symbols };
}

describe("core complex", () => {
  const { complex, seen, job, symbols } = run();

  test("fetches and issues in the clocks of the RTL", () => {
    expect(seen.fetched[0]).toEqual([0x1c00_0084, 33]);
    expect([...seen.issued.values()]).toEqual(ISSUED);
  });

  test("answers after three clocks, RedMulE's registers after one", () => {
    const { base, bytes } = regionOf(complex.map, "redmule");
    expect(seen.accesses.map(({ granted }) => granted)).toEqual(GRANTED);
    for (const { address, granted, answered } of seen.accesses) {
      expect(answered - granted).toBe(address >= base && address < base + bytes ? 1 : 3);
    }
  });

  test("an access to RedMulE waits for the answer from outside", () => {
    expect(seen.refused).toEqual([60, 61]);
    expect(seen.accesses.filter(({ granted }) => granted === 59 || granted === 62)).toMatchObject([
      { address: DATA + 8, answered: 62 },
      { address: 0x0010_000c, answered: 63 },
    ]);
  });

  test("sleeps five clocks after wfi, wakes in the event, and goes on two clocks later", () => {
    const wfi = seen.issued.get(symbols.get("sleep")!)!;
    expect(seen.sleeps[0]).toBe(wfi + 5);
    expect(seen.event).toBe(260);
    expect(seen.sleeps).toContain(seen.event - 1);
    expect(seen.sleeps).not.toContain(seen.event);
    expect(seen.issued.get(symbols.get("sleep")! + 4)).toBe(seen.event + 2);
  });

  test("the job is right, and the bench registers are written", () => {
    const z = gemmOpsFast(job);
    expect(complex.memoryAt(Z, 2 * z.length)).toEqual(new Uint8Array(z.buffer));
    expect(complex.bench).toMatchObject({ done: 1, result: 0, character: 0x2a });
    expect(complex.memoryAt(DATA + 16, 1)[0]).toBe(4);
  });

  test("an event earlier than four clocks after wfi is lost", () => {
    const distances = new Map<number, boolean>();
    for (let nops = 74; nops < 82; nops++) {
      // The multiplications put wfi into clocks on both sides of the limit.
      const delayed = run(`mulh t2, t2, t2\nmulh t2, t2, t2\n${"nop\n".repeat(nops)}`, 300);
      const wfi = delayed.seen.issued.get(delayed.symbols.get("sleep")!)!;
      distances.set(delayed.seen.event - wfi, delayed.complex.bench.done === 1);
    }
    expect([distances.get(3), distances.get(4)]).toEqual([false, true]);
    for (const [distance, wakes] of distances) expect(wakes).toBe(distance >= 4);
  });

  test.each([20, 32, 61, 120, 266])("a snapshot of clock %i goes on as the original", (clock) => {
    const [original, copy] = [run("", clock).complex, run("", 0).complex];
    restore(copy.scope("complex"), save(original.scope("complex")));
    for (const each of [original, copy]) {
      each.observers.length = 0;
      for (let i = clock; i < 300; i++) each.step();
    }
    const bytes = (complex: CoreComplex) => Buffer.from(save(complex.scope("complex")).buffer);
    expect(original.bench.done).toBe(1);
    expect(bytes(copy).equals(bytes(original))).toBe(true);
  });

  test("nothing moves before the bench enables fetching", () => {
    const idle = new CoreComplex();
    const requests: number[] = [];
    idle.observers.push((clock) => idle.cores[0].instructionPort.req !== 0 && requests.push(clock));
    for (let i = 0; i < 33; i++) idle.step();
    expect(requests).toEqual([]);
  });
});

describe("memory with true ports", () => {
  test("reads see old data, and the narrow port wins over the wide one", () => {
    const narrow = new NarrowPort();
    const wide = new WidePort(3);
    const memory = new TruePortMemory(narrow, wide, { base: 0x100, bytes: 64 });
    memory.wide.words.set([1, 2, 3, 4]);
    const clock = (core: Partial<NarrowPort>, write: 0 | 1, be: number) => {
      Object.assign(narrow, { req: 1, write: 0, be: 0xf, ...core });
      Object.assign(wide, { req: 1, addr: 0x104, write });
      wide.be.fill(be);
      memory.settleGrant();
      memory.edge();
      memory.settleResponse();
    };
    wide.wdata.set([20, 30, 40]);
    clock({ addr: 0x108 }, 1, 0xf);
    expect([narrow.rvalid, narrow.rdata, wide.rvalid]).toEqual([1, 3, 1]);
    clock({ addr: 0x10c, write: 1, be: 0b0011, wdata: 0xabcd_1234 }, 0, 0xf);
    expect([...wide.rdata]).toEqual([20, 30, 40]);
    clock({ addr: 0x108, write: 1, wdata: 7 }, 1, 0xf);
    expect([...memory.wide.words.subarray(0, 4)]).toEqual([1, 20, 7, 40]);
    clock({ addr: 0x140 }, 0, 0xf);
    expect([narrow.rvalid, narrow.err]).toEqual([1, 1]);
  });
});
