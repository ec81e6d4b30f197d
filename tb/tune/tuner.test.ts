import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../hw/errors.js";
import type { GemmStep, Step } from "../../train/step.js";
import { boundOf } from "../../tune/bound.js";
import { choicesFrom } from "../../tune/plan-file.js";
import type { PlanTarget } from "../../train/plan/plan.js";
import { Measurements } from "../../tune/measurements.js";
import { Tuner } from "../../tune/tuner.js";
import { tuneStep } from "../../tune/whole-step.js";
import { matrix, tensorOf } from "../train/step-fixture.js";
import { testFolder } from "../test-folder.js";

const folder = testFolder("tune");

const [m, n, k] = [40, 24, 32];
const tensors = new Map(
  [
    tensorOf("x", [m, n], "fp16"),
    tensorOf("w", [n, k], "fp16"),
    tensorOf("z", [m, k], "fp16"),
    tensorOf("u", [k, n], "fp16"),
    tensorOf("v", [m, n], "fp16"),
  ].map((t) => [t.name, t]),
);
const product: GemmStep = {
  ...{ kind: "gemm", name: "p", layer: "p", pass: "forward", format: "fp16", m, n, k, count: [] },
  ...{ x: matrix("x", m, n), w: matrix("w", n, k), z: matrix("z", m, k), start: { kind: "zero" } },
};

/** Reads what the first one writes. */
const second: GemmStep = {
  ...{ kind: "gemm", name: "q", layer: "q", pass: "forward", format: "fp16", m, n: k, k: n, count: [] },
  ...{ x: matrix("z", m, k), w: matrix("u", k, n), z: matrix("v", m, n), start: { kind: "zero" } },
};

async function search(engine: "cores" | "auto", wanted: readonly Step[] = [product]) {
  const target: PlanTarget = { cores: 8, tcdmBytes: 128 * 1024, engine, priority: "cores" };
  const settings = { target, budget: 3, shard: { index: 1, of: 1 }, baselines: engine === "cores" };
  const measurements = new Measurements(join(folder, "cache.jsonl"), 1);
  const products = wanted.filter((step) => step.kind === "gemm");
  const found = await new Tuner(tensors, measurements, settings).tune(products, () => undefined);
  const step = await tuneStep({ steps: wanted, tensors, kept: ["v"] }, found, target, measurements);
  await measurements.close();
  return { found: found[0], step: step!, runs: measurements.runs, hits: measurements.hits };
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

  it("runs whole steps, and is never slower than the default", async () => {
    const { step } = await search("auto", [product, second]);
    expect(step.clocks).toBe(Math.min(...step.trials.map(({ clocks }) => clocks)));
    expect(step.clocks).toBeLessThanOrEqual(step.default);
    const places = [...step.inPlace.values()].reduce((sum, clocks) => sum + clocks, 0);
    expect(places).toBe(step.clocks);
    expect([...step.choices.keys()]).toEqual(["p", "q"]);
    // Settings of the arbiter are among what was tried.
    for (const way of ["first at the banks", "first for 8 clocks"]) {
      expect(step.trials.some(({ what }) => what.includes(way))).toBe(true);
    }
    const again = await search("auto", [product, second]);
    expect([again.runs, again.step]).toEqual([0, step]);
  });

  it("a plan for something else is refused", () => {
    const path = join(folder, "plan.json");
    const run = { network: "a", precision: "fp16", layout: "hwc", batch: 4 };
    const plan = { ...run, engine: "cores", priority: "redmule", clocks: 1, default: 1, products: [] };
    writeFileSync(path, JSON.stringify(plan));
    expect(choicesFrom(path, run)).toEqual({ choices: new Map(), priority: "redmule", maxStall: 0 });
    expect(() => choicesFrom(path, { ...run, batch: 5 })).toThrow(/tuned for a fp16 hwc batch 4, not for a .* batch 5/);
    writeFileSync(path, JSON.stringify({ ...plan, products: [{ name: "p" }] }));
    expect(() => choicesFrom(path, run)).toThrow(UsageError);
  });
});
