import type { Core } from "../../hw/cluster/core/core.js";
import type { Totals } from "../../hw/cluster/run-ahead/stretch.js";
import { STALL_NAMES } from "../../hw/cluster/core/stall.js";
import { FIRST_WORK, USES, WORK_NAMES } from "../../hw/cluster/core/use.js";

/** Where the clocks of a core went. */
export interface CoreReport {
  /** Number of the core, its mhartid. */
  readonly hart: number;
  /** Clocks from reset. */
  readonly clocks: number;
  /** Instructions retired. */
  readonly instructions: number;
  /** Instructions a clock. */
  readonly ipc: number;
  /** Clocks that issued an instruction, one that traps included. */
  readonly issued: number;
  /** The same by what was issued (`WORK_NAMES`). */
  readonly work: Readonly<Record<string, number>>;
  /** Clocks without an issue by reason (`STALL_NAMES`); with `issued` they add up to `clocks`. */
  readonly lost: Readonly<Record<string, number>>;
}

/** What was sampled up to a clock. */
export interface CoreCounts {
  readonly clocks: Float64Array;
  readonly sampled: number;
}

/** Counts the clocks of a core by what they were used for. Call `sample` in every clock, between settle and edge. */
export class CoreStatistics {
  private readonly core: Core;
  private readonly clocks = new Float64Array(USES);
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

  /** Counts the clock that stands. */
  sample(): void {
    const { core } = this;
    this.clocks[core.use]++;
    this.sampled += core.csrs.counters.retiring;
  }

  /** Clocks that nobody sampled, see `RunAhead`. */
  add({ instructions, uses }: Totals): void {
    this.sampled += instructions;
    for (let use = 0; use < uses.length; use++) this.clocks[use] += uses[use];
  }

  /** Clocks by use, index among `USES`. */
  get uses(): Float64Array {
    return this.clocks.map((clocks, use) => clocks + (this.counted?.uses[use] ?? 0));
  }

  /** What has been sampled, to go back to with `restore`. */
  save(): CoreCounts {
    return { clocks: this.clocks.slice(), sampled: this.sampled };
  }

  restore({ clocks, sampled }: CoreCounts): void {
    this.clocks.set(clocks);
    this.sampled = sampled;
  }

  report(): CoreReport {
    const used = this.uses;
    const sum = (part: Float64Array): number => part.reduce((all, n) => all + n, 0);
    const clocks = sum(used);
    const named = (names: readonly string[], from: number) =>
      Object.fromEntries(names.map((name, i) => [name, used[from + i]] as const).filter(([, n]) => n > 0));
    return {
      hart: this.core.hartId,
      clocks,
      instructions: this.instructions,
      ipc: clocks === 0 ? 0 : this.instructions / clocks,
      issued: sum(used.subarray(FIRST_WORK)),
      work: named(WORK_NAMES, FIRST_WORK),
      lost: named(STALL_NAMES, 0),
    };
  }
}
