import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { BenchRegisters } from "../../hw/cluster/bench-registers.js";
import { FOREIGN_WORD, IdealMemory } from "../../hw/cluster/systems/ideal-memory.js";
import { Ram } from "../../hw/cluster/ram.js";
import { NarrowPort, WidePort } from "../../hw/ports.js";
import { restore, save } from "../../hw/snapshot.js";
import { SplitMix64 } from "../../run/data/random.js";

describe("ideal memory", () => {
  const base = 0x1000;
  const bytes = 0x100;

  function randomClock(port: WidePort, memory: IdealMemory, random: SplitMix64): void {
    memory.settleResponse();
    memory.stall = Number(random.uniform() < 0.3);
    port.req = Number(random.uniform() < 0.8);
    port.addr = base - 16 + 4 * random.integer(bytes / 4 + 8);
    port.write = random.integer(2);
    for (let i = 0; i < port.words; i++) {
      port.be[i] = random.integer(16);
      port.wdata[i] = random.integer(2 ** 32);
    }
    memory.settleGrant();
  }

  test.prop([fc.nat(), fc.integer({ min: 1, max: 17 })], { numRuns: 50 })(
    "grants without stall, answers one clock later, keeps bytes, counts what is outside",
    (seed, words) => {
      const port = new WidePort(words);
      const memory = new IdealMemory(port, { base, bytes });
      const random = new SplitMix64(seed);
      const model = new Map<number, number>();
      const inside = (a: number) => a >= base && a < base + bytes;
      const wordOf = (a: number) =>
        inside(a) ? [3, 2, 1, 0].reduce((word, k) => word * 256 + (model.get(a + k) ?? 0), 0) : FOREIGN_WORD;
      let due: number[] | null = null;
      let valid = 0;
      let [reads, writes, foreign] = [0, 0, 0];
      for (let clock = 0; clock < 100; clock++) {
        randomClock(port, memory, random);
        expect(port.rvalid).toBe(valid);
        if (due) expect([...port.rdata]).toEqual(due);
        valid = port.req & (1 - memory.stall);
        expect(port.gnt).toBe(valid);
        due = null;
        if (port.gnt) {
          const addresses = Array.from({ length: words }, (_, i) => port.addr + 4 * i);
          foreign += addresses.filter((a, i) => !inside(a) && port.be[i]).length;
          if (port.write) {
            writes++;
            addresses.forEach((a, i) => {
              for (let k = 0; k < 4; k++) {
                if (inside(a) && (port.be[i] >> k) & 1) model.set(a + k, (port.wdata[i] >>> (8 * k)) & 0xff);
              }
            });
          } else {
            reads++;
            due = addresses.map(wordOf);
          }
        }
        memory.edge();
      }
      expect([memory.reads, memory.writes, memory.foreign]).toEqual([reads, writes, foreign]);
    },
  );

  test("has the same future after restoring a snapshot", () => {
    const port = new WidePort(9);
    const memory = new IdealMemory(port, { base, bytes });
    const random = new SplitMix64(1);
    const step = (source: SplitMix64) => {
      randomClock(port, memory, source);
      const line = `${port.gnt} ${port.rvalid} ${port.rdata.join()}`;
      memory.edge();
      return line;
    };
    for (let clock = 0; clock < 50; clock++) step(random);
    const snapshot = save(memory.scope("memory"));
    const future = (source: SplitMix64) => Array.from({ length: 50 }, () => step(source));
    const first = future(new SplitMix64(2));
    restore(memory.scope("memory"), snapshot);
    expect(future(new SplitMix64(2))).toEqual(first);
  });

  test.each([
    [2, 64],
    [0, 6],
    [0, 2 ** 32],
    [2 ** 31, 2 ** 31 + 4],
  ])("refuses a window at %i of %i bytes", (at, size) => {
    expect(() => new IdealMemory(new WidePort(9), { base: at, bytes: size })).toThrow(/multiples of 4 that end before/);
  });
});

describe("RAM", () => {
  test("reads old data on every port, the last port wins a write, outside is an error", () => {
    const ports = [new NarrowPort(), new NarrowPort()];
    const ram = new Ram(ports, { base: 0x8000_0000, bytes: 64 });
    const [a, b] = ports;
    const clock = () => {
      ram.settleResponse();
      ram.settleGrant();
      ram.edge();
      ram.settleResponse();
    };
    Object.assign(a, { req: 1, addr: 0x8000_0004, write: 1, wdata: 0x11223344 });
    Object.assign(b, { req: 1, addr: 0x8000_0004, write: 1, wdata: 0xaabbccdd, be: 0b0101 });
    clock();
    expect([a.gnt, a.rvalid, b.rvalid]).toEqual([1, 1, 1]);
    expect(ram.words[1]).toBe(0x11bb33dd);
    Object.assign(a, { write: 1, wdata: 5 });
    Object.assign(b, { write: 0 });
    clock();
    expect([b.rdata, ram.words[1]]).toEqual([0x11bb33dd, 5]);
    Object.assign(a, { req: 0 });
    Object.assign(b, { addr: 0x8000_0040 });
    clock();
    expect([a.rvalid, b.rvalid, b.err]).toEqual([0, 1, 1]);
  });
});

describe("bench registers", () => {
  test("take a result and characters", () => {
    const port = new NarrowPort();
    const registers = new BenchRegisters(port);
    const access = (addr: number, write: number, wdata: number) => {
      Object.assign(port, { req: 1, addr, write, wdata });
      registers.settleGrant();
      registers.edge();
      registers.settleResponse();
    };
    access(0x8000_0004, 1, 0x141);
    expect([registers.printed, registers.character, registers.done]).toEqual([1, 0x41, 0]);
    access(0x8000_0000, 1, 7);
    expect([registers.printed, registers.done, registers.result]).toEqual([0, 1, 7]);
    access(0x8000_0000, 0, 0);
    expect([port.rvalid, port.err, port.rdata]).toEqual([1, 0, 7]);
    access(0x8000_0010, 0, 0);
    expect([port.rvalid, port.err]).toEqual([1, 1]);
  });
});
