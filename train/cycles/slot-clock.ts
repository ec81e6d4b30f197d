import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import { activityFrom, plus, type Activity } from "../../measure/energy/activity.js";
import { clusterActivity } from "../../measure/energy/cluster-activity.js";
import type { ProgramRun } from "../../run/programs/program-run.js";
import type { Schedule, Slot } from "../plan/slots.js";
import type { Reason, Stretch } from "../step-meter.js";

/** Where the clocks of a slot went, as core 0 tells by the instructions that it retires. They add up to `clocks`. */
export interface SlotClocks {
  readonly slot: Slot;
  readonly begin: number;
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
  /** Clocks of the slot in which RedMulE worked, and the DMA. */
  redmuleBusy: number;
  dmaBusy: number;
  /** Events of the whole cluster, for its energy. */
  activity: Activity;
}

/** Splits the clocks of a step program into slots and reasons: the marks of `sw/layers/pipeline.S`, seen when core 0 retires them. */
export class SlotClock {
  private readonly list: SlotClocks[] = [];
  /** What core 0 did from mark to mark. */
  readonly stretches: Stretch[] = [];
  private readonly cluster: Cluster;
  private readonly run: ProgramRun;
  private readonly schedule: Schedule;
  private readonly names: ReadonlyMap<number, string>;
  private reason: Reason = "idle";
  private call = 0;
  private over = false;
  /** Everything up to the begin of the slot. */
  private done = activityFrom({});
  private meets = false;
  /** Clock of the last mark, and the clocks that RedMulE and the DMA had worked before it. */
  private since = 0;
  private redmule = 0;
  private dma = 0;

  constructor(cluster: Cluster, run: ProgramRun, symbols: ReadonlyMap<string, number>, schedule: Schedule) {
    this.cluster = cluster;
    this.run = run;
    this.schedule = schedule;
    const names = ["slot", "call", "wait_redmule", "wait_dma", "meet", "wait_external", "end"];
    const known = names.map((name) => [symbols.get(`pipeline_${name}`), name] as const);
    this.names = new Map(known.flatMap(([pc, name]) => (pc === undefined ? [] : [[pc, name]])));
  }

  /** Addresses of the marks. */
  get marks(): readonly number[] {
    return [...this.names.keys()];
  }

  get slots(): readonly SlotClocks[] {
    this.account(this.cluster.clock);
    this.accountActivity();
    return this.list;
  }

  /** Everything that the cluster has done so far. */
  private get activity(): Activity {
    return clusterActivity(this.cluster, this.run.uses);
  }

  /** The events since the last slot began belong to it. */
  private accountActivity(): void {
    const { activity, done } = this;
    const slot = this.list.at(-1);
    if (slot !== undefined && !this.over) slot.activity = plus(slot.activity, plus(activity, done, -1));
    this.done = activity;
  }

  /** Core 0 retires the instruction at a mark. To be called between settle and edge of the clock. */
  pass(pc: number, clock: number): void {
    this.account(clock);
    this.at(this.names.get(pc)!, clock);
  }

  /** What has passed since the last mark. */
  private account(clock: number): void {
    const { redmuleClocks, dmaClocks } = this.cluster;
    const slot = this.list.at(-1);
    const clocks = clock - this.since;
    if (slot !== undefined && !this.over && clocks > 0) {
      const [redmule, dma] = [redmuleClocks - this.redmule, dmaClocks - this.dma];
      // At the meeting core 0 waits for the others, and these for the commands that they gave.
      const reason = this.meets && 2 * dma > clocks ? "dmaWait" : this.reason;
      slot.clocks += clocks;
      slot[reason] += clocks;
      slot.redmuleBusy += redmule;
      slot.dmaBusy += dma;
      this.stretches.push({ step: slot.slot.step, begin: this.since, clocks, reason, redmule, dma });
    }
    this.since = clock;
    this.redmule = redmuleClocks;
    this.dma = dmaClocks;
  }

  private at(mark: string, clock: number): void {
    if (mark === "slot" || mark === "end") this.accountActivity();
    if (mark === "slot") {
      const slot = this.schedule.slots[this.list.length];
      const none = { clocks: 0, compute: 0, im2row: 0, transform: 0, redmuleWait: 0, dmaWait: 0, idle: 0 };
      this.list.push({ slot, begin: clock, ...none, redmuleBusy: 0, dmaBusy: 0, activity: activityFrom({}) });
      this.reason = "idle";
      this.call = 0;
    } else if (mark === "call") this.reason = this.list.at(-1)!.slot.calls[this.call++].kind;
    else if (mark === "wait_redmule") this.reason = "redmuleWait";
    else if (mark === "wait_dma" || mark === "wait_external") this.reason = "dmaWait";
    else this.reason = "idle";
    this.meets = mark === "meet";
    this.over = mark === "end";
  }
}
