import { NarrowPort } from "../../ports.js";
import { registersOf, watched, wire, type Block, type Scope } from "../../probe.js";
import { Redmule } from "../../redmule/redmule.js";
import { lowest } from "../bits.js";
import { regionAt, regionOf, type AddressMap, type Target } from "../address-map.js";
import { BenchRegisters } from "../bench-registers.js";
import { ControlUnit } from "../control-unit.js";
import { clusterOf, type ClusterParameters } from "./cluster-parameters.js";
import { Core } from "../core/core.js";
import { DataDemux } from "../demux.js";
import { Dma } from "../dma/dma.js";
import { EVENT } from "../event/event-unit-map.js";
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
import { CachedSide, IdealSide } from "../replay/fetch-side.js";
import type { ClockWatcher } from "../replay/clock-watcher.js";
import { Replays } from "../replay/replays.js";
import { Totals } from "../run-ahead/stretch.js";
import { ReplayedClocks } from "./replayed-clocks.js";
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
  /** What asks the banks through narrow ports: cores by their numbers, then the DMA. */
  readonly narrowPorts: readonly NarrowPort[];
  readonly eventUnit: EventUnit;
  readonly dma: Dma;
  readonly l2: L2;
  /** One of the two brings instructions. */
  readonly icache: Icache | null;
  readonly idealFetch: IdealFetch | null;
  private readonly fetch: Icache | IdealFetch;
  readonly bench: BenchRegisters;
  readonly timer = new TimerUnit();
  readonly control: ControlUnit;
  /** The memory outside of the chip with its DMA, where there is one. */
  readonly external: ExternalMemory | null;
  readonly endsAsleep = 0;

  /** Input: 1 when no bank of the TCDM grants in this clock. */
  stall = 0;

  private readonly demuxes: readonly DataDemux[];
  private readonly redmuleArbiter: PortArbiter;
  private readonly benchArbiter: PortArbiter;
  private readonly timerArbiter: PortArbiter;
  private readonly controlArbiter: PortArbiter;
  private readonly l2Arbiter: PortArbiter;
  private readonly externalArbiter: PortArbiter | null;
  private readonly arbiters: PortArbiter[];
  /** The event unit's ports of the cores. */
  private readonly eventPorts: readonly NarrowPort[];
  /** Bits of the targets in what the cores ask for. */
  private readonly arbiterBits: number[];
  private readonly tcdmBit: number;
  private readonly eventUnitBit: number;
  private readonly dmaBit: number;

  /** Nothing works but cores that are replayed, which ask the banks alone, and RedMulE. */
  private get othersIdle(): boolean {
    const { redmule, dma, bench, eventUnit, arbiters, fetch, timer, control } = this;
    if ((redmule.event | redmule.periph.req | this.raised | this.interrupted | timer.valid) !== 0) return false;
    if (!dma.idle || !bench.idle || !control.idle || !eventUnit.idle) return false;
    if (this.stall !== this.stalled) return false;
    for (let i = 0; i < arbiters.length; i++) if (!arbiters[i].idle) return false;
    fetch.replayed = this.replays.mask;
    if (this.external !== null && (this.external.valid | this.external.port.req) !== 0) return false;
    return fetch.privatesIdle;
  }

  /** No line of the instruction cache is asked for or on its way. */
  private get refillsIdle(): boolean {
    return this.l2.idle && (this.icache === null || this.icache.sharedIdle);
  }

  /** Clocks up to `end` in which the cores are replayed. True when RedMulE has met a bus error in the last one. */
  private replayAlone(end: number): boolean {
    const { replayed, redmule } = this;
    const worked = !redmule.idle;
    this.clock = replayed.run(this.replays, this.clock, end, this.watcher);
    this.redmuleClocks += replayed.redmuleClocks;
    this.tcdmRuns = true;
    return worked && redmule.streamer.outside !== 0;
  }

  /**
   * Clocks of RedMulE and interconnect up to `end`, or to its event, which is settled anew. True when it has not moved, or has
   * met a bus error, in the last one: somebody may want to see that.
   */
  private redmuleAlone(end: number): boolean {
    const { redmule, interconnect, l2, timer } = this;
    const { scheduler, streamer, tcdm } = redmule;
    let stops = false;
    let { busy } = redmule;
    while (!stops && this.clock < end && redmule.event === 0 && !timer.raises) {
      interconnect.settleResponse();
      redmule.settleResponse();
      redmule.settleRequest();
      interconnect.settleGrant(false);
      redmule.settleGrant();
      const moves = (tcdm.req & tcdm.gnt) | (scheduler.loadsW & (1 ^ scheduler.wDone));
      if (moves !== 0) this.redmuleMoved = this.clock + 1;
      stops = moves === 0 || streamer.outside !== 0;
      if (redmule.busy !== busy) {
        busy = redmule.busy;
        this.watcher?.settled(this.clock);
      }
      this.redmuleClocks += busy;
      redmule.edge();
      interconnect.edge();
      l2.pass(1);
      if (!timer.idle) timer.pass();
      if (this.external !== null && this.external.command !== 0) this.external.move();
      this.clock++;
    }
    this.redmuleRuns = this.tcdmRuns = true;
    this.trapped = 0;
    return stops;
  }

  /** Cores that are not asleep, bit per core. */
  private awake = 0;
  /** Cores with an interrupt line that is high. */
  private interrupted = 0;
  /** Wire of `advance`: cores that enter a trap in the clock, bit per core. */
  trapped = 0;
  /** Called between settle and edge of a clock of `advance` in which core 0 retires a marked instruction. */
  onMark: ((pc: number, clock: number) => void) | null = null;
  /** Clocks in which RedMulE worked, and the DMA. */
  redmuleClocks = 0;
  /** The clock behind the last one in which RedMulE moved while everything else stood still. */
  redmuleMoved = 0;
  dmaClocks = 0;
  /** Cores that sleep or wait at the event unit in the clock, and whether others may be replayed after it. */
  private sleepers = 0;
  private ahead = false;
  private watcher: ClockWatcher | null = null;
  /** Addresses of instructions that are worth a look when core 0 retires them. */
  readonly marks = new Set<number>();
  private replays: Replays;
  private readonly replayed: ReplayedClocks;
  private readonly totals: readonly Totals[];
  private readonly parameters: ClusterParameters;
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
    this.narrowPorts = narrow;
    this.interconnect = new Interconnect(narrow, this.redmule.tcdm, { ...p.tcdm, arbiter: p.arbiter });
    const { invertPrio, maxStall, numerator, denominator } = p;
    Object.assign(this.interconnect.arbiter, { invertPrio, maxStall, numerator, denominator });
    const shared = p.map.regions.findIndex(({ target }) => target === "eventUnitShared");
    this.eventUnit = new EventUnit(slaves("eventUnit"), (address) => (regionAt(p.map, address) === shared ? 1 : 0));
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
    const l2Ports = { narrow: this.l2Arbiter.slave, dmaRead: this.dma.read, dmaWrite: this.dma.write };
    const fetchPorts = this.cores.map((core) => core.instructionPort);
    this.icache = p.fetch === "cache" ? new Icache(fetchPorts, p.icache) : null;
    const refill = this.icache?.refillPort ?? new ReadBurstPort();
    this.l2 = new L2({ ...l2Ports, refill }, regionOf(p.map, "l2"), p.l2);
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
    this.totals = this.cores.map(() => new Totals());
    this.replays = this.newReplays();
    this.replayed = new ReplayedClocks(this);
    this.reset();
  }

  get pending(): number {
    return this.redmule.busy | this.dma.busy | this.timer.pending | (this.external?.command ?? 0);
  }

  /**
   * All settle steps of a clock. Responses come from registers; then requests go down from the cores and RedMulE to the
   * memories, and grants come back up. Idle blocks are left out (docs/architecture.md).
   */
  settle(): void {
    const { cores, demuxes, arbiters, redmule, replays } = this;
    if (replays.mask !== 0) this.awake |= replays.settleRequest();
    this.settleResponses();
    let asked = replays.mask !== 0 ? this.tcdmBit : 0;
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
    if (redmule.registers.unregistered !== 0) this.settleLateAnswer();
    this.dma.settleRequest();
    this.icache?.settleRequest();
    this.settleGrants();
  }

  /** E16: RedMulE answers with what this clock's request addresses. */
  private settleLateAnswer(): void {
    this.redmuleArbiter.settleResponse();
    for (let left = this.awake; left !== 0; left &= left - 1) {
      const i = lowest(left);
      this.demuxes[i].settleResponse();
      this.cores[i].settleAnswer();
    }
  }

  private settleResponses(): void {
    const { demuxes, arbiters, redmule, eventUnit, dma, interconnect, bench, timer, control } = this;
    if (!interconnect.idle) interconnect.settleResponse();
    this.l2.settleResponse();
    this.fetch.replayed = this.replays.mask;
    this.fetch.settleResponse();
    if (!redmule.idle) redmule.settleResponse();
    dma.settleResponse();
    if (!bench.idle) bench.settleResponse();
    if (!timer.idle) timer.settleResponse();
    if (!control.idle) control.settleResponse();
    if (this.external !== null && !this.external.idle) this.external.settleResponse();
    if (!eventUnit.idle) eventUnit.settleResponse();
    for (let i = 0; i < arbiters.length; i++) if (!arbiters[i].idle) arbiters[i].settleResponse();
    for (let left = this.awake; left !== 0; left &= left - 1) demuxes[lowest(left)].settleResponse();
    const raised = redmule.event | dma.event | dma.interrupt | timer.eventLow | timer.eventHigh;
    if ((raised | this.raised) !== 0 || !eventUnit.idle) this.settleEvents();
    this.raised = raised;
    if ((this.interrupted & this.replays.mask) !== 0) this.takeOver(this.interrupted & this.replays.mask);
  }

  /** The pipeline takes over cores inside of a clock: what these have settled so far is settled by it. */
  private takeOver(cores: number): void {
    const { replays, fetch, demuxes } = this;
    replays.leave(cores);
    fetch.replayed = replays.mask;
    fetch.settleResponse();
    for (let left = cores; left !== 0; left &= left - 1) demuxes[lowest(left)].settleResponse();
    this.awake |= cores;
  }

  /** The same after the grants, which a request that is settled once more does not change. */
  private takeOverGranted(cores: number): void {
    this.takeOver(cores);
    for (let left = cores; left !== 0; left &= left - 1) {
      const i = lowest(left);
      this.cores[i].settleRequest();
      this.demuxes[i].settleRequest();
    }
    this.settleFetch();
  }

  /** Events to the event unit, and interrupt lines of the cores. */
  private settleEvents(): void {
    const { cores, redmule, eventUnit, dma, timer } = this;
    const timed = (timer.eventLow << EVENT.timerLow) | (timer.eventHigh << EVENT.timerHigh);
    if ((redmule.event | dma.event | dma.interrupt | timed) !== 0) eventUnit.wake();
    this.interrupted = 0;
    for (let i = 0; i < cores.length; i++) {
      eventUnit.events[i] =
        timed |
        (((redmule.eventCores >>> i) & 1) << EVENT.redmule) |
        (((dma.event >>> i) & 1) << EVENT.dma) |
        (((dma.interrupt >>> i) & 1) << EVENT.dmaInterrupt);
      cores[i].irq = (((redmule.eventCores >>> i) & 1) << REDMULE_IRQ) | (eventUnit.irq(i) << EVENT_UNIT_IRQ);
      if (cores[i].irq !== 0) this.interrupted |= 1 << i;
      if (cores[i].csrs.wake) this.awake |= (1 << i) & ~this.replays.mask;
    }
  }

  private settleGrants(): void {
    const { cores, demuxes, arbiters, eventUnit, bench, dma, asked, control } = this;
    this.settleTcdm();
    this.l2.settleGrant();
    this.settleFetch();
    const { replays } = this;
    if (replays.mask !== 0) {
      const left = replays.settleGrant();
      if (left !== 0) this.takeOverGranted(left);
    }
    if (!bench.idle || bench.port.req !== 0) bench.settleGrant();
    this.timer.settleGrant();
    if (!control.idle || control.port.req !== 0) control.settleGrant();
    const { external } = this;
    if (external !== null && (!external.idle || external.port.req !== 0)) external.settleGrant();
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
    const { icache, fetch, cores } = this;
    if (icache !== null) {
      icache.flush = 0;
      for (let left = this.awake; left !== 0; left &= left - 1) {
        const i = lowest(left);
        icache.flush |= cores[i].controller.flushesFetch << i;
      }
    }
    fetch.settleGrant();
  }

  edge(): void {
    const { arbiters, asked, bench, dma, timer, control } = this;
    if (this.redmuleRuns) this.redmuleClocks += this.redmule.busy;
    this.dmaClocks += dma.busy;
    this.edgeCores();
    if (this.replays.mask !== 0) {
      this.replays.edgeAll(this.clock);
    }
    for (let i = 0; i < arbiters.length; i++) {
      if (!arbiters[i].idle || (asked & this.arbiterBits[i]) !== 0) arbiters[i].edge();
    }
    if (this.redmuleRuns) this.redmule.edge();
    if (!dma.idle || (asked & this.dmaBit) !== 0) dma.edge();
    if (this.tcdmRuns) this.interconnect.edge();
    if (this.eventUnitRuns) this.eventUnit.edge();
    this.l2.edge();
    this.fetch.edge();
    if (!bench.idle || bench.port.req !== 0) bench.edge();
    if (!timer.idle || timer.port.req !== 0) timer.edge();
    if (!control.idle || control.port.req !== 0) control.edge();
    const { external } = this;
    if (external !== null && (!external.idle || external.port.req !== 0)) external.edge();
    this.clock++;
    if (this.ahead && this.awake !== 0) this.awake &= ~this.replays.arrive(this.awake);
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
    const { redmule, dma, interconnect, eventUnit, l2, icache, bench, timer, control, external } = this;
    const blocks = [redmule, dma, interconnect, eventUnit, l2, icache, bench, timer, control, external];
    for (const block of blocks) block?.wake();
  }

  /** The replays of the cores; what was recorded before for such cores and marks serves again. */
  private newReplays(): Replays {
    const { map, core, fetch } = this.parameters;
    const { base, bytes } = regionOf(map, "tcdm");
    const hosts = this.cores.map((own, i) => ({
      core: own,
      demux: this.demuxes[i],
      side: this.icache === null ? new IdealSide(this.idealFetch!, i) : new CachedSide(this.icache, i),
      tcdm: this.demuxes[i].slave("tcdm"),
      target: this.demuxes[i].placeOf("tcdm"),
      ...{ base, bytes, totals: this.totals[i] },
    }));
    return new Replays(hosts, JSON.stringify([core, fetch, map.regions.map(({ target }) => target)]), this.marks);
  }

  /** What the clocks of a core were used for, as far as `advance` has spent them. */
  totalsOf(core: number): Totals {
    return this.totals[core];
  }

  /** From now on somebody sees every clock of every core, stepped or replayed, which takes nothing from its speed but the seeing. */
  watch(watcher: ClockWatcher): void {
    this.watcher = watcher;
    this.replays.watch(watcher);
  }

  override step(): void {
    this.settle();
    for (const observe of this.observers) observe(this.clock);
    const { watcher } = this;
    if (watcher !== null) {
      for (let i = 0; i < this.cores.length; i++) watcher.sampled(i);
      watcher.settled(this.clock);
    }
    this.edge();
  }

  /** From now on `advance` calls `onMark` when core 0 retires the instruction at `pc`. */
  mark(pc: number): void {
    this.marks.add(pc);
    this.replays = this.newReplays();
    this.replays.watch(this.watcher);
  }

  /**
   * At least one clock and at most `limit`, with the same result as so many steps, without observers. It returns sooner with a
   * clock that somebody may want to see: a core traps, falls asleep or wakes up, begins or ends a wait at the event unit, all
   * sleep or wait, the program prints or ends, the DMA or RedMulE meets a bus error. Wires of the last clock stand, unless it
   * returned sooner: then those of a core that was replayed do not. The clocks.
   */
  advance(limit: number): number {
    const { cores } = this;
    const from = this.clock;
    const end = from + limit;
    const all = (1 << cores.length) - 1;
    this.replays.sleep(all & ~this.awake, from, cores);
    let notable = false;
    while (!notable && this.clock < end) {
      if (this.awake === 0 && this.othersIdle) {
        if (this.replays.mask !== 0) {
          if (this.replayAlone(end - 1)) break;
        } else if (!this.redmule.idle && this.refillsIdle && this.redmuleAlone(end - 1)) break;
      }
      if (this.clock === end - 1) this.dissolve();
      this.ahead = this.clock < end - 1;
      const { running } = this;
      this.settle();
      if (this.running !== running) this.replays.wake(this.running & ~running, this.clock);
      notable = this.sample(all);
      const ran = this.running;
      this.edge();
      if (this.running !== ran) this.replays.sleep(ran & ~this.running, this.clock, cores);
      if (this.redmuleRuns) notable ||= this.redmule.streamer.outside !== 0;
      if (!this.bench.idle) notable ||= (this.bench.printed | this.bench.done) !== 0;
      if (!this.dma.idle) notable ||= (this.dma.faults[0].fault | this.dma.faults[1].fault) !== 0;
    }
    this.ahead = false;
    this.dissolve();
    this.replays.wake(all & ~this.awake, this.clock);
    return this.clock - from;
  }

  /** Cores that are not asleep, bit per core. */
  private get running(): number {
    return this.awake | this.replays.mask;
  }

  /** Counts what the clock is used for. True when somebody may want to see it. */
  private sample(all: number): boolean {
    const { cores, replays, marks, eventUnit } = this;
    let sleepers = all & ~this.running;
    this.trapped = 0;
    for (let left = this.awake; left !== 0; left &= left - 1) {
      const i = lowest(left);
      replays.cores[i].sample();
      sleepers |= (cores[i].sleeping | eventUnit.holds(i)) << i;
      this.trapped |= cores[i].csrs.trap << i;
    }
    const { retired } = cores[0];
    if ((this.awake & 1) !== 0 && retired.valid !== 0 && marks.has(retired.pc >>> 0)) {
      this.onMark?.(retired.pc >>> 0, this.clock);
    }
    this.watcher?.settled(this.clock);
    const notable = this.trapped !== 0 || sleepers !== this.sleepers || sleepers === all;
    this.sleepers = sleepers;
    return notable;
  }

  /** The pipeline takes all cores over. */
  private dissolve(): void {
    this.awake |= this.replays.mask;
    this.replays.leave(this.replays.mask);
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
