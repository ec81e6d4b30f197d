import { UsageError } from "../../hw/errors.js";
import type { Shard } from "./shards.js";

/** The task of an array job that this process is, as its farm names it. */
export interface ArrayTask {
  readonly shard: Shard;
  readonly farm: "Slurm" | "LSF";
  /** Name of the task for the farm's tools, for example 4711_3. */
  readonly task: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The array task that the environment names: Slurm's SLURM_ARRAY_TASK_ID of SLURM_ARRAY_TASK_COUNT (from SLURM_ARRAY_TASK_MIN in
 * steps of SLURM_ARRAY_TASK_STEP), or LSF's LSB_JOBINDEX of LSB_JOBINDEX_END; null outside of an array job.
 * @throws UsageError when the numbers do not fit together
 */
export function arrayTask(env: Environment): ArrayTask | null {
  return slurmTask(env) ?? lsfTask(env);
}

function slurmTask(env: Environment): ArrayTask | null {
  const id = numberOf(env, "SLURM_ARRAY_TASK_ID");
  const of = numberOf(env, "SLURM_ARRAY_TASK_COUNT");
  if (id === null || of === null) return null;
  const first = numberOf(env, "SLURM_ARRAY_TASK_MIN") ?? 1;
  const step = numberOf(env, "SLURM_ARRAY_TASK_STEP") ?? 1;
  const index = (id - first) / step + 1;
  if (!Number.isInteger(index) || index < 1 || index > of) {
    throw new UsageError(
      `SLURM_ARRAY_TASK_ID is ${id}, which is none of ${of} tasks from ${first} on in steps of ${step}: use an array such as 1-${of}.`,
    );
  }
  return { shard: { index, of }, farm: "Slurm", task: `${env["SLURM_ARRAY_JOB_ID"] ?? "0"}_${id}` };
}

function lsfTask(env: Environment): ArrayTask | null {
  const index = numberOf(env, "LSB_JOBINDEX");
  const of = numberOf(env, "LSB_JOBINDEX_END");
  // 0 for a job that is no array.
  if (index === null || of === null || index === 0) return null;
  if (index > of) {
    throw new UsageError(`LSB_JOBINDEX is ${index}, but LSB_JOBINDEX_END is ${of}: use an array such as [1-${index}].`);
  }
  return { shard: { index, of }, farm: "LSF", task: `${env["LSB_JOBID"] ?? "0"}[${index}]` };
}

function numberOf(env: Environment, name: string): number | null {
  const text = env[name];
  if (text === undefined || text === "") return null;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`${name} is "${text}": unset it, or give a whole number.`);
  return Number(text);
}
