import { registersOf, wire, type Block, type Scope } from "../../probe.js";
import { Atomic, atomicAccess } from "../atomics.js";
import type { NarrowPort } from "../../ports.js";

/** Accesses that may be open at once. */
const DEPTH = 2;

/** Data port of the core: byte lanes, and the count of open accesses that paces EX and WB. */
export class LoadStoreUnit implements Block {
  /** Input: number of the core, which atomic accesses carry. */
  master = 0;

  /** Inputs from WB: no response is awaited but one of this clock (`drained`), and its access is answered with an error. */
  drained = 0;
  fault = 0;
  /** Input from WB: its access will write a floating-point register. */
  loadsFloat = 0;

  // Wires.
  /** EX has an access to make. */
  enable = 0;
  /** EX may move on as far as its access is concerned. */
  ready = 1;
  request = 0;

  // Registers.
  outstanding = 0;

  private readonly port: NarrowPort;

  constructor(port: NarrowPort) {
    this.port = port;
  }

  /** First step without an access. */
  settleIdle(): void {
    this.enable = this.request = this.port.req = 0;
    this.ready = 1;
  }

  /**
   * First step of an access of `bytes` from `address`; `second` is the part of a misaligned one that lies in the next word,
   * `address` being in that word then. `atomic` is an `Atomic`.
   */
  settleRequest(address: number, bytes: number, second: number, write: number, data: number, atomic: Atomic): void {
    const port = this.port;
    this.enable = 1;
    this.request = port.req = this.outstanding < DEPTH ? 1 : 0;
    const offset = address & 3;
    const lanes = ((1 << bytes) - 1) << offset;
    port.addr = (second ? address & ~3 : address) >>> 0;
    port.write = write;
    port.atomic = atomic === Atomic.none ? 0 : atomicAccess(atomic, this.master);
    port.be = second ? lanes >>> 4 : lanes & 0xf;
    const shift = offset << 3;
    port.wdata = (shift === 0 ? data : (data << shift) | (data >>> (32 - shift))) >>> 0;
  }

  /** Second step of an access. */
  settleGrant(): void {
    // With two accesses open the one of EX has been granted before; WB alone holds it back.
    this.ready = this.request ? this.port.gnt : 1;
  }

  edge(): void {
    this.outstanding += (this.request & this.port.gnt) - this.port.rvalid;
  }

  reset(): void {
    this.outstanding = 0;
    this.settleIdle();
  }

  scope(name: string): Scope {
    const probes = [
      ...registersOf(this, { outstanding: 2 }),
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
