import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UsageError } from "../../hw/errors.js";
import type { GemmStep } from "../../train/step.js";
import { boundOf } from "../../tune/bound.js";
import { choicesFrom } from "../../tune/plan-file.js";
import { Tuner, type TuneSettings } from "../../tune/tuner.js";
import { matrix, tensorOf } from "../train/step-fixture.js";

const folder = mkdtempSync(join(tmpdir(), "tune-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [m, n, k] = [40, 24, 32];
const tensors = new Map(
  [tensorOf("x", [m, n], "fp16"), tensorOf("w", [n, k], "fp16"), tensorOf("z", [m, k], "fp16")].map((t) => [t.name, t]),
);
const product: GemmStep = {
  ...{ kind: "gemm", name: "p", layer: "p", pass: "forward", format: "fp16", m, n, k, count: [] },
  ...{ x: matrix("x", m, n), w: matrix("w", n, k), z: matrix("z", m, k), start: { kind: "zero" } },
};

async function search(engine: "cores" | "auto") {
  const settings: TuneSettings = {
    target: { cores: 8, tcdmBytes: 128 * 1024, engine, priority: engine === "cores" ? "cores" : "redmule" },
    ...{
      jobs: 1,
      budget: 3,
      cache: join(folder, "cache.jsonl"),
      shard: { index: 0, of: 1 },
      baselines: engine === "cores",
    },
  };
  const tuner = new Tuner(tensors, settings);
  const [found] = await tuner.tune([product], () => undefined);
  await tuner.close();
  return { found, runs: tuner.runs, hits: tuner.hits };
}

describe("the search for the fastest way to compute a product", () => {
  it("runs candidates, keeps the fastest, and runs none of them a second time", async () => {
    const { found, runs } = await search("cores");
    expect(runs).toBeGreaterThan(2);
    expect(found.best.clocks).toBeLessThanOrEqual(found.default.clocks);
    expect(found.best.clocks).toBe(Math.min(...found.measured.map(({ clocks }) => clocks)));
    expect(found.byBlock.get("1x1")).toBeGreaterThan(found.best.clocks);
    const again = await search("cores");
    expect(again.runs).toBe(0);
    expect(again.found.best).toEqual(found.best);
  });

  it("has no run below its bound, and finds RedMulE where it is faster", async () => {
    const { found } = await search("auto");
    for (const { choice, clocks } of found.measured) {
      expect(clocks).toBeGreaterThan(boundOf(product, choice, 8).clocks);
    }
    expect(found.best.choice.engine).toBe("redmule");
  });

  it("a plan for something else is refused", () => {
    const path = join(folder, "plan.json");
    const plan = { network: "a", precision: "fp16", engine: "cores", layout: "hwc", products: [] };
    writeFileSync(path, JSON.stringify(plan));
    expect(choicesFrom(path, "a", "fp16", "hwc").size).toBe(0);
    expect(() => choicesFrom(path, "b", "fp16", "hwc")).toThrow(/was tuned for a fp16 hwc, not for b fp16 hwc/);
    writeFileSync(path, JSON.stringify({ ...plan, products: [{ name: "p" }] }));
    expect(() => choicesFrom(path, "a", "fp16", "hwc")).toThrow(UsageError);
  });
});
