import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { hasBank, putBank } from "../../hw/cluster/tcdm/bank-set.js";
import { Interconnect } from "../../hw/cluster/tcdm/interconnect.js";
import { NarrowPort, WidePort } from "../../hw/ports.js";
import { restore, save } from "../../hw/snapshot.js";
import { interconnectCheckers } from "../checkers/attach.js";
import { CheckerList, type Checker } from "../checkers/checker.js";
import { SplitMix64 } from "../../run/data/random.js";
import { ReferenceInterconnect, type ReferenceParameters, type Request } from "./reference.js";

interface Setup extends ReferenceParameters {
  seed: number;
  /** Probabilities of a new request in a clock. */
  load: number;
  wideLoad: number;
}

const setups: fc.Arbitrary<Setup> = fc
  .record({
    bankBits: fc.nat(7),
    rowBits: fc.nat(3),
    ports: fc.integer({ min: 1, max: 32 }),
    words: fc.integer({ min: 1, max: 128 }),
    arbiter: fc.constantFrom("f7fbfcd" as const, "d6a4872" as const),
    invertPrio: fc.nat(1),
    p0: fc.nat(5),
    p1: fc.nat(8),
    seed: fc.nat(),
    load: fc.constantFrom(0.1, 0.5, 1),
    wideLoad: fc.constantFrom(0.2, 1),
  })
  .map(({ bankBits, rowBits, ...rest }) => {
    const banks = 2 ** bankBits;
    return { ...rest, banks, rows: 2 ** rowBits, words: Math.min(rest.words, banks) };
  });

/** An interconnect with random masters on its ports. */
class Bench {
  readonly ports: NarrowPort[];
  readonly wide: WidePort;
  readonly dut: Interconnect;
  private readonly setup: Setup;
  private readonly checks: Checker | null;
  private clock = 0;

  /** @param holds denied requests stay as they are, as the checkers want it */
  constructor(setup: Setup, holds: boolean) {
    this.setup = setup;
    this.ports = Array.from({ length: setup.ports }, () => new NarrowPort());
    this.wide = new WidePort(setup.words);
    this.dut = new Interconnect(this.ports, this.wide, setup);
    this.checks = holds ? new CheckerList(interconnectCheckers(this.dut)) : null;
    const { arbiter } = this.dut;
    arbiter.invertPrio = setup.invertPrio;
    arbiter.maxStall = arbiter.numerator = setup.p0;
    arbiter.denominator = setup.p1;
  }

  /** New requests; with `hold` a denied one stays as it is. `base` and `bytes` bound the narrow addresses. */
  drive(random: SplitMix64, hold: boolean, wideBase = 0): void {
    const { load, wideLoad, banks, rows } = this.setup;
    const bytes = 4 * banks * rows;
    for (const port of this.ports) {
      if (hold && port.req && !port.gnt) continue;
      port.req = Number(random.uniform() < load);
      port.addr = random.integer(wideBase || bytes);
      port.write = random.integer(2);
      port.be = random.integer(16);
      port.wdata = random.integer(2 ** 32);
    }
    const { wide } = this;
    if (hold && wide.req && !wide.gnt) return;
    wide.req = Number(random.uniform() < wideLoad);
    wide.addr = wideBase + 4 * random.integer(banks * rows - wideBase / 4);
    wide.write = random.integer(2);
    for (let i = 0; i < wide.words; i++) {
      wide.be[i] = random.integer(16);
      wide.wdata[i] = random.integer(2 ** 32);
    }
  }

  settle(): void {
    this.dut.settleResponse();
    this.dut.settleGrant();
    this.checks?.check(this.clock++);
  }

  /** Everything that masters see, as one line. */
  line(): string {
    const narrow = this.ports.map((port) => `${port.gnt}${port.rvalid}${port.rvalid && port.rdata}`);
    return [...narrow, this.wide.gnt, this.wide.rvalid, ...(this.wide.rvalid ? this.wide.rdata : [])].join();
  }
}

function requestsOf(bench: Bench): { all: Request[]; wide: Request } {
  const all = bench.ports.map(({ addr, write, be, wdata }) => ({ addr, write, be: [be], data: [wdata] }));
  const { addr, write, be, wdata } = bench.wide;
  return { all, wide: { addr, write, be, data: wdata } };
}

function wordsOf(port: NarrowPort | WidePort): number[] {
  return port instanceof WidePort ? [...port.rdata] : [port.rdata];
}

describe("interconnect", () => {
  test.prop([setups, fc.boolean()], { numRuns: 120 })("equals its rules, clock by clock", (setup, hold) => {
    const bench = new Bench(setup, hold);
    const reference = new ReferenceInterconnect(setup);
    const random = new SplitMix64(setup.seed);
    const { tcdm } = bench.dut;
    let answers: (number[] | null)[] = [];
    let granted: boolean[] = Array(setup.ports + 1).fill(false);
    for (let clock = 0; clock < 60; clock++) {
      bench.drive(random, hold);
      const bankGrants = Array.from({ length: setup.banks }, () => setup.seed % 2 === 0 || random.uniform() < 0.8);
      bankGrants.forEach((grants, b) => putBank(tcdm.gnt, b, Number(grants)));
      bench.settle();
      const masters = [...bench.ports, bench.wide];
      expect(masters.map((port) => port.rvalid === 1)).toEqual(granted);
      // A port that moved a denied request away can be served at two banks at once: its data are anyone's.
      if (hold) answers.forEach((data, m) => data && expect(wordsOf(masters[m])).toEqual(data));
      const { all, wide } = requestsOf(bench);
      const expected = reference.clock(
        all.map((request, m) => (bench.ports[m].req ? request : null)),
        all,
        bench.wide.req ? wide : null,
        bankGrants,
      );
      expect(masters.map((port) => port.gnt === 1)).toEqual(expected.grants);
      granted = expected.grants;
      answers = expected.data;
      bench.dut.edge();
    }
    expect(tcdm.words).toEqual(reference.memory);
  });

  test.prop([setups], { numRuns: 60 })("loses and repeats no access; memory follows the order of grants", (setup) => {
    if (setup.banks * setup.rows < 2) return;
    const bench = new Bench(setup, true);
    const random = new SplitMix64(setup.seed);
    const { tcdm } = bench.dut;
    // Words of a denied wide write land early, so the wide port writes where nobody else does.
    const half = 2 * setup.banks * setup.rows;
    const memory = new Uint8Array(2 * half);
    const due: (number[] | null)[] = Array(setup.ports).fill(null);
    for (let clock = 0; clock < 120; clock++) {
      bench.drive(random, true, half);
      if (bench.wide.addr + 4 * setup.words > 2 * half) bench.wide.write = 0;
      bench.settle();
      let narrow = 0;
      bench.ports.forEach((port, m) => {
        expect(port.rvalid).toBe(due[m] ? 1 : 0);
        if (due[m]?.length) expect(port.rdata).toBe(due[m]![0]);
        due[m] = null;
        if (!port.gnt) return;
        narrow++;
        const at = port.addr - (port.addr % 4);
        due[m] = port.write ? [] : [new DataView(memory.buffer).getUint32(at, true)];
      });
      const connected = Array.from({ length: setup.banks }, (_, b) => hasBank(tcdm.select.narrow, b));
      expect(connected.reduce((sum, bit) => sum + bit, 0)).toBe(narrow);
      const writers = [
        ...bench.ports.map((port) => ({ port, base: port.addr, be: [port.be], data: [port.wdata] })),
        { port: bench.wide, base: bench.wide.addr, be: [...bench.wide.be], data: [...bench.wide.wdata] },
      ].filter(({ port }) => port.gnt && port.write);
      for (const { base, be, data } of writers) {
        const at = base - (base % 4);
        be.forEach((mask, i) => {
          for (let k = 0; k < 4; k++) if ((mask >> k) & 1) memory[at + 4 * i + k] = data[i] >>> (8 * k);
        });
      }
      bench.dut.edge();
    }
    // A wide write that still waits has landed in part.
    const waiting = bench.wide.req && !bench.wide.gnt && bench.wide.write;
    const end = waiting ? half : 2 * half;
    expect(tcdm.bytes.subarray(0, end)).toEqual(memory.subarray(0, end));
  });

  /** Two ports and a wide port of higher priority: the port that comes late to a refused bank waits for two services. */
  const late: Setup = {
    ...{ ports: 2, words: 2, banks: 4, rows: 1, arbiter: "f7fbfcd", invertPrio: 1, p0: 0, p1: 0 },
    ...{ load: 0.1, wideLoad: 0.2, seed: 2147483627 },
  };

  test.prop([setups], { numRuns: 60, examples: [[late]] })("starves nobody while the guard is on", (setup) => {
    const guarded = { ...setup, load: 1, wideLoad: 1, p0: setup.p0 + 1, p1: setup.p0 + 2 + setup.p1 };
    const bench = new Bench(guarded, true);
    const random = new SplitMix64(setup.seed);
    // Each side owns all its banks at least once in this many clocks.
    const round = guarded.arbiter === "f7fbfcd" ? guarded.p0 + 1 : guarded.p1;
    // A bank that has refused serves one of those that asked then before it looks at late comers; the pointer then passes over each
    // of the others at most once. So a port has at most `ports` services before its own.
    const services = guarded.ports === 1 ? 1 : guarded.ports + 1;
    const waits = new Uint32Array(guarded.ports + 1);
    for (let clock = 0; clock < 400; clock++) {
      bench.drive(random, true);
      bench.settle();
      [...bench.ports, bench.wide].forEach((port, m) => (waits[m] = port.gnt ? 0 : waits[m] + 1));
      expect(Math.max(...waits.subarray(0, -1))).toBeLessThan(services * round);
      expect(waits[guarded.ports]).toBeLessThan(round);
      bench.dut.edge();
    }
  });

  test.prop([setups, fc.nat(80)], { numRuns: 60 })("has the same future after restoring a snapshot", (setup, from) => {
    const bench = new Bench(setup, false);
    const step = (on: Bench, clock: number) => {
      on.drive(new SplitMix64(setup.seed % 2 ** 20, 1000, clock), false);
      on.settle();
      const line = on.line();
      on.dut.edge();
      return line;
    };
    for (let clock = 0; clock < from; clock++) step(bench, clock);
    const snapshot = save(bench.dut.scope("hci"));
    const future = (on: Bench) => Array.from({ length: 60 }, (_, i) => step(on, from + i));
    const first = future(bench);
    restore(bench.dut.scope("hci"), snapshot);
    expect(future(bench)).toEqual(first);
    const fresh = new Bench(setup, false);
    restore(fresh.dut.scope("hci"), snapshot);
    expect(future(fresh)).toEqual(first);
  });

  test("a denied wide write executes at the banks that it was given", () => {
    const port = new NarrowPort();
    const wide = new WidePort(3);
    const dut = new Interconnect([port], wide, { banks: 4, rows: 4, arbiter: "f7fbfcd" });
    Object.assign(wide, { req: 1, addr: 8, write: 1 });
    wide.be.set([0xf, 0xf, 0x3]);
    wide.wdata.set([0x11111111, 0x22222222, 0x33333333]);
    Object.assign(port, { req: 1, addr: 12, write: 0 });
    dut.settleGrant();
    expect([port.gnt, wide.gnt]).toEqual([1, 0]);
    dut.edge();
    expect([...dut.tcdm.words.subarray(0, 6)]).toEqual([0, 0, 0x11111111, 0, 0x3333, 0]);
  });

  test("refuses sizes that do not fit together, in one sentence", () => {
    const build = (ports: number, words: number, banks: number, rows: number) => () =>
      new Interconnect(
        Array.from({ length: ports }, () => new NarrowPort()),
        new WidePort(words),
        {
          banks,
          rows,
          arbiter: "f7fbfcd",
        },
      );
    expect(build(1, 1, 12, 8)).toThrow(/12 banks .* power of two/);
    expect(build(1, 1, 16, 0)).toThrow(/16 banks x 0 rows/);
    expect(build(33, 1, 16, 8)).toThrow(/33 narrow ports/);
    expect(build(1, 17, 16, 8)).toThrow(/17 words does not fit 16 banks/);
  });
});
