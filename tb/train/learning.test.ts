import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { PRECISIONS, type Precision } from "../../train/precision.js";
import { defaultLossScale } from "../../train/program.js";
import { Session } from "../../train/session.js";
import { expectListed } from "../listed.js";
import { SGD } from "./layer-probe.js";
import { barTask, circleTask, orderTask, sequenceTask, type Task } from "./tasks.js";

const TASKS: Readonly<Record<string, () => Task>> = {
  "MLP, circle": circleTask,
  "CNN, bars": barTask,
  "transformer block, order": orderTask,
  "GRU, sums": sequenceTask,
};

function learn(task: Task, precision: Precision): Session {
  const lossScale = defaultLossScale(precision);
  const session = new Session(task.network, task.dataset, {
    trainer: {
      precision: { precision, rules: [] },
      layout: "hwc",
      variance: "unbiased",
      loss: "cross-entropy",
      target: "labels",
      optimizer: { ...SGD, momentum: 0.9 },
      clipNorm: 1,
      accumulate: 1,
      ...(lossScale && { lossScale }),
      isFrozen: () => false,
      lr: task.lr / 4,
      schedule: { kind: "constant" },
      seed: 1,
    },
    steps: task.steps,
    shuffle: true,
    seed: 1,
    counts: false,
  });
  session.run();
  return session;
}

/** Mean loss of the first and of the last four steps, which see every sample once. */
function ends(session: Session): readonly [number, number] {
  const losses = session.steps.map(({ loss }) => loss);
  const mean = (some: readonly number[]): number => some.reduce((sum, loss) => sum + loss, 0) / some.length;
  return [mean(losses.slice(0, 4)), mean(losses.slice(-4))];
}

function digest(session: Session): string {
  const hash = createHash("sha256");
  for (const values of session.trainer.parameters().values()) hash.update(new Uint8Array(values.buffer));
  return hash.digest("hex").slice(0, 16);
}

describe("networks learn their task", () => {
  const lines = new Map<string, string>();
  for (const [name, task] of Object.entries(TASKS)) {
    test.each(PRECISIONS)(`${name} in %s: the loss falls below half`, (precision) => {
      const made = task();
      const session = learn(made, precision);
      const [first, last] = ends(session);
      expect(last).toBeLessThan(first / 2);
      const skipped = session.steps.filter((step) => step.skipped).length;
      lines.set(
        `${name}, ${precision}`,
        `${made.steps} steps, loss ${first} to ${last}, ${skipped} skipped, parameters ${digest(session)}`,
      );
    });
  }

  test("with the recorded losses and bits", () => {
    expectListed([...lines].map(([name, line]) => `${name}: ${line}\n`).join(""), "learning.txt");
  });
});
