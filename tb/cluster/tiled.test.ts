import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { type ConfigInput } from "../../hw/config.js";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { DATA_CLASSES, type DataClass } from "../../run/data/tensors.js";
import { StallPattern } from "../../run/data/random.js";
import { type Shape } from "../../run/redmule/placed-job.js";
import { parseJob } from "../../run/redmule/job.js";
import { placeTiled } from "../../run/cluster/placement.js";
import { mayCutN, traffic, type Tile } from "../../run/cluster/tiling.js";

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];

interface Wanted extends Partial<Shape> {
  config?: ConfigInput;
  data?: DataClass;
  seed?: number;
  moved?: readonly number[];
  stall?: StallPattern;
  tile?: Tile;
}

/** A cluster with a tiled job in the middle of garbage. */
function setUp({ config = {}, data = "norm", seed = 1, moved = [0, 0, 0], stall, tile, ...sides }: Wanted) {
  const shape = { op: "GEMM", fmt: "fp16", m: 30, n: 40, k: 50, ...sides } as const;
  const stalls = { stall: stall?.p ?? 0, stallSeed: stall?.seed ?? 0 };
  const job = parseJob({ config, ...shape, data, seed, misalign: moved, ...stalls }, "test");
  return { ...placeTiled(job, { tile }), shape };
}

/** Runs a job that must end with every bit of golden. */
function run(wanted: Wanted) {
  const made = setUp(wanted);
  made.bench.advance();
  const { result } = made.bench;
  expect(result.diagnosis).toBeUndefined();
  expect(made.placed.mismatches()).toBe(0);
  return { ...made, result };
}

describe("a tiled job", () => {
  test.each(FORMATS)("equals golden in every operation of %s, with N cut where that may be", (fmt) => {
    const bytes = TENSOR_FORMATS[fmt].bytes;
    for (const op of OPERATIONS) {
      const n = mayCutN(op, fmt) ? 7 : 19;
      const { tiling } = run({
        op,
        fmt,
        m: 17,
        n: 19,
        k: 21,
        data: "mix",
        config: { tcdmKib: 2 * bytes },
        tile: { m: 7, n, k: 9 },
      });
      expect(tiling.tiles).toEqual({ m: 3, n: n === 7 ? 3 : 1, k: 3 });
    }
  });

  property.prop(
    [
      fc.record({
        m: fc.integer({ min: 1, max: 40 }),
        n: fc.integer({ min: 1, max: 40 }),
        k: fc.integer({ min: 1, max: 40 }),
      }),
      fc.constantFrom(...OPERATIONS),
      fc.constantFrom(...FORMATS),
      fc.constantFrom(...DATA_CLASSES),
      fc.nat(1000),
      fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)),
      fc.constantFrom(0, 0, 0.3),
      fc.constantFrom<ConfigInput>(
        { tcdmKib: 1 },
        { tcdmKib: 4 },
        { L: 4, H: 2, P: 1, tcdmKib: 2, priority: "redmule" },
      ),
    ],
    { numRuns: 25 },
  )(
    "equals golden in every bit and leaves every other byte of L2 alone",
    (sides, op, fmt, data, seed, moved, p, config) => {
      const stall = new StallPattern(p, seed);
      const { cluster, placed, bench, tiling, shape } = setUp({ ...sides, op, fmt, data, seed, moved, stall, config });
      const before = cluster.l2.memory.bytes.slice();
      bench.advance();
      const { diagnosis, clocks, work, toTcdm, toL2 } = bench.result;
      expect(diagnosis).toBeUndefined();
      expect(placed.mismatches()).toBe(0);
      expect({ toTcdm, toL2 }).toEqual(traffic(shape, tiling));
      expect(work.redmule + work.dma + work.both + work.neither).toBe(clocks);
      const z = placed.bases[2] - cluster.l2.memory.base;
      const after = cluster.l2.memory.bytes.slice();
      after.set(before.subarray(z, z + sides.m * sides.k * TENSOR_FORMATS[fmt].bytes), z);
      expect(Buffer.compare(after, before)).toBe(0);
    },
  );

  test("hides the DMA behind RedMulE, whose next job waits in its second context", () => {
    const { result, tiling } = run({ m: 96, n: 160, k: 160, config: { tcdmKib: 64, priority: "redmule" } });
    const { work, clocks } = result;
    expect(tiling.tiles.m * tiling.tiles.n * tiling.tiles.k).toBeGreaterThan(3);
    expect((work.redmule + work.both) / clocks!).toBeGreaterThan(0.9);
    expect(work.both / (work.both + work.dma)).toBeGreaterThan(0.8);
  });

  test("starts a job 4 clocks behind the one before when its tiles are there", () => {
    const { cluster, bench } = setUp({
      m: 48,
      n: 64,
      k: 64,
      config: { priority: "redmule" },
      tile: { m: 48, n: 64, k: 16 },
    });
    const gaps: number[] = [];
    let idle = 0;
    cluster.observers.push(() => {
      if (cluster.redmule.busy === 0) idle++;
      else if (idle > 0) {
        gaps.push(idle);
        idle = 0;
      }
    });
    bench.advance();
    expect(gaps.length).toBe(4);
    expect(Math.max(...gaps.slice(1))).toBeLessThanOrEqual(5);
  });

  test("splits tiles beyond the 131071 bytes of a command of the DMA", () => {
    const { cluster, bench, placed } = setUp({
      m: 270,
      n: 260,
      k: 6,
      config: { tcdmKib: 512 },
      tile: { m: 270, n: 260, k: 6 },
    });
    let commands = 0;
    cluster.observers.push(() => (commands += cluster.dma.queues[0].submits));
    bench.advance();
    expect(placed.mismatches()).toBe(0);
    // Two for the 140400 bytes of X, one each for W, Y and Z.
    expect(commands).toBe(5);
  });

  test("fetches what changes, and nothing else, along each side alone", () => {
    for (const tile of [
      { m: 7, n: 7, k: 21 },
      { m: 17, n: 7, k: 9 },
      { m: 7, n: 19, k: 21 },
      { m: 17, n: 19, k: 9 },
      { m: 17, n: 7, k: 21 },
    ]) {
      const { result, tiling, shape } = run({ m: 17, n: 19, k: 21, tile });
      expect(result.toTcdm).toBe(traffic(shape, tiling).toTcdm);
    }
  });

  test("keeps contexts apart by soft clears under E4", () => {
    for (const op of ["GEMM", "MATMUL"] as const) {
      run({ op, m: 24, n: 32, k: 32, config: { errata: ["E4"], tcdmKib: 4 }, tile: { m: 12, n: 16, k: 16 } });
    }
  });

  test("with a TCDM that stands elsewhere, and an L2 beyond its usual size", () => {
    const { cluster } = run({ op: "MATMUL", m: 6000, n: 1, k: 48, config: { tcdmKib: 4096 } });
    expect(cluster.l2.memory.bytes.length).toBeGreaterThan(0x8_0000);
  });
});

describe("a tiled job that does not end", () => {
  test("because RedMulE is stuck says who waits for whom", () => {
    const { bench } = setUp({ op: "MATMUL", m: 13, n: 4, k: 20, config: { errata: ["E1"] } });
    bench.advance();
    expect(bench.result.clocks).toBeNull();
    expect(bench.result.diagnosis).toMatch(
      /^No progress since clock \d+ .*the scheduler waits for the Y of the next tile/,
    );
  });

  test("because the core never starts", () => {
    const { cluster, bench } = setUp({});
    cluster.cores[0].bootAddress = 0x1c00_2000;
    bench.advance();
    expect(bench.result).toMatchObject({ clocks: null, start: null });
    expect(bench.result.diagnosis).toMatch(/^Neither RedMulE nor the DMA has done anything since clock 0/);
  });

  test("because the core misses an event says what it waits for", () => {
    const { cluster, bench } = setUp({ config: { tcdmKib: 4 } });
    cluster.observers.push(() => (cluster.eventUnit.events[0] = 0));
    bench.advance();
    expect(bench.result.diagnosis).toMatch(
      /the core sleeps and waits for events 0x[0-9a-f]+ with 0x0, and the DMA has no command/,
    );
  });
});

describe("what a tiled job refuses", () => {
  test("tensors beyond the place of L2", () => {
    expect(() => setUp({ m: 65535, n: 65535 })).toThrow(/need \d+ MiB of L2, but the map has room for 1600 MiB/);
    expect(() => setUp({ m: 8192, n: 8192, k: 16, config: { tcdmKib: 4096 } })).toThrow(/has room for 64 MiB/);
  });

  test("FP8 in the slots of E12", () => {
    expect(() => setUp({ fmt: "fp8", config: { errata: ["E12"] } })).toThrow(/leave E12 or --tiled out/);
  });
});
