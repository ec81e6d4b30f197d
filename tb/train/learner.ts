/** Sessions that learn the tasks of `tasks.ts`. */
import { createHash } from "node:crypto";
import type { Precision } from "../../train/precision.js";
import { defaultLossScale } from "../../train/program.js";
import { Session, type SessionSettings } from "../../train/session.js";
import { SGD } from "./layer-probe.js";
import type { Task } from "./tasks.js";

/** A session that learns a task, with clocks where a meter is given; all of its steps unless told. */
export function learner(
  task: Task,
  precision: Precision,
  run: Partial<Pick<SessionSettings, "steps" | "meter" | "check">> = {},
): Session {
  const lossScale = defaultLossScale(precision);
  return new Session(task.network, task.dataset, {
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
    ...{ steps: task.steps, shuffle: true, seed: 1, counts: false },
    ...run,
  });
}

/** A digest of the parameters of a session. */
export function digest(session: Session): string {
  const hash = createHash("sha256");
  for (const values of session.trainer.parameters().values()) hash.update(new Uint8Array(values.buffer));
  return hash.digest("hex").slice(0, 16);
}
