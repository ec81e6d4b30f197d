import type { Core } from "../../hw/cluster/core/core.js";
import type { Totals } from "../../hw/cluster/run-ahead/stretch.js";
import { Stall, STALL_NAMES } from "../../hw/cluster/core/stall.js";

/** Where the clocks of a core went. */
export interface CoreReport {
  readonly hart: number;
  readonly clocks: number;
  /** Instructions retired. */
  readonly instructions: number;
  /** Instructions a clock. */
  readonly ipc: number;
  /** Clocks that issued an instruction, one that traps included. */
  readonly issued: number;
  /** Clocks without an issue by reason (`STALL_NAMES`); with `issued` they add up to `clocks`. */
  readonly lost: Readonly<Record<string, number>>;
}

/** Counts the clocks of a core by what they were used for. Call `sample` in every clock, between settle and edge. */
export class CoreStatistics {
  private readonly core: Core;
  private readonly clocks = new Float64Array(STALL_NAMES.length);
  private readonly counted: Totals | undefined;
  private sampled = 0;

  /** Instructions retired. */
  get instructions(): number {
    return this.sampled + (this.counted?.instructions ?? 0);
  }

  /** @param counted clocks that the system counts itself, see `Cluster.advance` */
  constructor(core: Core, counted?: Totals) {
    this.core = core;
    this.counted = counted;
  }

  sample(): void {
    const { core } = this;
    this.clocks[core.stallReason]++;
    this.sampled += core.csrs.counters.retiring;
  }

  /** Clocks that nobody sampled, see `RunAhead`. */
  add({ instructions, stalls }: Totals): void {
    this.sampled += instructions;
    for (let reason = 0; reason < stalls.length; reason++) this.clocks[reason] += stalls[reason];
  }

  report(): CoreReport {
    const used = this.clocks.map((clocks, reason) => clocks + (this.counted?.stalls[reason] ?? 0));
    const clocks = used.reduce((sum, n) => sum + n, 0);
    const lost = STALL_NAMES.map((name, reason) => [name, used[reason]] as const).filter(
      ([, n], reason) => reason !== Stall.issued && n > 0,
    );
    return {
      hart: this.core.hartId,
      clocks,
      instructions: this.instructions,
      ipc: clocks === 0 ? 0 : this.instructions / clocks,
      issued: used[Stall.issued],
      lost: Object.fromEntries(lost),
    };
  }
}
