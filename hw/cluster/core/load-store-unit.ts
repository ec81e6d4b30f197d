import { register, wire, type Block, type Scope } from "../../probe.js";
import type { NarrowPort } from "../../ports.js";

/** Accesses that may be open at once. */
const DEPTH = 2;

/** Data port of the core: byte lanes, and the count of open accesses that paces EX and WB. */
export class LoadStoreUnit implements Block {
  // Inputs of the first step.
  /** EX has an access to make. */
  enable = 0;
  write = 0;
  address = 0;
  bytes = 0;
  data = 0;
  /** The access is the second one of a pair that a misaligned load or store makes. */
  second = 0;

  // Wires.
  /** EX may move on as far as its access is concerned. */
  ready = 1;
  private request = 0;

  // Registers.
  outstanding = 0;

  private readonly port: NarrowPort;

  constructor(port: NarrowPort) {
    this.port = port;
  }

  settleRequest(): void {
    const port = this.port;
    this.request = this.enable && this.outstanding < DEPTH ? 1 : 0;
    port.req = this.request;
    if (!this.request) return;
    const offset = this.address & 3;
    const lanes = ((1 << this.bytes) - 1) << offset;
    port.addr = (this.second ? this.address & ~3 : this.address) >>> 0;
    port.write = this.write;
    port.be = this.second ? lanes >>> 4 : lanes & 0xf;
    const shift = offset << 3;
    port.wdata = (shift === 0 ? this.data : (this.data << shift) | (this.data >>> (32 - shift))) >>> 0;
  }

  settleGrant(): void {
    const granted = this.request & this.port.gnt;
    if (!this.enable) this.ready = 1;
    else if (this.outstanding === 0) this.ready = granted;
    else this.ready = this.outstanding === 1 ? granted & this.port.rvalid : this.port.rvalid;
  }

  edge(): void {
    this.outstanding += (this.request & this.port.gnt) - this.port.rvalid;
  }

  idle(): void {
    this.port.req = this.request = 0;
  }

  reset(): void {
    this.outstanding = 0;
    this.idle();
  }

  scope(name: string): Scope {
    const probes = [
      register(
        "outstanding",
        2,
        () => this.outstanding,
        (v) => (this.outstanding = v),
      ),
      wire("req", 1, () => this.port.req),
      wire("addr", 32, () => this.port.addr),
      wire("write", 1, () => this.port.write),
      wire("be", 4, () => this.port.be),
      wire("wdata", 32, () => this.port.wdata),
      wire("gnt", 1, () => this.port.gnt),
      wire("rvalid", 1, () => this.port.rvalid),
      wire("rdata", 32, () => this.port.rdata >>> 0),
    ];
    return { name, probes, children: [] };
  }
}
