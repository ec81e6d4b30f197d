/** A coverage observer of one's own: which stalls met which state of the scheduler. Run: npx tsx examples/coverage-observer.ts */
import { drawJob, PlacedJob, RedmuleBench, redmuleParameters, select, spacedBases, StallPattern } from "redmule";

const shape = { op: "GEMM", fmt: "fp16", m: 30, n: 40, k: 50 } as const;
const { bases, end } = spacedBases(shape);
const bench = new RedmuleBench(redmuleParameters({ L: 12, H: 4, P: 3 }), { base: 0, bytes: end });

// Probes by their paths: names, widths and state names come with them.
const design = bench.redmule.scope("redmule");
const probe = (path: string) => select(design, [`redmule.scheduler.${path}`])[0].probe;
const state = probe("state");
const stalls = { W: probe("stall_w"), X: probe("stall_x"), Y: probe("stall_y") };

const bins = new Map<string, number>();
for (const name of state.states ?? []) {
  for (const stall of ["-", ...Object.keys(stalls)]) bins.set(`${name} ${stall}`, 0);
}
bench.observers.push(() => {
  const stall = Object.entries(stalls).find(([, { get }]) => get(0) !== 0)?.[0] ?? "-";
  const bin = `${state.states?.[state.get(0)]} ${stall}`;
  bins.set(bin, (bins.get(bin) ?? 0) + 1);
});

for (let seed = 1; seed <= 20; seed++) {
  const placed = new PlacedJob(bench, drawJob(shape, "norm", seed), bases);
  bench.softClear();
  bench.program(placed.registers);
  const { diagnosis } = bench.run(new StallPattern(seed / 40, seed));
  bench.drain();
  if (diagnosis !== undefined || placed.mismatches() > 0) throw new Error(diagnosis ?? `seed ${seed}: Z is wrong`);
}

for (const [bin, clocks] of bins) console.log(`${bin.padEnd(12)} ${clocks === 0 ? "never" : `${clocks} clocks`}`);
