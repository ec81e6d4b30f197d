import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { gemmOps } from "../../golden/gemm/gemm-ops.js";
import type { GemmOpsJob } from "../../golden/gemm/job.js";
import { OPERATIONS, TENSOR_FORMATS, type Operation, type TensorFormat } from "../../hw/redmule/operation.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { DATA_CLASSES } from "../../run/data/tensors.js";
import { drawJob } from "../../run/redmule/placed-job.js";
import { chooseTiling, FIRMWARE_BYTES, mayCutN, tilingOf, traffic } from "../../run/cluster/tiling.js";

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];
const redmule = redmuleParameters();
const target = (kib: number) => ({ redmule, tcdmBytes: 1024 * kib, redmuleFirst: false });

/** Z when N is cut behind step `at`: two jobs, the second on what the first has stored. */
function cutAt(job: GemmOpsJob, at: number) {
  const { op, m, n, k, x, w } = job;
  const part = (from: number, to: number) => ({
    n: to - from,
    x: x.filter((_, i) => i % n >= from && i % n < to),
    w: w.slice(from * k, to * k),
  });
  const first = gemmOps({ ...job, ...part(0, at) });
  return gemmOps({ ...job, op: op === "MATMUL" ? "GEMM" : op, m, k, ...part(at, n), y: first });
}

const pairs = OPERATIONS.flatMap((op) => FORMATS.map((fmt) => [op, fmt] as const));

describe("a cut of N", () => {
  property.prop(
    [
      fc.constantFrom(...pairs.filter(([op, fmt]) => mayCutN(op, fmt))),
      fc.constantFrom(...DATA_CLASSES),
      fc.nat(10000),
      fc.integer({ min: 1, max: 5 }),
    ],
    { numRuns: 300 },
  )("changes no bit where it is allowed", ([op, fmt], data, seed, at) => {
    const job = drawJob({ op, fmt, m: 3, n: 6, k: 4 }, data, seed);
    expect(cutAt(job, at)).toEqual(gemmOps(job));
  });

  test("changes bits of every sum where it is not", () => {
    const sums = pairs.filter(([op, fmt]) => (op === "GEMM" || op === "MATMUL") && !mayCutN(op, fmt));
    expect(sums.length).toBe(6);
    for (const [op, fmt] of sums) {
      const job = drawJob({ op, fmt, m: 8, n: 16, k: 8 }, "norm", 1);
      expect(cutAt(job, 8)).not.toEqual(gemmOps(job));
    }
  });

  // bfloat16 bits; sums and products are 65472 or 65514, which bfloat16 rounds up to 65536.
  const [INF, NEGATIVE_INF, ONE] = [0x7f80, 0xff80, 0x3f80];
  test.each<[Operation, number[], number[], number]>([
    ["ADDMAX", [0x477f, NEGATIVE_INF], [0x4340, ONE], NEGATIVE_INF],
    ["ADDMIN", [0x477f, INF], [0x4340, ONE], INF],
    ["MULMAX", [0x4333, NEGATIVE_INF], [0x43b7, ONE], NEGATIVE_INF],
    ["MULMIN", [0x4333, INF], [0x43b7, ONE], INF],
  ])("makes 65536 of %s in bfloat16 infinite", (op, x, w, y) => {
    expect(mayCutN(op, "bf16")).toBe(false);
    const tensors = { x: Uint16Array.from(x), w: Uint16Array.from(w), y: Uint16Array.of(y) };
    const job: GemmOpsJob = { op, fmt: "bf16", m: 1, n: 2, k: 1, ...tensors };
    expect([gemmOps(job)[0], cutAt(job, 1)[0]]).toEqual([0x4780, 0x7f80]);
  });
});

describe("the tiling", () => {
  const size = fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 1, max: 300 }));
  property.prop([fc.constantFrom(...pairs), size, size, size, fc.constantFrom(1, 4, 64, 128, 1024)], { numRuns: 40 })(
    "fits the TCDM with two buffers of whatever there are two of, and cuts N only where it may",
    ([op, fmt], m, n, k, kib) => {
      const shape = { op, fmt, m, n, k };
      const least = mayCutN(op, fmt) ? 0 : 2 * n * TENSOR_FORMATS[fmt].bytes;
      fc.pre(2 * least + FIRMWARE_BYTES + 48 < 1024 * kib);
      const { tile, tiles, buffers, bytes } = chooseTiling(shape, target(kib));
      for (const side of ["m", "n", "k"] as const) {
        expect(tiles[side]).toBe(Math.ceil(shape[side] / tile[side]));
      }
      if (!mayCutN(op, fmt)) expect(tiles.n).toBe(1);
      const element = TENSOR_FORMATS[fmt].bytes;
      const sizes = { x: tile.m * tile.n, w: tile.n * tile.k, z: tile.m * tile.k };
      const different = { x: tiles.m * tiles.n, w: tiles.n * tiles.k, z: tiles.m * tiles.k };
      const taken = (["x", "w", "z"] as const).flatMap((name) => {
        const places = [...new Set(buffers[name])];
        expect(places.length).toBe(different[name] > 1 ? 2 : 1);
        return places.map((from) => ({ from, to: from + sizes[name] * element }));
      });
      taken.sort((a, b) => a.from - b.from);
      expect(taken[0].from).toBeGreaterThanOrEqual(FIRMWARE_BYTES);
      for (let i = 1; i < taken.length; i++) expect(taken[i].from).toBeGreaterThanOrEqual(taken[i - 1].to);
      expect(taken.at(-1)!.to).toBeLessThanOrEqual(bytes);
      expect(bytes).toBeLessThanOrEqual(1024 * kib);
    },
  );

  test("of 512 x 512 x 512 keeps the array busy and moves each operand four times", () => {
    const shape = { op: "GEMM", fmt: "fp16", m: 512, n: 512, k: 512 } as const;
    const tiling = chooseTiling(shape, target(128));
    expect(tiling.tile.m % redmule.L).toBe(0);
    expect(tiling.tile.k % 16).toBe(0);
    const { toTcdm, toL2 } = traffic(shape, tiling);
    expect(toTcdm).toBeLessThanOrEqual(9.5 * 512 * 512 * 2);
    expect(toL2).toBe(512 * 512 * 2);
  });

  test("of a small job is one tile in one set of buffers", () => {
    const shape = { op: "GEMM", fmt: "fp16", m: 5, n: 7, k: 6 } as const;
    const { tiles, buffers } = chooseTiling(shape, target(1));
    expect(tiles).toEqual({ m: 1, n: 1, k: 1 });
    expect(new Set(Object.values(buffers).flat()).size).toBe(3);
  });

  test("refuses what does not fit", () => {
    const shape = { op: "GEMM", fmt: "fp8", m: 40, n: 5000, k: 40 } as const;
    expect(() => chooseTiling(shape, target(8))).toThrow(
      /all 5000 steps, as GEMM in fp8 loses bits where N is cut, takes 20272 bytes of TCDM, which has 8192: give --tcdm-kib 20 or --fmt fp16\.$/,
    );
    expect(chooseTiling(shape, target(20)).tile).toEqual({ m: 1, n: 5000, k: 1 });
    expect(() => tilingOf(shape, { m: 12, n: 64, k: 16 }, target(128))).toThrow(/cuts N = 5000, and GEMM in fp8/);
    expect(() => tilingOf({ ...shape, fmt: "fp16" }, { m: 40, n: 5000, k: 40 }, target(128))).toThrow(
      /takes 803456 bytes of TCDM, which has 131072: give a smaller tile or --tcdm-kib 785/,
    );
  });
});
