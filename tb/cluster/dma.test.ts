import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { DEFAULT_DMA } from "../../hw/cluster/dma/dma-map.js";
import { Dma } from "../../hw/cluster/dma/dma.js";
import { DEFAULT_L2 } from "../../hw/cluster/l2/l2.js";
import { UsageError } from "../../hw/errors.js";
import { restore, save } from "../../hw/snapshot.js";
import { SplitMix64 } from "../../run/data/random.js";
import { DmaBench, L2_WINDOW, TCDM } from "./dma-bench.js";
import { commandAccesses, copyBytes, give, STATUS, TAKE, type Command, type Rows } from "./dma-command.js";

/** The memories of a bench are those that the commands leave behind, in any order. */
function expectCopied(bench: DmaBench, before: ReturnType<DmaBench["memories"]>, commands: readonly Command[]): void {
  for (const command of commands) copyBytes(command, before.tcdm, before.l2);
  const after = bench.memories();
  expect(Buffer.compare(after.tcdm.bytes, before.tcdm.bytes)).toBe(0);
  expect(Buffer.compare(after.l2.bytes, before.l2.bytes)).toBe(0);
}

/** Runs commands of core 0; the clock of the last completion. */
function clocksOf(bench: DmaBench, commands: readonly Command[]): number {
  const before = bench.memories();
  bench.scripts[0].push(...commands.flatMap((command) => [TAKE, ...commandAccesses(command)]));
  bench.run();
  expectCopied(bench, before, commands);
  expect(bench.events[0].length).toBe(commands.length);
  return bench.events[0][commands.length - 1];
}

const IN: Command = { bytes: 4096, toTcdm: true, tcdm: TCDM.base, l2: L2_WINDOW.base };
const OUT: Command = { bytes: 4096, toTcdm: false, tcdm: TCDM.base + 0x2000, l2: L2_WINDOW.base + 0x4000 };

describe("speed", () => {
  it.each<[string, Command, number]>([
    ["to TCDM", IN, 7],
    ["to L2", OUT, 5],
  ])("8 bytes a clock %s, and a few clocks beside data and latency", (_, command, rest) => {
    // The last of the four register accesses is in clock 3.
    expect(clocksOf(new DmaBench(), [command])).toBe(3 + 512 + DEFAULT_L2.latency + rest);
  });

  it("both directions at once cost no more than one", () => {
    expect(clocksOf(new DmaBench(), [IN, OUT])).toBeLessThanOrEqual(512 + 26);
  });

  it.each([1, 2, 3, 4])("is bound by an L2 of %i bytes a clock", (bandwidth) => {
    const clocks = clocksOf(new DmaBench({ l2: { bandwidth } }), [IN]);
    expect(clocks - 4096 / bandwidth).toBeGreaterThanOrEqual(0);
    expect(clocks - 4096 / bandwidth).toBeLessThanOrEqual(30);
  });

  it("rows of 64 bytes lose nothing where they are aligned", () => {
    const rows = { ...IN, l2Rows: { count: 64, stride: 200 }, bytes: 2048 };
    expect(clocksOf(new DmaBench(), [rows])).toBeLessThanOrEqual(256 + 20);
  });

  it("hides the latency of L2 behind the outstanding bursts", () => {
    const slow = clocksOf(new DmaBench({ l2: { latency: 100 } }), [IN]);
    expect(slow).toBeLessThanOrEqual(512 + 112);
    const serial = clocksOf(new DmaBench({ l2: { latency: 100 }, dma: { outstanding: 1 } }), [IN]);
    expect(serial).toBeGreaterThan(16 * 132);
  });

  it("a bank that is denied every second clock halves the speed at most", () => {
    const clocks = clocksOf(new DmaBench({ denied: 0.5, seed: 3 }), [IN]);
    expect(clocks).toBeGreaterThan(1000);
    expect(clocks).toBeLessThan(1250);
  });
});

const SLOTS = 16;
const TCDM_SLOT = TCDM.bytes / SLOTS;
const L2_SLOT = L2_WINDOW.bytes / SLOTS;

const drawn = fc.record({
  seed: fc.nat(2 ** 31 - 1),
  cores: fc.integer({ min: 1, max: 8 }),
  commands: fc.integer({ min: 1, max: SLOTS }),
  denied: fc.constantFrom(0, 0.2, 0.7),
  latency: fc.integer({ min: 1, max: 30 }),
  bandwidth: fc.integer({ min: 1, max: 8 }),
  burstBytes: fc.constantFrom(8, 16, 64, 256, 2048),
  outstanding: fc.integer({ min: 1, max: 8 }),
  queueDepth: fc.integer({ min: 1, max: 4 }),
});

/** A command inside slot `slot` of both memories. */
function drawCommand(below: (n: number) => number, slot: number): Command {
  const bytes = below(12) === 0 ? 0 : 1 + below(below(2) === 0 ? 20 : 500);
  const side = (size: number): { at: number; rows: Rows | undefined } => {
    if (below(2) === 0) return { at: below(size - bytes), rows: undefined };
    const count = 1 + below(Math.max(1, Math.min(bytes, 70)));
    const rows = Math.ceil(bytes / count);
    const most = rows > 1 ? Math.floor((size - 16 - count) / (rows - 1)) : 100;
    return { at: below(16), rows: { count: below(10) === 0 ? 0 : count, stride: below(most + 1) } };
  };
  const tcdm = side(TCDM_SLOT);
  const l2 = side(L2_SLOT);
  return {
    bytes,
    toTcdm: below(2) === 0,
    tcdm: TCDM.base + slot * TCDM_SLOT + tcdm.at,
    l2: L2_WINDOW.base + slot * L2_SLOT + l2.at,
    tcdmRows: tcdm.rows,
    l2Rows: l2.rows,
    increment: l2.rows !== undefined || below(8) !== 0,
    event: below(4) !== 0,
  };
}

describe("random commands", () => {
  test.prop([drawn], { numRuns: 60 })("move their bytes and no others, and end in their order", (draw) => {
    const { seed, cores, denied, latency, bandwidth, burstBytes, outstanding, queueDepth } = draw;
    const random = new SplitMix64(seed);
    const below = (n: number): number => {
      random.step();
      return random.low % n;
    };
    const dma = { burstBytes, outstanding, queueDepth };
    const bench = new DmaBench({ cores, denied, seed, l2: { latency, bandwidth }, dma });
    const given = Array.from({ length: draw.commands }, (_, slot) => {
      return { core: below(cores), command: drawCommand(below, slot) };
    });
    for (const { core, command } of given) bench.scripts[core].push(TAKE, ...commandAccesses(command));
    const before = bench.memories();
    bench.run();
    expectCopied(
      bench,
      before,
      given.map(({ command }) => command),
    );
    expect(bench.faults).toEqual([]);
    expect(bench.completed.length).toBe(given.length);
    for (let core = 0; core < cores; core++) {
      const own = given.filter((one) => one.core === core).map(({ command }) => command);
      expect(bench.events[core].length).toBe(own.filter(({ event }) => event).length);
      for (const toTcdm of [true, false]) {
        const counters = bench.answers[core].filter((_, i) => own[i].toTcdm === toTcdm);
        const ends = bench.completed.filter((end) => end.core === core && end.toTcdm === toTcdm);
        expect(ends.map(({ counter }) => counter)).toEqual(counters);
      }
    }
  });
});

describe("bus errors", () => {
  const small: Command = { bytes: 64, toTcdm: true, tcdm: TCDM.base, l2: L2_WINDOW.base };
  const tcdmEnd = TCDM.base + TCDM.bytes;
  const l2End = L2_WINDOW.base + L2_WINDOW.bytes;

  it.each<[string, Command, number]>([
    ["across the end of TCDM", { ...small, tcdm: tcdmEnd - 8 }, tcdmEnd],
    ["across the end of L2", { ...small, toTcdm: false, l2: l2End - 3 }, l2End],
  ])("%s: the command is dropped, names its core, and ends", (_, command, address) => {
    const bench = new DmaBench({ cores: 2 });
    const before = bench.memories();
    const later = { ...small, tcdm: TCDM.base + 0x100 };
    bench.scripts[1].push(TAKE, ...commandAccesses(command), TAKE, ...commandAccesses(later));
    bench.run();
    expect(bench.faults).toEqual([{ address, core: 1 }]);
    expect(bench.events[1].length).toBe(2);
    const whole = address === l2End && command.l2 !== l2End;
    expectCopied(bench, before, [...(whole ? [{ ...command, bytes: 3 }] : []), later]);
  });
});

describe("an address that begins outside its memory", () => {
  const { base, bytes } = TCDM;
  const small: Command = { bytes: 64, toTcdm: true, tcdm: base, l2: L2_WINDOW.base };

  it.each<[string, Command, number]>([
    ["before TCDM", { ...small, tcdm: base - 4 }, 2],
    ["behind TCDM, with rows", { ...small, tcdm: base + bytes, tcdmRows: { count: 8, stride: 16 } }, 2],
    ["behind L2", { ...small, l2: L2_WINDOW.base + L2_WINDOW.bytes }, 3],
    ["both in TCDM", { ...small, toTcdm: false, l2: base + 256 }, 3],
    ["both in L2", { ...small, tcdm: L2_WINDOW.base }, 2],
  ])("%s is refused in the store, and the command is forgotten", (_, command, words) => {
    const bench = new DmaBench({ cores: 2 });
    const before = bench.memories();
    const later = { ...small, tcdm: base + 0x100 };
    bench.scripts[1].push(TAKE, ...commandAccesses(command).slice(0, words), TAKE, ...commandAccesses(later));
    bench.run();
    expect(bench.refused).toBe(1);
    expect(bench.faults).toEqual([]);
    expect(bench.events[1].length).toBe(1);
    expectCopied(bench, before, [later]);
  });

  it("does not matter to a command without bytes", () => {
    const bench = new DmaBench();
    bench.scripts[0].push(TAKE, ...commandAccesses({ ...small, bytes: 0, tcdm: 0, l2: 0 }));
    bench.run();
    expect([bench.refused, bench.events[0].length]).toEqual([0, 1]);
  });
});

describe("registers", () => {
  const long = { ...IN, event: false };

  it("a full queue holds back the next command", () => {
    const bench = new DmaBench({ dma: { queueDepth: 2 } });
    bench.scripts[0].push(TAKE, ...Array.from({ length: 4 }, () => commandAccesses(long)).flat());
    // One is under way and two wait: the first word of the fourth stands.
    for (let i = 0; i < 100; i++) bench.step();
    expect(bench.scripts[0].length).toBe(3);
    bench.run();
    expect(bench.completed.length).toBe(4);
  });

  it("the seventeenth counter comes when one is given back", () => {
    const bench = new DmaBench({ cores: 2 });
    bench.scripts[0].push(...Array.from({ length: 16 }, () => TAKE));
    bench.run();
    bench.scripts[1].push(TAKE);
    for (let i = 0; i < 50; i++) bench.step();
    expect(bench.scripts[1].length).toBe(1);
    bench.scripts[0].push(give(1 << 5));
    bench.run();
    expect(bench.answers[0]).toEqual(Array.from({ length: 16 }, (_, i) => i));
    expect(bench.answers[1]).toEqual([5]);
  });

  it("status shows taken and running counters", () => {
    const bench = new DmaBench();
    bench.scripts[0].push(TAKE, STATUS, ...commandAccesses(long), STATUS);
    bench.run();
    bench.scripts[0].push(STATUS, give(1), STATUS);
    bench.run();
    expect(bench.answers[0]).toEqual([0, 0x1_0000, 0x1_0001, 0x1_0000, 0]);
  });

  it("a broadcast reaches every core", () => {
    const bench = new DmaBench({ cores: 3 });
    bench.scripts[1].push(TAKE, ...commandAccesses({ ...IN, broadcast: true }));
    bench.run();
    expect(bench.events.map((clocks) => clocks.length)).toEqual([1, 1, 1]);
  });

  it("a register that is not there answers with err", () => {
    const bench = new DmaBench();
    bench.scripts[0].push({ ...STATUS, addr: 0x8 });
    bench.step();
    bench.step();
    expect([bench.ports[0].rvalid, bench.ports[0].err]).toEqual([1, 1]);
  });
});

it("a restored DMA goes on as the saved one does", () => {
  const first = new DmaBench({ cores: 2 });
  first.scripts[0].push(TAKE, ...commandAccesses({ ...IN, tcdm: IN.tcdm + 3, l2: IN.l2 + 5 }));
  first.scripts[1].push(TAKE, ...commandAccesses({ ...OUT, tcdmRows: { count: 30, stride: 47 } }));
  for (let i = 0; i < 200; i++) first.step();
  const second = new DmaBench({ cores: 2 });
  second.checks = null;
  restore(second.scope(), save(first.scope()));
  first.run();
  second.run();
  expect(second.memories()).toEqual(first.memories());
  expect(second.clock).toBe(first.clock - 200);
});

describe("parameters", () => {
  it.each([{ queueDepth: 0 }, { burstBytes: 48 }, { burstBytes: 4096 }, { outstanding: 65 }])("refuses %o", (wrong) => {
    const windows = { tcdm: TCDM, l2: L2_WINDOW };
    expect(() => new Dma([], windows, { ...DEFAULT_DMA, ...wrong })).toThrow(UsageError);
  });
});
