import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { median } from "../measure/speed/yardstick.js";
import { atEnd } from "../run/files/temporaries.js";

const ROUNDS = 5;
const JOB = { m: 1, n: 1, k: 1 };

/** Tells the CPU time of the process, its threads included, in microseconds. */
const REPORT = `process.on("exit", () => { const { user, system } = process.cpuUsage(); process.stderr.write("\\ncpu " + (user + system)); });`;

/** CPU seconds of `redmule batch` with one tiny job, in a process of its own; the median of some rounds. */
export async function batchStart(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "redmule-batch-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const forget = atEnd(remove);
  try {
    const jobs = join(folder, "job.jsonl");
    writeFileSync(jobs, `${JSON.stringify(JOB)}\n`);
    const isSource = import.meta.url.endsWith(".ts");
    const main = new URL(`main.${isSource ? "ts" : "js"}`, import.meta.url).pathname;
    const report = `data:text/javascript,${encodeURIComponent(REPORT)}`;
    const args = [...(isSource ? ["--import", "tsx"] : []), "--import", report, main, "batch", jobs];
    const seconds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { stderr } = await promisify(execFile)(process.execPath, args);
      seconds.push(Number(/cpu (\d+)$/.exec(stderr)![1]) / 1e6);
    }
    return median(seconds);
  } finally {
    remove();
    forget();
  }
}
