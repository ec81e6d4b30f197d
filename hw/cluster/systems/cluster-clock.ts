import { lowest } from "../bits.js";
import { regionOf } from "../address-map.js";
import type { ClusterParameters } from "./cluster-parameters.js";
import { EVENT } from "../event/event-unit-map.js";
import { CachedSide } from "../replay/fetch-side.js";
import { IdealSide } from "../replay/ideal-side.js";
import { Replays } from "../replay/replays.js";
import { Totals } from "../run-ahead/stretch.js";
import { ClusterBlocks } from "./cluster-blocks.js";

/** Bits of the cores' interrupt lines: RedMulE's event itself, and the interrupt of the event unit. */
export const REDMULE_IRQ = 3;
export const EVENT_UNIT_IRQ = 11;

/** A clock of the cluster. Idle blocks and cores that are replayed are left out of it (docs/architecture.md). */
export abstract class ClusterClock extends ClusterBlocks {
  /** Cores with an interrupt line that is high. */
  protected interrupted = 0;
  /** Clocks in which RedMulE worked, and the DMA. */
  redmuleClocks = 0;
  dmaClocks = 0;
  /** Cores may be replayed from the next clock on. */
  protected ahead = false;
  /** Addresses of instructions that are worth a look when core 0 retires them. */
  readonly marks = new Set<number>();
  protected replays: Replays;
  protected readonly totals: readonly Totals[];
  /** Targets that cores request in this clock, bits as in `DataDemux.asks`. */
  private asked = 0;
  /** Blocks that are not left out of this clock. */
  protected redmuleRuns = false;
  protected eventUnitRuns = false;
  protected tcdmRuns = false;
  /** `stall` as the banks have it. */
  protected stalled = 0;

  constructor(given: Partial<ClusterParameters> = {}) {
    super(given);
    this.totals = this.cores.map(() => new Totals());
    this.replays = this.newReplays();
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
      if (this.icache !== null) replays.engine.answerLines(this.icache.granted, this.icache.arrived);
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
      this.replays.edge(this.clock);
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

  /** The replays of the cores; what was recorded before for such cores and marks serves again. */
  protected newReplays(): Replays {
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
    return new Replays(
      hosts,
      this.replayMemory,
      JSON.stringify([core, fetch, map.regions.map(({ target }) => target)]),
      this.marks,
    );
  }
}
