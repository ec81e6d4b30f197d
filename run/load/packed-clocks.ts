import type { Interconnect } from "../../hw/cluster/tcdm/interconnect.js";
import type { LoadGenerators } from "./load-generators.js";

/**
 * Masters and interconnect as RedMulE's port sees them, in clocks that nobody looks at. Both stay in the record of the interconnect, and
 * are clocked there when RedMulE next asks: clocks without a request of its cost nothing before. Where it goes first at the banks for
 * good, it is known to be granted.
 */
export class PackedClocks {
  private readonly masters: LoadGenerators;
  private readonly interconnect: Interconnect;
  /** Every wide request is granted. */
  private wins = false;
  /** Clocks without a wide request that are still to be done. */
  private passed = 0;
  /** The wide port may be answered in this clock. */
  private asked = 0;

  constructor(masters: LoadGenerators, interconnect: Interconnect) {
    this.masters = masters;
    this.interconnect = interconnect;
  }

  /** From the ports into the record. */
  begin(): void {
    const { masters, interconnect } = this;
    interconnect.hand();
    masters.takeIn();
    interconnect.pack();
    this.wins = interconnect.wideWins;
    this.passed = 0;
    this.asked = 1;
  }

  settleResponse(): void {
    const { router } = this.interconnect;
    if (this.asked !== 0) router.settleResponse();
    else router.port.rvalid = 0;
  }

  settleGrant(): void {
    const { router } = this.interconnect;
    const { port } = router;
    if (port.req === 0 || this.wins) port.gnt = port.req;
    else {
      router.settleRequest();
      this.masters.settleAfter(this.passed, 1);
      router.settleGrant();
    }
  }

  edge(): void {
    const { router, record } = this.interconnect;
    this.asked = router.port.req;
    if (this.asked === 0) {
      this.passed++;
      return;
    }
    if (this.wins) {
      router.settleRequest();
      this.masters.clockAfter(this.passed);
    } else record.edge();
    this.passed = 0;
  }

  /** From the record onto the ports; `settled` when the last clock has not had its edge. */
  end(settled: boolean): void {
    const { masters, interconnect } = this;
    const { router } = interconnect;
    const { req } = router.port;
    if (!settled) masters.pass(this.passed);
    else if (req === 0 || this.wins) {
      router.settleRequest();
      masters.settleAfter(this.passed, req);
    }
    masters.show();
    interconnect.unpack();
  }
}
