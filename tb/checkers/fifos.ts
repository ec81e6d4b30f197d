import type { Probe, Scope } from "../../hw/probe.js";
import type { RedmuleParameters } from "../../hw/redmule/parameters.js";
import { CheckFailure, type Checker } from "./checker.js";

/**
 * A FIFO neither over- nor underflows: its occupancy lies between 0 and its depth and is the distance of its pointers, and a
 * clock pushes and pops one entry at most, unless it clears all. It may be watched from any clock on.
 */
export class FifoChecker implements Checker {
  private readonly name: string;
  private readonly depth: number;
  private readonly probes: readonly [head: Probe, tail: Probe, count: Probe];
  private head: number;
  private tail: number;
  private count: number;

  constructor(scope: Scope, name: string, depth: number) {
    this.name = name;
    this.depth = depth;
    this.probes = [probeOf(scope, "head"), probeOf(scope, "tail"), probeOf(scope, "count")];
    [this.head, this.tail, this.count] = this.probes.map((probe) => probe.get(0));
  }

  check(clock: number): void {
    const { depth, probes } = this;
    const count = probes[2].get(0);
    const head = probes[0].get(0);
    const tail = probes[1].get(0);
    if (count === this.count && head === this.head && tail === this.tail) return;
    if (count > depth) this.fail(clock, `${count} entries in a depth of ${depth}`);
    if (count < 0) this.fail(clock, "an entry was popped from an empty FIFO");
    if ((head + count) % depth !== tail) this.fail(clock, `head ${head}, tail ${tail} and count ${count} disagree`);
    const popped = (head - this.head + depth) % depth;
    const pushed = (tail - this.tail + depth) % depth;
    const cleared = (head | tail | count) === 0;
    if (!cleared && (popped > 1 || pushed > 1)) this.fail(clock, `${pushed} pushes and ${popped} pops in one clock`);
    this.count = count;
    this.head = head;
    this.tail = tail;
  }

  private fail(clock: number, what: string): never {
    throw new CheckFailure(clock, this.name, what);
  }
}

function probeOf(scope: Scope, name: string): Probe {
  return scope.probes.find((probe) => probe.name === name)!;
}

/** Checkers of all FIFOs of a RedMulE. */
export function fifoCheckers(redmule: Scope, p: RedmuleParameters): FifoChecker[] {
  const depths: Readonly<Record<string, number>> = {
    address_fifo: p.addressFifo,
    request_fifo: p.requestFifo,
    response_fifo: p.responseFifo,
    offset_fifo: p.requestFifo + p.responseFifo + 2,
    store_fifo: p.storeFifo,
  };
  const found: FifoChecker[] = [];
  const visit = (scope: Scope, above: string): void => {
    const name = `${above}.${scope.name}`;
    const rows = above.endsWith(".z") ? p.zStreamFifo : p.streamFifo;
    const depth = scope.name === "row_fifo" ? rows : depths[scope.name];
    if (depth !== undefined) found.push(new FifoChecker(scope, name, depth));
    for (const child of scope.children) visit(child, name);
  };
  for (const child of redmule.children) visit(child, redmule.name);
  return found;
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
