/** One job through the API: an FP8 product on a 12 x 8 array, its clocks and its result. Run: npx tsx examples/job.ts */
import { Account, CE_CLOCK_NAMES, parseJob, runJob } from "redmule";

const job = parseJob({ config: { L: 12, H: 8, P: 3 }, op: "GEMM", fmt: "fp8", m: 48, n: 64, k: 64, seed: 7 }, "job");

// A watch gets the bench before the trigger and returns an observer of every settled clock, up to the drain of the last stores.
let account: Account | undefined;
const { cycles, golden, z } = runJob(job, ({ redmule }) => {
  const running = (account = new Account(redmule));
  let ended = false;
  return () => {
    ended ||= redmule.event !== 0;
    if (!ended) running.sample();
  };
});
if (cycles === null || !account) throw new Error("the job did not end");

const products = job.m * job.n * job.k;
console.log(`${cycles} clocks, ${(products / cycles).toFixed(1)} products a clock; Z ${golden} golden`);
console.log(`Z begins with ${z?.slice(0, 16)} (FP8 E5M2, row by row)`);
for (const [key, clocks] of Object.entries(account.finish(job.m, job.n, job.k))) {
  if (clocks > 0) console.log(`  ${CE_CLOCK_NAMES[key as keyof typeof CE_CLOCK_NAMES].padEnd(14)} ${clocks} CE-clocks`);
}
