import { clusterMap, regionOf, withRegionSize } from "../../hw/cluster/address-map.js";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { ClusterParameters } from "../../hw/cluster/systems/cluster-parameters.js";
import { ProgramRun, type ProgramResult } from "../../run/programs/program-run.js";
import { DATA_FILE, emptyData, stepText } from "../emit/step-program.js";
import { assembleStep } from "../plan/kernel.js";
import { tensorBytes } from "../plan/memory.js";
import type { StepPlan } from "../plan/plan.js";
import { SlotClock, type SlotClocks } from "./slot-clock.js";

/** A step program on the modelled cluster. */
export class StepRun {
  readonly cluster: Cluster;
  readonly run: ProgramRun;
  private readonly plan: StepPlan;
  private readonly l2: number;
  private readonly clock: SlotClock;

  /** @param given what differs from the cluster of the papers with an instruction cache */
  constructor(plan: StepPlan, given: Partial<ClusterParameters> = {}) {
    const { target } = plan;
    const program = assembleStep(stepText(plan), target.cores, new Map([[DATA_FILE, emptyData(plan)]]));
    const map = clusterMap(target.tcdmBytes);
    const l2 = regionOf(map, "l2");
    const last = program.segments.reduce((end, { address, bytes }) => {
      return address >= l2.base ? Math.max(end, address + bytes.length) : end;
    }, l2.base);
    const bytes = Math.max(l2.bytes, Math.ceil((last - l2.base) / 1024) * 1024);
    this.plan = plan;
    this.l2 = program.symbols.get("l2")!;
    this.cluster = new Cluster({
      ...{ cores: target.cores, fetch: "cache", map: withRegionSize(map, "l2", bytes) },
      tcdm: { banks: 16, rows: target.tcdmBytes / 64 },
      ...given,
    });
    this.run = new ProgramRun(this.cluster, program, { isa: DEFAULT_ISA, maxClocks: 1e10, print: () => undefined });
    this.clock = new SlotClock(this.cluster, program.symbols, plan.schedule);
    this.cluster.observers.push((clock) => this.clock.observe(clock));
  }

  /** The bytes of a tensor in L2, to be written before the run and read behind it. */
  tensor(name: string): Uint8Array {
    const offset = this.plan.l2.offsets.get(name);
    const tensor = this.plan.tensors.get(name);
    if (offset === undefined || tensor === undefined) throw new RangeError(`Tensor ${name} has no place in L2.`);
    return this.cluster.memoryAt(this.l2 + offset, tensorBytes(tensor));
  }

  /** Runs to the end, or for at most so many clocks; true at the end. */
  advance(clocks = Infinity): boolean {
    return this.run.advance(clocks);
  }

  get result(): ProgramResult {
    return this.run.result;
  }

  /** Clocks of every slot. */
  get slots(): readonly SlotClocks[] {
    return this.clock.slots;
  }
}
