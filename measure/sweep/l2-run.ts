import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import { DEFAULT_L2 } from "../../hw/cluster/l2/l2.js";
import { placeTiled } from "../../run/cluster/placement.js";
import type { Tile, Tiling } from "../../run/cluster/tiling.js";
import { idealJob } from "./ideal-run.js";
import { busyBanks, JobMeter, sumOf, type Counts } from "./meter.js";
import { type SweepPoint } from "./point.js";
import type { Measured } from "./measured.js";

/** Runs a point whose tensors stand in L2: the DMA moves tiles of them to and from the TCDM. */
export function runInCluster(point: SweepPoint): Measured {
  const { dmaBandwidth, l2Latency } = point;
  const l2 = { ...DEFAULT_L2, bandwidth: dmaBandwidth, latency: l2Latency };
  const { cluster, placed, bench, tiling } = placeTiled(idealJob(point), { l2 });
  const meter = new TiledMeter(cluster, stepsOf(point, tiling));
  cluster.observers.push(() => meter.sample());
  bench.advance();
  const { clocks: cycles, work, toTcdm, toL2, diagnosis } = bench.result;
  return {
    ...{ status: cycles === null ? "hang" : "ok", message: diagnosis ?? null, cycles },
    ...{ ...meter.counts, bankAccesses: meter.bankAccesses },
    mismatches: cycles === null ? 0 : placed.mismatches(),
    tiling: { tile: tiling.tile, tiles: tiling.tiles, clocks: work, bytesToTcdm: toTcdm, bytesToL2: toL2 },
  };
}

/** The shapes of RedMulE's jobs in the firmware's order: steps of N, then columns, then rows of Z. */
function* stepsOf({ m, n, k }: SweepPoint, { tile, tiles }: Tiling): Generator<Tile> {
  for (let i = 0; i < tiles.m; i++) {
    for (let j = 0; j < tiles.k; j++) {
      for (let l = 0; l < tiles.n; l++) {
        yield {
          m: Math.min(tile.m, m - i * tile.m),
          n: Math.min(tile.n, n - l * tile.n),
          k: Math.min(tile.k, k - j * tile.k),
        };
      }
    }
  }
}

/** Watches RedMulE and the banks over the jobs of a tiled job. */
class TiledMeter {
  private readonly cluster: Cluster;
  private readonly steps: Iterator<Tile>;
  private readonly done: Counts[] = [];
  private job: JobMeter;
  /** Accesses at the banks from the first work on up to the last, and those since. */
  bankAccesses = 0;
  private pending = 0;
  private begun = false;

  constructor(cluster: Cluster, steps: Iterator<Tile>) {
    this.cluster = cluster;
    this.steps = steps;
    this.job = new JobMeter(cluster.redmule);
  }

  sample(): void {
    const { redmule, dma, interconnect } = this.cluster;
    if (redmule.event !== 0) this.next();
    if (redmule.registers.pending !== 0) this.job.sample();
    const works = (redmule.busy | dma.busy) !== 0;
    this.begun ||= works;
    if (!this.begun) return;
    this.pending += busyBanks(interconnect.tcdm);
    if (!works) return;
    this.bankAccesses += this.pending;
    this.pending = 0;
  }

  get counts(): Counts {
    return sumOf(this.done);
  }

  /** With the event a job is over; one that waits begins in the same clock. */
  private next(): void {
    const { value, done } = this.steps.next() as IteratorResult<Tile, undefined>;
    if (!done) this.done.push(this.job.finish(value.m, value.n, value.k));
    this.job = new JobMeter(this.cluster.redmule);
  }
}
