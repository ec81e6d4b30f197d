import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { nextLfsr } from "../../hw/cluster/icache/line-store.js";
import { restore, save } from "../../hw/snapshot.js";
import { SplitMix64 } from "../../run/data/random.js";
import { BASE, BYTES, IcacheBench, type Fetch } from "./icache-bench.js";

const at = (...addrs: number[]): Fetch[] => addrs.map((addr) => ({ addr: BASE + addr, pause: 0 }));
const line = (first: number, words = 4): Fetch[] => at(...Array.from({ length: words }, (_, i) => first + 4 * i));

describe("timing of one core", () => {
  it("answers hits in the clock after the grant, one a clock", () => {
    const bench = new IcacheBench([[...line(0), ...line(0), ...line(0)]]);
    bench.run();
    const [, ...hits] = bench.answers[0];
    expect(hits.map(({ granted, answered }) => answered - granted)).toEqual(hits.map(() => 1));
    const clocks = hits.map(({ answered }) => answered);
    expect(clocks).toEqual(clocks.map((_, i) => clocks[0] + i));
    expect(bench.icache.privates[0].hits).toBe(11);
    expect(bench.icache.privates[0].misses).toBe(1);
  });

  it.each([
    [1, 2],
    [2, 3],
    [5, 6],
  ])(
    "with a shared latency of %i answers %i clocks after the grant when the shared cache hits",
    (sharedLatency, clocks) => {
      const bench = new IcacheBench([line(0), [{ addr: BASE, pause: 60 }]], { sharedLatency });
      bench.run();
      const [{ granted, answered }] = bench.answers[1];
      expect(answered - granted).toBe(clocks);
      expect(bench.icache.banks[0].hits).toBe(1);
    },
  );

  it.each([1, 8, 30])("goes to L2 of latency %i where both miss", (latency) => {
    const bench = new IcacheBench([at(0)], {}, latency);
    bench.run();
    const [{ granted, answered }] = bench.answers[0];
    // Look-up, crossing, shared look-up, request, first beat after the latency, second beat, assembled, served.
    expect(answered - granted).toBe(7 + latency);
    expect(bench.waits[0].l2).toBe(latency + 4);
    expect(bench.waits[0].shared).toBe(3);
  });
});

describe("several cores", () => {
  it("that miss one line ask L2 once", () => {
    const bench = new IcacheBench(Array.from({ length: 8 }, () => line(0)));
    bench.run();
    const [bank] = bench.icache.banks;
    expect([bank.misses, bank.hits]).toEqual([1, 7]);
  });

  it("hit in the shared cache while another one waits for L2", () => {
    const later = [{ addr: BASE, pause: 101 }];
    const bench = new IcacheBench([line(0), [{ addr: BASE + 0x40, pause: 100 }], later], {}, 30);
    bench.run();
    const [slow] = bench.answers[1];
    const [quick] = bench.answers[2];
    expect(quick.granted).toBe(slow.granted + 1);
    // The miss holds the bank for the clocks of its look-up and of its request.
    expect(quick.answered - quick.granted).toBe(3 + 2);
    expect(slow.answered).toBeGreaterThan(quick.answered + 20);
  });
});

describe("flush", () => {
  it("makes a word that was written to L2 visible to the core that flushes", () => {
    const bench = new IcacheBench([[...at(0x40), { addr: BASE + 0x40, pause: 40 }, { addr: BASE + 0x40, pause: 60 }]]);
    const old = bench.word(BASE + 0x40);
    for (let i = 0; i < 70; i++) {
      bench.step(i === 65 ? 1 : 0);
      if (i === 30) bench.l2.memory.words[0x10] = 0xdead_beef;
    }
    bench.run();
    expect(bench.answers[0].map(({ data }) => data)).toEqual([old, old, 0xdead_beef]);
    expect(bench.waits[0].flush).toBe(8);
  });
});

describe("a line outside L2", () => {
  it("is answered with err, every time", () => {
    const bench = new IcacheBench([at(BYTES, BYTES, 0)]);
    bench.run();
    expect(bench.answers[0].map(({ err }) => err)).toEqual([1, 1, 0]);
    expect(bench.icache.privates[0].misses).toBe(3);
    expect(bench.icache.banks[0].misses).toBe(3);
  });
});

/** Misses of one set-associative cache with free ways first (highest number) and then the random register. */
function modelMisses(addrs: readonly number[], bytes: number, ways: number): number {
  const sets = bytes / (16 * ways);
  const lines = Array.from({ length: sets }, () => new Array<number>(ways).fill(-1));
  let lfsr = 0;
  let misses = 0;
  for (const addr of addrs) {
    const tag = addr >>> 4;
    const set = lines[tag % sets];
    if (set.includes(tag)) continue;
    misses++;
    const free = set.lastIndexOf(-1);
    set[free >= 0 ? free : lfsr % ways] = tag;
    if (free < 0) lfsr = nextLfsr(lfsr);
  }
  return misses;
}

const drawn = fc.record({
  seed: fc.nat(2 ** 31 - 1),
  cores: fc.integer({ min: 1, max: 8 }),
  latency: fc.integer({ min: 1, max: 20 }),
  sharedLatency: fc.integer({ min: 1, max: 4 }),
  banks: fc.constantFrom(1, 2, 4),
  span: fc.constantFrom(0x80, 0x400, 0x2000),
});

describe("random fetches", () => {
  test.prop([drawn], { numRuns: 60 })(
    "every core gets its words in order, and misses as often as the model",
    (draw) => {
      const { seed, cores, latency, sharedLatency, banks, span } = draw;
      const random = new SplitMix64(seed);
      const below = (n: number): number => {
        random.step();
        return random.low % n;
      };
      const scripts = Array.from({ length: cores }, () => {
        let addr = 0;
        return Array.from({ length: 200 }, (): Fetch => {
          addr = below(5) === 0 ? below(span / 4) * 4 : (addr + 4) % span;
          return { addr: BASE + addr, pause: below(8) === 0 ? below(6) : 0 };
        });
      });
      const bench = new IcacheBench(scripts, { banks, sharedLatency }, latency);
      bench.run();
      scripts.forEach((script, i) => {
        expect(bench.answers[i].map(({ addr }) => addr)).toEqual(script.map(({ addr }) => addr));
        for (const { addr, data, err } of bench.answers[i]) expect([data, err]).toEqual([bench.word(addr), 0]);
        const { misses, hits } = bench.icache.privates[i];
        const expected = modelMisses(
          script.map(({ addr }) => addr),
          512,
          4,
        );
        expect([misses, hits]).toEqual([expected, script.length - expected]);
      });
      const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
      const asked = sum(bench.icache.privates.map(({ misses }) => misses));
      expect(sum(bench.icache.banks.map(({ hits, misses }) => hits + misses))).toBe(asked);
      if (span <= 0x400) {
        const lines = new Set(scripts.flat().map(({ addr }) => addr >>> 4)).size;
        expect(sum(bench.icache.banks.map(({ misses }) => misses))).toBeGreaterThanOrEqual(lines);
      }
    },
  );
});

it("a restored cache goes on as the saved one does", () => {
  const script = [...line(0, 40), ...line(0x400, 300), ...line(0x20, 40)];
  const first = new IcacheBench([script, [...script].reverse()]);
  // The fetches stop in the middle.
  first.checks = null;
  for (let i = 0; i < 300; i++) first.step();
  const rest = first.scripts.map((fetches) => [...fetches]);
  // Until no fetch is open, which lives in the bench.
  first.scripts.forEach((fetches) => (fetches.length = 0));
  first.run();
  const second = new IcacheBench(rest);
  restore(second.icache.scope("icache"), save(first.icache.scope("icache")));
  restore(second.l2.scope("l2"), save(first.l2.scope("l2")));
  const start = first.clock;
  first.answers.forEach((answers, i) => {
    answers.length = 0;
    first.scripts[i].push(...rest[i]);
  });
  first.run();
  second.run();
  const timed = ({ answers }: IcacheBench, from: number): unknown =>
    answers.map((own) => own.map((a) => [a.addr, a.data, a.granted - from, a.answered - from]));
  expect(timed(second, 0)).toEqual(timed(first, start));
});

it("the random register runs through 255 states", () => {
  const seen = new Set<number>();
  for (let state = 0; !seen.has(state); state = nextLfsr(state)) seen.add(state);
  expect(seen.size).toBe(255);
});
