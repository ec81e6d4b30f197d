import { expect, test } from "vitest";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import type { BareSystem } from "../../hw/cluster/systems/bare-system.js";
import { buildSystem, parseSystem } from "../../hw/cluster/systems/system-config.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { TIMER, TIMER_CONFIG } from "../../hw/cluster/timer/timer-map.js";
import { TimerUnit } from "../../hw/cluster/timer/timer-unit.js";
import { UsageError } from "../../hw/errors.js";
import { ProgramRun, type ProgramResult } from "../../run/programs/program-run.js";
import { assemble } from "../../sw/asm/assemble.js";

/** A clock of the unit alone, with a store or without; the two events. */
function clock(unit: TimerUnit, store?: readonly [offset: number, word: number]): [low: number, high: number] {
  unit.settleResponse();
  const { port } = unit;
  port.req = store === undefined ? 0 : 1;
  if (store !== undefined) Object.assign(port, { write: 1, addr: store[0], wdata: store[1] });
  unit.settleGrant();
  unit.edge();
  return [unit.eventLow, unit.eventHigh];
}

/** Clocks, counted from the store that configures, in which the low and the high event stand. */
function events(clocks: number, ...stores: (readonly [number, number])[]): [number[], number[]] {
  const unit = new TimerUnit();
  const seen: [number[], number[]] = [[], []];
  for (const store of stores.slice(0, -1)) {
    clock(unit, store);
    // A new comparison takes a clock, after which one-shot may be set.
    clock(unit);
  }
  for (let i = 0; i < clocks; i++) {
    clock(unit, i === 0 ? stores.at(-1) : undefined).forEach((event, side) => event !== 0 && seen[side].push(i));
  }
  return seen;
}

const { enable, irq, clearAtCompare, oneShot, cascade, prescaler, referenceClock, reset } = TIMER_CONFIG;

test("a counter counts from the clock behind its start, and its event comes when it has become what it is compared with", () => {
  const compare = [TIMER.compareLow, 5] as const;
  expect(events(30, compare, [TIMER.configLow, enable | irq])[0]).toEqual([6]);
  // A counter that clears spends a clock at 0 and one at each number up to the compared one.
  expect(events(30, compare, [TIMER.configLow, enable | irq | clearAtCompare])[0]).toEqual([6, 12, 18, 24]);
  expect(events(30, compare, [TIMER.configLow, enable | irq | clearAtCompare | oneShot])[0]).toEqual([6]);
  expect(events(30, compare, [TIMER.configLow, irq], [TIMER.startLow, 1])[0]).toEqual([6]);
  expect(events(30, compare, [TIMER.configLow, enable | irq | referenceClock])[0]).toEqual([]);
  expect(events(30, [TIMER.compareHigh, 3], [TIMER.configHigh, enable | irq])).toEqual([[], [4]]);
});

test("a prescaler of n divides by n + 1", () => {
  const config = enable | irq | prescaler | clearAtCompare | (3 << 8);
  const [low] = events(76, [TIMER.compareLow, 4], [TIMER.configLow, config]);
  expect(low.slice(1).map((at, i) => at - low[i])).toEqual([16, 16, 16]);
});

test("two counters are one of 64 bits", () => {
  const [low, high] = events(
    20,
    ...([
      [TIMER.valueLow, 0xffff_fffd],
      [TIMER.compareLow, 2],
      [TIMER.compareHigh, 1],
      [TIMER.configLow, enable | irq | cascade],
    ] as const),
  );
  expect([low, high]).toEqual([[6], []]);
});

test("a counter that stands rests, and reset takes it to 0", () => {
  const unit = new TimerUnit();
  clock(unit, [TIMER.valueLow, 7]);
  for (let i = 0; i < 4; i++) clock(unit);
  expect([unit.idle, unit.low.value, unit.pending]).toEqual([true, 7, 0]);
  clock(unit, [TIMER.configLow, reset]);
  for (let i = 0; i < 5; i++) clock(unit);
  expect([unit.idle, unit.low.value, unit.low.config]).toEqual([true, 0, 0]);
});

function run(system: Cluster | BareSystem, source: string, observed = false): ProgramResult & { words: number[] } {
  const text = system instanceof Cluster ? system.map.resetPc : 0x8000_0000;
  const program = assemble(source, { march: DEFAULT_ISA, sections: { text } });
  const running = new ProgramRun(system, program, { isa: DEFAULT_ISA, maxClocks: 20_000, print: () => undefined });
  if (observed) system.observers.push(() => undefined);
  running.advance();
  const at = program.symbols.get("words");
  const words = at === undefined ? [] : [...new Uint32Array(system.memoryAt(at, 40).slice().buffer)];
  return { ...running.result, words };
}

/** Core 0 sleeps for 1000 clocks of the timer; what mcycle, the timer and pccr0 say of it. */
const SLEEP = `_start:
  csrr t0, mhartid
  bnez t0, 9f
  li a1, 0x10200400
  li a3, 0x10204000
  li t0, 1000
  sw t0, 0x10(a1)
  li t0, 1 << 10
  sw t0, 0(a3)
  li t0, ~0
  csrw pcer, t0
  csrw 0x79f, zero
  li t0, 0x5
  csrr s0, mcycle
  sw t0, 0(a1)
  p.elw t1, 0x3c(a3)
  lw s2, 8(a1)
  csrr s1, mcycle
  csrw pcmr, zero
  csrr s3, pccr0
  csrr s4, pccr12
  sub s1, s1, s0
  la t0, words
  sw s1, 0(t0)
  sw s2, 4(t0)
  sw s3, 8(t0)
  sw t1, 12(t0)
  sw s4, 16(t0)
  li t0, 0x80000000
  sw zero, 0(t0)
9: wfi
  j 9b
  .align 2
words: .zero 40`;

test("the timer wakes a core whose mcycle and pccr stand still, observed or not", () => {
  const [unseen, seen] = [false, true].map((observed) => run(new Cluster({ cores: 2 }), SLEEP, observed));
  expect(unseen).toEqual(seen);
  expect(unseen).toMatchObject({ status: "ended", value: 0 });
  const [cycles, value, counted, buffer, external] = unseen.words;
  expect(cycles).toBeLessThan(60);
  expect(value).toBeGreaterThanOrEqual(1000);
  expect(value).toBeLessThan(1020);
  expect(counted).toBeLessThan(80);
  expect(buffer).toBe(1 << 10);
  // The event load and the load of the timer.
  expect(external).toBe(2);
});

test("pcer selects, pcmr stops, and a counter stays at its largest value only where that is asked for", () => {
  const body = (mode: number): string => `_start: csrr t0, mhartid
  bnez t0, 9f
  csrwi pcmr, 0
  li t0, -2
  csrw pccr1, t0
  li t0, 2
  csrw pcer, t0
  csrwi pcmr, ${mode}
  ${"nop\n  ".repeat(8)}
  csrwi pcmr, ${mode & 2}
  csrr s0, pccr1
  csrr s1, pccr0
  csrr s2, 0xcc0
  la t0, words
  sw s0, 0(t0)
  sw s1, 4(t0)
  sw s2, 8(t0)
  li t0, 0x80000000
  sw zero, 0(t0)
9: j 9b
  .align 2
words: .zero 40`;
  const counted = (mode: number): number[] => run(new Cluster({ cores: 1 }), body(mode)).words.slice(0, 3);
  expect(counted(3)).toEqual([0xffff_ffff, 0, 2]);
  expect(counted(0)).toEqual([0xffff_fffe, 0, 2]);
  const [wrapped, ...others] = counted(1);
  // Eight nops and the write of pcmr.
  expect([wrapped, ...others]).toEqual([7, 0, 2]);
});

test("a bare system has time, which runs in sleep; RI5CY has none, and says what to read instead", () => {
  const bare = buildSystem(parseSystem({ preset: "bare" }, "test"), "test") as BareSystem;
  const source = `_start: rdtime s0\n csrr s2, mcycle\n nop\n nop\n rdtime s1\n csrr s3, mcycle\n rdtimeh s4\n sub s1, s1, s0\n sub s3, s3, s2
  la t0, words\n sw s1, 0(t0)\n sw s3, 4(t0)\n sw s4, 8(t0)\n la t0, tohost\n li t1, 1\n sw t1, 0(t0)\n 1: j 1b\n .align 3\nwords: .zero 40\n .globl tohost\ntohost: .zero 8`;
  const { words, status } = run(bare, source);
  expect(status).toBe("ended");
  expect(words[0]).toBe(words[1]);
  expect(words[2]).toBe(0);
  const { message } = run(new Cluster({ cores: 1 }), "_start: rdtime s0");
  expect(message).toMatch(/^Illegal instruction .*RI5CY has no time: read the timer unit/);
});

test("both ends of a DMA command in one memory are an error of the store", () => {
  const command = (tcdm: number, l2: number): string =>
    `_start: csrr t0, mhartid\n li t1, 0x10204400\n li t0, 0x${((1 << 18) | 64).toString(16)}\n lw t2, 0(t1)\n sw t0, 0(t1)\n li t0, ${tcdm}\n sw t0, 0(t1)\n li t0, ${l2}\nthird: sw t0, 0(t1)\n 1: j 1b`;
  const both = run(new Cluster({ cores: 1 }), command(0x1000_0000, 0x1000_0100));
  expect(both.message).toMatch(
    /^Bus error: the DMA refuses 0x10000100 as an address of the L2 in the store at pc 0x[0-9a-f]+ of core 0 .*third/,
  );
  expect(run(new Cluster({ cores: 1 }), command(0x1c00_1000, 0x1c00_2000)).message).toMatch(
    /the DMA refuses 0x1c001000 as an address of the TCDM/,
  );
});

test("double precision is refused by name", () => {
  expect(() => parseSystem({ isa: "rv32imafdc" }, "test")).toThrow(UsageError);
  expect(() => parseSystem({ isa: "rv32imafdc" }, "test")).toThrow(/has D, double precision/);
  for (const word of ["0x00003507", "0x02000053", "0x2000"]) {
    const { message } = run(new Cluster({ cores: 1 }), `_start: .word ${word}`);
    expect(message, word).toMatch(/it belongs to D, double precision/);
  }
});
