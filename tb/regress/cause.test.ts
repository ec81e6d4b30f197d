import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { drawRegressJob } from "./draw.js";
import { examine } from "./examine.js";
import { placesOf } from "./place.js";
import { runRegressJob } from "./run.js";

const folder = mkdtempSync(join(tmpdir(), "redmule-cause-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [wrong] = Array.from({ length: 400 }, (_, seed) => drawRegressJob(seed, true)).filter(
  (job) => job.steps.length === 1 && runRegressJob(job, { errata: ["E10"] }).fault?.kind === "mismatch",
);

test("a wrong result names its first wrong element, what it is and what golden says", () => {
  expect(runRegressJob(wrong, { errata: ["E10"] }).fault?.text).toMatch(
    /^\d+ of \d+ elements of Z differ from golden at the event of .*, first Z\[\d+\]\[\d+\]: 0x[0-9a-f]+, golden 0x[0-9a-f]+\.$/,
  );
});

test("an examined one names the first wrong write, and its diagram shows that clock and not the event", () => {
  const { job, fault, diagram } = examine(wrong, ["E10"], join(folder, "wrong"), false);
  const [, row, column, clock] = /first wrong write is that of Z\[(\d+)\]\[(\d+)\] in clock (\d+)/.exec(fault.text)!;
  // The port wrote this element in this clock.
  let covers = false;
  const atEvent = runRegressJob(job, {
    errata: ["E10"],
    observe:
      ({ redmule: { tcdm } }) =>
      (now) => {
        if (now !== Number(clock) || tcdm.req + tcdm.gnt + tcdm.write !== 3) return;
        const { k, fmt } = job.steps[0];
        const size = fmt === "fp16" ? 2 : 1;
        const at = placesOf(job).bases[0][2] + (Number(row) * k + Number(column)) * size;
        covers = at >= tcdm.addr && at < tcdm.addr + 4 * tcdm.words;
      },
  }).fault!;
  expect(covers).toBe(true);
  expect(Number(clock)).toBeLessThan(atEvent.clock);
  const clocks = [...diagram.matchAll(/^clock +│(.*)$/gm)].flatMap(([, row]) => row.trim().split(/\s+/).map(Number));
  expect(Math.min(...clocks)).toBeLessThan(Number(clock));
  expect(Math.max(...clocks)).toBeGreaterThanOrEqual(Math.min(Number(clock), atEvent.clock - 1));
  expect(Math.max(...diagram.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
});
