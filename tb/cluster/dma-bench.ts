import { DEFAULT_DMA, type DmaParameters } from "../../hw/cluster/dma/dma-map.js";
import { Dma } from "../../hw/cluster/dma/dma.js";
import { DEFAULT_L2, L2, type L2Parameters } from "../../hw/cluster/l2/l2.js";
import { ReadBurstPort } from "../../hw/cluster/l2/l2-port.js";
import { Ram } from "../../hw/cluster/ram.js";
import { NarrowPort } from "../../hw/ports.js";
import { walk, type Probe, type Scope } from "../../hw/probe.js";
import { dmaCheckers } from "../checkers/attach.js";
import { CheckerList, type Checker } from "../checkers/checker.js";
import { SplitMix64 } from "../../run/data/random.js";
import type { Access, Memory } from "./dma-command.js";

export const TCDM = { base: 0x1000_0000, bytes: 0x4000 };
export const L2_WINDOW = { base: 0x1c00_0000, bytes: 0x8000 };

/** Setting of a bench. */
export interface DmaBenchOptions {
  readonly cores?: number;
  readonly l2?: Partial<L2Parameters>;
  readonly dma?: Partial<DmaParameters>;
  /** A TCDM port is denied with this probability in a clock. */
  readonly denied?: number;
  readonly seed?: number;
}

/**
 * The DMA between an L2 and a TCDM whose ports are denied at random, with a script of register accesses per core. A denied
 * port sees no grant, and its request stays.
 */
export class DmaBench {
  readonly ports: NarrowPort[];
  readonly dma: Dma;
  readonly l2: L2;
  readonly tcdm: Ram;
  readonly scripts: Access[][];
  readonly answers: number[][];
  /** Clocks with an event, per core. */
  readonly events: number[][];
  /** Accesses of cores that were answered with a bus error. */
  refused = 0;
  readonly faults: { address: number; core: number }[] = [];
  /** Complete commands in order, of both directions. */
  readonly completed: { toTcdm: boolean; core: number; counter: number }[] = [];
  clock = 0;
  /** Protocol checkers; to be taken away by whoever overwrites registers. */
  checks: Checker | null;

  private readonly ends: readonly { toTcdm: boolean; finished: Probe; tag: Probe }[];
  private readonly shadows: NarrowPort[];
  private readonly reading: boolean[];
  private readonly random: SplitMix64;
  private readonly denied: number;

  constructor({ cores = 1, l2 = {}, dma = {}, denied = 0, seed = 1 }: DmaBenchOptions = {}) {
    this.ports = Array.from({ length: cores }, () => new NarrowPort());
    this.dma = new Dma(this.ports, { tcdm: TCDM, l2: L2_WINDOW }, { ...DEFAULT_DMA, ...dma });
    const { read, write } = this.dma;
    const ports = { narrow: new NarrowPort(), dmaRead: read, dmaWrite: write, refill: new ReadBurstPort() };
    this.l2 = new L2(ports, L2_WINDOW, { ...DEFAULT_L2, ...l2 });
    this.ends = [true, false].map((toTcdm) => {
      const find = (name: string): Probe => probeOf(this.dma, toTcdm ? "inbound" : "outbound", name);
      return { toTcdm, finished: find("finished"), tag: find("finished_tag") };
    });
    this.shadows = this.dma.tcdm.map(() => new NarrowPort());
    this.tcdm = new Ram(this.shadows, TCDM);
    this.scripts = this.ports.map(() => []);
    this.answers = this.ports.map(() => []);
    this.events = this.ports.map(() => []);
    this.reading = this.ports.map(() => false);
    this.random = new SplitMix64(seed);
    this.denied = denied * 2 ** 32;
    this.checks = new CheckerList(dmaCheckers(this.dma, { tcdm: TCDM, l2: L2_WINDOW }));
    this.fill();
  }

  /** Everything that has registers. */
  scope(): Scope {
    const children = [this.dma.scope("dma"), this.l2.scope("l2"), this.tcdm.scope("tcdm")];
    return { name: "bench", probes: [], children };
  }

  /** Copies of the two memories. */
  memories(): { tcdm: Memory; l2: Memory } {
    return {
      tcdm: { bytes: this.tcdm.bytes.slice(), base: TCDM.base },
      l2: { bytes: this.l2.memory.bytes.slice(), base: L2_WINDOW.base },
    };
  }

  /** Bytes that differ from their neighbours in both memories. */
  private fill(): void {
    this.l2.memory.bytes.forEach((_, i, bytes) => (bytes[i] = i * 7 + (i >> 8)));
    this.tcdm.bytes.forEach((_, i, bytes) => (bytes[i] = i * 11 + (i >> 8) * 3 + 1));
  }

  /** Steps until all scripts are through and nothing is pending; throws after `limit` clocks. */
  run(limit = 200_000): void {
    let quiet = 0;
    while (quiet < 8) {
      if (this.clock > limit) throw new Error(`DMA still busy after ${limit} clocks`);
      this.step();
      const open = this.scripts.some((script) => script.length > 0) || this.dma.busy !== 0;
      quiet = open ? 0 : quiet + 1;
    }
  }

  step(): void {
    const { dma, l2, tcdm } = this;
    tcdm.settleResponse();
    l2.settleResponse();
    this.shadows.forEach((shadow, i) => {
      const { rvalid, rdata, err } = shadow;
      Object.assign(dma.tcdm[i], { rvalid, rdata, err });
    });
    dma.settleResponse();
    dma.settleRequest();
    this.driveScripts();
    this.shadows.forEach((shadow, i) => this.passRequest(dma.tcdm[i], shadow));
    tcdm.settleGrant();
    l2.settleGrant();
    this.shadows.forEach((shadow, i) => (dma.tcdm[i].gnt = shadow.gnt));
    dma.settleGrant();
    this.watch();
    this.checks?.check(this.clock);
    dma.edge();
    l2.edge();
    tcdm.edge();
    this.clock++;
  }

  private passRequest(from: NarrowPort, to: NarrowPort): void {
    this.random.step();
    const { addr, write, be, wdata } = from;
    Object.assign(to, { addr, write, be, wdata, req: this.random.high < this.denied ? 0 : from.req });
  }

  private driveScripts(): void {
    this.ports.forEach((port, i) => {
      if ((port.rvalid & port.err) !== 0) this.refused++;
      if (port.rvalid !== 0 && this.reading[i]) this.answers[i].push(port.rdata);
      const access = this.scripts[i][0];
      port.req = access === undefined ? 0 : 1;
      if (access !== undefined) Object.assign(port, access);
    });
  }

  private watch(): void {
    this.ports.forEach((port, i) => {
      if (((this.dma.event >>> i) & 1) !== 0) this.events[i].push(this.clock);
      this.reading[i] = false;
      if ((port.req & port.gnt) === 0) return;
      this.reading[i] = port.write === 0;
      this.scripts[i].shift();
    });
    for (const { fault, faultAddress, faultCore } of this.dma.faults) {
      if (fault !== 0) this.faults.push({ address: faultAddress, core: faultCore });
    }
    for (const { toTcdm, finished, tag } of this.ends) {
      if (finished.get(0) === 0) continue;
      const value = tag.get(0);
      this.completed.push({ toTcdm, core: value & 0x1f, counter: (value >>> 5) & 0xf });
    }
  }
}

function probeOf(dma: Dma, block: string, name: string): Probe {
  const found: Probe[] = [];
  walk(dma.scope("dma"), (path, probe) => {
    if (path.at(-1) === block && probe.name === name) found.push(probe);
  });
  return found[0];
}
