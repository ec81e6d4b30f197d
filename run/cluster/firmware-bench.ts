import { hex } from "../../hw/hex.js";
import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import { Descriptor, symbolOf, type FieldValues } from "../../sw/descriptor.js";
import type { Program } from "../../sw/program.js";
import { attachTo } from "../attach.js";
import type { StallPattern } from "../data/random.js";

/** Clocks that the firmware may take where neither RedMulE nor the DMA works. */
export const FIRMWARE_PATIENCE = 1000;
/** Clocks after the firmware's end in which stores that are still on their way reach the memory. */
const DRAIN_CLOCKS = 64;

/** Loads a firmware and fills its descriptor `JOB`, which stands at `job`. */
export function loadFirmware(cluster: Cluster, program: Program, job: FieldValues): void {
  cluster.load(program);
  const descriptor = new Descriptor(program, "JOB");
  const { buffer, byteOffset } = cluster.memoryAt(symbolOf(program, "job"), descriptor.size);
  new Uint32Array(buffer, byteOffset).set(descriptor.words(job));
}

/** Runs a firmware on a cluster until it has stored its result, or a diagnosis says why it never will. */
export abstract class FirmwareBench {
  readonly cluster: Cluster;
  /** Why the run made no progress; undefined while it does. */
  protected diagnosis: string | undefined;
  private readonly stall: StallPattern | null;
  private end = -1;

  protected constructor(cluster: Cluster, stall: StallPattern | null) {
    this.cluster = cluster;
    this.stall = stall;
    attachTo(cluster);
  }

  /** Clock from which the stalls of the memory are counted, -1 before. */
  protected abstract get start(): number;
  /** After every clock up to the firmware's end: sets `diagnosis` when nothing can happen any more. */
  protected abstract look(): void;

  /** Runs to the end, or for at most so many clocks; true at the end. */
  advance(clocks = Infinity): boolean {
    const { cluster, stall } = this;
    for (let n = 0; n < clocks; n++) {
      if (this.diagnosis !== undefined || (this.end >= 0 && cluster.clock >= this.end + DRAIN_CLOCKS)) return true;
      const running = this.start >= 0 && this.end < 0;
      cluster.stall = running && stall !== null && stall.at(cluster.clock - this.start) ? 1 : 0;
      cluster.step();
      if (this.end >= 0) continue;
      if (cluster.bench.done !== 0) this.end = cluster.clock;
      else this.look();
    }
    return false;
  }

  /** What core 0 does. */
  protected coreState(): string {
    const core = this.cluster.cores[0];
    return core.sleeping ? "sleeps" : `has retired last at ${hex(core.retired.pc)}`;
  }
}
