import { test } from "vitest";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { assemble } from "../../sw/asm/assemble.js";
import { expectListed } from "../listed.js";
import { SplitMix64, StallPattern } from "../../run/data/random.js";
import { ProgramRun } from "../../run/programs/program-run.js";
import { SystemProgram } from "./system-program.js";

const PROGRAMS = 12;
const MAX_CLOCKS = 100_000;

/** A program of cores, DMA and RedMulE on a drawn cluster, with what each core used its clocks for. */
function line(seed: number): string {
  const random = new SplitMix64(seed, PROGRAMS);
  const pick = <T>(...values: T[]): T => values[random.integer(values.length)];
  const draw = { cores: 1 + random.integer(4), phases: 1 + random.integer(3), length: random.integer(50), seed };
  const parameters = {
    cores: draw.cores,
    fetch: pick("cache", "cache", "ideal"),
    arbiter: pick("f7fbfcd", "d6a4872"),
    invertPrio: pick(0, 1),
    ...{ maxStall: pick(0, 1, 4), numerator: 1, denominator: pick(2, 3) },
    tcdm: { banks: pick(16, 32), rows: 2048 },
    l2: { latency: pick(1, 8, 20), bandwidth: pick(1, 3, 8), outstanding: pick(1, 8) },
    dma: { queueDepth: pick(1, 4), burstBytes: pick(16, 256), outstanding: pick(1, 8) },
  } as const;
  const cluster = new Cluster(parameters);
  const source = new SystemProgram(draw).source();
  const program = assemble(source, { march: DEFAULT_ISA, sections: { text: cluster.map.resetPc } });
  const run = new ProgramRun(cluster, program, { isa: DEFAULT_ISA, maxClocks: MAX_CLOCKS, print: () => undefined });
  const stalls = new StallPattern(pick(0, 0.2), seed);
  cluster.observers.push((clock) => (cluster.stall = stalls.at(clock + 1) ? 1 : 0));
  run.advance();
  const { status, clocks, cores } = run.result;
  const shown = cores.map(({ instructions, lost }) => `${instructions} ${JSON.stringify(lost)}`);
  return [`${JSON.stringify(draw)}: ${status} in ${clocks} clocks`, ...shown].join("\n  ");
}

test("the cluster takes the clocks on record for programs of cores, DMA and RedMulE", () => {
  const lines = Array.from({ length: PROGRAMS }, (_, seed) => line(seed));
  expectListed(`${lines.join("\n")}\n`, "cluster-clocks.txt");
});
