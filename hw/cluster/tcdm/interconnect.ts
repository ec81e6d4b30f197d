import type { NarrowPort, WidePort } from "../../ports.js";
import { watched, type Block, type Scope } from "../../probe.js";
import { SideArbiter, type ArbiterRevision } from "./arbiter.js";
import { LogInterconnect } from "./lic.js";
import { BankStorage, type TcdmSize } from "./bank-storage.js";
import { Tcdm } from "./tcdm.js";
import { WideRouter } from "./wide-router.js";

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
  /** Nothing is requested or answered, and nothing was in the last clock: nothing changes before a request. */
  idle = false;
  /** The narrow side is not left out of this clock. */
  private narrow = true;

  /**
   * @param ports narrow ports, 1 to 32, in arbitration order: cores, external, DMA
   * @param wide RedMulE's port, at most one word per bank
   * @param storage for as many ports
   * @throws UsageError when sizes do not fit together
   */
  constructor(
    ports: readonly NarrowPort[],
    wide: WidePort,
    parameters: InterconnectParameters,
    storage = new BankStorage(parameters, ports.length),
  ) {
    this.tcdm = new Tcdm(ports, wide, parameters, storage);
    this.lic = new LogInterconnect(ports, this.tcdm, storage);
    this.router = new WideRouter(wide, this.tcdm, storage.span);
    this.arbiter = new SideArbiter(parameters.arbiter);
  }

  /** Valids and read data onto the ports, from registers alone. */
  settleResponse(): void {
    if (!this.lic.rests) this.lic.settleResponse();
    this.router.settleResponse();
  }

  /**
   * From the ports' requests to their grants.
   * @param asked false when no narrow port asks
   */
  settleGrant(asked = true): void {
    const { lic, router, arbiter } = this;
    const { port } = router;
    this.narrow = asked || !lic.rests;
    if (this.narrow) lic.settleRequest();
    router.settleRequest();
    arbiter.settle(lic.active, port.req, arbiter.revision === "d6a4872" ? router.conflict(lic) : 0);
    if (this.narrow) lic.settleGrant(arbiter, router.span);
    router.settleGrant(arbiter, lic);
  }

  edge(): void {
    const answers = this.lic.answers | this.router.answers;
    this.idle = (answers | this.lic.active | this.router.port.req | this.arbiter.counter) === 0;
    if (this.narrow) this.lic.edge();
    this.router.edge();
    this.arbiter.edge();
    this.tcdm.edge();
  }

  /** The next clock settles everything anew. */
  wake(): void {
    this.idle = false;
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
