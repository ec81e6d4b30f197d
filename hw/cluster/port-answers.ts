import type { NarrowPort } from "../ports.js";
import { registerArray, type Probe } from "../probe.js";

/** Output registers of a block that answers each of its ports one clock after the grant. Index = port. */
export class PortAnswers {
  readonly valid: Uint8Array;
  readonly err: Uint8Array;
  readonly rdata: Uint32Array;

  constructor(ports: number) {
    this.valid = new Uint8Array(ports);
    this.err = new Uint8Array(ports);
    this.rdata = new Uint32Array(ports);
  }

  /** Onto the ports. */
  settle(ports: readonly NarrowPort[]): void {
    const { valid, err, rdata } = this;
    for (let i = 0; i < ports.length; i++) {
      const port = ports[i];
      port.rvalid = valid[i];
      port.err = err[i];
      port.rdata = rdata[i];
    }
  }

  reset(): void {
    this.valid.fill(0);
    this.err.fill(0);
    this.rdata.fill(0);
  }

  probes(): Probe[] {
    return [
      registerArray("valid", 1, this.valid),
      registerArray("err", 1, this.err),
      registerArray("rdata", 32, this.rdata),
    ];
  }
}
