import { DEFAULT_ICACHE, type IcacheParameters } from "../../hw/cluster/icache/icache-parameters.js";
import { Icache } from "../../hw/cluster/icache/icache.js";
import { L2 } from "../../hw/cluster/l2/l2.js";
import { ReadBurstPort, WriteBurstPort } from "../../hw/cluster/l2/l2-port.js";
import { NarrowPort } from "../../hw/ports.js";
import { ReadBurstChecker } from "../checkers/burst-ports.js";
import { CheckerList, type Checker } from "../checkers/checker.js";
import { NarrowPortChecker } from "../checkers/narrow-port.js";

/** Where L2 stands. */
export const BASE = 0x1c00_0000;
export const BYTES = 0x4000;

/** A fetch: its address, and clocks without a request before it. */
export interface Fetch {
  readonly addr: number;
  readonly pause: number;
}

/** A fetch that was answered, with the clocks of its grant and its answer. */
interface Answer {
  readonly addr: number;
  readonly granted: number;
  readonly answered: number;
  readonly data: number;
  readonly err: number;
}

/** Cores that fetch given addresses through the cache, one access ahead of its answer as a prefetcher does. */
export class IcacheBench {
  readonly ports: NarrowPort[];
  readonly icache: Icache;
  readonly l2: L2;
  readonly answers: Answer[][];
  /** Clocks in which each core waited, by reason. */
  readonly waits: Record<string, number>[];
  clock = 0;
  /** Protocol checkers; to be taken away by whoever overwrites registers. */
  checks: Checker | null;
  private readonly open: { addr: number; granted: number }[][];
  private readonly paused: number[];
  readonly scripts: Fetch[][];

  constructor(scripts: readonly (readonly Fetch[])[], parameters: Partial<IcacheParameters> = {}, latency = 8) {
    this.scripts = scripts.map((script) => [...script]);
    this.ports = scripts.map(() => new NarrowPort());
    this.icache = new Icache(this.ports, { ...DEFAULT_ICACHE, ...parameters });
    const ports = {
      narrow: new NarrowPort(),
      dmaRead: new ReadBurstPort(),
      dmaWrite: new WriteBurstPort(),
      refill: this.icache.refillPort,
    };
    this.l2 = new L2(ports, { base: BASE, bytes: BYTES }, { latency, bandwidth: 8, outstanding: 8 });
    this.l2.memory.words.forEach((_, i, words) => (words[i] = Math.imul(i + 1, 0x9e3779b1)));
    this.answers = scripts.map(() => []);
    this.waits = scripts.map(() => ({ none: 0, shared: 0, l2: 0, flush: 0 }));
    this.open = scripts.map(() => []);
    this.paused = scripts.map(() => 0);
    this.checks = new CheckerList([
      new ReadBurstChecker(this.icache.refillPort, "icache.refill"),
      ...this.ports.map((port, i) => new NarrowPortChecker(port, `fetch${i}`)),
    ]);
  }

  word(addr: number): number {
    return this.l2.memory.words[(addr - BASE) >>> 2] ?? 0;
  }

  run(limit = 100_000): void {
    while (this.scripts.some((s) => s.length > 0) || this.open.some((o) => o.length > 0)) {
      if (this.clock > limit) throw new Error(`fetches still open after ${limit} clocks`);
      this.step();
    }
  }

  /** @param flush cores that execute fence.i */
  step(flush = 0): void {
    const { icache, l2 } = this;
    l2.settleResponse();
    icache.settleResponse();
    this.ports.forEach((port, i) => this.take(port, i));
    icache.flush = flush;
    icache.settleRequest();
    l2.settleGrant();
    icache.settleGrant();
    this.ports.forEach((port, i) => this.granted(port, i));
    this.checks?.check(this.clock);
    icache.edge();
    l2.edge();
    this.clock++;
  }

  private take(port: NarrowPort, i: number): void {
    this.waits[i][this.icache.waitOf(i)]++;
    if (port.rvalid !== 0) {
      const fetch = this.open[i].shift();
      if (fetch === undefined) throw new Error(`core ${i} gets an answer that nobody asked for`);
      this.answers[i].push({ ...fetch, answered: this.clock, data: port.rdata, err: port.err });
    }
    const next = this.scripts[i][0];
    const ready = next !== undefined && this.paused[i] >= next.pause;
    this.paused[i]++;
    port.req = ready ? 1 : 0;
    if (ready) port.addr = next.addr;
  }

  private granted(port: NarrowPort, i: number): void {
    if ((port.req & port.gnt) === 0) return;
    this.open[i].push({ addr: port.addr, granted: this.clock });
    this.scripts[i].shift();
    this.paused[i] = 0;
  }
}
