import { expect, test } from "vitest";
import { UsageError } from "../../hw/errors.js";
import { diffOf, recordedDump } from "./dump-diff.js";
import { lateDump } from "./late-dump.js";
import { modelDump } from "./model-dump.js";

const whole = modelDump({
  array: { L: 2, H: 2, P: 3 },
  jobs: [
    { op: "GEMM", fmt: "fp16", m: 3, n: 10, k: 11, stall: 0.1 },
    { op: "MULMIN", fmt: "fp16", m: 2, n: 9, k: 11, clear: false },
  ],
});
const { run } = diffOf(whole);

test.each([-3, 20, 60, 140, 190])("a dump that begins at clock %i is taken up from its registers", (clock) => {
  const edge = run.trigger! + clock;
  const { equal, clocks, first } = diffOf(lateDump(whole, 10 * edge)).result;
  expect({ equal, first }).toEqual({ equal: true, first: null });
  expect(clocks).toBe(run.edges - edge);
});

test("a late dump without the insides of the compute elements is refused with the registers that are missing", () => {
  const late = lateDump(recordedDump(), 1000);
  expect(() => diffOf(late)).toThrow(UsageError);
  expect(() => diffOf(late)).toThrow(/does not hold all of the state \(rtl\.engine\.row0\.ce0\.fma\.a, /);
});

test("a dump whose reset comes later begins there", () => {
  const text = recordedDump();
  const before = text.replace(/\n0(0g)\n/, "\n1$1\n").replace("\n#10\n", "\n#10\n00g\n");
  const { equal, clocks } = diffOf(before).result;
  expect({ equal, clocks }).toEqual({ equal: true, clocks: 208 });
});
