/**
 * A plan for many jobs of `redmule regress` on a farm: shards, bytes and hours by the rate and the size of records measured here.
 * npx tsx scripts/farm-plan.ts [--jobs 1e9] [--cores 512] [--hours 2] [--sample 60]
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

/** Cases of a seed, as `tb/regress/plan.ts` deals them out. */
const CASES_OF_SEED = 2 ** 24;

const { values } = parseArgs({
  options: {
    jobs: { type: "string", default: "1e9" },
    cores: { type: "string", default: "512" },
    hours: { type: "string", default: "2" },
    sample: { type: "string", default: "60" },
  },
});
const [jobs, cores, hours, sample] = [values.jobs, values.cores, values.hours, values.sample].map(Number);
if ([jobs, cores, hours, sample].some((value) => !(value > 0))) {
  console.error("--jobs, --cores, --hours and --sample are numbers above 0: give for example --jobs 1e9 --cores 512.");
  process.exit(2);
}
if (!existsSync("dist/cli/main.js")) {
  console.error("dist/ is not there, and sources run slower than what a farm runs: npm run build.");
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "farm-plan-"));
const words = [
  "dist/cli/main.js",
  "regress",
  "--for",
  `${sample}s`,
  "--jobs",
  "1",
  "--seed",
  "1",
  "--json",
  "--out",
  folder,
];
const { stdout, status, stderr } = spawnSync("node", words, { encoding: "utf8" });
if (status !== 0) throw new Error(stderr);
const report = JSON.parse(stdout) as { cases: number; jobs: number; jobsPerSecond: number };
const file = join(folder, "results.jsonl");
const bytes = statSync(file).size / report.jobs;
const lines = readFileSync(file, "utf8").split("\n").length - 1;
rmSync(folder, { recursive: true });

const cases = (jobs * report.cases) / report.jobs;
const coreHours = jobs / report.jobsPerSecond / 3600;
const shards = Math.ceil(coreHours / hours);
console.log(
  `measured: ${lines} cases, ${report.jobs} jobs in ${sample} s on one core: ${report.jobsPerSecond.toFixed(0)} jobs/s, ${bytes.toFixed(0)} bytes a job`,
);
console.log(
  `${jobs.toExponential()} jobs: ${Math.ceil(cases)} cases, ${Math.ceil(cases / CASES_OF_SEED)} seeds, ${coreHours.toFixed(0)} core-hours`,
);
console.log(
  `${shards} shards of ${hours} h; ${(coreHours / cores).toFixed(1)} h on ${cores} cores; ${((jobs * bytes) / 1e9).toFixed(1)} GB of results`,
);
