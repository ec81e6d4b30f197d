import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { OPERATIONS } from "../../hw/redmule/operation.js";
import { pointOf, type PointInput } from "../../measure/sweep/point.js";
import type { SweepRecord } from "../../measure/sweep/record.js";
import { runPoint } from "../../measure/sweep/run-point.js";

const record = (given: PointInput): SweepRecord => runPoint(pointOf(given), 0, "test");

function checkFigures(given: PointInput): void {
  const { status, golden, cycles, account, utilisation, macPerClock, gflops, ...point } = record(given);
  const { m, n, k, L, H, mhz, reads, writes, portUtilisation } = point;
  expect([status, golden, point.mismatches]).toEqual(["ok", "match", 0]);
  const clocks = Object.values<number>({ ...account! });
  expect(clocks.reduce((sum, value) => sum + value)).toBe(cycles! * L * H);
  expect(Math.min(...clocks)).toBeGreaterThanOrEqual(0);
  expect(account!.useful).toBe(m * n * k);
  expect(utilisation).toBeCloseTo(account!.useful / (cycles! * L * H), 12);
  expect(macPerClock).toBeCloseTo(utilisation! * L * H, 9);
  expect(gflops).toBeCloseTo(macPerClock! * 2e-3 * mhz, 9);
  expect(portUtilisation).toBe((reads + writes) / cycles!);
  expect(point.stalls.w * L * H).toBe(account!.wStall);
}

const size = fc.integer({ min: 1, max: 40 });
const shape = { m: size, n: size, k: size, op: fc.constantFrom(...OPERATIONS), seed: fc.nat(1000) };

property.prop(
  [fc.record({ ...shape, stall: fc.constantFrom(0, 0.2), L: fc.constantFrom(4, 12), H: fc.constantFrom(2, 4) })],
  {
    numRuns: 15,
  },
)("ideal memory: figures hang together and Z equals golden", checkFigures);

property.prop([fc.record({ ...shape, load: fc.constantFrom(0, 0.3), priority: fc.constantFrom("cores", "redmule") })], {
  numRuns: 10,
})("TCDM beside load: likewise", (given) => checkFigures({ ...given, memory: "tcdm", fmt: "fp8" }));

property.prop([fc.record({ ...shape, dmaBandwidth: fc.constantFrom(2, 8) })], { numRuns: 6 })(
  "tiles from L2: likewise, over all jobs of the tiles",
  (given) => checkFigures({ ...given, memory: "l2", tcdmKib: 2, banks: 16 }),
);

test("the paper's utilisation, in an ideal memory and in an idle TCDM", () => {
  const [ideal, tcdm] = [record({}), record({ memory: "tcdm" })];
  expect(ideal).toMatchObject({ cycles: 18540, reads: 8640, writes: 576, bankUtilisation: null });
  expect(ideal.utilisation).toBeCloseTo(0.9942, 4);
  expect(tcdm).toMatchObject({ cycles: 18540, account: ideal.account, reads: 8640, writes: 576 });
  // A beat takes nine of sixteen banks.
  expect(tcdm.bankUtilisation).toBeCloseTo(((8640 + 576) * 9) / (16 * 18540), 12);
});

test("masters with priority slow RedMulE down, the guard and RedMulE's priority help, and starvation is given up", () => {
  const loaded = { m: 24, n: 32, k: 32, memory: "tcdm", load: 0.5 } as const;
  const alone = record({ ...loaded, load: 0 }).cycles!;
  const guarded = record({ ...loaded, maxStall: 1 });
  expect(guarded.cycles).toBeGreaterThan(alone);
  expect(guarded.stalls.port).toBeGreaterThan(0);
  expect(record({ ...loaded, priority: "redmule" }).cycles).toBe(alone);
  expect(record({ ...loaded, load: 1, maxClocks: 5000 })).toMatchObject({
    ...{ status: "limit", cycles: null, utilisation: null, account: null, golden: "none" },
    message: "No event within 5000 clocks.",
  });
});

test("a narrower DMA takes longer, and the tiling says how the job was cut", () => {
  const tiled = { m: 40, n: 48, k: 56, memory: "l2", tcdmKib: 4 } as const;
  const [wide, narrow] = [record(tiled), record({ ...tiled, dmaBandwidth: 1 })];
  expect(narrow.cycles).toBeGreaterThan(1.5 * wide.cycles!);
  const { tile, tiles, clocks, bytesToL2 } = wide.tiling!;
  expect(tiles).toEqual({ m: Math.ceil(40 / tile.m), n: Math.ceil(48 / tile.n), k: Math.ceil(56 / tile.k) });
  expect(clocks.redmule + clocks.dma + clocks.both + clocks.neither).toBe(wide.cycles);
  expect(bytesToL2).toBe(2 * 40 * 56);
});

test("a deadlock of the reference is a record, too", () => {
  const hang = record({ m: 24, n: 32, k: 32, errata: ["E2"], stall: 0.1, seed: 2 });
  expect(hang).toMatchObject({ status: "hang", cycles: null, golden: "none" });
  expect(hang.message).toMatch(/^No progress since clock/);
});
