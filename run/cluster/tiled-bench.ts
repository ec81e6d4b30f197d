import { hex } from "../../hw/hex.js";
import { regionOf } from "../../hw/cluster/address-map.js";
import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { NarrowPort } from "../../hw/ports.js";
import { tiledGemmOpsProgram } from "../../sw/programs.js";
import type { StallPattern } from "../data/random.js";
import { Watchdog } from "../redmule/watchdog.js";
import { FIRMWARE_PATIENCE, FirmwareBench, loadFirmware } from "./firmware-bench.js";
import type { TiledDescriptor } from "./tiled-job.js";

/** Clocks by who was at work; RedMulE from the start of a job to its end, the DMA while a command is open. */
export interface WorkClocks {
  readonly redmule: number;
  readonly dma: number;
  readonly both: number;
  readonly neither: number;
}

/** How a tiled job ended. */
export interface TiledRun {
  /** Clocks from the first command of the DMA to the end of the last one; null when the firmware did not end. */
  readonly clocks: number | null;
  /** Clock, counted from reset, in which the DMA got its first command; null when it did not. */
  readonly start: number | null;
  /** Their sum is `clocks` for a job that ended. */
  readonly work: WorkClocks;
  /** Bytes that the DMA moved each way. */
  readonly toTcdm: number;
  readonly toL2: number;
  /** Why the run made no progress; undefined when the firmware stored its result. */
  readonly diagnosis?: string;
}

/** Number of ones in a byte enable. */
const BYTES = Uint8Array.from({ length: 16 }, (_, be) => (be & 1) + ((be >> 1) & 1) + ((be >> 2) & 1) + (be >> 3));

function grantedBytes({ req, gnt, be }: NarrowPort): number {
  return (req & gnt) !== 0 ? BYTES[be] : 0;
}

/** Runs the firmware of tiled jobs on a cluster. The memory refuses requests by a stall pattern counted from the start. */
export class TiledBench extends FirmwareBench {
  private readonly watchdog: Watchdog;
  private readonly patience: number;
  private readonly work = new Float64Array(4);
  /** Clocks without work since the last one with work. */
  private idle = 0;
  private first = -1;
  private toTcdm = 0;
  private toL2 = 0;
  /** Bytes that the DMA had moved when the clock before was looked at, and the last clock in which something worked. */
  private moved = 0;
  private alive = 0;

  constructor(cluster: Cluster, job: TiledDescriptor, stall: StallPattern | null = null) {
    super(cluster, stall);
    const p = stall?.p ?? 0;
    this.watchdog = new Watchdog(cluster.redmule, p);
    this.patience = Math.ceil(FIRMWARE_PATIENCE / (1 - p));
    const { map, cores } = cluster;
    const tcdmAddress = regionOf(map, "tcdm").base;
    const program = tiledGemmOpsProgram({ textAddress: map.resetPc, tcdmAddress, cores: cores.length });
    loadFirmware(cluster, program, job);
    cluster.observers.push((clock) => this.observe(clock));
  }

  get result(): TiledRun {
    const { work, first, toTcdm, toL2, diagnosis } = this;
    const [neither, redmule, dma, both] = work;
    return {
      clocks: diagnosis === undefined ? neither + redmule + dma + both : null,
      start: first < 0 ? null : first,
      work: { redmule, dma, both, neither },
      ...{ toTcdm, toL2 },
      ...(diagnosis === undefined ? {} : { diagnosis }),
    };
  }

  protected get start(): number {
    return this.first;
  }

  private observe(clock: number): void {
    const { redmule, dma } = this.cluster;
    const at = redmule.busy | (dma.busy << 1);
    if (at === 0) {
      this.idle++;
      return;
    }
    if (this.first < 0) this.first = clock;
    else this.work[0] += this.idle;
    this.idle = 0;
    this.work[at]++;
    const [writeLow, writeHigh, readLow, readHigh] = dma.tcdm;
    this.toTcdm += grantedBytes(writeLow) + grantedBytes(writeHigh);
    this.toL2 += grantedBytes(readLow) + grantedBytes(readHigh);
  }

  protected look(): void {
    const { cluster, watchdog } = this;
    const now = cluster.clock - 1;
    const moved = this.toTcdm + this.toL2;
    const moves = moved !== this.moved;
    this.moved = moved;
    if (moves) watchdog.wait(now);
    if (moves || cluster.redmule.busy !== 0) this.alive = now;
    if (cluster.redmule.busy !== 0 && !moves) this.diagnosis = watchdog.look(now);
    else if (now - this.alive > this.patience) this.diagnosis = this.coreWaits();
  }

  private coreWaits(): string {
    const { eventUnit, dma } = this.cluster;
    const wait = eventUnit.waitOf(0);
    const event = wait === null ? "" : ` and waits for events ${hex(wait.mask)} with ${hex(wait.buffer)}`;
    return `Neither RedMulE nor the DMA has done anything since clock ${this.alive} (seen in clock ${this.cluster.clock}): the core ${this.coreState()}${event}, and the DMA has ${dma.busy ? "an open" : "no"} command.`;
  }
}
