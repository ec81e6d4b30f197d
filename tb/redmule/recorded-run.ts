import type { GemmOpsJob } from "../../golden/gemm/job.js";
import { errataOf, type Profile } from "../../hw/redmule/errata.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { StallPattern } from "../../run/data/random.js";
import { drawJob, fillGarbage, PlacedJob, spacedBases } from "../../run/redmule/placed-job.js";
import { RedmuleBench, type RunResult } from "../../run/redmule/redmule-bench.js";
import type { RecordedJob, RecordedRun } from "./reference-data.js";

/** A job set up on a bench of its own. */
export interface Prepared {
  readonly bench: RedmuleBench;
  readonly placed: PlacedJob;
}

/** A fresh bench with the job in a memory full of garbage (drawn from `garbage`), cleared and programmed: the next access is the trigger. */
export function prepare(
  { config, gap = 0 }: { config: RecordedRun["config"]; gap?: number },
  profile: Profile,
  job: GemmOpsJob,
  garbage?: number,
): Prepared {
  const { bases, end } = spacedBases(job);
  const p = redmuleParameters({ ...config, errata: errataOf(profile) });
  const bench = new RedmuleBench(p, { base: 0, bytes: end + 0x10000 });
  fillGarbage(bench.memory.words, garbage);
  const placed = new PlacedJob(bench, job, bases);
  bench.softClear();
  bench.program(placed.registers, gap);
  return { bench, placed };
}

export interface Finished extends RunResult {
  readonly placed: PlacedJob;
}

/** Runs a job to its event or deadlock and lets its stores drain. */
export function finish({ bench, placed }: Prepared, stall = 0, stallSeed = 0): Finished {
  const result = bench.run(stall > 0 ? new StallPattern(stall, stallSeed) : null);
  bench.drain();
  return { ...result, placed };
}

/** A recorded run again, on other data of its class. */
export function rerun(run: RecordedRun, profile: Profile): Finished {
  return finish(prepare(run, profile, drawJob(run, run.data, 77)), run.stall, run.stallSeed);
}

/** The tensors of a recorded job. */
export function tensorsOf({ op, fmt, m, n, k, x, w, y }: RecordedJob): GemmOpsJob {
  const tensor = (hex: string) => {
    const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
    return fmt === "fp8" || fmt === "fp8alt" ? bytes : new Uint16Array(bytes.buffer);
  };
  return { op, fmt, m, n, k, x: tensor(x), w: tensor(w), y: tensor(y) };
}

/** A recorded job again, on its own data amid other garbage. */
export function rerunJob(job: RecordedJob, profile: Profile, garbage?: number): Finished {
  return finish(prepare(job, profile, tensorsOf(job), garbage), job.stall, job.stallSeed);
}

/** Name of a run in a failing comparison. */
export function title({ config: { L, H, P }, op, fmt, m, n, k, stall, stallSeed }: RecordedRun): string {
  return `${L}x${H}x${P} ${op} ${fmt} ${m} ${n} ${k}${stall > 0 ? ` stall ${stall}/${stallSeed}` : ""}`;
}
