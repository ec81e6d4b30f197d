import { expect, test } from "vitest";
import { ClusterMeter } from "../../train/cycles/cluster-meter.js";
import type { Engine } from "../../train/plan/context.js";
import type { Precision } from "../../train/precision.js";
import { commandLine } from "../cli/command-line.js";
import { digest, learner } from "./learner.js";
import { TASKS } from "./tasks.js";
import { testFolder } from "../test-folder.js";

/** `npx tsx scripts/learn-on-cluster.ts` runs all steps of all tasks in all precisions. */
const RUNS: readonly (readonly [task: string, precision: Precision, engine: Engine, steps: number])[] = [
  ["MLP, circle", "fp8", "redmule", 2],
  ["CNN, bars", "mixed", "redmule", 1],
  ["transformer block, order", "fp16", "redmule", 1],
  ["GRU, sums", "fp32", "cores", 1],
];

const meterOf = (engine: Engine): ClusterMeter =>
  new ClusterMeter({ cores: 8, tcdmBytes: 128 * 1024, engine, priority: "redmule" }, "0.65V");

const folder = testFolder("learning");

test.each(RUNS)(
  "%s, %s, engine %s, %i: steps on the cluster leave the parameters of those without clocks",
  (name, precision, engine, steps) => {
    const onCluster = learner(TASKS[name](), precision, { steps, meter: meterOf(engine) });
    const functional = learner(TASKS[name](), precision, { steps });
    for (const session of [onCluster, functional]) session.run();
    expect(onCluster.steps.every(({ clocks }) => clocks! > 1000)).toBe(true);
    expect(onCluster.steps.map(({ loss }) => loss)).toEqual(functional.steps.map(({ loss }) => loss));
    expect(digest(onCluster)).toBe(digest(functional));
  },
);

test("the program of a step is drawn by redmule wave, around the first request of RedMulE", async () => {
  const session = learner(TASKS["MLP, circle"](), "fp16");
  const [program, , system] = session.emit(meterOf("redmule"), folder);
  const { code, out } = await commandLine(
    ...["wave", program, "--preset", system, "--trigger", "redmule.streamer.req", "--after", "3", "--json"],
    ...["--signals", "redmule.busy", "redmule.streamer.req", "core0.retired_pc"],
  );
  expect(code).toBe(0);
  expect(out).toContain("redmule.streamer.req");
});
