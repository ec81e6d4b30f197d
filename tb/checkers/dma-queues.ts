import type { Probe, Scope } from "../../hw/probe.js";
import { CheckFailure, type Checker } from "./checker.js";

function probeOf(scope: Scope, name: string): Probe {
  return scope.probes.find((probe) => probe.name === name)!;
}

/** Counters of accesses that have passed a point, modulo 2^32, in the order of the points. */
const LANE = ["pushed", "issued", "answered", "popped"] as const;

/** A lane of the DMA: nothing passes a point before the one ahead of it, and no more accesses are inside than fit. */
export class LaneChecker implements Checker {
  private readonly name: string;
  private readonly depth: number;
  private readonly counters: readonly Probe[];

  constructor(scope: Scope, name: string) {
    this.name = name;
    this.depth = probeOf(scope, "addr").length;
    this.counters = LANE.map((point) => probeOf(scope, point));
  }

  check(clock: number): void {
    const { counters, depth } = this;
    const last = counters[LANE.length - 1].get(0);
    let most = depth;
    for (let i = 0; i < LANE.length; i++) {
      const inside = (counters[i].get(0) - last) | 0;
      if (inside < 0 || inside > most) {
        const limit = i === 0 ? `a depth of ${depth}` : `${most} that were ${LANE[i - 1]}`;
        throw new CheckFailure(clock, this.name, `${inside} accesses are ${LANE[i]} and not popped, of ${limit}`);
      }
      most = inside;
    }
  }
}

/** A queue of commands of the DMA, as deep as its list of counters. */
export class CommandQueueChecker implements Checker {
  private readonly name: string;
  private readonly depth: number;
  private readonly count: Probe;

  constructor(scope: Scope, name: string) {
    this.name = name;
    this.depth = probeOf(scope, "counters").length;
    this.count = probeOf(scope, "count");
  }

  check(clock: number): void {
    const count = this.count.get(0);
    if (count < 0 || count > this.depth) {
      throw new CheckFailure(clock, this.name, `${count} commands in a depth of ${this.depth}`);
    }
  }
}

/** Checkers of all queues of a DMA. */
export function dmaQueueCheckers(dma: Scope): Checker[] {
  const found: Checker[] = [];
  const visit = (scope: Scope, above: string): void => {
    const name = above === "" ? scope.name : `${above}.${scope.name}`;
    const has = (probe: string): boolean => scope.probes.some((own) => own.name === probe);
    if (LANE.every(has)) found.push(new LaneChecker(scope, name));
    else if (has("counters") && has("count")) found.push(new CommandQueueChecker(scope, name));
    for (const child of scope.children) visit(child, name);
  };
  visit(dma, "");
  return found;
}
