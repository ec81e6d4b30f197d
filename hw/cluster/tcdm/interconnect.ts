import type { NarrowPort, WidePort } from "../../ports.js";
import { watched, type Block, type Scope } from "../../probe.js";
import { SideArbiter, type ArbiterRevision } from "./arbiter.js";
import { InterconnectRecord, type InterconnectStorage } from "./interconnect-record.js";
import { checkNarrowPorts, LogInterconnect } from "./lic.js";
import { checkTcdm, type TcdmSize } from "./tcdm-size.js";
import { Tcdm } from "./tcdm.js";
import { WideDirect } from "./wide-direct.js";
import { checkWidePort, WideRouter } from "./wide-router.js";

/** Structure of a TCDM with its interconnect. */
export interface InterconnectParameters extends TcdmSize {
  arbiter: ArbiterRevision;
}

/**
 * The heterogeneous cluster interconnect (HCI) with its TCDM: narrow ports through a log interconnect, one wide port
 * through a router, and an arbiter between the two at the banks. Responses follow their grants by one clock. Priority and
 * guard are inputs of `arbiter`, `clear` of `router`, and the banks that grant stand in `tcdm.gnt` (all by default).
 */
export class Interconnect implements Block {
  readonly tcdm: Tcdm;
  readonly lic: LogInterconnect;
  readonly router: WideRouter;
  readonly arbiter: SideArbiter;
  /** The wide port's way while `lone` holds. */
  readonly direct: WideDirect;
  /** Registers and wires, in linear memory. */
  readonly record: InterconnectRecord;
  /** Nothing is requested or answered, and nothing was in the last clock: nothing changes before a request. */
  idle = false;
  /** Requests of the narrow ports stand in the record, grants and answers stay there: the ports are stale. */
  private packed = false;
  /** The narrow side is not left out of this clock. */
  private narrow = true;
  /** Registers were overwritten: what is derived from them has to be derived anew. */
  private stale = true;

  /**
   * @param ports narrow ports, 1 to 32, in arbitration order: cores, external, DMA
   * @param wide RedMulE's port, at most one word per bank
   * @param storage where registers and banks lie; a memory of their own by default
   * @throws UsageError when sizes do not fit together
   */
  constructor(
    ports: readonly NarrowPort[],
    wide: WidePort,
    parameters: InterconnectParameters,
    storage: InterconnectStorage | null = null,
  ) {
    checkTcdm(parameters);
    checkNarrowPorts(ports);
    checkWidePort(wide, parameters.banks);
    this.record = new InterconnectRecord(parameters, wide.words, storage);
    this.tcdm = new Tcdm(ports, wide, parameters, this.record);
    this.lic = new LogInterconnect(ports, this.tcdm, this.record);
    this.router = new WideRouter(wide, this.record);
    this.arbiter = new SideArbiter(parameters.arbiter, this.record);
    this.direct = new WideDirect(wide, this.record, this.router);
  }

  /** Valids and read data onto the ports, from registers alone. */
  settleResponse(): void {
    if (this.stale) this.derive();
    if (!this.packed && !this.lic.rests) this.lic.settleResponse();
    this.router.settleResponse();
  }

  /**
   * From the ports' requests to their grants.
   * @param asked false when no narrow port asks
   */
  settleGrant(asked = true): void {
    const { lic, router } = this;
    this.narrow = !this.packed && (asked || !lic.rests);
    if (this.narrow) lic.settleRequest();
    router.settleRequest();
    this.record.settle();
    if (this.narrow) lic.settleGrant();
    router.settleGrant();
  }

  edge(): void {
    const { lic, router, arbiter, tcdm } = this;
    this.idle = (lic.answers | router.valid | lic.active | router.port.req | arbiter.counter) === 0;
    this.record.edge();
    if ((lic.atomics | tcdm.reservations.held) !== 0) tcdm.edgeReservations();
  }

  /** From now on whoever drives the narrow ports writes requests into the record, and nobody looks at the ports. */
  pack(): void {
    const { ports } = this.lic;
    // Of the last clock's accesses, too, which the ports have not shown yet.
    this.lic.settleResponse();
    for (let m = 0; m < ports.length; m++) this.record.answers[m] = ports[m].rdata;
    this.packed = true;
  }

  /** Grants and answers of the clock that has settled onto the ports, which count again. */
  unpack(): void {
    const { ports } = this.lic;
    this.packed = false;
    for (let m = 0; m < ports.length; m++) ports[m].rdata = this.record.answers[m];
    this.lic.wake();
    this.lic.settleResponse();
    this.lic.settleGrant();
  }

  /**
   * Nothing is left of what the narrow ports have asked for, every bank grants, and the guard does not count: as long as no narrow port
   * asks, `direct` serves the wide one.
   */
  get lone(): boolean {
    const { lic, arbiter, tcdm } = this;
    if (this.stale || this.packed || !lic.rests || tcdm.reservations.held !== 0) return false;
    return arbiter.rests && tcdm.gnt.every((banks) => banks === -1);
  }

  /** Every wide request is granted, whoever else asks. */
  get wideWins(): boolean {
    return this.arbiter.wideWins && this.tcdm.gnt.every((banks) => banks === -1);
  }

  /** `direct` has served the wide port up to now. */
  finishDirect(): void {
    this.idle = false;
    this.direct.finish();
  }

  private derive(): void {
    this.stale = false;
    this.record.derive();
  }

  /** Before somebody else settles and clocks the record: what is derived from registers is there. */
  hand(): void {
    if (this.stale) this.derive();
  }

  /** Somebody else has settled and clocked the record: the next clock writes every port. */
  takeBack(): void {
    this.idle = false;
    this.lic.wake();
  }

  /** The next clock settles everything anew. */
  wake(): void {
    this.idle = false;
    this.stale = true;
    this.lic.wake();
  }

  reset(): void {
    this.wake();
    this.lic.reset();
    this.router.reset();
    this.arbiter.reset();
    this.tcdm.reset();
  }

  scope(name: string): Scope {
    const scope = {
      name,
      probes: [],
      children: [
        this.lic.scope("lic"),
        this.router.scope("router"),
        this.arbiter.scope("arbiter"),
        this.tcdm.scope("tcdm"),
      ],
    };
    return watched(scope, () => this.wake());
  }
}
