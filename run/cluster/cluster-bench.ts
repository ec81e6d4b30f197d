import { regionOf } from "../../hw/cluster/address-map.js";
import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import { REGISTER } from "../../hw/redmule/registers.js";
import { gemmOpsProgram } from "../../sw/programs.js";
import type { StallPattern } from "../data/random.js";
import { Watchdog } from "../redmule/watchdog.js";
import { FIRMWARE_PATIENCE, FirmwareBench, loadFirmware } from "./firmware-bench.js";

/** Where the descriptor stands, above the start of L2. */
const DATA_OFFSET = 0x1000;

/** The words of the firmware's job descriptor; see `sw/jobs/gemm-ops.S`. */
export type JobDescriptor = Readonly<Record<"x" | "w" | "z" | "m" | "n" | "k" | "arith" | "clear", number>>;

/** How a job driven by the firmware ended. */
export interface ClusterRun {
  /** Clocks from the trigger write to the first clock with the event; null when one of the two never came. */
  readonly cycles: number | null;
  /** Clock, counted from reset, in which TRIGGER was written; null when it was not. */
  readonly trigger: number | null;
  /** Clocks from reset to the end of the run. */
  readonly clocks: number;
  /** Wide accesses that the TCDM granted to RedMulE from the trigger to the event. */
  readonly reads: number;
  readonly writes: number;
  /** Why the run made no progress; undefined when the firmware stored its result. */
  readonly diagnosis?: string;
}

/** Runs the GEMM-Ops firmware on a cluster. The memory refuses requests by a stall pattern counted from the trigger. */
export class ClusterBench extends FirmwareBench {
  /** Called in every clock from the trigger write to the last one before the event, after settle and before the edge. */
  readonly jobObservers: ((cycle: number) => void)[] = [];

  private readonly watchdog: Watchdog;
  private trigger = -1;
  private event = -1;
  private reads = 0;
  private writes = 0;

  constructor(cluster: Cluster, job: JobDescriptor, stall: StallPattern | null = null) {
    super(cluster, stall);
    this.watchdog = new Watchdog(cluster.redmule, stall?.p ?? 0);
    const l2 = regionOf(cluster.map, "l2").base;
    const program = gemmOpsProgram({
      redmuleBase: regionOf(cluster.map, "redmule").base,
      resultAddress: regionOf(cluster.map, "bench").base,
      textAddress: cluster.map.resetPc,
      dataAddress: l2 + DATA_OFFSET,
    });
    loadFirmware(cluster, program, job);
    cluster.observers.push((clock) => this.observe(clock));
  }

  protected get start(): number {
    return this.trigger;
  }

  get result(): ClusterRun {
    const { trigger, event, reads, writes, diagnosis } = this;
    return {
      cycles: event < 0 ? null : event - trigger,
      trigger: trigger < 0 ? null : trigger,
      clocks: this.cluster.clock,
      reads,
      writes,
      ...(diagnosis === undefined ? {} : { diagnosis }),
    };
  }

  private observe(clock: number): void {
    const { redmule } = this.cluster;
    const { periph, tcdm } = redmule;
    if (this.trigger < 0) {
      if (periph.req === 0 || periph.write === 0 || (periph.addr & 0xfc) !== REGISTER.TRIGGER) return;
      this.trigger = clock;
    }
    if (this.event >= 0) return;
    if (redmule.event !== 0) {
      this.event = clock;
      return;
    }
    const granted = tcdm.req & tcdm.gnt;
    this.reads += granted & (tcdm.write ^ 1);
    this.writes += granted & tcdm.write;
    for (const observe of this.jobObservers) observe(clock - this.trigger);
  }

  protected look(): void {
    const { cluster, trigger, event } = this;
    if (trigger >= 0 && event < 0) this.diagnosis = this.watchdog.look(cluster.clock - 1 - trigger);
    else if (cluster.clock - event > FIRMWARE_PATIENCE) this.diagnosis = this.coreWaits();
  }

  private coreWaits(): string {
    const since =
      this.event < 0
        ? "has not written TRIGGER since reset"
        : `has not stored its result since the event in clock ${this.event}`;
    return `The core ${since} (seen in clock ${this.cluster.clock}): it ${this.coreState()}.`;
  }
}
