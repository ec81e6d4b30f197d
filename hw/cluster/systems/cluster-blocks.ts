import { NarrowPort } from "../../ports.js";
import { registersOf, watched, wire, type Block, type Scope } from "../../probe.js";
import { Redmule } from "../../redmule/redmule.js";
import { regionAt, regionOf, type AddressMap, type Target } from "../address-map.js";
import { BenchRegisters } from "../bench-registers.js";
import { ControlUnit } from "../control-unit.js";
import { clusterOf, type ClusterParameters } from "./cluster-parameters.js";
import { Core } from "../core/core.js";
import { DataDemux } from "../demux.js";
import { Dma } from "../dma/dma.js";
import { EventUnit } from "../event/event-unit.js";
import { ExternalMemory } from "../external/external-memory.js";
import { Icache } from "../icache/icache.js";
import { IdealFetch } from "../icache/ideal-fetch.js";
import { Interconnect } from "../tcdm/interconnect.js";
import { L2 } from "../l2/l2.js";
import { ReadBurstPort } from "../l2/l2-port.js";
import { TimerUnit } from "../timer/timer-unit.js";
import { MemoryView } from "../memory-view.js";
import { PortArbiter } from "../port-arbiter.js";
import { ReplayMemory } from "../replay/replay-memory.js";
import { checkTcdm } from "../tcdm/tcdm-size.js";
import { SteppedSystem } from "./system.js";

/** The blocks of a cluster and how they are wired. */
export abstract class ClusterBlocks extends SteppedSystem {
  readonly map: AddressMap;
  readonly cores: readonly Core[];
  readonly redmule: Redmule;
  readonly interconnect: Interconnect;
  /** Where the interconnect and the replays of the cores have their words. */
  protected readonly replayMemory: ReplayMemory;
  /** What asks the banks through narrow ports: cores by their numbers, then the DMA. */
  readonly narrowPorts: readonly NarrowPort[];
  readonly eventUnit: EventUnit;
  readonly dma: Dma;
  readonly l2: L2;
  /** One of the two brings instructions. */
  readonly icache: Icache | null;
  readonly idealFetch: IdealFetch | null;
  protected readonly fetch: Icache | IdealFetch;
  readonly bench: BenchRegisters;
  readonly timer = new TimerUnit();
  readonly control: ControlUnit;
  /** The memory outside of the chip with its DMA, where there is one. */
  readonly external: ExternalMemory | null;
  readonly endsAsleep = 0;

  /** Input: 1 when no bank of the TCDM grants in this clock. */
  stall = 0;

  protected readonly demuxes: readonly DataDemux[];
  protected readonly redmuleArbiter: PortArbiter;
  protected readonly benchArbiter: PortArbiter;
  protected readonly timerArbiter: PortArbiter;
  protected readonly controlArbiter: PortArbiter;
  protected readonly l2Arbiter: PortArbiter;
  protected readonly externalArbiter: PortArbiter | null;
  protected readonly arbiters: PortArbiter[];
  /** The event unit's ports of the cores. */
  protected readonly eventPorts: readonly NarrowPort[];
  /** Bits of the targets in what the cores ask for. */
  protected readonly arbiterBits: number[];
  protected readonly tcdmBit: number;
  protected readonly eventUnitBit: number;
  protected readonly dmaBit: number;

  /** Cores that are not asleep, bit per core. */
  protected awake = 0;
  /** Events of the clock before. */
  protected raised = 0;
  protected readonly parameters: ClusterParameters;

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
    this.narrowPorts = narrow;
    checkTcdm(p.tcdm);
    this.replayMemory = new ReplayMemory(p.tcdm, this.redmule.tcdm.words);
    const { tcdm: port } = this.redmule;
    this.interconnect = new Interconnect(narrow, port, { ...p.tcdm, arbiter: p.arbiter }, this.replayMemory);
    const { invertPrio, maxStall, numerator, denominator } = p;
    Object.assign(this.interconnect.arbiter, { invertPrio, maxStall, numerator, denominator });
    const { map } = p;
    const shared = map.regions.findIndex(({ target }) => target === "eventUnitShared");
    this.eventUnit = new EventUnit(slaves("eventUnit"), (address) => (regionAt(map, address) === shared ? 1 : 0));
    this.redmuleArbiter = new PortArbiter(slaves("redmule"), this.redmule.periph);
    this.bench = new BenchRegisters(new NarrowPort());
    this.benchArbiter = new PortArbiter(slaves("bench"), this.bench.port);
    this.l2Arbiter = new PortArbiter(slaves("l2"), new NarrowPort());
    this.timerArbiter = new PortArbiter(slaves("timer"), this.timer.port);
    this.control = new ControlUnit(this.interconnect.arbiter);
    this.controlArbiter = new PortArbiter(slaves("control"), this.control.port);
    this.arbiters = [this.redmuleArbiter, this.benchArbiter, this.l2Arbiter, this.timerArbiter, this.controlArbiter];
    const outside = p.external === null ? null : new NarrowPort();
    this.externalArbiter = outside === null ? null : new PortArbiter(slaves("external"), outside);
    if (this.externalArbiter !== null) this.arbiters.push(this.externalArbiter);
    this.eventPorts = slaves("eventUnit");
    const bit = (target: Target): number => 1 << this.demuxes[0].placeOf(target);
    this.arbiterBits = [bit("redmule"), bit("bench"), bit("l2"), bit("timer"), bit("control")];
    if (outside !== null) this.arbiterBits.push(bit("external"));
    [this.tcdmBit, this.eventUnitBit, this.dmaBit] = [bit("tcdm"), bit("eventUnit"), bit("dma")];
    const fetchPorts = this.cores.map((core) => core.instructionPort);
    this.icache = p.fetch === "cache" ? new Icache(fetchPorts, p.icache) : null;
    const refill = this.icache?.refillPort ?? new ReadBurstPort();
    // Written out: objects made by a spread come to have a shape each, and code that was compiled for one is thrown away for the next.
    const l2Ports = { narrow: this.l2Arbiter.slave, dmaRead: this.dma.read, dmaWrite: this.dma.write, refill };
    this.l2 = new L2(l2Ports, regionOf(p.map, "l2"), p.l2);
    const { memory } = this.l2;
    this.external = p.external === null ? null : new ExternalMemory(outside!, memory, p.external);
    this.idealFetch = this.icache === null ? new IdealFetch(fetchPorts, memory) : null;
    this.fetch = this.icache ?? this.idealFetch!;
    const { tcdm } = this.interconnect;
    this.memories = new MemoryView(
      p.map,
      [
        ["tcdm", tcdm.bytes],
        ["l2", memory.bytes],
      ],
      "l2",
    );
    this.parameters = p;
    this.reset();
  }

  get pending(): number {
    return this.redmule.busy | this.dma.busy | this.timer.pending | (this.external?.command ?? 0);
  }

  /** The next clock settles every block anew. */
  wake(): void {
    this.awake = (1 << this.cores.length) - 1;
    this.raised = 1;
    for (const core of this.cores) core.wake();
    for (const arbiter of this.arbiters) arbiter.wake();
    const { redmule, dma, interconnect, eventUnit, l2, icache, bench, timer, control, external } = this;
    const blocks = [redmule, dma, interconnect, eventUnit, l2, icache, bench, timer, control, external];
    for (const block of blocks) block?.wake();
  }

  /** Every block to its state after reset; the memories keep their contents. */
  reset(): void {
    for (const block of this.blocks()) block.reset();
    this.clock = 0;
    this.wake();
  }

  private blocks(): readonly Block[] {
    const { cores, demuxes, arbiters, redmule, dma, interconnect, eventUnit, l2, fetch, bench, timer, control } = this;
    const inner = [redmule, dma, interconnect, eventUnit, l2, fetch, bench, timer, control];
    const blocks = [...cores, ...demuxes, ...arbiters, ...inner];
    return this.external === null ? blocks : [...blocks, this.external];
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
        this.timer.scope("timer"),
        this.timerArbiter.scope("timer_arbiter"),
        this.control.scope("control"),
        this.controlArbiter.scope("control_arbiter"),
        ...(this.external === null ? [] : [this.external.scope("external")]),
        ...(this.externalArbiter === null ? [] : [this.externalArbiter.scope("external_arbiter")]),
      ],
    };
    return watched(scope, () => this.wake());
  }
}

function newCore({ map, core: parameters }: ClusterParameters, hartId: number): Core {
  const core = new Core(parameters);
  core.near = regionOf(map, "tcdm");
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
