import { clusterMap, regionOf, withRegionSize } from "../../hw/cluster/address-map.js";
import { DEFAULT_ISA } from "../../hw/cluster/core/parameters.js";
import { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { ClusterParameters } from "../../hw/cluster/systems/cluster-parameters.js";
import { redmuleParameters } from "../../hw/redmule/parameters.js";
import { ProgramRun, type ProgramResult } from "../../run/programs/program-run.js";
import { DATA_FILE, emptyData, stepText } from "../emit/step-program.js";
import { assembleStep, type Prefetch } from "../plan/kernel.js";
import { checkL2 } from "../plan/l2-limit.js";
import { tensorBytes } from "../plan/memory.js";
import type { ProgramPlan } from "../plan/plan.js";
import type { Lanes, Stretch } from "../step-meter.js";
import { LaneSampler } from "./lane-sampler.js";
import { SlotClock, type StepShare } from "./slot-clock.js";

const assembled = new WeakMap<ProgramPlan, Map<string, ReturnType<typeof assembleStep>>>();

/** The program of a plan, assembled once for every transfer that may run beside it. */
function programOf(plan: ProgramPlan, prefetch: Prefetch | undefined): ReturnType<typeof assembleStep> {
  const known = assembled.get(plan) ?? new Map<string, ReturnType<typeof assembleStep>>();
  assembled.set(plan, known);
  const key = JSON.stringify(prefetch ?? null);
  const program =
    known.get(key) ??
    assembleStep(stepText(plan, prefetch), plan.target.cores, new Map([[DATA_FILE, emptyData(plan)]]));
  known.set(key, program);
  return program;
}

/** A step program on the modelled cluster. */
export class StepRun {
  readonly cluster: Cluster;
  readonly run: ProgramRun;
  private readonly plan: ProgramPlan;
  private readonly l2: number;
  private readonly clock: SlotClock;
  /** Bytes of L2 that the program, its tables and the tensors take. */
  readonly l2Used: number;
  /** Bytes of L2 that the cluster has for it. */
  readonly l2Bytes: number;

  /**
   * @param given what differs from the cluster of the papers with an instruction cache
   * @param prefetch what the external memory's DMA brings meanwhile
   */
  constructor(plan: ProgramPlan, given: Partial<ClusterParameters> = {}, prefetch?: Prefetch) {
    const { target } = plan;
    const program = programOf(plan, prefetch);
    const map = clusterMap(target.tcdmBytes);
    const l2 = regionOf(map, "l2");
    const last = program.segments.reduce((end, { address, bytes }) => {
      return address >= l2.base ? Math.max(end, address + bytes.length) : end;
    }, l2.base);
    const bytes = Math.max(l2.bytes, Math.ceil((last - l2.base) / 1024) * 1024);
    this.plan = plan;
    this.l2Used = last - l2.base;
    this.l2Bytes = bytes;
    checkL2(plan.l2, this.l2Used, target.l2Bytes);
    this.l2 = program.symbols.get("l2")!;
    this.cluster = new Cluster({
      ...{ cores: target.cores, fetch: "cache" },
      ...{ map: withRegionSize(map, "l2", bytes) },
      tcdm: { banks: 16, rows: target.tcdmBytes / 64 },
      external: target.external ?? null,
      redmule: redmuleParameters(target.array),
      ...given,
    });
    this.run = new ProgramRun(this.cluster, program, { isa: DEFAULT_ISA, maxClocks: 1e10, print: () => undefined });
    this.clock = new SlotClock(this.cluster, this.run, program.symbols, plan.schedule);
    this.run.watch(this.clock.marks, (pc, clock) => this.clock.pass(pc, clock));
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

  /** Runs to the end and tells how busy everybody was meanwhile. */
  sampled(): Lanes {
    const sampler = new LaneSampler(this.cluster, this.run);
    let ended = false;
    while (!ended) {
      ended = this.run.advance(sampler.slice);
      sampler.sample();
    }
    return sampler.result;
  }

  get result(): ProgramResult {
    return this.run.result;
  }

  /** Clocks of every step. */
  get shares(): readonly StepShare[] {
    return this.clock.shares;
  }

  /** What core 0 did from mark to mark, once `shares` has been read. */
  get stretches(): readonly Stretch[] {
    return this.clock.stretches;
  }
}
