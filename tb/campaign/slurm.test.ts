import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

/** A cluster of this machine alone needs Slurm, munge and root. */
const missing = ["munged", "slurmctld", "slurmd", "sbatch"].filter(
  (program) => spawnSync("sh", ["-c", `command -v ${program}`]).status !== 0,
);
const NODE = resolve("scripts/slurm-node.sh");
const SPEC = '{"base": {"n": 48, "k": 48}, "product": {"L": [2, 4, 6, 12], "m": {"from": 20, "to": 80, "step": 4}}}';
const SHARDS = 8;

const folder = mkdtempSync(join(tmpdir(), "slurm-"));

/** The environment of a node that has come up, or why there is none. */
function startNode(): NodeJS.ProcessEnv | string {
  if (missing.length > 0) return `${missing.join(", ")} not installed`;
  if (process.getuid?.() !== 0) return "not root";
  const { stdout, stderr, status } = spawnSync(NODE, ["start", join(folder, "node")], {
    encoding: "utf8",
    timeout: 90_000,
  });
  if (status !== 0) return `the node does not start: ${stderr.trim().split("\n").at(-1)}`;
  return { ...process.env, SLURM_CONF: /SLURM_CONF=(.*)/.exec(stdout)![1] };
}

const started = startNode();
const reason = typeof started === "string" ? started : null;
const env = typeof started === "string" ? {} : started;
afterAll(() => {
  if (missing.length === 0) spawnSync(NODE, ["stop", join(folder, "node")]);
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(reason !== null)(`an array job of Slurm${reason === null ? "" : ` (skipped: ${reason})`}`, () => {
  const call = (program: string, ...args: string[]): string => {
    const { stdout, stderr, status } = spawnSync(program, args, { encoding: "utf8", env, timeout: 60_000 });
    if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  const redmule = (...args: string[]): string => call("npx", "tsx", "cli/main.ts", ...args);

  async function until(what: string, holds: () => boolean): Promise<void> {
    for (const end = Date.now() + 150_000; !holds();) {
      if (Date.now() > end) throw new Error(`${what} does not come`);
      await new Promise((go) => setTimeout(go, 300));
    }
  }

  test("is one run, also when a task was killed and requeued", { timeout: 300_000 }, async () => {
    const farm = join(folder, "farm");
    const sweep = ["sweep", SPEC, "--jobs", "1"];
    const [, job] = /^job (\d+)/.exec(redmule("slurm", ...sweep, "--out", farm, "--shards", `${SHARDS}`, "--submit"))!;
    let task = "";
    await until("a task", () => {
      const pids = spawnSync("pgrep", ["-f", `cli/main.ts sweep .*${farm}`], { encoding: "utf8" })
        .stdout.trim()
        .split("\n");
      for (const pid of pids.filter(Boolean).reverse()) {
        const id = spawnSync("cat", [`/proc/${pid}/environ`], { encoding: "utf8" }).stdout;
        task = /SLURM_ARRAY_TASK_ID=(\d+)/.exec(id)?.[1] ?? "";
        if (task !== "" && task !== "1" && spawnSync("kill", ["-9", pid]).status === 0) return true;
      }
      return false;
    });
    await until("the end of the killed task", () =>
      /JobState=(FAILED|COMPLETED)/.test(call("scontrol", "show", "job", `${job}_${task}`)),
    );
    spawnSync("scontrol", ["requeue", `${job}_${task}`], { env });
    spawnSync("scontrol", ["update", `jobid=${job}_${task}`, "starttime=now"], { env });
    await until("the end of all jobs", () => call("squeue", "-h") === "");
    redmule(...sweep, "--out", join(folder, "one"));
    for (const file of ["results.jsonl", "sweep.json"]) {
      expect(readFileSync(join(farm, "merged", file), "utf8")).toBe(readFileSync(join(folder, "one", file), "utf8"));
    }
    expect(redmule("status", farm)).toMatch(/^8 of 8 shards finished/m);
  });
});
