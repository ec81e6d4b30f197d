import { describe, expect, test } from "vitest";
import { PRECISIONS } from "../../train/precision.js";
import type { Session } from "../../train/session.js";
import { expectListed } from "../listed.js";
import { digest, learner } from "./learner.js";
import { TASKS } from "./tasks.js";

/** Mean loss of the first and of the last four steps, which see every sample once. */
function ends(session: Session): readonly [number, number] {
  const losses = session.steps.map(({ loss }) => loss);
  const mean = (some: readonly number[]): number => some.reduce((sum, loss) => sum + loss, 0) / some.length;
  return [mean(losses.slice(0, 4)), mean(losses.slice(-4))];
}

describe("networks learn their task", () => {
  const lines = new Map<string, string>();
  for (const [name, task] of Object.entries(TASKS)) {
    test.each(PRECISIONS)(`${name} in %s: the loss falls below half`, (precision) => {
      const made = task();
      const session = learner(made, precision);
      session.run();
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
