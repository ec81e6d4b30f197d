import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { EXTERNAL_COMMAND, EXTERNAL_REGISTERS as REGISTER } from "../../hw/cluster/external/external-map.js";
import { ExternalMemory } from "../../hw/cluster/external/external-memory.js";
import { WordMemory } from "../../hw/cluster/word-memory.js";
import { NarrowPort } from "../../hw/ports.js";
import { restore, save } from "../../hw/snapshot.js";
import { Random } from "../../train/randomness.js";

const L2 = 0x1c00_0000;

class Bench {
  readonly l2 = new WordMemory({ base: L2, bytes: 4096 });
  readonly port = new NarrowPort();
  readonly memory: ExternalMemory;
  clock = 0;

  constructor(rate: number, latency: number) {
    this.memory = new ExternalMemory(this.port, this.l2, { bytes: 4096, rate, latency });
    this.memory.reset();
  }

  step(): void {
    this.memory.settleResponse();
    this.memory.settleGrant();
    this.memory.edge();
    this.clock++;
  }

  access(offset: number, value?: number): number {
    const { port } = this;
    Object.assign(port, { req: 1, addr: 0x1a10_2000 + offset, write: value === undefined ? 0 : 1, wdata: value ?? 0 });
    for (;;) {
      this.step();
      if (port.gnt !== 0) break;
    }
    port.req = 0;
    this.step();
    expect(port.rvalid).toBe(1);
    return port.rdata >>> 0;
  }

  run(fields: Partial<Record<keyof typeof REGISTER, number>>): number {
    const before = this.memory.clocks;
    for (const [name, value] of Object.entries(fields)) this.access(REGISTER[name as keyof typeof REGISTER], value);
    while (this.memory.command !== 0) this.step();
    return this.memory.clocks - before;
  }
}

describe("the external memory", () => {
  property.prop(
    [
      fc.record({
        bytes: fc.integer({ min: 1, max: 70 }),
        count: fc.integer({ min: 1, max: 9 }),
        rate: fc.constantFrom(0.1, 0.85, 1, 2.5, 4),
        latency: fc.integer({ min: 0, max: 40 }),
        offset: fc.integer({ min: 0, max: 7 }),
        listed: fc.boolean(),
        stores: fc.boolean(),
        seed: fc.nat(1e6),
      }),
    ],
    { numRuns: 60 },
  )(
    "moves the items of a list at its rate and latency",
    ({ bytes, count, rate, latency, offset, listed, stores, seed }) => {
      const bench = new Bench(rate, latency);
      const random = new Random(seed);
      for (const side of [bench.memory.bytes, bench.l2.bytes]) side.forEach((_, i) => (side[i] = random.below(256)));
      const numbers = random.permutation(20).slice(0, count);
      if (listed) bench.l2.words.set(numbers, 512);
      const stride = bytes + random.below(5);
      const [external, l2] = [bench.memory.bytes.slice(), bench.l2.bytes.slice()];
      for (let i = 0; i < count; i++) {
        const from = 3 + (listed ? numbers[i] : i) * stride;
        const to = offset + i * bytes;
        if (stores) external.set(l2.subarray(to, to + bytes), from);
        else l2.set(external.subarray(from, from + bytes), to);
      }
      const clocks = bench.run({
        ...{ external: 3, l2: L2 + offset, bytes, count, stride, list: listed ? L2 + 2048 : 0 },
        command: stores ? EXTERNAL_COMMAND.store : EXTERNAL_COMMAND.load,
      });
      expect(bench.memory.bytes).toEqual(external);
      expect(bench.l2.bytes).toEqual(l2);
      // An item takes its latency and its bytes at the rate, words of L2 at a time: less than a word's clocks more.
      const least = count * (latency + bytes / rate);
      expect(clocks).toBeGreaterThanOrEqual(Math.floor(least));
      const words = Math.ceil((bytes + 6) / 4);
      expect(clocks).toBeLessThanOrEqual(least + count * (words + Math.ceil(4 / rate)));
      expect(bench.access(REGISTER.status)).toBe(0);
    },
  );

  test("1000 bytes at 0.85 bytes a clock behind 100 clocks take 1277 clocks", () => {
    const bench = new Bench(0.85, 100);
    expect(bench.run({ l2: L2, bytes: 1000, count: 1, stride: 1000, command: 1 })).toBe(100 + Math.ceil(1000 / 0.85));
  });

  test("holds a second command back until the first has ended, and tells an address outside", () => {
    const bench = new Bench(1, 10);
    bench.run({ l2: L2, bytes: 64, count: 1, stride: 64 });
    bench.access(REGISTER.command, 1);
    const before = bench.clock;
    expect(bench.access(REGISTER.status)).toBe(1);
    bench.access(REGISTER.external, 4064);
    bench.access(REGISTER.command, 1);
    expect(bench.clock - before).toBeGreaterThan(70);
    while (bench.memory.command !== 0) bench.step();
    expect(bench.access(REGISTER.status)).toBe(2);
    bench.access(REGISTER.status, 0);
    expect(bench.access(REGISTER.status)).toBe(0);
    bench.access(0x40);
    expect(bench.port.err).toBe(1);
  });

  test("goes on after save and restore in the middle of an item", () => {
    const [one, other] = [new Bench(0.85, 7), new Bench(0.85, 7)];
    one.memory.bytes.forEach((_, i) => (one.memory.bytes[i] = i * 7));
    for (const [name, value] of Object.entries({ l2: L2, bytes: 50, count: 3, stride: 60, command: 1 })) {
      one.access(REGISTER[name as keyof typeof REGISTER], value);
    }
    for (let i = 0; i < 40; i++) one.step();
    restore(other.memory.scope("external"), save(one.memory.scope("external")));
    other.l2.bytes.set(one.l2.bytes);
    for (let i = 0; i < 300; i++) {
      one.step();
      other.step();
    }
    expect(one.memory.command).toBe(0);
    expect(other.l2.bytes).toEqual(one.l2.bytes);
    expect(other.memory.clocks).toBe(one.memory.clocks);
  });
});
