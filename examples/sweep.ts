/** A sweep in code: how well arrays of several sizes are used by one product. Run: npx tsx examples/sweep.ts */
import { openSweep, runSweep, sweepPool } from "redmule";

// The same object as JSON is what `redmule sweep` reads.
const spec = { base: { m: 64, n: 64, k: 64 }, product: { L: [4, 8, 12], H: [2, 4, 8] } };
const { plan, points } = openSweep(spec, "sweep");

console.log("array   cycles   MAC/clock   of the peak");
const pool = sweepPool(2);
try {
  for await (const { L, H, cycles, macPerClock, utilisation, golden } of runSweep(plan, points, 0, pool)) {
    if (cycles === null || golden !== "match") throw new Error(`the point ${L} x ${H} failed`);
    const columns = [`${L} x ${H}`.padEnd(6), String(cycles).padStart(7), macPerClock!.toFixed(1).padStart(11)];
    console.log(`${columns.join(" ")} ${(100 * utilisation!).toFixed(1).padStart(11)} %`);
  }
} finally {
  await pool.close();
}
