import { describe, expect, test } from "vitest";
import { errataOf, type Profile } from "../../hw/redmule/errata.js";
import { redmuleParameters, type RedmuleParameters } from "../../hw/redmule/parameters.js";
import { drawJob, PlacedJob, type Bases, type Shape } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";

function run(array: Partial<RedmuleParameters>, shape: Shape, profile: Profile = "sound") {
  const { m, n, k } = shape;
  const bases: Bases = [0x100, 0x200 + 4 * Math.ceil((m * n) / 2), 0x300 + 4 * Math.ceil((m * n + n * k) / 2 + 1)];
  const bytes = bases[2] + 4 * Math.ceil((m + 64) * k) + 0x10000;
  const bench = new RedmuleBench(redmuleParameters({ ...array, errata: errataOf(profile) }), { base: 0, bytes });
  bench.memory.words.fill(0xffffffff);
  const placed = new PlacedJob(bench, drawJob(shape, "norm", 2), bases);
  bench.softClear();
  bench.program(placed.registers);
  const result = bench.run();
  bench.drain();
  return { ...result, wrong: result.cycles === null ? null : placed.mismatches() };
}

describe("rows that take several beats of the port", () => {
  test.each([
    ["fp16", 288],
    ["fp8", 288],
    ["fp8alt", 160],
    ["bf16", 96],
    ["fp16", 64],
  ] as const)("12 x 8, %s on %i bits", (fmt, port) => {
    for (const [m, n, k] of [
      [12, 32, 32],
      [25, 33, 37],
      [3, 70, 65],
    ]) {
      const { cycles, wrong } = run({ L: 12, H: 8, P: 3, port }, { op: "GEMM", fmt, m, n, k });
      expect(cycles).not.toBe(null);
      expect(wrong).toBe(0);
    }
  });

  test("dense FP8 keeps 96 elements busy through the port of 48 in FP16", () => {
    const shape: Shape = { op: "GEMM", fmt: "fp8", m: 192, n: 192, k: 192 };
    const { cycles, wrong } = run({ L: 12, H: 8, P: 3, port: 288 }, shape);
    expect(wrong).toBe(0);
    expect(192 ** 3 / cycles!).toBeGreaterThanOrEqual(0.99 * 96);
  });
});

describe("sizes up to the width of the registers", () => {
  test.each([
    [
      { L: 1, H: 1, P: 0, port: 64 },
      { op: "GEMM", fmt: "fp16", m: 1, n: 65535, k: 1 },
    ],
    [
      { L: 12, H: 4, P: 3 },
      { op: "MATMUL", fmt: "fp8", m: 1, n: 65535, k: 1 },
    ],
    [
      { L: 12, H: 4, P: 3 },
      { op: "GEMM", fmt: "fp16", m: 65535, n: 1, k: 1 },
    ],
    [
      { L: 12, H: 4, P: 3 },
      { op: "ADDMAX", fmt: "fp8alt", m: 1, n: 1, k: 65535 },
    ],
    // Steps padded to 65536 are one more than 16 bits hold.
    ...([65533, 65534, 65535] as const).map(
      (n) =>
        [
          { L: 12, H: 4, P: 3 },
          { op: "GEMM", fmt: "fp16", m: 1, n, k: 1 },
        ] as const,
    ),
  ] as const)("%o runs %o", (array, shape) => {
    const { cycles, wrong } = run(array, shape);
    expect(cycles).not.toBe(null);
    expect(wrong).toBe(0);
  });

  test("more than 65535 Z beats end in the sound design and, E11, never in the reference", () => {
    const shape: Shape = { op: "GEMM", fmt: "fp16", m: 888, n: 16, k: 1184 };
    expect(run({}, shape)).toMatchObject({ wrong: 0 });
    const { cycles, diagnosis } = run({}, shape, "upstream-51cd064");
    expect(cycles).toBe(null);
    expect(diagnosis).toMatch(/No progress since clock \d+/);
  });
});
