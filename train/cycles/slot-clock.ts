import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import { activityFrom, plus, type Activity } from "../../measure/energy/activity.js";
import { clusterActivity } from "../../measure/energy/cluster-activity.js";
import type { ProgramRun } from "../../run/programs/program-run.js";
import type { Schedule } from "../plan/slots.js";
import type { Reason, Stretch } from "../step-meter.js";

/** Where the clocks of a step went, as core 0 tells by the instructions that it retires. They add up to `clocks`. */
export interface StepShare {
  /** Index of the step in the plan. */
  readonly step: number;
  clocks: number;
  /** In kernels that compute, that lay out patches, and that turn or convert operands. */
  compute: number;
  im2row: number;
  transform: number;
  /** Between the last call and the end of RedMulE's jobs, then of the DMA's commands. */
  redmuleWait: number;
  dmaWait: number;
  /** Reading the record, giving commands, meeting the others. */
  idle: number;
  /** Clocks of these in which RedMulE worked. */
  redmuleBusy: number;
  /** Events of the whole cluster, for its energy. */
  activity: Activity;
}

const nothing = (step: number): StepShare => ({
  ...{ step, clocks: 0, compute: 0, im2row: 0, transform: 0, redmuleWait: 0, dmaWait: 0, idle: 0 },
  ...{ redmuleBusy: 0, activity: activityFrom({}) },
});

/**
 * Splits the clocks of a step program into steps and reasons: the marks of `sw/layers/pipeline.S`, seen when core 0 retires them, from the first slot on, or
 * from the search for the items of a store before it. In a
 * slot that several steps share a call's clocks are those of its step, but where RedMulE works beside it, they are those of the job's.
 */
export class SlotClock {
  private readonly byStep = new Map<number, StepShare>();
  /** The slot that runs is the one before this. */
  private next = 0;
  /** Step of the call that runs, or of the slot around calls. */
  private step = 0;
  /** What core 0 did from mark to mark. */
  readonly stretches: Stretch[] = [];
  private readonly cluster: Cluster;
  private readonly run: ProgramRun;
  private readonly schedule: Schedule;
  private readonly names: ReadonlyMap<number, string>;
  private reason: Reason = "idle";
  private call = 0;
  private begun = false;
  private over = false;
  /** Everything up to the last mark. */
  private done = activityFrom({});
  private meets = false;
  /** The call that runs is a lead. */
  private leads = false;
  /** Clock of the last mark, and the clocks that RedMulE and the DMA had worked before it. */
  private since = 0;
  private redmule = 0;
  private dma = 0;

  constructor(cluster: Cluster, run: ProgramRun, symbols: ReadonlyMap<string, number>, schedule: Schedule) {
    this.cluster = cluster;
    this.run = run;
    this.schedule = schedule;
    const marks = ["slot", "call", "wait_redmule", "wait_dma", "meet", "wait_external", "end"];
    const known = marks.map((name) => [symbols.get(`pipeline_${name}`), name] as const);
    known.push([symbols.get("gather_place"), "gather"]);
    this.names = new Map(known.flatMap(([pc, name]) => (pc === undefined ? [] : [[pc, name]])));
  }

  /** Addresses of the marks. */
  get marks(): readonly number[] {
    return [...this.names.keys()];
  }

  /** The steps in the order in which they began. */
  get shares(): readonly StepShare[] {
    this.account(this.cluster.clock);
    return [...this.byStep.values()];
  }

  /** Core 0 retires the instruction at a mark. To be called between settle and edge of the clock. */
  pass(pc: number, clock: number): void {
    this.account(clock);
    this.at(this.names.get(pc)!);
  }

  /** What has passed since the last mark. */
  private account(clock: number): void {
    const { redmuleClocks, dmaClocks } = this.cluster;
    const clocks = clock - this.since;
    if (this.begun && !this.over && clocks > 0) {
      const [redmule, dma] = [redmuleClocks - this.redmule, dmaClocks - this.dma];
      const jobs = this.next === 0 ? [] : this.schedule.slots[this.next - 1].jobs;
      // At the meeting core 0 waits for the others, and these for the commands that they gave.
      const reason = this.meets && 2 * dma > clocks ? "dmaWait" : this.reason;
      const step = jobs.length > 0 && 2 * redmule > clocks ? jobs[0].step : this.step;
      const share = this.byStep.get(step) ?? nothing(step);
      this.byStep.set(step, share);
      // Beside a lead the loads go on: what they take is waited for in any case.
      const waits = this.leads ? Math.min(clocks, dma) : 0;
      share.clocks += clocks;
      share.dmaWait += waits;
      share[reason] += clocks - waits;
      share.redmuleBusy += redmule;
      const activity = clusterActivity(this.cluster, this.run.uses);
      share.activity = plus(share.activity, plus(activity, this.done, -1));
      this.done = activity;
      const begin = this.since;
      if (waits > 0) this.stretches.push({ step, begin, clocks: waits, reason: "dmaWait", redmule, dma });
      if (waits < clocks) {
        const rest = waits > 0 ? { redmule: 0, dma: 0 } : { redmule, dma };
        this.stretches.push({ step, begin: begin + waits, clocks: clocks - waits, reason, ...rest });
      }
    }
    this.since = clock;
    this.redmule = redmuleClocks;
    this.dma = dmaClocks;
  }

  private at(mark: string): void {
    const { slots } = this.schedule;
    if (!this.begun && (mark === "slot" || mark === "gather")) {
      this.begun = true;
      this.done = clusterActivity(this.cluster, this.run.uses);
    }
    if (mark === "gather") this.step = slots[0].step;
    else if (mark === "slot") {
      this.step = slots[this.next++].step;
      this.reason = "idle";
      this.call = 0;
    } else if (mark === "call") {
      const { kind, step, isLead = false } = slots[this.next - 1].calls[this.call++];
      this.reason = kind;
      this.step = step;
      this.leads = isLead;
    } else if (mark === "wait_redmule") this.reason = "redmuleWait";
    else if (mark === "wait_dma" || mark === "wait_external") this.reason = "dmaWait";
    else this.reason = "idle";
    if (mark !== "call") this.leads = false;
    this.meets = mark === "meet";
    this.over = mark === "end";
  }
}
