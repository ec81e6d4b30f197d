import { FIRST_WORK } from "../../hw/cluster/core/use.js";
import { Stall } from "../../hw/cluster/core/stall.js";
import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { ProgramRun } from "../../run/programs/program-run.js";
import type { Lanes } from "../step-meter.js";

/** Clocks between two samples at first, and samples from which on two become one. */
const FIRST_SLICE = 128;
const MOST = 8192;

/** How busy every core, RedMulE and the DMA are, slice by slice. To be told the end of each slice. */
export class LaneSampler {
  /** Clocks of the next slice. */
  slice = FIRST_SLICE;
  private readonly cluster: Cluster;
  private readonly run: ProgramRun;
  private readonly lanes: { readonly work: number[]; readonly stall: number[] }[];
  private readonly redmule: number[] = [];
  private readonly dma: number[] = [];
  private readonly ends: number[] = [];
  /** The counts at the end of the last slice. */
  private before: readonly (readonly [work: number, stall: number])[];
  private redmuleBefore = 0;
  private dmaBefore = 0;

  constructor(cluster: Cluster, run: ProgramRun) {
    this.cluster = cluster;
    this.run = run;
    this.lanes = cluster.cores.map(() => ({ work: [], stall: [] }));
    this.before = this.lanes.map(() => [0, 0]);
  }

  sample(): void {
    const { cluster, run, lanes, before } = this;
    const now = run.uses.map(countsOf);
    now.forEach(([work, stall], core) => {
      lanes[core].work.push(work - before[core][0]);
      lanes[core].stall.push(stall - before[core][1]);
    });
    this.before = now;
    this.redmule.push(cluster.redmuleClocks - this.redmuleBefore);
    this.dma.push(cluster.dmaClocks - this.dmaBefore);
    this.redmuleBefore = cluster.redmuleClocks;
    this.dmaBefore = cluster.dmaClocks;
    this.ends.push(cluster.clock);
    if (this.ends.length === MOST) this.halve();
  }

  private halve(): void {
    for (const list of [this.redmule, this.dma, ...this.lanes.flatMap(({ work, stall }) => [work, stall])]) {
      list.splice(0, list.length, ...pairs(list, (one, other) => one + other));
    }
    this.ends.splice(0, this.ends.length, ...pairs(this.ends, (_one, other) => other));
    this.slice *= 2;
  }

  get result(): Lanes {
    const { ends, redmule, dma, lanes } = this;
    return { ends, redmule, dma, cores: lanes };
  }
}

function pairs(list: readonly number[], join: (one: number, other: number) => number): number[] {
  return Array.from({ length: list.length / 2 }, (_, i) => join(list[2 * i], list[2 * i + 1]));
}

/** Clocks of a core that issued an instruction, and that were lost while it was awake. */
function countsOf(uses: Float64Array): readonly [work: number, stall: number] {
  let [work, stall] = [0, 0];
  uses.forEach((clocks, use) => {
    if (use >= FIRST_WORK) work += clocks;
    else if (use !== Stall.sleep && use !== Stall.barrier) stall += clocks;
  });
  return [work, stall];
}
