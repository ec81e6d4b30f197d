import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { activityFrom, countOf } from "../../measure/energy/activity.js";
import { execute } from "../../train/functional/execute.js";
import { Checkpoints } from "../../train/learn/checkpoint.js";
import { readImages } from "../../train/learn/images.js";
import { Learner, STEPS } from "../../train/learn/learner.js";
import type { LearnerSettings } from "../../train/learn/settings.js";
import { LearnSession, type ClusterParts } from "../../train/learn/session.js";
import { networkFrom } from "../../train/learn/setup.js";
import { storeOf } from "../../train/learn/stores.js";
import type { StepClocks } from "../../train/step-meter.js";
import { writeNetwork } from "../../train/onnx/write-network.js";
import { smallImages, smallNetwork } from "./small.js";

const settings: LearnerSettings = {
  ...{ split: "f", replays: 60, store: storeOf("u8"), precision: "fp32", eightBit: false, lr: 0.5 },
  ...{ events: 2, seed: 4, initial: [0, 1], frozen: "int8" },
};
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "redmule-session-"));
  writeFileSync(join(directory, "net.onnx"), writeNetwork(smallNetwork(4)));
  writeFileSync(join(directory, "data.npz"), smallImages());
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const learner = (): Learner =>
  new Learner(networkFrom(join(directory, "net.onnx")), readImages(join(directory, "data.npz")), settings);

/** A cluster on which every image takes 10 clocks and every step 100. */
function cluster(): ClusterParts {
  const clocks: StepClocks[] = [];
  const energy = { source: "fitted" as const, microjoules: 1, low: 1, high: 1, milliseconds: 1 };
  const peak = { bytes: 1, held: [] };
  return {
    machine: "made up",
    images: { run: () => activityFrom({ clusterClock: 10 }) },
    steps: {
      clocks,
      run: (_program, steps, memory) => {
        execute(steps, memory);
        const memoryPeaks = { l2: peak, tcdm: peak } as unknown as StepClocks["memory"];
        const rest = { passes: [], timeline: { steps: [], stretches: [] }, memory: memoryPeaks };
        clocks.push({ clocks: 100, redmuleBusy: 0, external: 0, energy, ...rest });
      },
    },
  };
}

const sum = (session: LearnSession): readonly number[] => {
  const { measurements } = session;
  return [
    measurements.images,
    countOf(Float64Array.from(measurements.activity), "clusterClock"),
    measurements.steps.length,
    measurements.steps.reduce((all, { clocks }) => all + clocks, 0),
  ];
};

test.each([
  ["functional", [0, 0, 0, 0]],
  ["step", [1, 10, 1, 100]],
  ["event", [84, 840, STEPS, 100 * STEPS]],
  ["cycles", [168, 1680, 2 * STEPS, 200 * STEPS]],
] as const)("%s measures its images and steps", (model, expected) => {
  const session = new LearnSession(learner(), model, model === "functional" ? {} : { cluster: cluster() });
  session.run({ ended: () => undefined });
  expect(sum(session)).toEqual(expected);
});

test("a run that is killed again and again measures every image and step once", () => {
  const killed = mkdtempSync(join(directory, "killed-"));
  const weights = (of: Learner) => [...of.adaptive.parameters()].map(([name, values]) => [name, [...values]]);
  let left = 0;
  const session = (isFirst: boolean): LearnSession => {
    const part = learner();
    const checkpoints = new Checkpoints(killed, "f");
    const earlier = isFirst ? undefined : checkpoints.restore(part);
    return new LearnSession(part, "cycles", { cluster: cluster(), checkpoints, earlier });
  };
  const at = (): void => {
    if (left-- === 0) throw new Error("killed");
  };
  for (const [i, ends] of [1, 30, 55, 2, 1, 5, 80, 3].entries()) {
    left = ends;
    expect(() => session(i === 0).run({ at, ended: () => undefined })).toThrow("killed");
  }
  left = Infinity;
  const last = session(false);
  last.run({ at, ended: () => undefined });
  expect(sum(last)).toEqual([168, 1680, 2 * STEPS, 200 * STEPS]);
  const whole = learner();
  while (!whole.isDone) whole.step();
  expect(weights(last.learner)).toEqual(weights(whole));
});

test("what another machine has measured does not count", () => {
  const first = new LearnSession(learner(), "step", { cluster: cluster() });
  first.run({ ended: () => undefined });
  const earlier = first.measurements;
  const other = new LearnSession(learner(), "step", { cluster: { ...cluster(), machine: "other" }, earlier });
  expect(sum(other)).toEqual([0, 0, 0, 0]);
});
