import { expect, test } from "vitest";
import { OPERATIONS } from "../../hw/redmule/operation.js";
import { diffOf } from "./dump-diff.js";
import { modelDump, type DumpedJobs } from "./model-dump.js";

const SMALL = { L: 3, H: 2, P: 1 };

const CASES: readonly (readonly [string, DumpedJobs])[] = [
  [
    "several jobs of other operations and formats, with and without a clear between",
    {
      array: { L: 12, H: 4, P: 3 },
      jobs: [
        { op: "GEMM", fmt: "fp16", m: 13, n: 18, k: 17, data: "special" },
        { op: "ADDMAX", fmt: "fp8", m: 5, n: 20, k: 33, clear: false, stall: 0.2 },
        { op: "MINMAX", fmt: "fp8alt", m: 12, n: 4, k: 16, data: "all" },
      ],
    },
  ],
  [
    "every operation on a small array",
    {
      array: SMALL,
      jobs: OPERATIONS.slice(1).map((op, i) => ({ op, fmt: "fp16", m: 4, n: 5, k: 6, seed: i, clear: i % 2 === 0 })),
    },
  ],
  [
    "a job that never ends",
    { array: { L: 8, H: 2, P: 3 }, patience: 900, jobs: [{ op: "MATMUL", fmt: "fp16", m: 8, n: 16, k: 16 }] },
  ],
];

test.each(CASES)("a dump that the model writes equals the model: %s", (_name, jobs) => {
  const { L, H, P } = jobs.array;
  const { equal, first, top, array, missing, clocks } = diffOf(modelDump(jobs), {}, null, 4096).result;
  expect({ equal, first, top, array, missing }).toEqual({
    ...{ equal: true, first: null, top: "tb.dut" },
    array: `${L}x${H}x${P}`,
    missing: [],
  });
  expect(clocks).toBeGreaterThan(100);
});
