import { CE_MODELS } from "../../hw/redmule/ce-model.js";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  Account,
  assemble,
  Cluster,
  clusterParameters,
  DATA_CLASSES,
  OPERATIONS,
  parseConfig,
  parseJob,
  placeInCluster,
  REGISTER,
  regionOf,
  restore,
  save,
  StallPattern,
  TENSOR_FORMATS,
  type ConfigInput,
  type DataClass,
  type Shape,
  type TensorFormat,
} from "../../index.js";
import { recordedRuns } from "../redmule/reference-data.js";

interface Wanted extends Partial<Shape> {
  config?: ConfigInput;
  data?: DataClass;
  seed?: number;
  moved?: readonly number[];
  stall?: StallPattern;
}

/** A cluster with a job in the middle of garbage. */
function setUp({ config = {}, data = "norm", seed = 1, moved = [0, 0, 0], stall, ...shape }: Wanted) {
  const stalls = { stall: stall?.p ?? 0, stallSeed: stall?.seed ?? 0 };
  const job = {
    config,
    op: "GEMM",
    fmt: "fp16",
    m: 24,
    n: 32,
    k: 48,
    ...shape,
    data,
    seed,
    misalign: moved,
    ...stalls,
  };
  return placeInCluster(parseJob(job, "test"));
}

describe("the firmware on the modelled core", () => {
  test("computes 96 x 96 x 96 in 18540 clocks and accounts for every CE-clock", () => {
    const { cluster, placed, bench } = setUp({ m: 96, n: 96, k: 96 });
    const account = new Account(cluster.redmule);
    bench.jobObservers.push(() => account.sample());
    bench.advance();
    expect(bench.result).toMatchObject({ cycles: 18540, reads: 8640, writes: 576 });
    expect(placed.mismatches()).toBe(0);
    const record = account.finish(96, 96, 96);
    expect(record.useful).toBe(96 ** 3);
    expect(Object.values(record).reduce((sum, clocks) => sum + clocks, 0)).toBe(18540 * 48);
  });

  test("writes 0x54 and TRIGGER in consecutive clocks and sleeps until the event", () => {
    const { cluster, bench } = setUp({});
    const writes = new Map<number, number>();
    const asleep: number[] = [];
    cluster.observers.push((clock) => {
      const { req, write, addr } = cluster.redmule.periph;
      if (req && write) writes.set(addr & 0xff, clock);
      if (cluster.cores[0].sleeping) asleep.push(clock);
    });
    bench.advance();
    const { trigger, cycles } = bench.result;
    expect(trigger).toBe(writes.get(REGISTER.TRIGGER));
    expect(writes.get(REGISTER.MACFG)).toBe(trigger! - 1);
    const event = trigger! + cycles!;
    expect(asleep.filter((clock) => clock < event).length).toBeGreaterThan(cycles! - 10);
    expect(asleep).not.toContain(event + 1);
  });

  property.prop(
    [
      fc.record({
        m: fc.integer({ min: 1, max: 30 }),
        n: fc.integer({ min: 1, max: 40 }),
        k: fc.integer({ min: 1, max: 40 }),
      }),
      fc.constantFrom(...OPERATIONS),
      fc.constantFrom(...(Object.keys(TENSOR_FORMATS) as TensorFormat[])),
      fc.constantFrom(...DATA_CLASSES),
      fc.nat(1000),
      fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)),
      fc.constantFrom(0, 0, 0.2, 0.7),
    ],
    { numRuns: 60 },
  )("equals golden in every bit and leaves every other byte alone", (sides, op, fmt, data, seed, moved, p) => {
    const stall = new StallPattern(p, seed);
    const { cluster, placed, bench } = setUp({ ...sides, op, fmt, data, seed, moved, stall });
    const { base } = regionOf(cluster.map, "tcdm");
    const before = cluster.interconnect.tcdm.bytes.slice();
    bench.advance();
    expect(bench.result.diagnosis).toBeUndefined();
    expect(placed.mismatches()).toBe(0);
    const z = placed.bases[2] - base;
    const after = cluster.interconnect.tcdm.bytes.slice();
    const zBytes = sides.m * sides.k * TENSOR_FORMATS[fmt].bytes;
    after.set(before.subarray(z, z + zBytes), z);
    expect(Buffer.compare(after, before)).toBe(0);
  });

  test("on other arrays, ports and sizes of the TCDM", () => {
    for (const [config, shape] of [
      [
        { H: 8, port: 288 },
        { fmt: "fp8", m: 40, n: 50, k: 70 },
      ],
      [
        { L: 4, H: 4, P: 1, ce: "staged" },
        { m: 9, n: 10, k: 11 },
      ],
      [
        { L: 3, H: 3, P: 1, banks: 4, tcdmKib: 2 },
        { m: 9, n: 10, k: 11 },
      ],
      [{ tcdmKib: 4096 }, { m: 8, n: 900, k: 64 }],
      [
        { priority: "redmule", maxStall: 3 },
        { m: 13, n: 20, k: 17 },
      ],
    ] as const) {
      const { placed, bench } = setUp({ config, ...shape });
      bench.advance();
      expect(bench.result.cycles).toBeGreaterThan(0);
      expect(placed.mismatches()).toBe(0);
    }
  });

  test("takes the reference RTL's clocks under stalls, or hangs where it hangs", () => {
    const runs = recordedRuns("stall-runs-12x4")
      .filter(({ m, n, k }) => m * n * k <= 24 * 32 * 32)
      .slice(0, 30);
    expect(runs.some(({ status }) => status === "HANG")).toBe(true);
    for (const { op, fmt, m, n, k, stall, stallSeed, status, cycles } of runs) {
      const config = { profile: "upstream-51cd064" } as const;
      const { bench } = setUp({ config, op, fmt, m, n, k, stall: new StallPattern(stall, stallSeed) });
      bench.advance();
      expect([m, n, k, stallSeed, bench.result.cycles ?? 0]).toEqual([m, n, k, stallSeed, cycles]);
      if (status === "HANG") expect(bench.result.diagnosis).toMatch(/No progress since clock \d+/);
    }
  });
});

test("a job that hangs under E2 says who waits for whom", () => {
  const stall = new StallPattern(0.1, 2);
  const { bench } = setUp({ config: { errata: ["E2"] }, k: 32, stall });
  bench.advance();
  expect(bench.result.cycles).toBeNull();
  expect(bench.result.diagnosis).toMatch(/the port mux keeps channel \d, which does not request/);
});

describe("a firmware that does not end", () => {
  test("never triggers", () => {
    const { cluster, bench } = setUp({});
    cluster.cores[0].bootAddress = 0x1c00_4000;
    bench.advance();
    expect(bench.result).toMatchObject({ cycles: null, trigger: null });
    expect(bench.result.diagnosis).toMatch(/^The core has not written TRIGGER since reset/);
  });

  test("never stores its result", () => {
    const { cluster, bench } = setUp({});
    cluster.observers.push(() => (cluster.bench.port.gnt = 0));
    bench.advance();
    expect(bench.result.cycles).toBeGreaterThan(0);
    expect(bench.result.diagnosis).toMatch(/^The core has not stored its result since the event in clock \d+/);
  });
});

test("the DMA carries out every access of a core once", () => {
  const cluster = new Cluster({ cores: 1 });
  const source = `
    _start: li s0, 0x10204400
            lw a0, 0(s0)
            nop
            nop
            lw a1, 0(s0)
            slli a1, a1, 4
            or a0, a0, a1
            li t0, 0x80000000
            sw a0, 0(t0)
    1:      j 1b`;
  cluster.load(assemble(source, { sections: { text: cluster.map.resetPc } }));
  while (cluster.bench.done === 0 && cluster.clock < 200) cluster.step();
  // Counters 0 and 1: no read has taken a second one.
  expect([cluster.bench.done, cluster.bench.result]).toEqual([1, 0x10]);
});

describe("save and restore", () => {
  property.prop([fc.integer({ min: 1, max: 380 }), fc.constantFrom(...CE_MODELS), fc.boolean()], { numRuns: 12 })(
    "at any clock lead to the same end in the same clock",
    (clock, ce, sound) => {
      const config: ConfigInput = { ce, profile: sound ? "sound" : "upstream-51cd064", tcdmKib: 16 };
      const wanted = { config, m: 13, n: 21, k: 17, moved: [2, 0, 4] };
      const one = setUp(wanted);
      while (one.cluster.clock < clock) one.cluster.step();
      const snapshot = save(one.cluster.scope("cluster"));
      const other = new Cluster(clusterParameters(parseConfig(config, "test")));
      restore(other.scope("cluster"), snapshot);
      for (const cluster of [one.cluster, other])
        while (cluster.bench.done === 0 && cluster.clock < 2000) cluster.step();
      expect(one.cluster.bench.done).toBe(1);
      expect(other.clock).toBe(one.cluster.clock);
      const ends = [one.cluster, other].map((cluster) => save(cluster.scope("cluster")));
      expect(Buffer.compare(Buffer.from(ends[1].buffer), Buffer.from(ends[0].buffer))).toBe(0);
      expect(one.placed.mismatches()).toBe(0);
    },
  );
});

describe("what a cluster refuses", () => {
  test("more words in the port than banks", () => {
    expect(() => setUp({ config: { H: 8, banks: 16 } })).toThrow(/17 words does not fit 16 banks/);
  });

  test("a program outside its memories", () => {
    const bytes = new Uint8Array(4);
    const cluster = new Cluster();
    expect(() => cluster.load({ entry: 0, segments: [{ address: 0x2000, bytes }] })).toThrow(
      /0x2000 are in no memory of the map cluster/,
    );
    expect(() => cluster.load({ entry: 0x1000_0000, segments: [] })).toThrow(/fetch from l2 only/);
  });

  test("tensors that do not fit, with the size that would", () => {
    expect(() => setUp({ m: 256, n: 256, k: 256 })).toThrow(/need 384 KiB of TCDM, so give --tcdm-kib 384/);
    expect(() => setUp({ config: { tcdmKib: 384 }, m: 256, n: 256, k: 256 })).not.toThrow();
  });

  test("a TCDM beyond the address space", () => {
    expect(() => new Cluster({ tcdm: { banks: 16, rows: 2 ** 25 } })).toThrow(/make it smaller/);
  });
});
