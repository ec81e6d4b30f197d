import fc from "fast-check";
import { expect, test } from "vitest";
import { hex } from "../../hw/hex.js";
import { errataOf } from "../../hw/redmule/errata.js";
import { StallPattern } from "../../run/data/random.js";
import { drawnJobs, replayCommand, tightBases, type DrawnJob } from "./drawn-job.js";
import { MemoryScoreboard, PortMonitor } from "./monitors.js";
import { drawJob, PlacedJob } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";

/** NaN in every format at every byte offset. */
const NAN_WORD = 0xffffffff;

/** Everything wrong with the sound design on a drawn job, as sentences. */
function faults(drawn: DrawnJob): string[] {
  const { bases, end } = tightBases(drawn);
  const bytes = Math.ceil(end / 4) * 4;
  const bench = new RedmuleBench({ ...drawn.config, errata: errataOf("sound") }, { base: 0, bytes });
  bench.memory.words.fill(NAN_WORD);
  const placed = new PlacedJob(bench, drawJob(drawn, drawn.data, drawn.seed), bases);
  const scoreboard = new MemoryScoreboard(bench);
  const monitor = PortMonitor.on(bench);
  monitor.expect(placed);
  bench.softClear();
  bench.program(placed.registers);
  const { cycles, diagnosis } = bench.run(drawn.stall > 0 ? new StallPattern(drawn.stall, drawn.stallSeed) : null);
  if (cycles === null) return [diagnosis!];
  const mismatches = placed.mismatches();
  bench.drain();
  monitor.finish();
  const changed = scoreboard.changed([placed]);
  return [
    ...monitor.complaints,
    ...(mismatches > 0 ? [`${mismatches} elements differ from golden at the event`] : []),
    ...changed.map((address) => `byte ${hex(address)} outside Z has changed`),
  ];
}

test("any job on any design ends, equals golden and touches nothing but its tensors", () => {
  fc.assert(
    fc.property(drawnJobs, (drawn) => {
      const found = faults(drawn);
      if (found.length > 0) throw new Error(`${found.join("; ")}. Run it again: ${replayCommand(drawn)}`);
    }),
    { numRuns: 400 },
  );
});

test("tensors that end with the address space are read and written without wrapping around", () => {
  const L = 3;
  const bytes = 0x1000;
  const base = 2 ** 32 - bytes;
  const shape = { op: "GEMM", fmt: "fp16", m: 4, n: 5, k: 7 } as const;
  const [x, w, z] = [2 * 4 * 5, 2 * 5 * 7, 2 * 4 * 7];
  const config = { L, H: 2, P: 1, port: 96, addressFifo: 2, requestFifo: 4, responseFifo: 4 };
  const fifos = { streamFifo: 4, zStreamFifo: 2, storeFifo: 2 };
  for (const order of [
    [x + w + z, w + z, z],
    [w + z + x, z + w, x + z + 100].map((end, i) => (i === 0 ? x : i === 1 ? end + x : end + w)),
    [w + x, w, w + x + z],
  ]) {
    const bases = order.map((fromEnd) => 2 ** 32 - fromEnd) as [number, number, number];
    const bench = new RedmuleBench({ ...config, ...fifos, errata: errataOf("sound") }, { base, bytes });
    bench.memory.words.fill(NAN_WORD);
    const placed = new PlacedJob(bench, drawJob(shape, "norm", 1), bases);
    const monitor = PortMonitor.on(bench);
    monitor.expect(placed);
    bench.softClear();
    bench.program(placed.registers);
    expect(bench.run().cycles).not.toBe(null);
    bench.drain();
    monitor.finish();
    expect(monitor.complaints).toEqual([]);
    expect(placed.mismatches()).toBe(0);
  }
});
