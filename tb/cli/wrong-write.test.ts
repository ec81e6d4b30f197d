import { expect, test } from "vitest";
import { causeOf } from "../../cli/compare-cause.js";
import type { RunReport } from "../../cli/run-report.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { KernelBench } from "../../run/kernels/kernel-bench.js";
import { drawProduct } from "../../run/kernels/product.js";
import { placeRun } from "../../cli/run-job.js";
import { addJobOptions, type JobOptions } from "../../cli/run-options.js";
import { Command } from "commander";
import { commandLine } from "./command-line.js";

const WRONG = ["--m", "5", "--n", "7", "--k", "9", "--profile", "upstream-51cd064", "--fmt", "fp8"];

test("a wrong Z names the first wrong write, with the clocks around it", async () => {
  const { code, out } = await commandLine("run", ...WRONG);
  expect(code).toBe(1);
  const [, clock, row, column] = /First wrong write in clock (\d+), of row (\d+), column (\d+):/.exec(out)!;
  const shown = [...out.matchAll(/^clock +│(.*)$/gm)].flatMap(([, cells]) => cells.trim().split(/\s+/).map(Number));
  expect(shown).toContain(Number(clock));
  expect(shown.length).toBeLessThan(20);
  expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);

  // The port really writes this element in this clock, and has written no other wrong one before.
  const { placed, cluster, bench } = placeRun(
    addJobOptions(new Command()).parse(WRONG, { from: "user" }).opts<JobOptions>(),
  );
  let written = false;
  cluster.observers.push((now) => {
    const { tcdm } = cluster.redmule;
    if (now === Number(clock)) written = tcdm.req + tcdm.gnt + tcdm.write === 3;
  });
  bench.advance();
  expect(written).toBe(true);
  expect(placed.wrongElements()).toContainEqual(expect.objectContaining({ row: Number(row), column: Number(column) }));
});

test("--json names it, too", async () => {
  const { out } = await commandLine("run", ...WRONG, "--json");
  expect((JSON.parse(out) as RunReport).wrongWrite).toMatchObject({ row: 0, clock: expect.any(Number) as number });
});

test("a kernel that computes wrongly tells its first wrong element and when it was written", () => {
  const product = drawProduct("fp32", { m: 4, n: 4, k: 4 }, { data: "norm", seed: 1, withY: false });
  const build = (): KernelBench => {
    const bench = new KernelBench(new Cluster({ cores: 1 }), product, { kernel: "fp32_1x1" });
    const { cluster } = bench.call;
    // A bit of X flips while the product is computed.
    cluster.observers.push((clock) => {
      if (clock === 1)
        cluster.interconnect.tcdm.words.forEach((word, i, words) => {
          if (word === product.x[8]) words[i] = word ^ 0x4000_0000;
        });
    });
    return bench;
  };
  const bench = build();
  bench.advance();
  const wrong = bench.wrongElements();
  expect(wrong.map(({ row }) => row)).toEqual([2, 2, 2, 2]);
  const [, clock] = /^first Z\[2\]\[0\]: 0x\w+, golden 0x\w+; first wrong write of Z\[2\]\[0\] in clock (\d+)$/.exec(
    causeOf(bench, build),
  )!;
  // Stopped in this clock the element has its wrong value, in the clock before it has not.
  for (const [clocks, isThere] of [
    [Number(clock) + 1, true],
    [Number(clock), false],
  ] as const) {
    const stopped = build();
    stopped.advance(clocks);
    expect(
      stopped.wrongElements().some(({ row, column, got }) => row === 2 && column === 0 && got === wrong[0].got),
    ).toBe(isThere);
  }
});
