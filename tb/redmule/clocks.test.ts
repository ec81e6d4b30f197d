import { expect, test } from "vitest";
import { Account } from "../../hw/redmule/account.js";
import { OPERATIONS, TENSOR_FORMATS, type TensorFormat } from "../../hw/redmule/operation.js";
import { defaultPort, redmuleParameters } from "../../hw/redmule/parameters.js";
import { expectListed } from "../listed.js";
import { SplitMix64, StallPattern } from "../../run/data/random.js";
import { drawJob, PlacedJob, spacedBases } from "../../run/redmule/placed-job.js";
import { RedmuleBench } from "../../run/redmule/redmule-bench.js";

const FORMATS = Object.keys(TENSOR_FORMATS) as TensorFormat[];
const JOBS = 60;

/** A small job on a small sound design, with what it took: clocks, reads and writes, and where the CE-clocks went. */
function line(seed: number): string {
  const random = new SplitMix64(seed, JOBS);
  const pick = (least: number, most: number): number => least + random.integer(most - least + 1);
  const [L, H, P] = [pick(1, 6), pick(1, 5), pick(0, 3)];
  const natural = Math.max(64, Math.ceil(defaultPort(H, P) / 32) * 32);
  const port = pick(0, 1) === 0 ? natural : 32 * pick(2, 9);
  const shape = {
    op: OPERATIONS[seed % OPERATIONS.length],
    fmt: FORMATS[pick(0, FORMATS.length - 1)],
    ...{ m: pick(1, 14), n: pick(1, 24), k: pick(1, 40) },
  };
  const { bases, end } = spacedBases(shape);
  const bench = new RedmuleBench(redmuleParameters({ L, H, P, port }), { base: 0, bytes: end + 4096 });
  const placed = new PlacedJob(bench, drawJob(shape, "norm", seed), [
    bases[0] + pick(0, 5),
    bases[1],
    bases[2] + pick(0, 5),
  ]);
  bench.softClear();
  bench.program(placed.registers);
  const p = seed % 3 === 0 ? 0.3 : 0;
  const account = new Account(bench.redmule);
  bench.observers.push(() => account.sample());
  const { cycles, reads, writes } = bench.run(new StallPattern(p, seed));
  const ceClocks = Object.values(account.finish(shape.m, shape.n, shape.k));
  expect(ceClocks.reduce((sum, clocks) => sum + clocks, 0)).toBe(L * H * cycles!);
  bench.observers.length = 0;
  bench.drain();
  const { op, fmt, m, n, k } = shape;
  const where = `${L}x${H} P ${P} port ${port} ${op} ${fmt} ${m}x${n}x${k} stall ${p}`;
  return `${where}: ${cycles} clocks, ${reads} reads, ${writes} writes, ${placed.mismatches()} wrong, CE-clocks ${ceClocks.join(" ")}`;
}

test("the sound design takes the clocks, reads and writes on record", () => {
  const lines = Array.from({ length: JOBS }, (_, seed) => line(seed));
  expectListed(`${lines.join("\n")}\n`, "clocks.txt");
});
