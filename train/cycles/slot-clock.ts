import type { Cluster } from "../../hw/cluster/systems/cluster.js";
import type { Schedule, Slot } from "../plan/schedule.js";

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
}

type Reason = "compute" | "im2row" | "transform" | "redmuleWait" | "dmaWait" | "idle";

/** Splits the clocks of a step program into slots and reasons: the marks of `sw/layers/pipeline.S`, seen when core 0 retires them. */
export class SlotClock {
  readonly slots: SlotClocks[] = [];
  private readonly cluster: Cluster;
  private readonly schedule: Schedule;
  private readonly marks: ReadonlyMap<number, string>;
  private reason: Reason = "idle";
  private call = 0;
  private over = false;

  constructor(cluster: Cluster, symbols: ReadonlyMap<string, number>, schedule: Schedule) {
    this.cluster = cluster;
    this.schedule = schedule;
    const names = ["slot", "call", "wait_redmule", "wait_dma", "meet", "end"];
    this.marks = new Map(names.map((name) => [symbols.get(`pipeline_${name}`)!, name]));
  }

  observe(clock: number): void {
    const { cores, redmule, dma } = this.cluster;
    const { retired } = cores[0];
    if (retired.valid !== 0) {
      const mark = this.marks.get(retired.pc >>> 0);
      if (mark !== undefined) this.at(mark, clock);
    }
    const slot = this.slots.at(-1);
    if (slot === undefined || this.over) return;
    slot.clocks++;
    slot[this.reason]++;
    slot.redmuleBusy += redmule.busy;
    slot.dmaBusy += dma.busy;
  }

  private at(mark: string, clock: number): void {
    if (mark === "slot") {
      const slot = this.schedule.slots[this.slots.length];
      const none = { clocks: 0, compute: 0, im2row: 0, transform: 0, redmuleWait: 0, dmaWait: 0, idle: 0 };
      this.slots.push({ slot, begin: clock, ...none, redmuleBusy: 0, dmaBusy: 0 });
      this.reason = "idle";
      this.call = 0;
    } else if (mark === "call") this.reason = this.slots.at(-1)!.slot.calls[this.call++].kind;
    else if (mark === "wait_redmule") this.reason = "redmuleWait";
    else if (mark === "wait_dma") this.reason = "dmaWait";
    else this.reason = "idle";
    this.over = mark === "end";
  }
}
