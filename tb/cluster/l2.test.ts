import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { DEFAULT_L2, L2, type L2Parameters } from "../../hw/cluster/l2/l2.js";
import { ReadBurstPort, WriteBurstPort } from "../../hw/cluster/l2/l2-port.js";
import { NarrowPort } from "../../hw/ports.js";
import { CheckerList } from "../checkers/checker.js";
import { ReadBurstChecker, WriteBurstChecker } from "../checkers/burst-ports.js";
import { NarrowPortChecker } from "../checkers/narrow-port.js";
import { SplitMix64 } from "../../run/data/random.js";

const WINDOW = { base: 0x1c00_0000, bytes: 0x1000 };

interface Burst {
  readonly addr: number;
  readonly beats: number;
}

interface Beat {
  readonly clock: number;
  readonly low: number;
  readonly high: number;
  readonly err: number;
}

interface Word {
  readonly addr: number;
  readonly write: 0 | 1;
  readonly be: number;
  readonly wdata: number;
}

/** The three masters of an L2: two that read bursts, one that writes bursts, and one for words. */
class L2Bench {
  readonly narrow = new NarrowPort();
  readonly dmaRead = new ReadBurstPort();
  readonly dmaWrite = new WriteBurstPort();
  readonly refill = new ReadBurstPort();
  readonly l2: L2;
  readonly words: Word[] = [];
  readonly reads: [Burst[], Burst[]] = [[], []];
  readonly writes: Burst[] = [];
  /** What came back, with its clock. */
  readonly wordAnswers: { clock: number; rdata: number; err: number }[] = [];
  readonly beats: [Beat[], Beat[]] = [[], []];
  readonly done: { clock: number; err: number }[] = [];
  readonly grants: Record<"words" | "reads" | "refills" | "writes", number[]> = {
    words: [],
    reads: [],
    refills: [],
    writes: [],
  };
  /** The master of reads is not ready in this clock. */
  noRoom: (clock: number) => boolean = () => false;
  clock = 0;
  private beat = 0;
  private granted = 0;
  private readonly checks = new CheckerList([
    new NarrowPortChecker(this.narrow, "narrow"),
    new ReadBurstChecker(this.dmaRead, "dma.read"),
    new WriteBurstChecker(this.dmaWrite, "dma.write"),
    new ReadBurstChecker(this.refill, "refill"),
  ]);

  constructor(parameters: Partial<L2Parameters> = {}) {
    const { narrow, dmaRead, dmaWrite, refill } = this;
    this.l2 = new L2({ narrow, dmaRead, dmaWrite, refill }, WINDOW, { ...DEFAULT_L2, ...parameters });
    this.l2.memory.words.forEach((_, i, words) => (words[i] = i * 0x01010101));
  }

  run(clocks: number): void {
    for (let i = 0; i < clocks; i++) this.step();
  }

  /** Low words of the beats that a write burst carries count up from here. */
  static data(beat: number): number {
    return (0x5000_0000 + beat) | 0;
  }

  private step(): void {
    const { narrow, dmaRead, dmaWrite, refill, l2, clock } = this;
    l2.settleResponse();
    if (narrow.rvalid !== 0) this.wordAnswers.push({ clock, rdata: narrow.rdata, err: narrow.err });
    for (const [i, { valid, low, high, err }] of [dmaRead, refill].entries()) {
      if (valid !== 0) this.beats[i].push({ clock, low: low >>> 0, high: high >>> 0, err });
    }
    if (dmaWrite.done !== 0) this.done.push({ clock, err: dmaWrite.err });
    this.request();
    l2.settleGrant();
    this.checks?.check(clock);
    this.take();
    l2.edge();
    this.clock++;
  }

  private request(): void {
    const { narrow, dmaRead, dmaWrite, refill } = this;
    narrow.req = this.words.length > 0 ? 1 : 0;
    Object.assign(narrow, this.words[0]);
    for (const [i, port] of [dmaRead, refill].entries()) {
      port.req = this.reads[i].length > 0 ? 1 : 0;
      port.room = this.noRoom(this.clock) ? 0 : 1;
      Object.assign(port, this.reads[i][0]);
    }
    dmaWrite.req = this.writes.length > 0 ? 1 : 0;
    Object.assign(dmaWrite, this.writes[0]);
    dmaWrite.valid = this.granted > 0 ? 1 : 0;
    Object.assign(dmaWrite, { low: L2Bench.data(this.beat), high: this.beat, be: 0xff });
  }

  private take(): void {
    const { narrow, dmaRead, dmaWrite, refill, grants, clock } = this;
    if (dmaWrite.accepted !== 0) {
      this.beat++;
      this.granted--;
    }
    const noted = (gnt: number, clocks: number[], queue: unknown[]): void => {
      if (gnt === 0) return;
      clocks.push(clock);
      queue.shift();
    };
    noted(narrow.gnt, grants.words, this.words);
    noted(dmaRead.gnt, grants.reads, this.reads[0]);
    noted(refill.gnt, grants.refills, this.reads[1]);
    if (dmaWrite.gnt === 0) return;
    grants.writes.push(clock);
    this.granted += (this.writes.shift() as Burst).beats;
  }
}

const read = (addr: number): Word => ({ addr: WINDOW.base + addr, write: 0, be: 0xf, wdata: 0 });
const write = (addr: number, wdata: number, be = 0xf): Word => ({ addr: WINDOW.base + addr, write: 1, be, wdata });

describe("latency", () => {
  it.each([1, 2, 8, 100])("the first answer comes %i clocks after the grant on every port", (latency) => {
    for (const pick of [0, 1, 2, 3]) {
      const bench = new L2Bench({ latency });
      if (pick === 0) bench.words.push(read(8));
      if (pick === 1) bench.words.push(write(8, 1));
      if (pick >= 2) bench.reads[pick - 2].push({ addr: WINDOW.base, beats: 4 });
      bench.run(latency + 10);
      const first = [...bench.wordAnswers, ...bench.beats[0], ...bench.beats[1]][0];
      expect(first.clock).toBe(latency);
    }
  });

  it("beats of a write go in from the latency on, and the burst is done one clock after the last", () => {
    const bench = new L2Bench({ latency: 5 });
    bench.writes.push({ addr: WINDOW.base + 0x40, beats: 6 });
    bench.run(30);
    expect(bench.done).toEqual([{ clock: 5 + 6, err: 0 }]);
    expect([...bench.l2.memory.words.subarray(16, 20)]).toEqual([0x5000_0000, 0, 0x5000_0001, 1]);
  });
});

describe("bandwidth", () => {
  const BEATS = 64;

  it.each([1, 2, 3, 5, 8])("%i bytes a clock, each way", (bandwidth) => {
    const bench = new L2Bench({ bandwidth, latency: 4 });
    for (let i = 0; i < 4; i++) {
      bench.reads[0].push({ addr: WINDOW.base + 128 * i, beats: 16 });
      bench.writes.push({ addr: WINDOW.base + 0x800 + 128 * i, beats: 16 });
    }
    bench.run(700);
    const clocks = bench.beats[0].map(({ clock }) => clock);
    expect(clocks.length).toBe(BEATS);
    // The first beat has its 8 bytes saved up.
    expect(clocks[BEATS - 1] - clocks[0]).toBeLessThanOrEqual(Math.ceil(((BEATS - 1) * 8) / bandwidth));
    expect(clocks[BEATS - 1] - clocks[0]).toBeGreaterThanOrEqual(Math.floor(((BEATS - 1) * 8 - bandwidth) / bandwidth));
    expect(bench.done.length).toBe(4);
    expect(bench.done[3].clock - clocks[BEATS - 1]).toBeLessThanOrEqual(1);
  });

  it("three ports that read share it in turns", () => {
    const bench = new L2Bench({ latency: 1 });
    for (let i = 0; i < 8; i++) {
      bench.reads[0].push({ addr: WINDOW.base, beats: 8 });
      bench.reads[1].push({ addr: WINDOW.base, beats: 8 });
    }
    bench.words.push(...Array.from({ length: 64 }, (_, i) => read(4 * i)));
    bench.run(100);
    const counts = [bench.beats[0].length, bench.beats[1].length, bench.wordAnswers.length];
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(counts[0] + counts[1] + counts[2]).toBe(99);
  });

  it("words that are written and beats take turns", () => {
    const bench = new L2Bench({ latency: 1 });
    for (let i = 0; i < 4; i++) bench.writes.push({ addr: WINDOW.base + 0x800, beats: 16 });
    bench.words.push(...Array.from({ length: 64 }, (_, i) => write(4 * i, i)));
    bench.run(60);
    expect(bench.wordAnswers.length).toBeGreaterThanOrEqual(28);
    expect(bench.done.length).toBe(1);
  });

  it("a master without room gets no beat, and no beat is lost", () => {
    const bench = new L2Bench({ latency: 3 });
    bench.noRoom = (clock) => clock % 3 !== 0;
    bench.reads[0].push({ addr: WINDOW.base, beats: 20 });
    bench.run(100);
    expect(bench.beats[0].map(({ low }) => low)).toEqual(Array.from({ length: 20 }, (_, i) => 2 * i * 0x01010101));
    expect(bench.beats[0].every(({ clock }) => clock % 3 === 1)).toBe(true);
  });

  it("grants as many bursts as may be outstanding", () => {
    const bench = new L2Bench({ latency: 50, outstanding: 3 });
    bench.reads[0].push(...Array.from({ length: 5 }, () => ({ addr: WINDOW.base, beats: 1 })));
    bench.run(40);
    expect(bench.grants.reads).toEqual([0, 1, 2]);
  });
});

describe("addresses outside", () => {
  it("answer with err and change nothing", () => {
    const bench = new L2Bench({ latency: 2 });
    const before = bench.l2.memory.bytes.slice();
    bench.words.push(read(-4), write(WINDOW.bytes, 1), read(0));
    bench.reads[0].push({ addr: WINDOW.base + WINDOW.bytes - 8, beats: 2 });
    bench.writes.push({ addr: WINDOW.base + WINDOW.bytes, beats: 2 });
    bench.run(30);
    expect(bench.wordAnswers.map(({ err }) => err)).toEqual([1, 1, 0]);
    expect(bench.beats[0].map(({ err }) => err)).toEqual([0, 1]);
    expect(bench.done.map(({ err }) => err)).toEqual([1]);
    expect(Buffer.compare(bench.l2.memory.bytes, before)).toBe(0);
  });
});

const drawn = fc.record({
  seed: fc.nat(2 ** 31 - 1),
  latency: fc.integer({ min: 1, max: 12 }),
  bandwidth: fc.integer({ min: 1, max: 8 }),
});

test.prop([drawn], { numRuns: 30 })("words read what was written before them, byte by byte", (draw) => {
  const { seed, latency, bandwidth } = draw;
  const random = new SplitMix64(seed);
  const below = (n: number): number => {
    random.step();
    return random.low % n;
  };
  const bench = new L2Bench({ latency, bandwidth });
  const model = bench.l2.memory.bytes.slice();
  const expected: number[] = [];
  for (let i = 0; i < 200; i++) {
    const addr = 4 * below(8);
    const access = below(2) === 0 ? read(addr) : write(addr, below(2 ** 31), below(16));
    bench.words.push(access);
    for (let k = 0; k < 4; k++) {
      if (access.write !== 0 && ((access.be >> k) & 1) !== 0) model[addr + k] = access.wdata >>> (8 * k);
    }
    if (access.write === 0) expected.push(new DataView(model.buffer).getUint32(addr, true));
  }
  const reads = bench.words.map((access) => access.write === 0);
  bench.run(2000);
  expect(bench.wordAnswers.length).toBe(200);
  expect(bench.wordAnswers.filter((_, i) => reads[i]).map(({ rdata }) => rdata)).toEqual(expected);
  expect(Buffer.compare(bench.l2.memory.bytes, model)).toBe(0);
});

it.each([{ latency: 0 }, { bandwidth: 9 }, { outstanding: 0 }, { latency: 1.5 }])("refuses %o", (wrong) => {
  expect(() => new L2Bench(wrong)).toThrow(UsageError);
});
