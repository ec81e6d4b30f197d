/**
 * The learning tasks of tb/train/tasks.ts with every step on the modelled cluster, beside the run without clocks: losses and parameters have to
 * be equal in every bit. `npx tsx scripts/learn-on-cluster.ts [STEPS] [TASK]`, all steps of all tasks by default: hours; exit code 1 when a
 * run differs.
 */
import { ClusterMeter } from "../train/cycles/cluster-meter.js";
import type { Engine } from "../train/plan/context.js";
import { PRECISIONS, type Precision } from "../train/precision.js";
import { digest, learner } from "../tb/train/learner.js";
import { TASKS } from "../tb/train/tasks.js";

const [limit = Infinity, only = ""] = [process.argv[2] && Number(process.argv[2]), process.argv[3]];

/** Engines that have a precision. */
const enginesOf = (precision: Precision): readonly Engine[] =>
  precision === "fp32" ? ["cores"] : precision === "fp8" ? ["redmule"] : ["cores", "redmule"];

let differs = false;
for (const [name, task] of Object.entries(TASKS)) {
  if (!name.startsWith(only)) continue;
  for (const precision of PRECISIONS) {
    const made = task();
    const steps = Math.min(made.steps, limit || Infinity);
    const functional = learner(made, precision, { steps });
    functional.run();
    for (const engine of enginesOf(precision)) {
      const meter = new ClusterMeter({ cores: 8, tcdmBytes: 128 * 1024, engine, priority: "redmule" }, "0.65V");
      const session = learner(task(), precision, { steps, meter });
      session.run();
      const clocks = session.steps.reduce((sum, step) => sum + (step.clocks ?? 0), 0);
      const losses = ({ steps: all }: typeof session): string => all.map(({ loss }) => loss).join();
      const same = digest(session) === digest(functional) && losses(session) === losses(functional);
      differs ||= !same;
      const last = session.steps.at(-1)!.loss.toPrecision(6);
      process.stdout.write(
        `${name}, ${precision}, ${engine}: ${steps} steps, ${clocks} clocks, loss ${last}, ${same ? "equal" : "DIFFERS"}\n`,
      );
    }
  }
}
process.exitCode = differs ? 1 : 0;
