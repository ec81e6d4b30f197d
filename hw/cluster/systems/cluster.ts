import { NarrowPort } from "../../ports.js";
import { registersOf, watched, wire, type Block, type Scope } from "../../probe.js";
import { Redmule } from "../../redmule/redmule.js";
import { lowest } from "../bits.js";
import { regionAt, regionOf, type AddressMap, type Target } from "../address-map.js";
import { BenchRegisters } from "../bench-registers.js";
import { clusterOf, type ClusterParameters } from "./cluster-parameters.js";
import { Core } from "../core/core.js";
import { DataDemux } from "../demux.js";
import { Dma } from "../dma/dma.js";
import { EVENT } from "../event/event-unit-map.js";
import { EventUnit } from "../event/event-unit.js";
import { Icache } from "../icache/icache.js";
import { IdealFetch } from "../icache/ideal-fetch.js";
import { Interconnect } from "../tcdm/interconnect.js";
import { L2 } from "../l2/l2.js";
import { ReadBurstPort } from "../l2/l2-port.js";
import { MemoryView } from "../memory-view.js";
import { PortArbiter } from "../port-arbiter.js";
import { SteppedSystem, type System } from "./system.js";

/** Bits of the cores' interrupt lines: RedMulE's event itself, and the interrupt of the event unit. */
export const REDMULE_IRQ = 3;
export const EVENT_UNIT_IRQ = 11;

/**
 * The PULP cluster: cores, the TCDM behind its interconnect, RedMulE, the DMA, the event unit, L2, and the registers through which a
 * program talks to its bench. Each core has its own way to the banks, the event unit and the DMA; the other registers and
 * L2 are shared.
 */
export class Cluster extends SteppedSystem implements System {
  readonly map: AddressMap;
  readonly cores: readonly Core[];
  readonly redmule: Redmule;
  readonly interconnect: Interconnect;
  readonly eventUnit: EventUnit;
  readonly dma: Dma;
  readonly l2: L2;
  /** One of the two brings instructions. */
  readonly icache: Icache | null;
  readonly idealFetch: IdealFetch | null;
  readonly bench: BenchRegisters;
  readonly endsAsleep = 0;

  /** Input: 1 when no bank of the TCDM grants in this clock. */
  stall = 0;

  private readonly demuxes: readonly DataDemux[];
  private readonly redmuleArbiter: PortArbiter;
  private readonly benchArbiter: PortArbiter;
  private readonly l2Arbiter: PortArbiter;
  private readonly arbiters: readonly PortArbiter[];
  /** The event unit's ports of the cores. */
  private readonly eventPorts: readonly NarrowPort[];
  /** Bits of the targets in what the cores ask for. */
  private readonly arbiterBits: readonly number[];
  private readonly tcdmBit: number;
  private readonly eventUnitBit: number;
  private readonly dmaBit: number;

  /** Cores that are not asleep, bit per core. */
  private awake = 0;
  /** Targets that cores request in this clock, bits as in `DataDemux.asks`. */
  private asked = 0;
  /** Blocks that are not left out of this clock. */
  private redmuleRuns = false;
  private eventUnitRuns = false;
  private tcdmRuns = false;
  /** Events of the clock before. */
  private raised = 0;
  /** `stall` as the banks have it. */
  private stalled = 0;

  protected readonly memories: MemoryView;

  /** @throws UsageError when sizes do not fit together */
  constructor(given: Partial<ClusterParameters> = {}) {
    super();
    const p = clusterOf(given);
    this.map = p.map;
    this.cores = Array.from({ length: p.cores }, (_, i) => newCore(p, i));
    this.redmule = new Redmule(p.redmule, p.ce);
    this.redmule.streamer.window = regionOf(p.map, "tcdm");
    this.demuxes = this.cores.map(({ dataPort }) => newDemux(dataPort, p.map));
    const slaves = (target: Target): NarrowPort[] => this.demuxes.map((demux) => demux.slave(target));
    this.dma = new Dma(slaves("dma"), { tcdm: regionOf(p.map, "tcdm"), l2: regionOf(p.map, "l2") }, p.dma);
    const narrow = [...slaves("tcdm"), ...this.dma.tcdm];
    this.interconnect = new Interconnect(narrow, this.redmule.tcdm, { ...p.tcdm, arbiter: p.arbiter });
    const { invertPrio, maxStall, numerator, denominator } = p;
    Object.assign(this.interconnect.arbiter, { invertPrio, maxStall, numerator, denominator });
    const shared = p.map.regions.findIndex(({ target }) => target === "eventUnitShared");
    this.eventUnit = new EventUnit(slaves("eventUnit"), (address) => (regionAt(p.map, address) === shared ? 1 : 0));
    this.redmuleArbiter = new PortArbiter(slaves("redmule"), this.redmule.periph);
    this.bench = new BenchRegisters(new NarrowPort());
    this.benchArbiter = new PortArbiter(slaves("bench"), this.bench.port);
    this.l2Arbiter = new PortArbiter(slaves("l2"), new NarrowPort());
    this.arbiters = [this.redmuleArbiter, this.benchArbiter, this.l2Arbiter];
    this.eventPorts = slaves("eventUnit");
    const bit = (target: Target): number => this.demuxes[0].bitOf(target);
    this.arbiterBits = [bit("redmule"), bit("bench"), bit("l2")];
    [this.tcdmBit, this.eventUnitBit, this.dmaBit] = [bit("tcdm"), bit("eventUnit"), bit("dma")];
    const l2Ports = { narrow: this.l2Arbiter.slave, dmaRead: this.dma.read, dmaWrite: this.dma.write };
    const fetchPorts = this.cores.map((core) => core.instructionPort);
    this.icache = p.fetch === "cache" ? new Icache(fetchPorts, p.icache) : null;
    const refill = this.icache?.refillPort ?? new ReadBurstPort();
    this.l2 = new L2({ ...l2Ports, refill }, regionOf(p.map, "l2"), p.l2);
    const { memory } = this.l2;
    this.idealFetch = this.icache === null ? new IdealFetch(fetchPorts, memory) : null;
    const { tcdm } = this.interconnect;
    this.memories = new MemoryView(
      p.map,
      [
        ["tcdm", tcdm.bytes],
        ["l2", memory.bytes],
      ],
      "l2",
    );
    this.reset();
  }

  get pending(): number {
    return this.redmule.busy | this.dma.busy;
  }

  /**
   * All settle steps of a clock. Responses come from registers; then requests go down from the cores and RedMulE to the
   * memories, and grants come back up. Idle blocks are left out (docs/architecture.md).
   */
  settle(): void {
    const { cores, demuxes, arbiters, redmule } = this;
    this.settleResponses();
    let asked = 0;
    for (let left = this.awake; left !== 0; left &= left - 1) {
      const i = lowest(left);
      cores[i].settleRequest();
      demuxes[i].settleRequest();
      asked |= demuxes[i].asks;
    }
    this.asked = asked;
    for (let i = 0; i < arbiters.length; i++) {
      if (!arbiters[i].idle || (asked & this.arbiterBits[i]) !== 0) arbiters[i].settleRequest();
    }
    this.redmuleRuns = !redmule.idle || redmule.periph.req !== 0;
    if (this.redmuleRuns) redmule.settleRequest();
    this.dma.settleRequest();
    this.icache?.settleRequest();
    this.settleGrants();
  }

  private settleResponses(): void {
    const { demuxes, arbiters, redmule, eventUnit, dma, interconnect, bench } = this;
    if (!interconnect.idle) interconnect.settleResponse();
    this.l2.settleResponse();
    this.icache?.settleResponse();
    this.idealFetch?.settleResponse();
    if (!redmule.idle) redmule.settleResponse();
    dma.settleResponse();
    if (!bench.idle) bench.settleResponse();
    if (!eventUnit.idle) eventUnit.settleResponse();
    for (let i = 0; i < arbiters.length; i++) if (!arbiters[i].idle) arbiters[i].settleResponse();
    for (let left = this.awake; left !== 0; left &= left - 1) demuxes[lowest(left)].settleResponse();
    const raised = redmule.event | dma.event | dma.interrupt;
    if ((raised | this.raised) !== 0 || !eventUnit.idle) this.settleEvents();
    this.raised = raised;
  }

  /** Events to the event unit, and interrupt lines of the cores. */
  private settleEvents(): void {
    const { cores, redmule, eventUnit, dma } = this;
    if ((redmule.event | dma.event | dma.interrupt) !== 0) eventUnit.wake();
    for (let i = 0; i < cores.length; i++) {
      eventUnit.events[i] =
        (redmule.event << EVENT.redmule) |
        (((dma.event >>> i) & 1) << EVENT.dma) |
        (((dma.interrupt >>> i) & 1) << EVENT.dmaInterrupt);
      cores[i].irq = (redmule.event << REDMULE_IRQ) | (eventUnit.irq(i) << EVENT_UNIT_IRQ);
      if (cores[i].csrs.wake) this.awake |= 1 << i;
    }
  }

  private settleGrants(): void {
    const { cores, demuxes, arbiters, eventUnit, bench, dma, asked } = this;
    this.settleTcdm();
    this.l2.settleGrant();
    this.settleFetch();
    if (!bench.idle || bench.port.req !== 0) bench.settleGrant();
    this.eventUnitRuns = !eventUnit.idle || (asked & this.eventUnitBit) !== 0;
    if (this.eventUnitRuns) eventUnit.settleGrant();
    if (!dma.idle || (asked & this.dmaBit) !== 0) dma.settleGrant();
    for (let i = 0; i < arbiters.length; i++) {
      if (!arbiters[i].idle || (asked & this.arbiterBits[i]) !== 0) arbiters[i].settleGrant();
    }
    if (this.eventUnitRuns) this.wakeGranted();
    for (let left = this.awake; left !== 0; left &= left - 1) {
      const i = lowest(left);
      demuxes[i].settleGrant();
      cores[i].settleGrant();
    }
    if (this.redmuleRuns) this.redmule.settleGrant();
  }

  private settleTcdm(): void {
    const { interconnect, dma, redmule } = this;
    const { tcdm } = interconnect;
    if (this.stall !== this.stalled) tcdm.gnt.fill(this.stall - 1);
    this.stalled = this.stall;
    let requests = (this.asked & this.tcdmBit) | redmule.tcdm.req;
    if (!dma.idle) for (let i = 0; i < dma.tcdm.length; i++) requests |= dma.tcdm[i].req;
    this.tcdmRuns = !interconnect.idle || requests !== 0;
    if (this.tcdmRuns) interconnect.settleGrant();
  }

  /** Cores whose event load is granted in this clock go on. */
  private wakeGranted(): void {
    const { eventPorts } = this;
    for (let i = 0; i < eventPorts.length; i++) this.awake |= eventPorts[i].gnt << i;
  }

  private settleFetch(): void {
    const { icache, cores } = this;
    this.idealFetch?.settleGrant();
    if (icache === null) return;
    icache.flush = 0;
    for (let left = this.awake; left !== 0; left &= left - 1) {
      const i = lowest(left);
      icache.flush |= cores[i].controller.flushesFetch << i;
    }
    icache.settleGrant();
  }

  edge(): void {
    const { arbiters, asked, bench, dma } = this;
    this.edgeCores();
    for (let i = 0; i < arbiters.length; i++) {
      if (!arbiters[i].idle || (asked & this.arbiterBits[i]) !== 0) arbiters[i].edge();
    }
    if (this.redmuleRuns) this.redmule.edge();
    if (!dma.idle || (asked & this.dmaBit) !== 0) dma.edge();
    if (this.tcdmRuns) this.interconnect.edge();
    if (this.eventUnitRuns) this.eventUnit.edge();
    this.l2.edge();
    this.icache?.edge();
    this.idealFetch?.edge();
    if (!bench.idle || bench.port.req !== 0) bench.edge();
    this.clock++;
  }

  /** A core that has fallen asleep leaves the clock, unless what it waits for is a grant of another than the event unit. */
  private edgeCores(): void {
    const { cores, demuxes } = this;
    for (let left = this.awake; left !== 0; left &= left - 1) {
      const i = lowest(left);
      cores[i].edge();
      demuxes[i].edge();
      if (cores[i].idle && (demuxes[i].asks & ~this.eventUnitBit) === 0) this.awake &= ~(1 << i);
    }
  }

  /** The next clock settles every block anew. */
  wake(): void {
    this.awake = (1 << this.cores.length) - 1;
    this.raised = 1;
    for (const core of this.cores) core.wake();
    for (const arbiter of this.arbiters) arbiter.wake();
    const { redmule, dma, interconnect, eventUnit, l2, icache, bench } = this;
    for (const block of [redmule, dma, interconnect, eventUnit, l2, icache, bench]) block?.wake();
  }

  /** Every block to its state after reset; the memories keep their contents. */
  reset(): void {
    for (const block of this.blocks()) block.reset();
    this.clock = 0;
    this.wake();
  }

  private blocks(): readonly Block[] {
    const { cores, demuxes, arbiters, redmule, dma, interconnect, eventUnit, l2, bench } = this;
    const fetch = this.icache ?? this.idealFetch!;
    return [...cores, ...demuxes, ...arbiters, redmule, dma, interconnect, eventUnit, l2, fetch, bench];
  }

  scope(name: string): Scope {
    const { cores, demuxes } = this;
    const scope = {
      name,
      probes: [...registersOf(this, { clock: 32 }), wire("stall", 1, () => this.stall)],
      children: [
        ...cores.map((core, i) => core.scope(`core${i}`)),
        ...demuxes.map((demux, i) => demux.scope(`demux${i}`)),
        this.redmule.scope("redmule"),
        this.redmuleArbiter.scope("redmule_arbiter"),
        this.interconnect.scope("interconnect"),
        this.eventUnit.scope("event_unit"),
        this.dma.scope("dma"),
        this.l2.scope("l2"),
        this.l2Arbiter.scope("l2_arbiter"),
        this.icache?.scope("icache") ?? this.idealFetch!.scope("fetch"),
        this.bench.scope("bench"),
        this.benchArbiter.scope("bench_arbiter"),
      ],
    };
    return watched(scope, () => this.wake());
  }
}

function newCore({ map, core: parameters }: ClusterParameters, hartId: number): Core {
  const core = new Core(parameters);
  core.hartId = hartId;
  core.bootAddress = map.resetPc;
  core.fetchEnable = 1;
  return core;
}

/** The two views of the event unit are one port. */
function newDemux(port: NarrowPort, map: AddressMap): DataDemux {
  const eventUnit = new NarrowPort();
  return new DataDemux(port, map, { eventUnit, eventUnitShared: eventUnit });
}
