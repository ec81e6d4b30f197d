import { parseArgs } from "node:util";
import Table from "cli-table3";
import { ERRATUM_NAMES, type Erratum } from "../hw/redmule/errata.js";
import { inlineDeeply } from "../cli/inline-deeply.js";
import { drawRegressJob } from "../tb/regress/draw.js";
import { casesOf, type Plan } from "../tb/regress/plan.js";
import type { RegressJob } from "../tb/regress/regress-job.js";
import { runRegressJob } from "../tb/regress/run.js";
import { shrink } from "../tb/regress/shrink.js";
import { describe } from "../tb/regress/task.js";

/*
 * Prints for each erratum, alone on top of the sound design, how many jobs the random regression runs until it finds it, for
 * several seeds, and the smallest of the shrunk jobs. The regression is that of `redmule regress --erratum NAME`.
 *
 *   npx tsx scripts/errata-hunt.ts [--errata E1,E9] [--seeds 10] [--most 20000]
 */

interface Hunt {
  readonly jobs: number;
  readonly kind: string;
  readonly shrunk: RegressJob;
}

/** Jobs until the first failure of a seed, and that failure shrunk; null when `most` cases pass. */
function hunt(erratum: Erratum, seed: number, most: number): Hunt | null {
  const errata = [erratum];
  const plan: Plan = { seed, only: [], errata, fault: null, shard: { index: 1, of: 1 } };
  let jobs = 0;
  for (const { index, seed: own } of casesOf(plan)) {
    if (index >= most) return null;
    const job = drawRegressJob(own, true);
    const { fault, jobs: ended } = runRegressJob(job, { errata });
    jobs += ended;
    if (fault === null) continue;
    const shrunk = shrink(job, (candidate) => {
      const verdict = runRegressJob(candidate, { errata });
      return { fails: verdict.fault !== null, clocks: verdict.clocks };
    });
    process.stderr.write(`${erratum}, seed ${seed}: job ${jobs + 1}, case ${index}; ${describe(shrunk)}\n`);
    // The job that fails does not always end.
    return { jobs: jobs + 1, kind: fault.kind, shrunk };
  }
  return null;
}

/** How much a person has to read of a job. */
function size({ steps, stall }: RegressJob): number {
  return (
    steps.reduce((sum, { m, n, k }) => sum + m * n + n * k + m * k, 0) + (stall.p > 0 ? 1 : 0) + 1000 * steps.length
  );
}

function row(erratum: Erratum, seeds: number, most: number): string[] {
  const hunts = Array.from({ length: seeds }, (_, seed) => hunt(erratum, seed + 1, most));
  const found = hunts.filter((one) => one !== null).sort((a, b) => a.jobs - b.jobs);
  if (found.length === 0) return [erratum, `0 of ${seeds}`, "", "", "", "", ""];
  const smallest = found.map(({ shrunk }) => shrunk).sort((a, b) => size(a) - size(b))[0];
  const median = found[Math.floor(found.length / 2)].jobs;
  const kinds = [...new Set(found.map(({ kind }) => kind))].join(", ");
  return [
    ...[erratum, `${found.length} of ${seeds}`],
    ...[found[0].jobs, median, found.at(-1)!.jobs].map(String),
    ...[kinds, describe(smallest)],
  ];
}

const { values } = parseArgs({
  options: {
    errata: { type: "string", default: ERRATUM_NAMES.join(",") },
    seeds: { type: "string", default: "10" },
    most: { type: "string", default: "20000" },
  },
});
inlineDeeply();
const table = new Table({
  head: ["erratum", "found", "jobs: least", "median", "most", "seen as", "smallest shrunk job"],
  style: { head: [], border: [], compact: true },
});
for (const name of values.errata.split(",")) {
  const cells = row(name as Erratum, Number(values.seeds), Number(values.most));
  table.push(cells);
  process.stderr.write(`${cells.join(" | ")}\n`);
}
process.stdout.write(`${table.toString()}\n`);
