import type { NarrowPort, WidePort } from "../../hw/ports.js";
import { CheckFailure, type Checker } from "./checker.js";

/** A bank serves one access a clock: no two granted accesses, narrow or wide, meet at a bank. */
export class BankChecker implements Checker {
  private readonly ports: readonly NarrowPort[];
  private readonly wide: WidePort;
  private readonly mask: number;
  /** Clock in which a bank was last granted, and by whom. */
  private readonly served: Float64Array;
  private readonly by: Uint8Array;

  /** @param banks a power of two, one word wide and word-interleaved */
  constructor(ports: readonly NarrowPort[], wide: WidePort, banks: number) {
    this.ports = ports;
    this.wide = wide;
    this.mask = banks - 1;
    this.served = new Float64Array(banks).fill(-1);
    this.by = new Uint8Array(banks);
  }

  check(clock: number): void {
    const { ports, wide } = this;
    for (let m = 0; m < ports.length; m++) {
      const { req, gnt, addr } = ports[m];
      if ((req & gnt) !== 0) this.serve(clock, addr >>> 2, m);
    }
    if ((wide.req & wide.gnt) === 0) return;
    for (let i = 0; i < wide.words; i++) this.serve(clock, (wide.addr >>> 2) + i, ports.length);
  }

  private serve(clock: number, word: number, master: number): void {
    const bank = word & this.mask;
    if (this.served[bank] === clock) {
      throw new CheckFailure(clock, `bank ${bank}`, `masters ${this.by[bank]} and ${master} are both granted`);
    }
    this.served[bank] = clock;
    this.by[bank] = master;
  }
}
