import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { arrayTask } from "../../run/campaign/array-task.js";
import { itemsOf } from "../../run/campaign/shards.js";

const costs = fc.array(fc.double({ min: 0.1, max: 1000, noNaN: true }), { maxLength: 200 });

property.prop([costs, fc.integer({ min: 1, max: 20 })])("shards part the items, each about as costly", (all, of) => {
  const shards = Array.from({ length: of }, (_, i) => itemsOf(all, { index: i + 1, of }));
  expect(shards.flat().sort((a, b) => a - b)).toEqual(all.map((_, i) => i));
  for (const items of shards) expect(items).toEqual([...items].sort((a, b) => a - b));
  const work = shards.map((items) => items.reduce((sum, item) => sum + all[item], 0));
  // The costliest item that a shard got last makes the most difference.
  expect(Math.max(...work) - Math.min(...work)).toBeLessThanOrEqual(Math.max(0, ...all) + 1e-6);
});

describe("the task of an array job", () => {
  const slurm = { SLURM_ARRAY_JOB_ID: "4711", SLURM_ARRAY_TASK_ID: "3", SLURM_ARRAY_TASK_COUNT: "8" };

  test.each([
    ["none", {}, null],
    ["Slurm", slurm, { shard: { index: 3, of: 8 }, farm: "Slurm", task: "4711_3" }],
    [
      "Slurm from 0 on",
      { ...slurm, SLURM_ARRAY_TASK_MIN: "0" },
      { shard: { index: 4, of: 8 }, farm: "Slurm", task: "4711_3" },
    ],
    [
      "Slurm in steps",
      { ...slurm, SLURM_ARRAY_TASK_MIN: "1", SLURM_ARRAY_TASK_STEP: "2" },
      { shard: { index: 2, of: 8 }, farm: "Slurm", task: "4711_3" },
    ],
    [
      "LSF",
      { LSB_JOBID: "9", LSB_JOBINDEX: "2", LSB_JOBINDEX_END: "4" },
      { shard: { index: 2, of: 4 }, farm: "LSF", task: "9[2]" },
    ],
    ["a job of LSF that is no array", { LSB_JOBINDEX: "0", LSB_JOBINDEX_END: "0" }, null],
  ])("%s", (_name, env, expected) => {
    expect(arrayTask(env)).toEqual(expected);
  });

  test.each([
    [{ ...slurm, SLURM_ARRAY_TASK_ID: "9" }, /^SLURM_ARRAY_TASK_ID is 9, which is none of 8 tasks/],
    [{ ...slurm, SLURM_ARRAY_TASK_COUNT: "many" }, /^SLURM_ARRAY_TASK_COUNT is "many"/],
    [{ LSB_JOBINDEX: "5", LSB_JOBINDEX_END: "4" }, /^LSB_JOBINDEX is 5, but LSB_JOBINDEX_END is 4/],
  ])("%o is refused", (env, message) => {
    expect(() => arrayTask(env)).toThrow(message);
  });
});
