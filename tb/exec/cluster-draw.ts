import { Cluster } from "../../hw/cluster/systems/cluster.js";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { assemble } from "../../sw/asm/assemble.js";
import { SplitMix64 } from "../../run/data/random.js";
import { ClusterProgram, type ClusterDraw } from "./cluster-program.js";

/** A cluster with drawn parameters, the drawn program and random data in its TCDM. */
export function clusterOfDraw(draw: ClusterDraw): Cluster {
  const random = new SplitMix64(draw.seed, 7);
  const pick = <T>(...values: T[]): T => values[random.integer(values.length)];
  const cluster = new Cluster({
    cores: draw.cores,
    fetch: pick("cache", "cache", "ideal"),
    arbiter: pick("f7fbfcd", "d6a4872"),
    invertPrio: pick(0, 1),
    ...{ maxStall: pick(0, 1, 4), numerator: 1, denominator: pick(2, 3) },
    tcdm: { banks: pick(16, 16, 32), rows: 2048 },
    l2: { latency: pick(1, 8, 20), bandwidth: pick(3, 8), outstanding: pick(1, 8) },
  });
  const source = new ClusterProgram(draw).source();
  cluster.load(assemble(source, { march: DEFAULT_ISA, sections: { text: cluster.map.resetPc } }));
  cluster.reset();
  const { words } = cluster.interconnect.tcdm;
  for (let i = 0; i < words.length; i++) words[i] = random.integer(2 ** 32);
  return cluster;
}
