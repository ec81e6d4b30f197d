import { hex } from "../../hw/hex.js";
import type { Redmule } from "../../hw/redmule/redmule.js";
import type { EndedJob } from "../../hw/redmule/work.js";

/** Jobs alike of which the first is told. */
class Told {
  private first = "";
  private count = 0;

  add(text: () => string): void {
    if (this.count++ === 0) this.first = text();
  }

  sentence(what: (jobs: string) => string): string[] {
    return this.count === 0 ? [] : [`${what(this.count === 1 ? "1 job" : `${this.count} jobs`)} ${this.first}.`];
  }
}

/** What a program makes of RedMulE that it hardly means, in sentences. */
export class RedmuleRemarks {
  private readonly redmule: Redmule;
  private readonly empty = new Told();
  private readonly overlapping = new Told();

  constructor(redmule: Redmule) {
    this.redmule = redmule;
    redmule.work.observers.push((job) => this.look(job));
  }

  /** Of the jobs so far, and of what a program that has ended left undone. */
  get sentences(): readonly string[] {
    const { registers, busy } = this.redmule;
    const remarks = [
      ...this.empty.sentence((jobs) => `${jobs} of RedMulE had a size of 0, the first with M x N x K =`),
      ...this.overlapping.sentence(
        (jobs) => `In ${jobs} of RedMulE Z lay over an operand that was still to be read, first`,
      ),
    ];
    if (registers.locked !== 0) {
      remarks.push("A context of RedMulE was acquired and its job never triggered: write 0 to TRIGGER.");
    }
    if (registers.pending !== 0 && busy === 0) {
      remarks.push("A job of RedMulE was committed and never started: write 0 to TRIGGER.");
    }
    return remarks;
  }

  private look({ m, n, k, config: { xAddr, wAddr, zAddr, elementBytes } }: EndedJob): void {
    if (m === 0 || n === 0 || k === 0) {
      this.empty.add(() => `${m} x ${n} x ${k}`);
      return;
    }
    const z = [zAddr, zAddr + m * k * elementBytes] as const;
    for (const [name, address, elements] of [
      ["X", xAddr, m * n],
      ["W", wAddr, n * k],
    ] as const) {
      const end = address + elements * elementBytes;
      if (address >= z[1] || z[0] >= end) continue;
      const stretch = (from: number, to: number): string => `${hex(from)} to ${hex(to - 1)}`;
      this.overlapping.add(() => `Z at ${stretch(...z)} over ${name} at ${stretch(address, end)}`);
      return;
    }
  }
}
