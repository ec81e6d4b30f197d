import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { FAULTS } from "../mutate/faults.js";
import { faultySources } from "../mutate/patched-tree.js";
import { diffOf } from "./dump-diff.js";
import type { DumpedJobs } from "./model-dump.js";

const JOBS: DumpedJobs = {
  array: { L: 3, H: 2, P: 1 },
  patience: 600,
  jobs: [{ op: "GEMM", fmt: "fp16", m: 4, n: 9, k: 6, stall: 0.1 }],
};

/** The design with a fault dumps itself in the RTL's names; the block that the difference is told of. */
test.each([
  ["tiler-x-stride-of-w", "tiler"],
  ["address-row-too-many", "streamer"],
])("a seeded fault is found in its block: %s", (name, block) => {
  const fault = FAULTS.find((one) => one.name === name)!;
  const root = faultySources(fault);
  // The thread of a test ends without a word, and the copy would stay.
  onTestFinished(() => rmSync(root, { recursive: true }));
  const text = execFileSync(process.execPath, ["--import", "tsx", "tb/diff/write-dump.ts", JSON.stringify(JOBS)], {
    cwd: root,
    maxBuffer: 1 << 28,
    encoding: "latin1",
  });
  const { equal, first } = diffOf(text).result;
  expect({ equal, block: first?.block, differing: first?.inputs.differing }).toEqual({
    equal: false,
    block,
    differing: [],
  });
});
