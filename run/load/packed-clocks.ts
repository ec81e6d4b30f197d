import type { Interconnect } from "../../hw/cluster/tcdm/interconnect.js";
import { copyWords } from "../../hw/words.js";
import type { LoadGenerators } from "./load-generators.js";

/**
 * Masters and interconnect as RedMulE's port sees them, in clocks that nobody looks at. Both stay in the record of the interconnect, and
 * are clocked there when RedMulE next asks: clocks without a request of its cost nothing before. Where it goes first at the banks for
 * good, it is known to be granted; what it reads where no master writes is known, too, and the clock of such a read waits for others.
 */
export class PackedClocks {
  private readonly masters: LoadGenerators;
  private readonly interconnect: Interconnect;
  /** Every wide request is granted. */
  wins = false;
  /** Clocks without a wide request that are still to be done. */
  private passed = 0;
  /** The wide port may be answered in this clock; the word of the banks that its answer begins with, where that is known, or -1. */
  private asked = 0;
  private read = -1;
  /** Words from the first one on that no master writes. */
  private unwritten = 0;

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
    this.read = -1;
    // A load without a place for writes writes anywhere.
    const { length } = interconnect.tcdm.words;
    this.unwritten = masters.firstWrite < length ? masters.firstWrite : 0;
  }

  settleResponse(): void {
    const { router, tcdm } = this.interconnect;
    const { port } = router;
    if (this.read >= 0) {
      port.rvalid = 1;
      copyWords(tcdm.words, this.read, port.rdata, 0, port.words);
    } else if (this.asked !== 0) router.settleResponse();
    else port.rvalid = 0;
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
    this.read = -1;
    if (this.asked === 0) {
      this.passed++;
      return;
    }
    if (!this.wins) record.edge();
    else if (!this.readLater()) {
      this.masters.readLog();
      router.settleRequest();
      this.masters.clockAfter(this.passed);
    }
    this.passed = 0;
  }

  /** So many clocks without a wide request. */
  pass(clocks: number): void {
    this.passed += clocks;
  }

  /** `edge` of a clock with a request, or of one without that `pass` has told of. */
  replayed(): void {
    if (this.interconnect.router.port.req !== 0) this.edge();
    else {
      this.asked = 0;
      this.read = -1;
    }
  }

  /** What the last access has read. */
  answer(): Uint32Array {
    const { router, tcdm, record } = this.interconnect;
    if (this.read >= 0) copyWords(tcdm.words, this.read, record.wideRdata, 0, router.port.words);
    return record.wideRdata;
  }

  /** A read whose words no master writes, so that only accesses of the wide port itself may change them. False for another access. */
  private readLater(): boolean {
    const { masters, interconnect } = this;
    const { router, tcdm } = interconnect;
    const { addr, write, words } = router.port;
    const word = (addr >>> 2) & tcdm.wordMask;
    if (write !== 0 || router.clear !== 0 || word + words > this.unwritten) return false;
    this.read = word;
    if (masters.noteRead(this.passed, addr)) masters.readLog();
    return true;
  }

  /** From the record onto the ports; `settled` when the last clock has not had its edge. */
  end(settled: boolean): void {
    const { masters, interconnect } = this;
    const { router } = interconnect;
    const { req } = router.port;
    masters.readLog();
    if (!settled) masters.pass(this.passed);
    else if (req === 0 || this.wins) {
      router.settleRequest();
      masters.settleAfter(this.passed, req);
    }
    masters.show();
    interconnect.unpack();
  }
}
